import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { isIncomplete } from '../../domain/certificate/compare.ts';
import type { Outcome } from '../../domain/certificate/compare.ts';
import { onOf } from '../../domain/placement/half-days.ts';
import { china } from './diary.ts';
import { aYearFrom, atTwoPlaces, daysOf, toldYield, unexplained } from './lived-and-told.ts';
import { PlacementOffice } from './placement-office.ts';
import { collectNeeds, comes, letStandIn, matchAll, openDistrict, proposeAll } from './placements-of-the-district.ts';
import type { Opened } from './placements-of-the-district.ts';
import { startYears } from './years.ts';
import type { Years } from './years.ts';

/**
 * The second source case from needs to a yield report: eleven placements through a whole year, with two withdrawals that successors
 * heal, an illness and a recall that somebody stands in for, an illness for which nobody is found, a teacher who falls behind, and
 * enterprises that never answer. Days follow each other in business time, and the caretaker looks round each night.
 */

const period = aYearFrom('2025-02-10');
let years: Years;
let opened: Opened;
let office: PlacementOffice;
let proposed: string[] = [];

/** The placements that something happens to, known when they are proposed. */
const story = { ill: '', withdraws: '', withdrawsToo: '', recalled: '', unhealed: '', behind: '' };
/** By the number of the enterprise. What the seventh needs none of the other teachers is near to. */
const happensAt: [keyof typeof story, number][] = [
  ['ill', 1],
  ['withdraws', 4],
  ['withdrawsToo', 2],
  ['recalled', 5],
  ['unhealed', 7],
  ['behind', 9],
];
const successors = ['placement-12', 'placement-13'] as const;

beforeAll(async () => {
  years = await startYears({ caretaker: true });
  opened = await openDistrict(years);
  office = new PlacementOffice(years, opened, {
    // Enterprises 2, 5, 8 and 11 say nothing all year.
    isSilent: (enterpriseId) => Number(enterpriseId.slice(-2)) % 3 === 2,
    absentBecause: (placementId, toOn) =>
      placementId === story.behind && toOn >= '2025-03-01' && toOn <= '2025-05-31'
        ? 'Made up: examinations at the college.'
        : null,
    yieldsOf: (placementId) =>
      placementId === story.ill
        ? [
            { kind: 'patent', what: 'Made up: a patent for the catalyst.' },
            { kind: 'training', what: 'Made up: six operators.' },
          ]
        : [{ kind: 'result', what: 'Made up: a tried process.' }],
  });
}, 240_000);
afterAll(() => years?.stop(), 120_000);

const LONG = 1_800_000;

/** Lives each working day up to and with `on`, and does what is asked. */
async function live(on: string): Promise<void> {
  for (let day = addDays(years.today(), 1); day <= on; day = addDays(day, 1)) {
    if (!isWorkingDay(china, day).working) continue;
    await years.liveUntil(day);
    await office.actOnAll();
    await keepTheCooperation(day);
  }
}

/** What the agreement itself asks for meanwhile. */
async function keepTheCooperation(on: string): Promise<void> {
  const open = await years.db.followUp.findMany({
    where: { entityId: opened.agreementId, status: 'open', kind: { in: ['contact', 'review'] }, dueOn: { lte: on } },
  });
  for (const { kind } of open) {
    if (kind === 'contact') {
      await opened.caller.post(`${opened.at}/contacts`, {
        onDate: on,
        kind: 'call',
        summary: 'Made up: how the placements go.',
        counterparts: [{ personId: opened.people.contact(1), organisationId: 'org-ywt-enterprise-01' }],
      });
    } else {
      const review = { decision: 'renew', reason: 'Made up: it goes well.', partnerToldOn: on };
      await opened.caller.post(`${opened.at}/review/decide`, review);
    }
  }
}

/** Says that days cannot be kept; how many they are is counted by what was booked. */
async function disrupt(placementId: string, body: { fromOn: string; untilOn?: string; cause: string; by: string }) {
  const { fromOn, untilOn = period.toOn } = body;
  await opened.caller.post(`${office.address(placementId)}/disruptions`, body);
  const booked = [...(office.lived.get(placementId)?.booked ?? [])];
  const days = daysOf(booked.filter((half) => onOf(half) >= fromOn && onOf(half) <= untilOn));
  unkept.set(placementId, { cause: body.cause, days });
}
/** By placement: what was said of days that could not be kept. */
const unkept = new Map<string, { cause: string; days: number }>();
/** The placements of which our office accepted that days are missing. */
const shortfalls = () =>
  office.acts.map((act) => act.split(' ')).flatMap(([, kind, id]) => (kind === 'placement-shortfall' ? [id] : []));
const daysToldOf = (...ids: string[]): number => ids.reduce((sum, id) => sum + (unkept.get(id)?.days ?? 0), 0);

test(
  'January 2025: needs are collected, matched by the matcher, accepted by three sides each, and booked',
  async () => {
    await collectNeeds(opened, years, period);
    const plan = await matchAll(years, opened);
    expect([plan.matched.length, plan.unmatched.length]).toEqual([11, 1]);
    // Ten teachers for eleven needs: somebody serves two.
    expect(new Set(plan.matched.flatMap(({ places }) => places.map(({ personId }) => personId))).size).toBe(10);
    proposed = await proposeAll(opened, plan, period);
    await comes('placements', async () => (await years.db.entity.count({ where: { kind: 'placement' } })) === 11);
    await office.actOnAll();
    const rows = await years.db.entity.findMany({ where: { kind: 'placement' } });
    expect(rows.map(({ stage }) => stage)).toEqual(Array.from({ length: 11 }, () => 'booked'));
    expect([...office.lived.values()].every(({ booked }) => daysOf(booked) >= 60)).toBe(true);
    for (const [part, n] of happensAt) story[part] = await office.placementAt(n);
    await letStandIn(opened);
  },
  LONG,
);

test(
  'spring: days are logged, an illness is covered, whoever falls behind is warned in time and plans more',
  async () => {
    await live('2025-04-08');
    await disrupt(story.ill, { cause: 'illness', by: 'person', fromOn: '2025-04-10', untilOn: '2025-04-30' });
    await live('2025-06-24');
    expect((await office.state(story.ill)).cover).toBeNull();
    expect(shortfalls()).toEqual([]);
    const warnings = office.acts.filter((act) => act.endsWith(`placement-pace ${story.behind}`));
    // The first came half a month after the first day that was missed, and more days were planned each time.
    expect(warnings[0]?.slice(0, 7)).toBe('2025-03');
    const { items } = await opened.caller.get('/v1/placements?behind=true');
    expect(items).toEqual([]);
  },
  LONG,
);

test(
  'summer and autumn: two withdraw and have successors, one is called back and is stood in for, and one illness stays unhealed',
  async () => {
    const { withdraws, withdrawsToo, recalled, unhealed } = story;
    await disrupt(withdraws, { cause: 'withdrawal', by: 'person', fromOn: '2025-07-02' });
    await live('2025-09-10');
    await disrupt(recalled, { cause: 'recall', by: 'unit', fromOn: '2025-09-15', untilOn: '2025-10-31' });
    await live('2025-10-10');
    // What is done after the 15th is logged once it has ended.
    await disrupt(withdrawsToo, { cause: 'withdrawal', by: 'person', fromOn: '2025-10-20' });
    await live('2025-11-05');
    await disrupt(unhealed, { cause: 'illness', by: 'person', fromOn: '2025-11-10', untilOn: '2025-11-21' });
    await live('2025-12-31');
    for (const [at, gone] of [withdraws, withdrawsToo].entries()) {
      const ended = await office.state(gone);
      expect([ended.status, ended.outcome]).toEqual(['closed', 'withdrawn']);
      expect(await office.state(successors[at] ?? '')).toMatchObject({
        coverOf: office.entityId(gone),
        stage: 'on-site',
        status: 'open',
      });
    }
    expect((await office.state(recalled)).cover).toBeNull();
    // Only there did our office accept, in so many words, that days are missing.
    expect(shortfalls()).toEqual([unhealed]);
  },
  LONG,
);

test(
  'the year ends: assessed by both sides, closed as fulfilled, and the report has what was lived',
  async () => {
    await live('2026-02-13');
    const { ill, withdraws, withdrawsToo, recalled, unhealed } = story;
    const ids = [...proposed, ...successors];
    const gone = new Set([withdraws, withdrawsToo]);
    for (const id of ids.filter((each) => !gone.has(each))) {
      await opened.caller.post(`${office.address(id)}/close`, { outcome: 'fulfilled', reason: 'Made up: as planned.' });
      for (const needId of (await office.state(id)).needIds) {
        await opened.caller.post(`${opened.at}/needs/${needId}/move`, { to: 'delivered' });
      }
    }
    const { totals, placements } = await toldYield(opened, '2025-01-06', addDays(period.toOn, 10));
    for (const id of ids) {
      const lived = office.lived.get(id);
      const told = placements.get(id);
      expect([id, told?.daysDone, told?.yields.map(({ kind }) => kind)]).toEqual([
        id,
        daysOf(lived?.worked ?? []),
        lived?.yields,
      ]);
      if (!gone.has(id)) expect([id, (told?.daysDone ?? 0) >= (told?.minimumDays ?? 0)]).toEqual([id, true]);
    }
    const allDays = [...office.lived.values()].reduce((sum, { worked }) => sum + daysOf(worked), 0);
    const allYields = [...office.lived.values()].flatMap(({ yields }) => yields);
    expect(totals).toMatchObject({
      placements: 13,
      byOutcome: { fulfilled: 11, withdrawn: 2, open: 0 },
      byProblem: { solved: 11, open: 2 },
      byYield: {
        patent: allYields.filter((kind) => kind === 'patent').length,
        training: allYields.filter((kind) => kind === 'training').length,
        result: allYields.filter((kind) => kind === 'result').length,
      },
      daysDone: allDays,
      disruptions: 5,
      needsMoved: { signed: 11, delivered: 11 },
    });
    for (const [id, how, successorId] of [
      [ill, 'covered', null],
      [withdraws, 'covered', successors[0]],
      [withdrawsToo, 'covered', successors[1]],
      [recalled, 'covered', null],
      [unhealed, 'accepted', null],
    ] as const) {
      const expected = { ...unkept.get(id), how, successorId };
      expect([id, placements.get(id)?.disruptions]).toEqual([id, [expect.objectContaining(expected)]]);
    }
    // What could not be healed is named, and is all that is missing.
    expect(totals.lost).toEqual({
      coveredDays: daysToldOf(ill, recalled),
      handedOnDays: daysToldOf(withdraws, withdrawsToo),
      missingDays: daysToldOf(unhealed),
      openDays: 0,
    });
    expect(daysToldOf(unhealed)).toBeGreaterThan(0);
    expect(await atTwoPlaces(years, office)).toEqual([]);
    for (const each of office.lived) expect(await unexplained(years, office, each)).toEqual([]);
    for (const [placementId, { worked }] of office.lived) {
      const { host, researcher } = await office.state(placementId);
      console.info(`${placementId}: ${researcher.personId} at ${host.organisationId}, ${daysOf(worked)} days`);
    }
  },
  LONG,
);

test(
  'nothing was missed: what fell due in the year was told, and the certificate is complete',
  async () => {
    await live('2026-02-16');
    // All but the weeks in which the needs were collected: 400 days are the most.
    const { totals, isComplete, items } = await opened.caller.get('/v1/certificates?from=2025-01-20&to=2026-02-15');
    const waits = items.filter(({ outcome }: { outcome: Outcome }) => isIncomplete(outcome));
    expect({ lost: totals.lost, isComplete, waits }).toEqual({ lost: 0, isComplete: true, waits: [] });
    expect(totals.expected).toBeGreaterThan(100);
    const rounds = await years.db.caretakerRun.findMany({ where: { kind: 'night' } });
    expect(rounds.length).toBeGreaterThan(350);
    expect(rounds.flatMap(({ findings }) => findings)).toEqual([]);
    const page = await opened.caller.ask('GET', `/v1/placements?limit=200`);
    expect(page.body.total).toBe(13);
  },
  LONG,
);
