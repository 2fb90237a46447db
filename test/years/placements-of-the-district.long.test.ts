import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { china } from './diary.ts';
import { aYearFrom, atTwoPlaces, daysOf, toldYield, unexplained } from './lived-and-told.ts';
import { PlacementOffice } from './placement-office.ts';
import { collectNeeds, comes, matchAll, openDistrict, proposeAll } from './placements-of-the-district.ts';
import type { Opened } from './placements-of-the-district.ts';
import { startYears } from './years.ts';
import type { Years } from './years.ts';

/**
 * The second source case from needs to a yield report: eleven placements through a whole year, with an illness, two withdrawals, a
 * teacher who falls behind, and enterprises that never answer. Days follow each other in business time.
 */

const period = aYearFrom('2025-02-10');
let years: Years;
let opened: Opened;
let office: PlacementOffice;
let proposed: string[] = [];

/** By their order: who falls ill, withdraws for good, is called back for six weeks, and is behind for two months. */
const ill = 'placement-1';
const withdraws = 'placement-4';
const recalled = 'placement-3';
const behind = 'placement-9';

beforeAll(async () => {
  years = await startYears();
  opened = await openDistrict(years);
  office = new PlacementOffice(years, opened, {
    // Enterprises 2, 5, 8 and 11 say nothing all year.
    isSilent: (enterpriseId) => Number(enterpriseId.slice(-2)) % 3 === 2,
    absentBecause: (placementId, toOn) =>
      placementId === behind && toOn >= '2025-03-01' && toOn <= '2025-05-31'
        ? 'Made up: examinations at the college.'
        : null,
    yieldsOf: (placementId) =>
      placementId === ill
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

const disrupt = (placementId: string, body: object) =>
  opened.caller.post(`${office.address(placementId)}/disruptions`, body);

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
  },
  LONG,
);

test(
  'spring: days are logged, an illness is covered, whoever falls behind is warned in time and plans more',
  async () => {
    await live('2025-04-08');
    await disrupt(ill, { cause: 'illness', by: 'person', fromOn: '2025-04-10', untilOn: '2025-04-30' });
    await live('2025-06-30');
    expect((await office.state(ill)).cover).toBeNull();
    const warnings = office.acts.filter((act) => act.endsWith(`placement-pace ${behind}`));
    // The first came half a month after the first day that was missed, and more days were planned each time.
    expect(warnings[0]?.slice(0, 7)).toBe('2025-03');
    const { items } = await opened.caller.get('/v1/placements?behind=true');
    expect(items).toEqual([]);
  },
  LONG,
);

test(
  'summer and autumn: one withdraws and has a successor, another is called back and is stood in for',
  async () => {
    await disrupt(withdraws, { cause: 'withdrawal', by: 'person', fromOn: '2025-07-02' });
    await live('2025-09-10');
    const ended = await office.state(withdraws);
    expect([ended.status, ended.outcome]).toEqual(['closed', 'withdrawn']);
    await disrupt(recalled, { cause: 'recall', by: 'unit', fromOn: '2025-09-15', untilOn: '2025-10-31' });
    await live('2025-12-31');
    const successor = await office.state('placement-12');
    expect(successor).toMatchObject({ coverOf: office.entityId(withdraws), stage: 'on-site', status: 'open' });
    expect((await office.state(recalled)).cover).toBeNull();
  },
  LONG,
);

test(
  'the year ends: assessed by both sides, closed as fulfilled, and the report has what was lived',
  async () => {
    await live('2026-02-13');
    const ids = [...proposed, 'placement-12'];
    for (const id of ids.filter((each) => each !== withdraws)) {
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
      if (id !== withdraws) expect([id, (told?.daysDone ?? 0) >= (told?.minimumDays ?? 0)]).toEqual([id, true]);
    }
    const allDays = [...office.lived.values()].reduce((sum, { worked }) => sum + daysOf(worked), 0);
    const allYields = [...office.lived.values()].flatMap(({ yields }) => yields);
    expect(totals).toMatchObject({
      placements: 12,
      byOutcome: { fulfilled: 11, withdrawn: 1, open: 0 },
      byProblem: { solved: 11, open: 1 },
      byYield: {
        patent: allYields.filter((kind) => kind === 'patent').length,
        training: allYields.filter((kind) => kind === 'training').length,
        result: allYields.filter((kind) => kind === 'result').length,
      },
      daysDone: allDays,
      disruptions: 3,
      needsMoved: { signed: 11, delivered: 11 },
    });
    expect(placements.get(withdraws)?.disruptions).toEqual([
      expect.objectContaining({ cause: 'withdrawal', how: 'covered', successorId: 'placement-12' }),
    ]);
    expect(placements.get(recalled)?.disruptions).toEqual([
      expect.objectContaining({ cause: 'recall', how: 'covered' }),
    ]);
    expect(totals.lost).toMatchObject({ missingDays: 0, openDays: 0 });
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
    const asked = `from=2025-01-06&to=${addDays('2026-02-16', -1)}`;
    const certificate = await opened.caller.get(`/v1/certificates?${asked.replace('2025-01-06', '2025-02-01')}`);
    expect({
      lost: certificate.totals.lost,
      isComplete: certificate.isComplete,
      first: certificate.items.slice(0, 3),
    }).toEqual({
      lost: 0,
      isComplete: true,
      first: expect.anything(),
    });
    const page = await opened.caller.ask('GET', `/v1/placements?limit=200`);
    expect(page.body.total).toBe(12);
  },
  LONG,
);
