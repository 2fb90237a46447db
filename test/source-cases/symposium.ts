import { describe, expect, test } from '@jest/globals';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases } from './cases.ts';

type Body = Answer['body'];

/** S22 to S34: what was said, by whom, and how far it got. */
export function symposium(get: () => Cases): void {
  const heldOn = '2025-06-02';
  const ofKind = async (id: string, kind: string): Promise<Body[]> =>
    (await get().facts(id, 'point')).filter((point) => point.kind === kind);
  const texts = (points: Body[]): string[] => points.map((point) => point.text);

  describe('symposium', () => {
    test('S22 the chair need not be the senior person, but stands for a party', async () => {
      const { facts, platform: id, district, ids, scratch } = get();
      const [held] = await facts(id, 'symposium');
      expect(held.chair.personId).toBe(ids.person('li-hui'));
      expect(held.attendance[0].personId).toBe(ids.person('bai-zhonghu'));
      // The second report names nobody who chaired: that is no fault.
      expect((await facts(district, 'symposium'))[0].chair).toBeUndefined();
      const { refusal } = await scratch('symposium');
      const chair = { personId: ids.person('li-hui'), organisationId: 'org-hibri' };
      expect(await refusal('symposia', { onDate: heldOn, chair })).toBe('unknown-party');
    });

    test('S23 speeches keep the order in which they were given', async () => {
      const { facts, platform: id, ids, scratch } = get();
      const speeches = await facts(id, 'speech');
      expect(speeches.map((speech) => speech.order)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      const keys = ['li-ben', 'wu-jiong', 'wu-jiong', 'ren-xiang', 'ren-xiang', 'bai-zhonghu', 'ren-xiang'];
      expect(speeches.map((speech) => speech.speaker.personId)).toEqual(keys.map(ids.person));
      const trial = await scratch('symposium');
      await trial.tell('symposia', { onDate: heldOn });
      await trial.tell('symposia', { onDate: heldOn });
      const speech = {
        speaker: { personId: ids.person('wu-bo'), organisationId: university },
        kind: 'reply',
        points: 'x',
      };
      for (const number of [2, 1, 2]) await trial.tell(`symposia/symposium-${number}/speeches`, speech);
      expect((await facts(trial.id, 'speech')).map((each) => [each.symposiumId, each.order])).toEqual([
        ['symposium-2', 1],
        ['symposium-1', 1],
        ['symposium-2', 2],
      ]);
      expect(await trial.refusal('symposia/symposium-3/speeches', speech)).toBe('unknown-item');
    });

    test('S24 introduction, progress, vision, layout, expectation and offer are told apart', async () => {
      const { facts, platform: id, ids, scratch } = get();
      expect((await facts(id, 'speech')).map((speech) => speech.kind)).toEqual([
        'introduction',
        'progress',
        'vision',
        'layout',
        'expectation',
        'expectation',
        'offer',
      ]);
      const { tell, refusal } = await scratch('symposium');
      await tell('symposia', { onDate: heldOn });
      const speech = {
        speaker: { personId: ids.person('wu-bo'), organisationId: university },
        kind: 'promise',
        points: 'x',
      };
      expect(await refusal('symposia/symposium-1/speeches', speech)).toBe('shape-invalid');
    });

    test('S25 the park, the district, each enterprise in turn without a name, and the college spoke', async () => {
      const { facts, district, coordinator } = get();
      const speeches = await facts(district, 'speech');
      expect(speeches.map((speech) => speech.kind)).toEqual([
        'introduction',
        'idea',
        ...Array.from({ length: 12 }, () => 'needs'),
        'reply',
      ]);
      const turns = speeches.filter((speech) => speech.kind === 'needs').map((speech) => speech.speaker);
      expect(new Set(turns.map((speaker) => speaker.organisationId)).size).toBe(12);
      expect(turns.every((speaker) => speaker.personId === undefined)).toBe(true);
      const speech = { speaker: { organisationId: platform }, kind: 'needs', points: 'x' };
      expect(await coordinator.refusal(`/v1/agreements/${district}/symposia/symposium-1/speeches`, speech)).toBe(
        'unknown-party',
      );
    });

    test('S26 what was discussed is not agreed, and nobody owes it', async () => {
      const { platform: id, scratch } = get();
      const topics = await ofKind(id, 'topic');
      expect(texts(topics)).toEqual(['technology transfer', 'joint talent cultivation', 'international cooperation']);
      expect(topics.every((topic) => topic.standing === 'discussed')).toBe(true);
      const { tell, refusal } = await scratch();
      await tell('points', { kind: 'topic', text: 'technology transfer' });
      const commitment = {
        sentence: 'x',
        pointId: 'point-1',
        beneficiaryOrganisationId: platform,
        ownerOrganisationId: university,
      };
      expect(await refusal('commitments', commitment)).toBe('never-a-task');
    });

    test('S27 agreed fields are kept apart from discussed', async () => {
      const { facts, platform: id, scratch } = get();
      const fields = await ofKind(id, 'field');
      const tags = (standing: string) =>
        fields.filter((field) => field.standing === standing).map((field) => field.tag);
      expect(tags('agreed')).toEqual(['biomedicine', 'digital-economy']);
      expect(tags('discussed')).toEqual(['artificial-intelligence', 'cell-therapy', 'cultural-creativity']);
      const { id: trial, tell, refusal } = await scratch();
      await tell('points', { kind: 'field', text: 'artificial intelligence', standing: 'discussed' });
      await tell('points/point-1/standing', { standing: 'agreed' });
      expect(await refusal('points/point-1/standing', { standing: 'discussed' })).toBe('wrong-state');
      expect((await facts(trial, 'point'))[0]).toMatchObject({ from: 'discussed', to: 'agreed' });
    });

    test('S28 an agreed mechanism keeps the symposium open until it is settled', async () => {
      const { coordinator, platform: id, scratch, ids } = get();
      expect((await ofKind(id, 'mechanism'))[0].standing).toBe('agreed');
      const { at, tell } = await scratch('symposium');
      await tell('symposia', { onDate: heldOn });
      await tell('points', { kind: 'mechanism', standing: 'agreed', text: 'a regular communication mechanism' });
      const why = async () => (await coordinator.ask('POST', `${at}/advance`, {})).body.detail;
      expect(await why()).toContain('point-1 is agreed');
      await tell('mechanism', {
        period: 'monthly',
        liaisons: [{ organisationId: platform, postId: ids.post('cnuktip-liaison') }],
      });
      expect(await why()).not.toContain('point-1');
    });

    test('S29 to promote studies of plans, in the plural, is owed by somebody on a day', async () => {
      const { facts, platform: id, followUp, ids, scratch } = get();
      const [study] = await ofKind(id, 'study');
      expect(study).toMatchObject({ standing: 'agreed' });
      const commitment = (await facts(id, 'commitment')).find((each) => each.pointId === study.pointId);
      const owed = await followUp(id, `commitment.${commitment.commitmentId}`);
      expect(owed).toMatchObject({
        ownerPostId: ids.post('zzuet-liaison'),
        ownerCertainty: 'confirmed',
        dueCertainty: 'confirmed',
      });
      const { tell } = await scratch();
      expect(await tell('plans', { name: 'First' })).toContain('plan-1');
      expect(await tell('plans', { name: 'Second' })).toContain('plan-2');
    });

    test('S30 a plan that was determined without its text starts empty and is asked for', async () => {
      const { coordinator, dossier, district, scratch, followUp, ids } = get();
      const plan = await coordinator.get(`/v1/agreements/${district}/plans/plan-1`);
      expect(plan.items.plan[0].facts.text).toBeUndefined();
      const open = plan.card.items.map((item: { kind: string }) => item.kind);
      expect(open).toEqual(expect.arrayContaining(['plan-text', 'plan-sponsors']));
      expect((await dossier(district)).stage).toBe('feasibility');
      const study = {
        question: 'Can it be done?',
        team: [
          { personId: ids.person('wu-bo'), organisationId: university },
          { personId: ids.person('ren-xiang'), organisationId: platform },
        ],
      };
      const trial = await scratch();
      await trial.plan({ name: 'A plan without text' });
      expect(await trial.refusal('plans/plan-1/study', study)).toBe('exit-criteria-unmet');
      await trial.tell('plans/plan-1/text', { text: 'What the plan says.' });
      expect((await followUp(trial.id, 'plan-text.plan-1')).status).toBe('done');
    });

    test('S31 a hope of one side is recorded as such and is not the other side’s duty', async () => {
      const { platform: id, district, scratch, open } = get();
      const sides = (await ofKind(id, 'hope')).map((hope) => hope.organisationId);
      expect(sides).toEqual([university, platform]);
      expect(texts(await ofKind(district, 'hope'))[0]).toContain('hoped to make use of the advantages');
      const { id: trial, tell, refusal } = await scratch();
      const before = await open(trial);
      await tell('points', { kind: 'hope', text: 'looks forward to it', organisationId: platform });
      expect(await open(trial)).toEqual(before);
      const commitment = {
        sentence: 'x',
        pointId: 'point-1',
        beneficiaryOrganisationId: platform,
        ownerOrganisationId: university,
      };
      expect(await refusal('commitments', commitment)).toBe('never-a-task');
    });

    test('S32 offers are proposed; once accepted they are to be done or parked', async () => {
      const { coordinator, platform: id, scratch } = get();
      const offers = await ofKind(id, 'offer');
      expect(offers.map((offer) => offer.tag)).toEqual([
        'industry-matching',
        'model-innovation',
        'market-validation',
        'international-resources',
      ]);
      expect(offers.every((offer) => offer.standing === 'proposed' && offer.organisationId === platform)).toBe(true);
      const { at, tell } = await scratch('symposium');
      await tell('symposia', { onDate: heldOn });
      await tell('points', {
        kind: 'offer',
        standing: 'proposed',
        text: 'market validation',
        organisationId: platform,
      });
      const why = async () => (await coordinator.ask('POST', `${at}/advance`, {})).body.detail;
      expect(await why()).not.toContain('point-1');
      await tell('points/point-1/standing', { standing: 'agreed' });
      expect(await why()).toContain('point-1 is agreed');
      await tell('points/point-1/park', { reason: 'No project for it yet.' });
      expect(await why()).not.toContain('point-1');
    });

    test('S33 principles and aims are context, even agreed, and never a task', async () => {
      const { coordinator, platform: id, scratch } = get();
      const all = texts(await ofKind(id, 'principle')).join('\n');
      expect(all).toMatch(/openness, sharing.*\n.*high ground.*\n.*benchmark/);
      const { at, tell, refusal } = await scratch('symposium');
      await tell('symposia', { onDate: heldOn });
      await tell('points', { kind: 'principle', standing: 'agreed', text: 'openness and sharing' });
      expect((await coordinator.ask('POST', `${at}/advance`, {})).body.detail).not.toContain('point-1');
      const commitment = {
        sentence: 'x',
        pointId: 'point-1',
        beneficiaryOrganisationId: platform,
        ownerOrganisationId: university,
      };
      expect(await refusal('commitments', commitment)).toBe('never-a-task');
    });

    test('S34 strategies are tags for reports, with one spelling and no clock', async () => {
      const { coordinator, platform: id, district, open, scratch } = get();
      expect((await ofKind(id, 'strategy')).map((point) => point.tag)).toEqual([
        'henan-innovation',
        'henan-development',
      ]);
      expect((await ofKind(district, 'strategy')).map((point) => point.tag)).toContain('fine-chemical-revival');
      const tagged = async (tag: string): Promise<string[]> =>
        (await coordinator.get(`/v1/agreements?tag=${tag}`)).items.map((item: Body) => item.id);
      expect(await tagged('fine-chemical-revival')).toEqual([district]);
      expect(await tagged('henan-innovation')).toEqual([id]);
      // A field that a cooperation was started for counts too; tags of needs are their party's.
      expect(await tagged('biomedicine')).toContain(id);
      expect(await tagged('biomedicine')).not.toContain(district);
      expect(await tagged('class-assumed')).toEqual([]);
      expect((await coordinator.ask('GET', '/v1/agreements?tag=Not%20A%20Tag')).status).toBe(400);
      const { id: trial, tell, refusal } = await scratch();
      const before = await open(trial);
      const strategy = { kind: 'strategy', text: 'the revival of fine chemical industry' };
      expect(await refusal('points', { ...strategy, tag: 'Fine Chemical Revival' })).toBe('shape-invalid');
      await tell('points', { ...strategy, tag: 'fine-chemical-revival' });
      expect(await open(trial)).toEqual(before);
    });
  });
}
