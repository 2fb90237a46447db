import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases, Scratch } from './cases.ts';

type Body = Answer['body'];

/** S53 to S62: what is to come. Placements and matching are entered as commitments and needs. */
export function nextSteps(get: () => Cases): void {
  const duty = { sentence: 'It will be done.', ownerOrganisationId: university, beneficiaryOrganisationId: platform };
  const points = async (id: string, kind: string): Promise<Body[]> =>
    (await get().facts(id, 'point')).filter((point) => point.kind === kind);
  const said = async (pattern: RegExp): Promise<Body> =>
    (await get().facts(get().district, 'commitment')).find((each) => pattern.test(each.sentence));
  const sponsors = () => [
    { organisationId: university, postId: get().ids.post('zzuet-uec-director') },
    { organisationId: platform, postId: get().ids.post('cnuktip-chairman') },
  ];
  const toProject = async ({ at, plan }: Scratch): Promise<string> => {
    const { coordinator, ids } = get();
    const path = `${at}/plans/${await plan({ name: 'To be applied for', text: 'x', sponsors: sponsors() })}`;
    const team = [
      { personId: ids.person('wu-bo'), organisationId: university },
      { personId: ids.person('ren-xiang'), organisationId: platform },
    ];
    await coordinator.post(`${path}/study`, { question: 'x', team });
    await coordinator.post(`${path}/study/report`, { report: 'x', authorPersonIds: [ids.person('wu-bo')] });
    const decision = { decision: 'go', reasons: 'x', decidedByPersonId: ids.person('wu-jiong') };
    await coordinator.post(`${path}/study/decide`, decision);
    return path;
  };

  describe('next steps', () => {
    test('S53 to serve the enterprises is owed by the college; done is reported first, and kept when another confirms', async () => {
      const { as, coordinator, district, followUp, ids, scratch } = get();
      const serve = await said(/platform creation\]/);
      expect(serve).toMatchObject({
        ownerOrganisationId: 'org-ccce',
        beneficiaryOrganisationId: 'org-ywt-chemical-park',
      });
      expect(serve.speaker.personId).toBe(ids.person('xu-yuanqing'));
      expect(await followUp(district, `commitment.${serve.commitmentId}`)).toMatchObject({
        ownerPostId: ids.post('ccce-liaison'),
        ownerCertainty: 'confirmed',
      });
      const { id, at, tell } = await scratch();
      await tell('commitments', { ...duty, ownerPostId: ids.post('zzuet-liaison') });
      const followUpId = 'commitment.commitment-1';
      const owner = await as('zzuet-liaison', 'owner', 'coordinator');
      await owner.post(`${at}/follow-ups/${followUpId}/report`, { evidence: 'Three enterprises were visited.' });
      expect((await followUp(id, followUpId)).status).toBe('reported');
      expect(await owner.refusal(`${at}/follow-ups/${followUpId}/confirm`)).toBe('not-by-owner');
      await coordinator.post(`${at}/follow-ups/${followUpId}/confirm`);
      expect((await followUp(id, followUpId)).status).toBe('done');
    });

    test('S54 a project application has its programme, deadline, writer and result', async () => {
      const { coordinator, district, followUp, ids, scratch, today } = get();
      const owed = await said(/project application\]/);
      expect((await followUp(district, `commitment.${owed.commitmentId}`)).dueCertainty).toBe('assumed');
      const trial = await scratch();
      const path = await toProject(trial);
      const deadlineOn = addDays(today, 25);
      const application = { programme: 'Provincial programme', deadlineOn, writerPersonId: ids.person('li-ben') };
      await coordinator.post(`${path}/applications`, application);
      const due = await followUp(trial.id, 'application.application-1');
      expect(due).toMatchObject({ status: 'open', kind: 'application' });
      expect(due.dueOn >= deadlineOn).toBe(true);
      const granted = { result: 'granted', onDate: today };
      expect(await coordinator.refusal(`${path}/applications/application-1/result`, granted)).toBe('wrong-state');
      await coordinator.post(`${path}/applications/application-1/file`, { filedOn: today });
      expect((await followUp(trial.id, 'application-result.application-1')).status).toBe('open');
      await coordinator.post(`${path}/applications/application-1/result`, granted);
      expect((await followUp(trial.id, 'application-result.application-1')).status).toBe('done');
    });

    test('S55 to send researchers to designated points is a commitment nobody has put a name or a day to', async () => {
      const { coordinator, district, followUp } = get();
      const send = await said(/sending scientific researchers to enterprises at designated points/);
      expect(await followUp(district, `commitment.${send.commitmentId}`)).toMatchObject({
        ownerCertainty: 'assumed',
        dueCertainty: 'assumed',
        light: 'green',
        level: 0,
      });
      const at = `/v1/agreements/${district}`;
      const asked = { followUpId: `commitment.${send.commitmentId}`, dueOn: '2021-02-01' };
      expect(await coordinator.refusal(`${at}/follow-ups/${asked.followUpId}/answer`, { dueOn: asked.dueOn })).toBe(
        'date-in-past',
      );
    });

    test('S56 exchange is to lead to projects: a plan names the needs it answers', async () => {
      const { coordinator, scratch } = get();
      expect(await said(/further promote substantive project cooperation/)).toBeDefined();
      const { at, tell, refusal, plan } = await scratch();
      expect(await refusal('plans', { name: 'A project', needIds: ['need-1'] })).toBe('unknown-item');
      await tell('needs', { partyId: platform, expectedProject: 'x' });
      const planId = await plan({ name: 'A project', needIds: ['need-1'] });
      const opened = (await coordinator.get(`${at}/plans/${planId}`)).items.plan[0].facts;
      expect(opened.needIds).toEqual(['need-1']);
      await tell('needs/need-1/close', { outcome: 'plan' });
      expect(await refusal('plans', { name: 'Another', needIds: ['need-1'] })).toBe('unknown-item');
    });

    test('S57 ten teachers for twelve enterprises: one researcher may serve several, and who goes without is seen', async () => {
      const { facts, followUp, district, ids, scratch } = get();
      const teachers = (await facts(district, 'group')).find((group) => group.label === 'teachers of CCCE');
      expect(teachers.count).toBeLessThan(new Set((await facts(district, 'need')).map((need) => need.partyId)).size);
      const { id, tell } = await scratch();
      for (const shortcoming of ['x', 'y', 'z']) await tell('needs', { partyId: platform, shortcoming });
      const personIds = [ids.person('liu-zhao')];
      for (const n of [1, 2, 3]) await tell(`needs/need-${n}/evaluate`, {});
      await tell('needs/need-1/match', { personIds });
      await tell('needs/need-2/match', { personIds });
      await tell('needs/need-3/match', { reason: 'no-capacity' });
      const statuses = await Promise.all(
        [1, 2, 3].map(async (n) => (await followUp(id, `need-match.need-${n}`)).status),
      );
      expect(statuses).toEqual(['done', 'done', 'open']);
    });

    test('S58 transformation of achievements is an outcome that was proposed; once agreed it is to be done', async () => {
      const { coordinator, district, scratch } = get();
      const outcome = (await points(district, 'outcome')).find((point) => point.tag === 'achievement-transformation');
      expect(outcome.standing).toBe('proposed');
      const { at, tell } = await scratch('symposium');
      await tell('symposia', { onDate: '2025-06-02' });
      await tell('points', {
        kind: 'outcome',
        standing: 'agreed',
        text: 'two licences',
        tag: 'achievement-transformation',
      });
      const why = async () => (await coordinator.ask('POST', `${at}/advance`, {})).body.detail;
      expect(await why()).toContain('point-1 is agreed');
      await tell('commitments', { ...duty, pointId: 'point-1' });
      expect(await why()).not.toContain('point-1');
    });

    test('S59 training of talent is an outcome of both cooperations, and can be left aside only with a reason', async () => {
      const { platform: id, district, scratch } = get();
      expect((await points(id, 'outcome')).map((point) => point.tag)).toContain('talent-cultivation');
      expect((await points(district, 'outcome')).map((point) => point.tag)).toContain('talent-training');
      const { tell, refusal } = await scratch();
      await tell('points', { kind: 'outcome', standing: 'agreed', text: 'joint training', tag: 'talent-training' });
      expect(await refusal('points/point-1/park', {})).toBe('shape-invalid');
      await tell('points/point-1/park', { reason: 'Next year.' });
      expect(await refusal('points/point-1/park', { reason: 'Again.' })).toBe('wrong-state');
    });

    test('S60 technology transfer and market validation are talked of as outcomes; talk alone is not owed', async () => {
      const { platform: id, open, scratch } = get();
      const outcomes = await points(id, 'outcome');
      expect(outcomes.map((point) => point.tag)).toEqual(
        expect.arrayContaining(['technology-transfer', 'market-validation']),
      );
      expect(outcomes.every((point) => point.standing === 'discussed')).toBe(true);
      const { id: trial, tell, refusal } = await scratch();
      const before = await open(trial);
      await tell('points', { kind: 'outcome', text: 'market validation', tag: 'market-validation' });
      expect(await open(trial)).toEqual(before);
      expect(await refusal('points', { kind: 'outcome', text: 'x', standing: 'promised' })).toBe('shape-invalid');
    });

    test('S61 partners behind the platform support a plan without being parties', async () => {
      const { coordinator, platform: id, dossier, scratch } = get();
      const network = (await points(id, 'resource')).find((point) => point.organisationId === platform);
      expect(network.text).toContain('international resources introduced by the platform');
      const { id: trial, at, plan, refusal } = await scratch();
      const supported = { name: 'A plan', supportOrganisations: ['org-hibri'] };
      const planId = await plan(supported);
      const opened = (await coordinator.get(`${at}/plans/${planId}`)).items.plan[0].facts;
      expect(opened.supportOrganisations).toEqual(['org-hibri']);
      expect((await dossier(trial)).partyIds).not.toContain('org-hibri');
      expect(await refusal('plans', { ...supported, supportOrganisations: ['org-nobody'] })).toBe(
        'unknown-organisation',
      );
    });

    test('S62 what nobody put a name or a day to is ours by default, says so, is spread, and is asked', async () => {
      const { coordinator, facts, followUp, platform: id, ids, scratch, today } = get();
      const future = (await facts(id, 'commitment')).find((each) => each.sentence.startsWith('In the future'));
      expect(await followUp(id, `commitment.${future.commitmentId}`)).toMatchObject({
        ownerPostId: ids.post('zzuet-coordinator'),
        ownerCertainty: 'assumed',
        dueCertainty: 'assumed',
      });
      const trial = await scratch();
      for (let n = 0; n < 7; n += 1) await trial.tell('commitments', duty);
      const list = `${trial.at}/follow-ups?kind=commitment&limit=50`;
      const days: string[] = (await coordinator.get(list)).items.map((item: Body) => item.dueOn);
      const most = Math.max(...days.map((day) => days.filter((each) => each === day).length));
      expect([days.length, most]).toEqual([7, 5]);
      const dueOn = addDays(today, 7);
      const answer = { ownerPostId: ids.post('zzuet-liaison'), dueOn };
      await trial.tell('follow-ups/commitment.commitment-1/answer', answer);
      const sure = await followUp(trial.id, 'commitment.commitment-1');
      expect(sure).toMatchObject({
        ownerPostId: answer.ownerPostId,
        ownerCertainty: 'confirmed',
        dueCertainty: 'confirmed',
      });
      expect(sure.dueOn >= dueOn && sure.dueOn < addDays(dueOn, 7)).toBe(true);
      // Somebody who was confirmed is told; of assumptions nobody but the coordinator hears.
      const notices = (await coordinator.get(`${trial.at}/notices`)).items;
      const assigned = notices.filter((notice: Body) => notice.kind === 'assigned');
      expect(assigned.map((notice: Body) => notice.postId)).toEqual([answer.ownerPostId]);
    });
  });
}
