import type { Config } from '../config.ts';
import { businessNow, demonstrationZone, isDemonstration } from '../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { examples } from './examples.ts';
import type { Example } from './examples.ts';

const MS_PER_S = 1_000;

/** The one screen that `npm start` ends with. `now` is real time. */
export function readyScreen(options: {
  config: Config;
  clock: BusinessClock;
  token: string;
  startedInMs: number;
  now?: Date;
}): string {
  const { config, clock, token, startedInMs, now = new Date() } = options;
  const { temporal } = config;
  const workflows = `${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows`;
  const agreementsOnly = encodeURIComponent('WorkflowType="cooperationAgreement"');
  const rows: [label: string | null, value: string][] = [
    ['API', `${config.publicUrl}   documentation: ${config.publicUrl}/docs`],
    ['Temporal Web UI', `${workflows}   the agreements alone:`],
    [null, `${workflows}?query=${agreementsOnly}`],
    config.smtp.url
      ? ['Mail', new URL(config.smtp.url).host]
      : ['Inbox', `http://127.0.0.1:${config.inbox.port}   every mail that was sent`],
    ['Coordinator token', token],
    ['', `also in ${config.tokenFile}`],
  ];
  return [
    '',
    `Ready in ${(startedInMs / MS_PER_S).toFixed(1)} s.`,
    '',
    // An address as long as a line stands alone on it.
    ...rows.map(([label, value]) => `  ${label === null ? value : `${label.padEnd(18)} ${value}`}`),
    '',
    ...(isDemonstration(clock) ? [demonstrationLine(clock, now), ''] : []),
    'Three calls to try, in another terminal; {id} is the first agreement:',
    ...examples.flatMap(callLines),
    '',
    'Ctrl-C ends everything and keeps the data; "npm run reset" drops it.',
    '',
  ].join('\n');
}

/** The call as it is made, so that it can be typed in any shell, and what it does. */
function callLines({ number, method, path, title, body }: Example): string[] {
  return [
    `  npm run example -- ${number}   ${method} ${path}`,
    ...(body ? [`      ${JSON.stringify(body)}`] : []),
    `      ${title}`,
  ];
}

function demonstrationLine(clock: BusinessClock, now: Date): string {
  const today = businessNow(clock, now.getTime());
  const isOver = clock.endsAt !== null && today >= clock.endsAt;
  const state = isOver ? 'it has come to its end and stands still' : `there it is ${dayInChina(today)} now`;
  return (
    `This is a demonstration: a day lasts ${clock.dayMs / MS_PER_S} s, from Monday ${dayInChina(clock.businessOriginAt)} for 60 days;\n${state}.\n` +
    'For real work: "npm run reset", then "npm start -- --real".'
  );
}

/** YYYY-MM-DD, where the demonstration's people are. */
function dayInChina(at: string): string {
  return new Date(at).toLocaleDateString('sv-SE', { timeZone: demonstrationZone });
}
