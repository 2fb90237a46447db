import { describe, expect, test } from '@jest/globals';
import { platform } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases } from './cases.ts';

type Body = Answer['body'];

/** S42 to S46: twelve enterprises at one table, each with its need. */
export function enterprises(get: () => Cases): void {
  const third = 'org-ywt-enterprise-03';
  const fourth = 'org-ywt-enterprise-04';
  const canary = 'Our catalyst loses its activity after forty hours.';

  describe('enterprises', () => {
    test('S42 each enterprise has its status, products, shortcoming and expected project; without either of the last two it is no need', async () => {
      const { facts, open, district, coordinator } = get();
      const needs = await facts(district, 'need');
      expect(new Set(needs.map((need) => need.partyId)).size).toBe(12);
      for (const need of needs) {
        for (const field of ['statusQuo', 'mainProducts', 'shortcoming', 'expectedProject']) {
          expect(need[field]).toContain('Not reported');
        }
      }
      expect((await open(district)).filter((id) => id.startsWith('need.'))).toHaveLength(12);
      const at = `/v1/agreements/${district}/needs`;
      expect(await coordinator.refusal(at, { partyId: third, mainProducts: 'dyes' })).toBe('shape-invalid');
      expect(await coordinator.refusal(at, { partyId: platform, shortcoming: 'x' })).toBe('unknown-party');
      // They stand at the first step of the funnel, each enterprise with its own.
      const funnel = await coordinator.get(`/v1/needs?agreement=${district}`);
      expect(funnel.steps).toEqual([expect.objectContaining({ step: 'collected', count: 12 })]);
      expect(funnel.enterprises.map((row: Body) => row.count)).toEqual(Array.from({ length: 12 }, () => 1));
      expect(JSON.stringify(funnel)).not.toContain('Not reported');
    });

    test('S43 needs fall into the four classes of the report, and can be put into another', async () => {
      const { coordinator, facts, district, scratch } = get();
      const counts: Record<string, number> = {};
      for (const need of await facts(district, 'need')) counts[need.class] = (counts[need.class] ?? 0) + 1;
      expect(counts).toEqual({
        'innovation-platform': 3,
        'talent-and-team': 3,
        'process-upgrading': 3,
        'new-product': 3,
      });
      const { id, tell, refusal } = await scratch();
      await tell('needs', { partyId: platform, shortcoming: 'x' });
      expect((await facts(id, 'need'))[0].class).toBe('other');
      expect(await refusal('needs/need-1/class', { class: 'marketing' })).toBe('unknown-need-class');
      const funnel = await coordinator.get(`/v1/needs?agreement=${district}&class=new-product`);
      expect([funnel.total, funnel.classes]).toEqual([3, [expect.objectContaining({ class: 'new-product' })]]);
      await tell('needs/need-1/class', { class: 'new-product' });
      await tell('needs/need-1/close', { outcome: 'withdrawn' });
      expect(await refusal('needs/need-1/class', { class: 'talent-and-team' })).toBe('wrong-state');
    });

    test('S44 a need without a researcher stays visible and is looked at again', async () => {
      const { coordinator, district, facts, followUp, ids, scratch } = get();
      const { id, tell, refusal } = await scratch();
      await tell('needs', { partyId: platform, shortcoming: 'x' });
      await tell('needs', { partyId: platform, shortcoming: 'y' });
      expect(await refusal('needs/need-1/match', {})).toBe('shape-invalid');
      const personIds = [ids.person('liu-zhao')];
      expect(await refusal('needs/need-2/match', { personIds })).toBe('step-skipped');
      await tell('needs/need-1/evaluate', {});
      await tell('needs/need-1/match', { reason: 'no-researcher' });
      await tell('needs/need-2/evaluate', { termIds: ['term-fine-chemicals'] });
      await tell('needs/need-2/match', { personIds });
      expect((await facts(id, 'need'))[0].reason).toBe('no-researcher');
      // "Collect weekly, evaluate monthly, match quarterly": looked at again in a quarter; what is matched waits for a talk.
      const statuses = async (...kinds: string[]) =>
        Promise.all(kinds.map(async (kind) => (await followUp(id, kind)).status));
      expect(await statuses('need-match.need-1', 'need-match.need-2', 'need-discuss.need-2')).toEqual([
        'open',
        'done',
        'open',
      ]);
      const { steps, items: needs } = await coordinator.get(`/v1/needs?agreement=${id}`);
      expect(steps.map((row: Body) => [row.step, row.count])).toEqual([
        ['matched', 1],
        ['unmatched', 1],
      ]);
      expect(needs.map((need: Body) => [need.step, need.reason, need.personIds])).toEqual(
        expect.arrayContaining([
          ['unmatched', 'no-researcher', []],
          ['matched', null, personIds],
        ]),
      );
      // Those of the report, of which none is matched, are seen in one list, each by its party's name.
      const { items } = await coordinator.get(`/v1/follow-ups?kind=need&agreement=${district}`);
      const whose = items.map((item: { about: { name: { zh: string } } }) => item.about.name.zh);
      expect(new Set(whose).size).toBeGreaterThanOrEqual(12);
      expect(whose).toContain('企业12（名称未报道）');
    });

    test('S45 enterprises at one table do not read each other’s needs, unless shared', async () => {
      const { asHeadOf, as, coordinator, district } = get();
      const at = `/v1/agreements/${district}`;
      const [needId] = (await coordinator.post(`${at}/needs`, { partyId: third, shortcoming: canary })).created;
      const [own, rival, official] = await Promise.all([
        asHeadOf(third, 'owner'),
        asHeadOf(fourth, 'owner'),
        as('yuwangtai-liaison', 'liaison'),
      ]);
      const reads = async (who: typeof own): Promise<boolean> => {
        const pages = await Promise.all([who.get(at), who.get(`${at}/timeline?limit=200`)]);
        return JSON.stringify(pages).includes(canary);
      };
      expect([await reads(own), await reads(rival), await reads(official)]).toEqual([true, false, false]);
      expect(await rival.refusal(`${at}/needs`, { partyId: third, shortcoming: 'x' })).toBe('not-permitted');
      await coordinator.post(`${at}/needs/${needId}/share`, { withOrganisationIds: ['org-yuwangtai'] });
      expect([await reads(rival), await reads(official)]).toEqual([false, true]);
      // In the funnel each side has its own and what was shared with it, and nobody a word of what it is about.
      const seen = async (who: typeof own) => {
        const funnel = await who.get(`/v1/needs?agreement=${district}&limit=200`);
        expect(JSON.stringify(funnel)).not.toContain(canary);
        return [...new Set(funnel.items.map((need: Body) => need.partyId))];
      };
      expect([await seen(own), await seen(rival), await seen(official)]).toEqual([[third], [fourth], [third]]);
      expect((await seen(coordinator)).length).toBeGreaterThanOrEqual(12);
      // Who is no party at all does not even learn that there is such a cooperation.
      const stranger = await as('cnuktip-liaison', 'liaison');
      expect((await stranger.ask('GET', at)).status).toBe(404);
      expect((await stranger.get('/v1/agreements')).items.map((item: Body) => item.id)).not.toContain(district);
      await coordinator.post(`${at}/needs/${needId}/close`, { outcome: 'withdrawn' });
    });

    test('S46 the park groups its enterprises by industry', async () => {
      const { coordinator } = get();
      const within = (await coordinator.get('/v1/organisations?parent=org-ywt-chemical-park&kind=enterprise')).items;
      expect(within).toHaveLength(12);
      expect(within.every((each: Body) => each.groupings.includes('fine-chemicals'))).toBe(true);
      const body = { code: 'dye-works', kind: 'enterprise', nameEn: 'Dye works', parentId: 'org-ywt-chemical-park' };
      expect(await coordinator.refusal('/v1/organisations', { ...body, groupings: ['Fine Chemicals'] })).toBe(
        'shape-invalid',
      );
    });
  });
}
