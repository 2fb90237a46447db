import { setTimeout as sleep } from 'node:timers/promises';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { businessNow } from '../../domain/calendar/business-clock.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { halfMonthNumber } from '../../domain/placement/half-month.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import type { TestSystem } from '../support/system.ts';
import { sender, startAgreement, there } from './lives.ts';
import type { Stage } from './lives.ts';

/** Placements lived through with every command of their decider, on a clock on which a day passes in a moment. */

const enterprise = 'org-cnuktip';
const people = ['liu-zhao', 'wu-jiong', 'li-ben', 'wang-yuntao'];
/** Every afternoon of a week: whichever day it is by then, there are days ahead. */
const afternoons = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, half: 'pm' }));

interface Life {
  stage: Stage;
  system: TestSystem;
  /** Of the agreement. */
  id: string;
}

export async function placementLives(stage: Stage, system: TestSystem): Promise<void> {
  const id = await startAgreement(stage);
  await prepare(stage, people);
  const life = { stage, system, id };
  const first = await propose(life, 'placement-1', 'liu-zhao', { isRequested: true });
  const second = await propose(life, 'placement-2', 'wang-yuntao', { coverOf: first.id, isRequested: true });
  await accepted(life, first);
  await substitute(life, second);
  await onSite(life, first);
  await illness(life, first);
  await endOf(life, first);
  await leaving(life, second);
}

async function prepare(stage: Stage, who: readonly string[]): Promise<void> {
  await stage.coordinator.post('/v1/schemes', {
    id: 'on-record',
    title: { en: 'A scheme on record', zh: '存档办法' },
    source: 'inferred',
    rules: [{ rule: 'max-enterprises', value: 3, source: 'CX1' }],
  });
  for (const person of who) await profile(stage, person);
}

/** All three have said yes: what follows from it climbs to the leader, unlike the question whether somebody is willing. */
export async function acceptPlacement({ coordinator: by, ids }: Stage, at: string): Promise<void> {
  const tell = sender(at, 'placement');
  await tell(by, 'answerForPerson', { personId: ids.person('liu-zhao'), answer: 'yes' });
  await tell(by, 'answerForUnit', { personId: ids.person('wu-bo'), answer: 'yes' });
  await tell(by, 'answerForHost', { personId: ids.person('ren-xiang'), answer: 'yes' });
}

/** One placement in an agreement, of which the researcher has been asked; gives its address. */
export async function withPlacement(stage: Stage, id: string): Promise<string> {
  await prepare(stage, ['liu-zhao']);
  await propose({ stage, id }, 'placement-1', 'liu-zhao', {});
  return `/v1/agreements/${id}/placements/placement-1`;
}

async function profile({ coordinator: by, ids }: Stage, person: string): Promise<void> {
  const { organisationId } = await by.get(`/v1/people/${ids.person(person)}`);
  await by.post('/v1/researchers', {
    personId: ids.person(person),
    homeUnitId: organisationId,
    level: 'professor',
    terms: ['catalysis'],
    text: 'Catalysts and their life.',
    languages: ['zh-CN'],
    halfDaysAWeek: 8,
  });
}

interface Sent {
  /** `agreement-....placement-1` */
  id: string;
  personId: string;
  tell: (command: string, fields?: object) => Promise<string[]>;
}

async function propose(
  { stage, id }: Pick<Life, 'stage' | 'id'>,
  name: string,
  person: string,
  more: object,
): Promise<Sent> {
  const { coordinator: by, ids } = stage;
  const base = `/v1/agreements/${id}`;
  const personId = ids.person(person);
  await sender(base, 'agreement')(by, 'proposePlacement', {
    personId,
    partyId: enterprise,
    schemeId: 'on-record',
    fromOn: '2026-03-02',
    toOn: '2026-05-15',
    daysAYear: 20,
    ...more,
  });
  const at = `${base}/placements/${name}`;
  await there(by, at);
  const send = sender(at, 'placement');
  return { id: `${id}.${name}`, personId, tell: (command, fields) => send(by, command, fields) };
}

/** Asked after the unit's no: reported, sent back, and settled by asking the unit once more. */
async function somebodyElse({ stage, id: agreementId }: Life, id: string): Promise<void> {
  const { coordinator: by, liaison } = stage;
  const childId = id.slice(agreementId.length + 1);
  const tell = sender(`/v1/agreements/${agreementId}/placements/${childId}`, 'placement');
  const about = { followUpId: `placement-other.${childId}` };
  await tell(liaison, 'reportFollowUp', { ...about, evidence: 'Two were asked.' });
  await tell(by, 'returnFollowUp', { ...about, reason: 'Ask a third.', dueOn: '2026-05-20' });
  await tell(liaison, 'reportFollowUp', { ...about, evidence: 'All were asked.' });
  await tell(by, 'confirmFollowUp', about);
}

async function accepted(life: Life, { id, tell, personId: person }: Sent): Promise<void> {
  const { ids } = life.stage;
  const named = { person, unit: ids.person('wu-bo'), host: ids.person('ren-xiang') };
  await tell('answerForPerson', { personId: person, answer: 'yes', how: 'phone' });
  await tell('answerForUnit', { personId: named.unit, answer: 'no' });
  await somebodyElse(life, id);
  await tell('askAgain', { reason: 'Fewer days.' });
  await tell('answerForUnit', { personId: named.unit, answer: 'yes' });
  await tell('answerForHost', { personId: named.host, answer: 'yes' });
  await tell('fileAgreementDocument', { reference: '2026-17', signedOn: '2026-03-02', signatures: named });
  await tell('setTerms', { terms: [{ kind: 'travel', text: 'By the enterprise.', isAgreed: true }] });
  await tell('planDays', { pattern: afternoons });
}

/** Somebody else than the one asked for by name. */
async function substitute({ stage }: Life, { tell, personId: person }: Sent): Promise<void> {
  const { ids } = stage;
  await tell('answerForPerson', { personId: person, answer: 'yes' });
  await tell('answerForUnit', { personId: ids.person('wu-bo'), answer: 'yes' });
  await tell('consentToSubstitute', { personId: ids.person('ren-xiang'), answer: 'yes' });
}

async function onSite(life: Life, { id, tell }: Sent): Promise<void> {
  await until(life, id, (s) => s.stage === 'on-site');
  await tell('noteWelfare', { note: 'A long way to go.' });
  const begun = await stateOf(life, id);
  // The half month of the first planned day: on a slow machine some have passed.
  const n = halfMonthNumber(begun, begun.booking.planned[0]?.slice(0, 10) ?? '');
  await until(life, id, (s) => s.log.next > n);
  const periodId = `period-${n}`;
  const log = { periodId, took: 'as-planned', what: 'Trials at the reactor.' };
  await tell('logDays', log);
  await tell('correctLog', { ...log, reason: 'More was done.' });
  const days = (await stateOf(life, id)).booking.planned.slice(0, 1).map(dayOf);
  await tell('disputePresence', { periodId, days, reason: 'At our other plant.' });
  await tell('settleDays', {
    periodId,
    days: days.map((day) => ({ ...day, counts: true })),
    reason: 'Both were asked.',
  });
  await until(life, id, (s) => s.log.next > n + 1);
  await tell('logDays', { ...log, periodId: `period-${n + 1}` });
  await tell('confirmPresence', { periodId: `period-${n + 1}` });
}

const dayOf = (halfDay: string) => ({ onDate: halfDay.slice(0, 10), half: halfDay.slice(11) });

/** Whoever is asked says yes, and the enterprise, which had asked for another, agrees; then nobody is left. */
async function illness(life: Life, { id, tell }: Sent): Promise<void> {
  const fromOn = addDays(await todayOf(life), 3);
  await tell('reportDisruption', { cause: 'illness', by: 'person', fromOn, untilOn: addDays(fromOn, 7) });
  await tell('answerCover', { candidateId: await candidate(life, id), answer: 'yes' });
  await until(life, id, (s) => s.cover?.status === 'consent');
  await tell('answerSubstitute', { answer: 'yes' });
  await until(life, id, (s) => s.cover === null);
  const next = addDays(fromOn, 10);
  await tell('reportDisruption', { cause: 'recall', by: 'unit', fromOn: next, untilOn: addDays(next, 4) });
  await sayNoUntilShort(life, id, tell);
  await tell('seekCover');
  await sayNoUntilShort(life, id, tell);
  await tell('acceptShortfall', { reason: 'Made up later.' });
}

async function sayNoUntilShort(life: Life, id: string, tell: Sent['tell']): Promise<void> {
  for (;;) {
    const s = await until(life, id, ({ cover }) => cover?.status === 'short' || open(cover).length > 0);
    if (s.cover?.status === 'short') return;
    for (const candidateId of open(s.cover)) await tell('answerCover', { candidateId, answer: 'no' });
    await until(life, id, ({ cover }) => cover?.status !== 'looking');
  }
}

const open = (cover: PlacementState['cover']): string[] =>
  cover?.status === 'asked'
    ? Object.entries(cover.requests).flatMap(([id, { answer }]) => (answer === null ? [id] : []))
    : [];

async function candidate(life: Life, id: string): Promise<string> {
  const { cover } = await until(life, id, (s) => open(s.cover).length > 0);
  return open(cover)[0] ?? '';
}

/** The last afternoon for the morning of that day. */
async function swapLast(life: Life, { id, tell }: Sent): Promise<void> {
  const last = (await stateOf(life, id)).booking.planned.at(-1) ?? '';
  await tell('swapDays', { gives: [last], takes: [last.replace('/pm', '/am')] });
  await until(life, id, (s) => s.booking.asked === null);
}

async function endOf(life: Life, sent: Sent): Promise<void> {
  const { tell } = sent;
  const { person } = life.stage.ids;
  const approval = { approverPersonId: person('wu-bo') };
  await tell('assess', { side: 'unit', personId: person('wu-bo'), rating: 'good', text: 'Sound.' });
  await tell('recordResult', { problem: 'partly', text: 'The catalyst lives longer.' });
  await tell('recordYield', { kind: 'result', what: 'A report.' });
  await tell('decideRenewal', { decision: 'renew', toOn: '2026-12-31' });
  await swapLast(life, sent);
  await tell('releaseDays', { fromOn: '2026-04-24', reason: 'A conference.' });
  await tell('pausePlacement', { untilOn: '2026-05-11', reason: 'A move.', ...approval });
  await tell('resumePlacement', {});
  await tell('assess', { side: 'host', personId: person('ren-xiang'), rating: 'good', text: 'Useful.' });
  await tell('closePlacement', { outcome: 'withdrawn', reason: 'What was wanted stands.' });
}

/** For good: whoever says yes has a placement of their own, and this one ends. */
async function leaving(life: Life, sent: Sent): Promise<void> {
  const { id, tell } = sent;
  await tell('planDays', { pattern: afternoons });
  await until(life, id, (s) => s.stage === 'on-site');
  await tell('decideRenewal', { decision: 'end' });
  await tell('selectNextBatch', { nobodyBecause: 'Nobody is wanted.' });
  await tell('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: addDays(await todayOf(life), 1) });
  await tell('answerCover', { candidateId: await candidate(life, id), answer: 'yes' });
  // What was worked may still have to be logged.
  await until(life, id, (s) => s.status === 'closed' || s.status === 'ending');
}

/** Somebody leaves their unit, and is asked about a place in another agreement too: that one hears of it. */
export async function leftUnit(stage: Stage, system: TestSystem): Promise<void> {
  await prepare(stage, ['liu-zhao']);
  const sent: Sent[] = [];
  for (const id of [await startAgreement(stage), await startAgreement(stage)]) {
    sent.push(await propose({ stage, id }, 'placement-1', 'liu-zhao', {}));
  }
  const [first, second] = sent;
  if (!first || !second) throw new Error('Nothing was proposed.');
  const left = { stage, system, id: second.id.split('.')[0] ?? '' };
  await first.tell('reportDisruption', { cause: 'left', by: 'unit', fromOn: await todayOf(left) });
  await until(left, second.id, (s) => s.status === 'closed');
}

async function stateOf({ system, id: agreementId }: Life, id: string): Promise<PlacementState> {
  const row = await system.db.entity.findUniqueOrThrow({ where: { id } });
  return placement.migrate({ kind: 'placement', id, agreementId }, row.state);
}

const todayOf = async ({ system }: Life): Promise<string> =>
  localDateOf('Asia/Shanghai', businessNow(system.clock, Date.now()));

async function until(life: Life, id: string, isSo: (s: PlacementState) => boolean): Promise<PlacementState> {
  for (let tries = 600; tries > 0; tries -= 1) {
    const s = await stateOf(life, id);
    if (isSo(s)) return s;
    await sleep(100);
  }
  throw new Error(`${id} has not come to what was waited for.`);
}
