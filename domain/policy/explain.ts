import {
  acceptWithinWorkingDays,
  anewMaxWorkingDays,
  communicationDefaults,
  defaultsPerOwnerAndDay,
  followUpPolicies,
  holdMaxWorkingDays,
  intakeEndsAfterDays,
  pauseLimits,
  pauseMaxWorkingDaysAboveOwner,
  questionCountAfterWorkingDays,
} from './defaults.ts';
import { ladderDefaults } from './ladders.ts';
import type { FollowUpPolicy, StepPolicy } from './policy.ts';
import { sources } from './sources.ts';

/** Every default with its value and where it comes from, as the Markdown of docs/policy.md. A test compares the two. */
export function policyDocument(): string {
  return [
    '# The defaults, and where they come from',
    '',
    'Neither a speech nor a handshake says who reminds whom when. Until a person confirms or changes it, the system goes by the',
    'defaults below, and every mail says so. Days are working days of the home unit unless said; `inferred` is a proposal of ours.',
    'This page is written from the rules themselves: `npx tsx api/write-policy.ts`.',
    '',
    '## What is followed up',
    '',
    '| what | due after | reminders and levels | ends | origin |',
    '| --- | --- | --- | --- | --- |',
    ...Object.values(followUpPolicies).map(row),
    '',
    'A number is working days from the due date, `+5 from opening` from the day it was opened. Level 0 is the owner, 1 our liaison',
    'for what another side owes and else the coordinator, 2 the director.',
    '',
    '## What holds for all of them',
    '',
    '| default | value | origin |',
    '| --- | --- | --- |',
    ...general.map(([name, value, origin]) => `| ${name} | ${value} | ${origin} |`),
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

function row({ title, dueWorkingDays, steps, closes, origin }: FollowUpPolicy): string {
  const ends = closes === 'by-report' ? 'reported by its owner, confirmed by another' : 'when it is recorded';
  return `| ${title.en} / ${title.zh} | ${dueWorkingDays} | ${steps.map(stepText).join('; ')} | ${ends} | ${origin} |`;
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

const { acknowledged, snoozed, waiting } = pauseLimits;
const general: readonly [name: string, value: string | number, origin: string][] = [
  ['grace before the director is told', ladderDefaults.directorGraceWorkingDays, 'E1'],
  ['grace before the leader is told', ladderDefaults.leaderGraceWorkingDays, 'E1'],
  ['the leader is announced to the coordinator before', ladderDefaults.leaderAnnouncedWorkingDays, 'DOMAIN 2a'],
  ['the coordinator may hold it once, for', ladderDefaults.leaderHeldWorkingDays, 'DOMAIN 2a; time inferred'],
  ['the highest below the leader is asked again', `${ladderDefaults.repeatTimes} times`, 'GA1, GO1'],
  ['between two of these', ladderDefaults.repeatEveryWorkingDays, 'DOMAIN 2'],
  ['what is handed over is accepted within', acceptWithinWorkingDays, 'E1; inferred'],
  ['pause: acknowledged', `${acknowledged.maxWorkingDays}, ${acknowledged.times} times`, 'DOMAIN 2'],
  ['pause: snoozed', `${snoozed.maxWorkingDays}, ${snoozed.times} times`, 'DOMAIN 2'],
  ['pause: waiting for a party', `${waiting.maxWorkingDays}, ${waiting.times} times`, 'DOMAIN 2; inferred'],
  ['pause above the owner', pauseMaxWorkingDaysAboveOwner, 'DOMAIN 2'],
  ['hold of a cooperation at the most', holdMaxWorkingDays, 'inferred'],
  ['unanswered questions are counted to the director after', questionCountAfterWorkingDays, 'DOMAIN 2a'],
  ['assumed dates for one owner and day', defaultsPerOwnerAndDay, 'DOMAIN 2a'],
  ['a matter whose date has passed starts anew with at most', anewMaxWorkingDays, 'inferred'],
  ['contact where no rhythm was named, in days', communicationDefaults.periodDays, 'KT3'],
  [
    'silence: amber, red, a decision, in periods',
    [communicationDefaults.amberPeriods, communicationDefaults.redPeriods, communicationDefaults.dormantPeriods].join(
      ', ',
    ),
    'DOMAIN 2a',
  ],
  ['a proposal nobody decides on ends after, in days', intakeEndsAfterDays, 'DC1'],
];
