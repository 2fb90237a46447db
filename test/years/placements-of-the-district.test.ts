import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { businessNow, demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { addDays, addMonths } from '../../domain/calendar/local-date.ts';
import { Caller } from '../source-cases/caller.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';
import { atTwoPlaces, daysOf, toldYield, unexplained } from './lived-and-told.ts';
import { PlacementOffice } from './placement-office.ts';
import { collectNeeds, comes, letStandIn, matchAll, openDistrict, proposeAll } from './placements-of-the-district.ts';
import type { Opened, World } from './placements-of-the-district.ts';

/**
 * The first weeks of the district's placements on the real server, which lists workflows: needs, matching, three answers, days, the
 * first logs, an illness that is covered. The whole year is lived in `placements-of-the-district.long.test.ts`.
 */

/** Half a month is half a minute. Nothing here hangs on how much is done within a day: whatever comes late is asked for again. */
const dayMs = 2_000;
/** So far ahead that somebody has said yes before it begins, also where a day is over before an answer has gone through. */
const ILL_AFTER_DAYS = 90;
const LONG = 600_000;
let system: TestSystem;
let world: World;
let opened: Opened;
let office: PlacementOffice;
let proposed: string[] = [];
let period: { fromOn: string; toOn: string };

beforeAll(async () => {
  // It does not stand still after some weeks as the demonstration's does: a slow machine has not seen the first logs by then.
  const running = { ...demonstrationClock(new Date().toISOString(), dayMs), endsAt: null };
  system = await startSystem({ clock: running, caretaker: false });
  const { apiUrl, token, db, clock } = system;
  world = { apiUrl, token, db, today: () => localDateOf('Asia/Shanghai', businessNow(clock, Date.now())) };
  await leaveTimeToAnswer();
  opened = await openDistrict(world);
  office = new PlacementOffice(world, opened, {
    isSilent: (enterpriseId) => enterpriseId.endsWith('3'),
    absentBecause: () => null,
    yieldsOf: () => [],
    // A day is over before a slow machine has answered: then they are asked once more.
    seeksAgain: true,
  });
}, LONG);
afterAll(() => system?.stop(), 120_000);

/** Two working days are a few seconds here. */
async function leaveTimeToAnswer(): Promise<void> {
  const { token } = await new Caller(world.apiUrl, world.token).post('/v1/tokens', { roles: ['administrator'] });
  const set = { 'cover.answerWithinWorkingDays': 10 };
  await new Caller(world.apiUrl, token).post('/v1/policies/changes', {
    set,
    reason: 'Made up: days last seconds here.',
  });
}

test(
  'needs of twelve enterprises become booked days of ten teachers, all seen as children of the agreement',
  async () => {
    // A slow machine is still collecting when it begins: what is left of it then has to be a year, or the scheme is against all.
    const fromOn = addDays(world.today(), 2);
    period = { fromOn, toOn: addMonths(fromOn, 18) };
    await collectNeeds(opened, world, period);
    const plan = await matchAll(world, opened);
    expect([plan.matched.length, plan.unmatched.length]).toEqual([11, 1]);
    proposed = await proposeAll(opened, plan, period);
    expect(proposed).toHaveLength(11);
    await comes('placements', async () => (await world.db.entity.count({ where: { kind: 'placement' } })) === 11);
    await comes('the bookings', async () => {
      await office.actOnAll();
      const stages = await world.db.entity.findMany({ where: { kind: 'placement' }, select: { stage: true } });
      // Time runs meanwhile: the first may be there already.
      return stages.every(({ stage }) => stage === 'booked' || stage === 'on-site');
    });
    const query = `Agreement = "${opened.agreementId}"`;
    const family = async () => {
      // Who has begun a new chapter is listed with each of them.
      const found = new Set<string>();
      for await (const { workflowId } of system.client.workflow.list({ query })) found.add(workflowId);
      return [...found].toSorted();
    };
    const expected = [opened.agreementId, ...proposed.map((id) => office.entityId(id))].toSorted();
    await comes('the family', async () => (await family()).length >= expected.length);
    expect(await family()).toEqual(expected);
    await letStandIn(opened);
  },
  LONG,
);

test(
  'half a month is logged, an illness is covered, and the report has what was lived',
  async () => {
    const logged = () => [...office.lived.values()].filter(({ worked }) => worked.size > 0);
    await comes('the first logs', async () => {
      await office.actOnAll();
      return logged().length > 2;
    });
    // What others can do as well is needed there.
    const first = await office.placementAt(1);
    const fromOn = addDays(world.today(), ILL_AFTER_DAYS);
    const illness = { cause: 'illness', by: 'person', fromOn, untilOn: addDays(fromOn, 10) };
    await opened.caller.post(`${office.address(first)}/disruptions`, illness);
    await comes('the cover', async () => {
      await office.actOnAll();
      return (await office.state(first)).cover === null;
    });
    for (const [language, title] of [
      ['en', 'What placements came to'],
      ['zh-CN', '派驻成效报告'],
    ] as const) {
      const address = `/v1/placements/yield?from=${period.fromOn}&to=${period.toOn}&format=html&language=${language}`;
      const page = await fetch(`${world.apiUrl}${address}`, { headers: { authorization: `Bearer ${world.token}` } });
      const text = await page.text();
      expect(text).toContain(`<title>${title}</title>`);
      expect(text).toMatch(/生病 · [\d.]+ 天 · 已顶岗/);
      expect(text).toMatch(/illness · [\d.]+ days · covered/);
    }
    const { totals, placements } = await toldYield(opened, period.fromOn, period.toOn);
    for (const [placementId, { worked }] of office.lived) {
      expect([placementId, placements.get(placementId)?.daysDone]).toEqual([placementId, daysOf(worked)]);
    }
    expect(totals).toMatchObject({ placements: 11, byOutcome: { open: 11 }, disruptions: 1 });
    const told = placements.get(first);
    expect(told?.disruptions).toEqual([
      expect.objectContaining({ cause: 'illness', how: 'covered', successorId: null }),
    ]);
    expect(told?.lost).toMatchObject({ coveredDays: told?.disruptions[0]?.days, missingDays: 0, openDays: 0 });
    expect(await atTwoPlaces(world, office)).toEqual([]);
    for (const each of office.lived) expect(await unexplained(world, office, each)).toEqual([]);
    const { items } = await opened.caller.get(`/v1/placements?enterprise=org-ywt-enterprise-01`);
    expect(items).toEqual([
      expect.objectContaining({ stage: 'on-site', pace: expect.objectContaining({ minimumDays: 60 }) }),
    ]);
  },
  LONG,
);
