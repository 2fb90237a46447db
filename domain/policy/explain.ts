import { followUpPolicies } from './defaults.ts';
import { generalValues } from './general.ts';
import type { FollowUpPolicy, StepPolicy } from './policy.ts';
import { sources } from './sources.ts';
import type { PolicyScope, PolicyUnit, PolicyValue } from './values.ts';

/** Every default with its value and where it comes from, as the Markdown of docs/policy.md. A test compares the two. */
export function policyDocument(): string {
  return [
    '# The defaults, and where they come from',
    '',
    'Neither a speech nor a handshake says who reminds whom when. Until a person confirms or changes it, the system goes by the',
    'defaults below, and every mail says so. Days are working days of the home unit unless said; `inferred` is a proposal of ours.',
    'A value is set for everywhere, an organisation or unit, or one agreement (`POST /v1/policies/.../changes`); the nearest counts,',
    'and `GET /v1/policies` shows which. Setting a value to what it is confirms it. What is changed holds for clocks that are set',
    'from then on; open ones follow after a rehearsal, by a migration.',
    'This page is written from the rules themselves: `npx tsx api/write-policy.ts`.',
    '',
    '## What is followed up',
    '',
    '| what | due after | reminders and levels | ends | origin | path |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries<FollowUpPolicy>(followUpPolicies).map(row),
    '',
    'A number is working days from the due date, `+5 from opening` from the day it was opened. Level 0 is the owner, 1 our liaison',
    'for what another side owes and else the coordinator, 2 the director. A number is set at `kinds.<kind>.dueWorkingDays` or',
    '`kinds.<kind>.steps.<step>`; `GET /v1/policies` has every path with its range, its own origin, and what cannot be set, and why.',
    '',
    '## What holds for all of them',
    '',
    '| default | value | from ... to | where it may be set | origin | path |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries<PolicyValue>(generalValues).map(generalRow),
    '',
    '## What the codes stand for',
    '',
    '| code | source |',
    '| --- | --- |',
    ...Object.entries(sources).map(([code, source]) => `| ${code} | ${source} |`),
    '| DOMAIN 2, 2a, S… | requirements of this product, from the two cooperations that it was built for |',
    '| inferred | a proposal of ours that nobody has confirmed yet |',
    '',
  ].join('\n');
}

function row([kind, { title, dueWorkingDays, steps, closes, origin }]: [string, FollowUpPolicy]): string {
  const ends = closes === 'by-report' ? 'reported by its owner, confirmed by another' : 'when it is recorded';
  return `| ${title.en} / ${title.zh} | ${dueWorkingDays} | ${steps.map(stepText).join('; ')} | ${ends} | ${origin} | \`kinds.${kind}\` |`;
}

function stepText({ offsetWorkingDays: days, from, level }: StepPolicy): string {
  const signed = days > 0 ? `+${days}` : String(days);
  const when =
    from === 'opened'
      ? `${signed} from opening`
      : from === 'half'
        ? 'half of the time'
        : from === 'three-quarters'
          ? 'three quarters of the time'
          : signed;
  return level === 0 ? when : `${when} (level ${level})`;
}

const unitText: Record<PolicyUnit, (value: number | string) => string> = {
  'working-days': String,
  days: (value) => `${value} calendar days`,
  times: (value) => (value === 1 ? 'once' : `${value} times`),
  periods: (value) => (value === 1 ? '1 period' : `${value} periods`),
  percent: (value) => `${value} %`,
  'time-of-day': String,
};

const scopeText = ({ scopes, fixed }: PolicyValue): string =>
  fixed ? `fixed: ${fixed.en}` : scopes.map((scope) => scopeWords[scope]).join(', ');
const scopeWords: Record<PolicyScope, string> = {
  system: 'everywhere',
  organisation: 'organisation or unit',
  agreement: 'agreement',
};

function generalRow([path, value]: [string, PolicyValue]): string {
  const { title, range, origin } = value;
  const most = value.fixed ? '' : `${range[0]} to ${range[1]}`;
  return `| ${title.en} / ${title.zh} | ${unitText[value.unit](value.value)} | ${most} | ${scopeText(value)} | ${origin} | \`${path}\` |`;
}
