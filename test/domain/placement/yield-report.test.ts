import { describe, expect, test } from '@jest/globals';
import { localDateOf } from '../../../domain/calendar/calendar.ts';
import { Losses, successorFrom } from '../../../domain/placement/lost-days.ts';
import type { Successor } from '../../../domain/placement/lost-days.ts';
import { totalOf, yieldOf } from '../../../domain/placement/yield-report.ts';
import { china } from '../agreement/life.ts';
import { ill } from './healing-life.ts';
import { booked, open as begun, researcher, researcherId, text, unitSpeaker } from './life.ts';
import type { PlacementLife } from './life.ts';
import { liveLogging, onSite } from './site-life.ts';

/** Shandong's scheme: 60 days a year; the placement is from 2 March 2026 to 1 March 2027. */

const onDay = (at: string): string => localDateOf(china.zone, at);
const year = { fromOn: '2026-03-02', toOn: '2027-03-01' };
const half = { fromOn: '2026-03-02', toOn: '2026-08-30' };
const reportOf = ({ state, events }: PlacementLife, period = year) => yieldOf(state, events, { period, onDay });

describe('what a placement came to in a stretch of time', () => {
  test('days that count, the share of the minimum, and what was recorded in that time only', () => {
    const life = onSite();
    liveLogging(life, '2026-06-20');
    life.run('recordYield', { kind: 'application', planId: 'plan-1', applicationId: 'application-1' });
    liveLogging(life, '2026-09-20');
    life.run('recordYield', { kind: 'patent', what: text('a patent') });
    const first = reportOf(life, half);
    expect(first?.yields).toEqual([
      { kind: 'application', on: '2026-06-20', planId: 'plan-1', applicationId: 'application-1', what: null },
    ]);
    // 182 of 365 days of a year that asks for 60.
    expect(first?.minimumDays).toBe(29.5);
    expect(reportOf(life)).toMatchObject({ minimumDays: 60, outcome: 'open', problem: 'open' });
    expect(reportOf(life)?.yields.map(({ kind }) => kind)).toEqual(['application', 'patent']);
    expect(reportOf(life)?.daysDone).toBeGreaterThan(first?.daysDone ?? Infinity);
    expect(reportOf(life, { fromOn: '2025-01-01', toOn: '2026-03-01' })).toBeNull();
  });

  test('whoever ended early owes nothing for the time after', () => {
    const life = onSite();
    liveLogging(life, '2026-06-01');
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
    const told = reportOf(life);
    expect(told).toMatchObject({ outcome: 'withdrawn' });
    // 92 of 365 days.
    expect(told?.minimumDays).toBe(15);
  });

  test('totals add up what single ones have, and a kind that nobody has is a zero', () => {
    const [one, other] = [onSite(), onSite()];
    one.run('recordYield', { kind: 'project', planId: 'plan-1' });
    other.run('recordYield', { kind: 'project', planId: 'plan-2' });
    const both = [reportOf(one), reportOf(other)].filter((each) => each !== null);
    expect(totalOf(both)).toMatchObject({
      placements: 2,
      byOutcome: { open: 2, fulfilled: 0 },
      byYield: { project: 2, patent: 0 },
      minimumDays: 120,
    });
    expect(totalOf([])).toMatchObject({ placements: 0, daysDone: 0, byProblem: { solved: 0 } });
  });
});

describe('days that somebody could not keep', () => {
  const at = '2026-05-04T01:00:00.000Z';
  const told = (type: string, data: object) => ({ type, data: { ...data }, at });
  const disrupted = (coverId: string, halfDays: string[], untilOn: string | null = null) =>
    told('placementDisrupted', { coverId, cause: 'illness', by: 'person', fromOn: '2026-05-05', untilOn, halfDays });
  const days = ['2026-05-05/am', '2026-05-05/pm', '2026-05-12/am', '2026-05-12/pm'];
  const may = { fromOn: '2026-05-01', toOn: '2026-05-31' };

  test('kept by somebody else, missing, or still looked for: one end for each half day', () => {
    const open = new Losses([
      disrupted('cover-1', days),
      told('placementCovered', { coverId: 'cover-1', halfDays: days.slice(0, 2) }),
    ]);
    expect(open.within(may)).toEqual({ coveredDays: 1, handedOnDays: 0, missingDays: 0, openDays: 1 });
    const accepted = new Losses([
      disrupted('cover-1', days),
      told('placementCovered', { coverId: 'cover-1', halfDays: days.slice(0, 2) }),
      told('coverEnded', { coverId: 'cover-1', how: 'accepted' }),
    ]);
    expect(accepted.within(may)).toEqual({ coveredDays: 1, handedOnDays: 0, missingDays: 1, openDays: 0 });
    expect(accepted.within({ fromOn: '2026-05-12', toOn: '2026-05-12' })).toMatchObject({
      coveredDays: 0,
      missingDays: 1,
    });
  });

  test('a stand-in who gives up opens the days again; they are not lost twice', () => {
    const losses = new Losses([
      disrupted('cover-1', days),
      told('placementCovered', { coverId: 'cover-1', halfDays: days }),
      told('coverEnded', { coverId: 'cover-1', how: 'covered' }),
      disrupted('cover-2', days.slice(2)),
    ]);
    expect(losses.within(may)).toEqual({ coveredDays: 1, handedOnDays: 0, missingDays: 0, openDays: 1 });
    expect(losses.disruptions.map(({ how, days: lost }) => [how, lost])).toEqual([
      ['covered', 2],
      ['open', 1],
    ]);
  });

  const handed = [
    disrupted('cover-1', days),
    told('coverEnded', { coverId: 'cover-1', how: 'covered', placementId: 'placement-2' }),
    told('placementClosed', { outcome: 'withdrawn', on: '2026-05-04' }),
  ];
  const successor = (more: Partial<Successor> = {}): Successor => ({
    fromOn: '2026-05-10',
    bookedHalfDays: 0,
    isAwaited: true,
    ...more,
  });
  const lost = (...successors: Successor[]) => {
    const losses = new Losses(handed, successors);
    return [losses.within(may), losses.disruptions[0]?.how];
  };
  const sum = (handedOnDays: number, missingDays: number, openDays: number) => ({
    coveredDays: 0,
    handedOnDays,
    missingDays,
    openDays,
  });

  test('nothing is handed on by being proposed: from the first day on it is open, before that missing', () => {
    expect(lost(successor())).toEqual([sum(0, 1, 1), 'open']);
  });

  test('a successor has as many of the days from their first one on as are booked', () => {
    expect(lost(successor({ bookedHalfDays: 2, isAwaited: false }))).toEqual([sum(1, 1, 0), 'covered']);
    expect(lost(successor({ bookedHalfDays: 1, isAwaited: false }))).toEqual([sum(0.5, 1.5, 0), 'covered']);
  });

  test('a successor that comes to nothing leaves them missing, until another has them', () => {
    const refused = successor({ isAwaited: false });
    expect(lost(refused)).toEqual([sum(0, 2, 0), 'passed']);
    expect(lost()).toEqual([sum(0, 2, 0), 'passed']);
    expect(lost(refused, successor({ fromOn: '2026-05-12' }))).toEqual([sum(0, 1, 1), 'open']);
    const second = successor({ fromOn: '2026-05-12', bookedHalfDays: 9, isAwaited: false });
    expect(lost(refused, second)).toEqual([sum(1, 1, 0), 'covered']);
    expect(new Losses(handed, []).disruptions[0]).toMatchObject({ successorId: 'placement-2' });
  });

  test('what a successor has, by its state and events', () => {
    const proposed = begun({ coverOf: 'agreement-2026-0001-a-b.placement-9' });
    const of = (life: PlacementLife) => successorFrom(life.state, life.events);
    expect(of(proposed)).toEqual({ fromOn: '2026-03-02', bookedHalfDays: 0, isAwaited: true });
    proposed.run('answerForPerson', { personId: researcherId, answer: 'yes' }, researcher);
    proposed.run('answerForUnit', { personId: 'person-college', answer: 'no' }, unitSpeaker);
    expect(of(proposed)).toMatchObject({ bookedHalfDays: 0, isAwaited: false });
    const life = booked();
    const all = life.state.booking.planned.length;
    expect(of(life)).toMatchObject({ bookedHalfDays: all, isAwaited: false });
    // What is lost there is told of by its own record, also when it has ended.
    life.run('reportDisruption', { cause: 'withdrawal', by: 'host', fromOn: '2026-03-03' });
    expect([life.state.status, of(life).bookedHalfDays]).toEqual(['closed', all]);
    // Closed before the first day without anybody's word it has come to nothing.
    const idle = booked();
    idle.run('closePlacement', { outcome: 'lapsed', reason: text('let be') });
    expect(of(idle)).toMatchObject({ bookedHalfDays: 0, isAwaited: false });
  });

  test('days merged into a further search stay open under it; a placement closed meanwhile has them missing', () => {
    const life = booked();
    ill(life);
    ill(life, { fromOn: '2026-03-16', untilOn: '2026-03-18' });
    const march = { fromOn: '2026-03-01', toOn: '2026-03-31' };
    const open = new Losses(life.events);
    expect(open.disruptions.map(({ how }) => how)).toEqual(['merged', 'open']);
    expect(open.within(march)).toEqual({ coveredDays: 0, handedOnDays: 0, missingDays: 0, openDays: 3 });
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
    const report = reportOf(life);
    expect(report?.disruptions.map(({ how }) => how)).toEqual(['merged', 'passed']);
    expect(report?.lost).toEqual({ coveredDays: 0, handedOnDays: 0, missingDays: 3, openDays: 0 });
  });

  test('days that need nobody any more, and days for which nobody is looked for, are missing', () => {
    const narrowed = new Losses([
      disrupted('cover-1', days),
      told('coverNarrowed', { coverId: 'cover-1', halfDays: days.slice(2) }),
    ]);
    expect(narrowed.within(may)).toMatchObject({ missingDays: 1, openDays: 1 });
    const { data, ...rest } = disrupted('cover-2', days.slice(0, 2));
    const uncovered = new Losses([
      disrupted('cover-1', days.slice(2)),
      { ...rest, data: { ...data, isUncovered: true } },
    ]);
    expect(uncovered.within(may)).toMatchObject({ missingDays: 1, openDays: 1 });
  });

  test('what a newer version records never makes the report fail', () => {
    const { data, ...rest } = disrupted('cover-1', days);
    const newer = [
      { ...rest, data: { ...data, cause: 'eclipse' } },
      told('coverNarrowed', { coverId: 'cover-1' }),
      told('placementCovered', {}),
      told('coverEnded', { coverId: 'cover-1', how: 'otherwise' }),
    ];
    const losses = new Losses(newer);
    expect(losses.disruptions).toMatchObject([{ cause: null, how: 'passed' }]);
    expect(losses.within(may)).toMatchObject({ missingDays: 2, openDays: 0 });
    const yields = [told('yieldRecorded', { kind: 'star' }), ...newer];
    expect(yieldOf(onSite().state, yields, { period: year, onDay })?.yields).toEqual([]);
  });
});
