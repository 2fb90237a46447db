import type { Actor, RecordedEvent } from '../../../domain/decider.ts';
import { meetingFacts } from '../../../domain/meeting/invitation.ts';
import type { MeetingFacts } from '../../../domain/meeting/invitation.ts';
import { college, facts, researcher, system } from './life.ts';
import type { PlacementLife } from './life.ts';

/** What the tests of healing say: somebody cannot come, others could, and the rows are written. */

/** Tuesday 10 and Thursday 12 March 2026: two days, four half days. */
export const week = { fromOn: '2026-03-09', untilOn: '2026-03-15' };
export const halfDaysOfWeek = ['2026-03-10/am', '2026-03-10/pm', '2026-03-12/am', '2026-03-12/pm'];

export const ill = (life: PlacementLife, more: object = {}, by: Actor = researcher): RecordedEvent[] =>
  life.run('reportDisruption', { cause: 'illness', by: 'person', ...week, ...more }, by);

export const leaves = (life: PlacementLife, fromOn: string): RecordedEvent[] =>
  life.run('reportDisruption', { cause: 'left', by: 'person', fromOn }, researcher);

export const candidate = (name: string, more: object = {}) => ({
  personId: `person-${name}`,
  postId: `post-${name}`,
  unitId: college,
  ...more,
});
/** Of somebody who could take the whole place over. */
export const successor = (name: string) =>
  candidate(name, { facts: { unitPostId: facts.unitPostId, unitConsents: 'yes', enterpriseIds: [] } });

/** The matching answers the last question. */
export const found = (life: PlacementLife, ...candidates: object[]): RecordedEvent[] =>
  life.run('proposeCover', { round: life.state.cover?.round, candidates }, system);

export const candidateActor = (name: string): Actor => ({
  id: `person-${name}`,
  personId: `person-${name}`,
  postIds: [`post-${name}`],
  roles: ['owner'],
});

/** The id by which somebody was asked last. */
export function idOf(life: PlacementLife, name: string): string {
  const asked = Object.entries(life.state.cover?.requests ?? {});
  return asked.findLast(([, { personId }]) => personId === `person-${name}`)?.[0] ?? 'candidate-99';
}
const answering = (life: PlacementLife, name: string, answer: 'yes' | 'no') =>
  [{ candidateId: idOf(life, name), answer }, candidateActor(name)] as const;
export const says = (life: PlacementLife, name: string, answer: 'yes' | 'no'): RecordedEvent[] =>
  life.run('answerCover', ...answering(life, name, answer));
export const isRefused = (life: PlacementLife, name: string, answer: 'yes' | 'no'): string | null =>
  life.refused('answerCover', ...answering(life, name, answer));

/** The rows of whoever stands in are written, or not. */
export const settles = (life: PlacementLife, result: object = { booked: true }): RecordedEvent[] =>
  life.run('settleCover', { round: life.state.cover?.round, result }, system);

/** Somebody stands in, for the whole week or the days given. */
export function coveredBy(life: PlacementLife, name: string, more: object = {}, days: object = week): void {
  ill(life, days);
  found(life, candidate(name, more));
  says(life, name, 'yes');
  settles(life);
}

/** What somebody is told of a change of days, by post. */
export const told = (events: readonly RecordedEvent[]): [post: string, change: unknown][] =>
  events
    .flatMap(({ notify }) => notify ?? [])
    .filter(({ kind }) => kind === 'placement-changed')
    .map(({ to, facts: { change } }) => [('postId' in to ? to.postId : '') ?? '', change]);

/** What somebody's calendar is asked to hold of these events. */
export const calendarOf = (events: readonly RecordedEvent[], name: string): MeetingFacts[] =>
  events
    .flatMap(({ notify }) => notify ?? [])
    .filter(({ kind, to }) => kind === 'meeting' && 'personId' in to && to.personId === `person-${name}`)
    .map(({ facts: { meeting } }) => meetingFacts.parse(meeting));

export const typesOf = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ type }) => type).filter((type) => !type.startsWith('followUp'));
