import { expect, test } from '@jest/globals';
import { loadConfig } from '../../config.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { examples } from '../../stack/examples.ts';
import { readyScreen } from '../../stack/ready-screen.ts';

const COLUMNS = 100;
const now = new Date('2026-11-02T08:00:00Z');
const screen = readyScreen({
  config: loadConfig({ API_PORT: '3999' }),
  clock: demonstrationClock(now.toISOString(), 10_000),
  token: 'a'.repeat(48),
  startedInMs: 7_400,
  now,
});

test.each(examples)(
  'call $number is there to be typed: method, path and body, and as npm run example',
  ({ number, method, path, body }) => {
    const from = screen.indexOf(`npm run example -- ${number} `);
    expect(from).toBeGreaterThan(0);
    const [call = ''] = screen.slice(from).split(/\n {2}npm|\n\n/);
    expect(call).toContain(`${method} ${path}`);
    if (body) expect(JSON.parse(call.split('\n').find((line) => line.trim().startsWith('{')) ?? '')).toEqual(body);
  },
);

test('it fits a terminal of a hundred columns and names the addresses', () => {
  expect(screen.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);
  expect(screen).toContain('http://127.0.0.1:3999/docs');
  expect(screen).toContain('Ready in 7.4 s.');
});

test('the list of agreements is one click away, without postboxes and the caretaker', () => {
  const urls = [...screen.matchAll(/https?:\S+/g)].map(([url]) => new URL(url));
  const list = urls.find((url) => url.searchParams.has('query'));
  expect(list?.pathname).toBe('/namespaces/default/workflows');
  expect(list?.searchParams.get('query')).toBe('WorkflowType="cooperationAgreement"');
});
