import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases } from './cases.ts';

type Body = Answer['body'];

/** S35 to S41: how it goes on after the handshake. */
export function mechanismAndPlans(get: () => Cases): void {
  const points = async (id: string, kind: string): Promise<Body[]> =>
    (await get().facts(id, 'point')).filter((point) => point.kind === kind);
  const ours = () => ({ personId: get().ids.person('wu-bo'), organisationId: university });
  const theirs = () => ({ personId: get().ids.person('ren-xiang'), organisationId: platform });
  const sponsors = () => [
    { organisationId: university, postId: get().ids.post('zzuet-uec-director') },
    { organisationId: platform, postId: get().ids.post('cnuktip-chairman') },
  ];

  describe('mechanism and plans', () => {
    test('S35 a mechanism without rhythm, channel and owner is asked about; until then our default runs and says so', async () => {
      const { facts, followUp, platform: id, scratch, ids, today } = get();
      const [communication] = await facts(id, 'communication');
      expect(communication.periodDays).toBe(30);
      expect(await followUp(id, 'mechanism.communication')).toMatchObject({
        ownerCertainty: 'assumed',
        dueCertainty: 'assumed',
      });
      expect((await followUp(id, 'contact.communication')).dueOn >= addDays(today, 30)).toBe(true);
      const trial = await scratch();
      const question = async () => (await followUp(trial.id, 'mechanism.communication')).status;
      await trial.tell('mechanism', { channel: 'video', period: 'weekly' });
      // Nobody is named yet who speaks for each side.
      expect(await question()).toBe('open');
      expect((await followUp(trial.id, 'contact.communication')).dueOn < addDays(today, 14)).toBe(true);
      await trial.tell('mechanism', {
        liaisons: [
          { organisationId: university, postId: ids.post('zzuet-liaison') },
          { organisationId: platform, postId: ids.post('cnuktip-liaison') },
        ],
      });
      expect(await question()).toBe('done');
    });

    test('S36 plans go on by themselves: one is stopped, the other stays open, each with its own clock', async () => {
      const { coordinator, dossier, scratch, ids } = get();
      const { id, at, plan } = await scratch();
      expect((await dossier(id)).stage).toBe('communication');
      const first = await plan({ name: 'First', text: 'x', sponsors: sponsors() });
      const second = await plan({ name: 'Second', text: 'x', sponsors: sponsors() });
      await coordinator.post(`${at}/plans/${first}/study`, { question: 'x', team: [ours(), theirs()] });
      await coordinator.post(`${at}/plans/${first}/study/report`, { report: 'x', authorPersonIds: [ours().personId] });
      const decision = { decision: 'stop', reasons: 'Not feasible.', decidedByPersonId: ids.person('wu-jiong') };
      // Who wrote the report does not decide on it.
      const byAuthor = { ...decision, decidedByPersonId: ours().personId };
      expect(await coordinator.refusal(`${at}/plans/${first}/study/decide`, byAuthor)).toBe('not-by-author');
      await coordinator.post(`${at}/plans/${first}/study/decide`, decision);
      const kinds = async (planId: string) =>
        (await coordinator.get(`${at}/plans/${planId}`)).card.items.map((item: { kind: string }) => item.kind);
      expect((await coordinator.get(`${at}/plans/${first}`)).closed).toBe(true);
      expect(await kinds(first)).toEqual([]);
      expect(await kinds(second)).toEqual(['study-start']);
      expect((await dossier(id)).stage).toBe('feasibility');
    });

    test('S37 a joint study has people of both sides', async () => {
      const { coordinator, scratch } = get();
      const { at, plan } = await scratch();
      const planId = await plan({ name: 'Joint', text: 'x', sponsors: sponsors() });
      const study = (team: object[]) => ({ question: 'Can it be done?', team });
      const alone = study([ours(), { ...ours(), personId: get().ids.person('wu-jiong') }]);
      expect(await coordinator.refusal(`${at}/plans/${planId}/study`, alone)).toBe('side-missing');
      expect(await coordinator.refusal(`${at}/plans/${planId}/study`, study([ours(), theirs()]))).toBe('taken');
      const report = { report: 'x', authorPersonIds: [get().ids.person('li-ben')] };
      expect(await coordinator.refusal(`${at}/plans/${planId}/study/report`, report)).toBe('unknown-person');
    });

    test('S38 each side has its strengths; a stranger’s are not on the list', async () => {
      const { platform: id, scratch } = get();
      const strengths = await points(id, 'resource');
      const of = (side: string) => strengths.filter((point) => point.organisationId === side).map((point) => point.tag);
      expect([of(university), of(platform)]).toEqual([['research'], ['international-resources']]);
      const { refusal } = await scratch();
      const resource = { kind: 'resource', text: 'a laboratory', organisationId: 'org-yuwangtai' };
      expect(await refusal('points', resource)).toBe('unknown-party');
    });

    test('S39 a model that is explored is looked at again on a day, and owes no deliverable', async () => {
      const { platform: id, followUp, scratch, today } = get();
      const [model] = await points(id, 'model');
      expect(model.tag).toBe('industry-education');
      expect((await followUp(id, `exploration.${model.pointId}`)).status).toBe('open');
      const { id: trial, tell, refusal } = await scratch();
      const explored = { kind: 'model', text: 'industry-education integration' };
      expect(await refusal('points', { ...explored, reviewOn: today })).toBe('date-in-past');
      expect(await refusal('points', { ...explored, kind: 'barrier', reviewOn: addDays(today, 30) })).toBe(
        'shape-invalid',
      );
      await tell('points', { ...explored, reviewOn: addDays(today, 30) });
      expect((await followUp(trial, 'exploration.point-1')).dueOn >= addDays(today, 30)).toBe(true);
      await tell('points/point-1/park', { reason: 'Nobody has time for it.' });
      expect((await followUp(trial, 'exploration.point-1')).status).toBe('dropped');
    });

    test('S40 barriers are named, and become a task only when somebody takes one on', async () => {
      const { platform: id, facts, open, scratch } = get();
      expect((await points(id, 'barrier')).map((point) => point.tag)).toEqual([
        'technology-transfer',
        'talent-cultivation',
      ]);
      const { id: trial, tell } = await scratch();
      const before = await open(trial);
      await tell('points', { kind: 'barrier', text: 'challenges in technology transfer' });
      expect(await open(trial)).toEqual(before);
      await tell('commitments', {
        sentence: 'We will look into it.',
        pointId: 'point-1',
        ownerOrganisationId: university,
        beneficiaryOrganisationId: platform,
      });
      expect((await facts(trial, 'commitment'))[0].pointId).toBe('point-1');
      expect(await open(trial)).toContain('commitment.commitment-1');
    });

    test('S41 a district-college agreement stands above school-enterprise ones, each with its own life', async () => {
      const { coordinator, district, dossier } = get();
      const startBelow = (enterprise: string) =>
        coordinator.post('/v1/agreements', {
          homeUnitId: 'org-ccce-science',
          parentId: district,
          parties: [
            { organisationId: 'org-ccce', role: 'partner' },
            { organisationId: enterprise, role: 'beneficiary' },
          ],
          accept: true,
        });
      const first = (await startBelow('org-ywt-enterprise-01')).entityId;
      const second = (await startBelow('org-ywt-enterprise-02')).entityId;
      const below = (await coordinator.get(`/v1/agreements?parent=${district}`)).items.map(
        (item: { id: string }) => item.id,
      );
      expect(below.toSorted()).toEqual([String(first), String(second)].toSorted());
      await coordinator.post(`/v1/agreements/${first}/close`, {
        outcome: 'terminated',
        reason: 'The enterprise moved.',
      });
      expect((await dossier(first)).closed).toBe(true);
      expect([(await dossier(second)).closed, (await dossier(district)).closed]).toEqual([false, false]);
    });
  });
}
