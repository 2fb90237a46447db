import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases, Scratch } from './cases.ts';

type Body = Answer['body'];

/** S53, S54 and S60 to S62: what is to come. Placements have a file of their own. */
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
