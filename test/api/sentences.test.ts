import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sentenceOf } from '../../api/sentences.ts';

const root = join(import.meta.dirname, '../../domain');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const types = sources.flatMap((name) =>
  [...readFileSync(join(root, name), 'utf8').matchAll(/eventType<[^]*?>\(\s*'(\w+)'/g)].map((match) => match[1] ?? ''),
);

describe('the timeline', () => {
  test('has a sentence in both languages for every kind of event', () => {
    expect(types.length).toBeGreaterThan(80);
    const nameless = types.filter((type) => !/[\u4e00-\u9fff]/.test(sentenceOf({ type, about: null, data: {} }).zh));
    expect(nameless).toEqual([]);
  });

  test('names what it is about, and of a follow-up what is to be done', () => {
    expect(sentenceOf({ type: 'visitRecorded', about: { kind: 'visit', id: 'visit-1' }, data: {} }).en).toBe(
      'A visit was recorded (visit-1)',
    );
    const opened = {
      type: 'followUpOpened',
      about: { kind: 'visit', id: 'visit-1' },
      data: { id: 'visit-note.visit-1', kind: 'visit-note' },
    };
    expect(sentenceOf(opened).en).toMatch(/^To be followed up: .+ \(visit-1\)$/);
  });

  test('says on whose behalf something was confirmed, and that a step that told nobody was no reminder', () => {
    const about = { kind: 'commitment', id: 'commitment-1' };
    const closed = { id: 'commitment.commitment-1', how: 'done', onBehalfOfOrgId: 'org-zzuet' };
    expect(sentenceOf({ type: 'followUpClosed', about, data: closed })).toEqual({
      en: 'Closed: Keep a commitment (commitment-1), on behalf of org-zzuet',
      zh: '办结：落实约定事项 (commitment-1)，代 org-zzuet 确认',
    });
    const reminded = (steps: string[]) =>
      sentenceOf({ type: 'followUpReminded', about, data: { id: 'commitment.commitment-1', steps } }).en;
    expect(reminded(['late'])).toMatch(/^Its date has passed/);
    expect(reminded(['due', 'late'])).toMatch(/^Reminded/);
  });

  test('of a newer version’s event shows its name', () =>
    expect(sentenceOf({ type: 'rocketLaunched', about: null, data: {} }).en).toBe('rocket launched'));
});
