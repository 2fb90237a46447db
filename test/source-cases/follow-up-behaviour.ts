import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../domain/calendar/local-date.ts';
import { platform, university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases } from './cases.ts';

type Body = Answer['body'];

/** S63 to S72: what the two reports imply of following up. */
export function followUpBehaviour(get: () => Cases): void {
  const duty = { sentence: 'It will be done.', ownerOrganisationId: university, beneficiaryOrganisationId: platform };
  const theirPerson = () => ({ personId: get().ids.person('ren-xiang'), organisationId: platform });
  const call = (onDate: string) => ({
    onDate,
    kind: 'call',
    summary: 'The next steps.',
    counterparts: [theirPerson()],
  });
  const open = async (at: string, query = ''): Promise<Body[]> =>
    (await get().coordinator.get(`${at}/follow-ups?limit=200${query}`)).items;

  describe('follow-up behaviour', () => {
    test('S63 each commitment leads back to the sentence it came from, and where it is known to the speaker and the speech', async () => {
      const { facts, platform: first, district, scratch } = get();
      for (const id of [first, district]) {
        const speeches = new Map((await facts(id, 'speech')).map((speech) => [speech.speechId, speech]));
        const promises = await facts(id, 'commitment');
        expect(promises.length).toBeGreaterThan(0);
        for (const promise of promises) {
          expect(promise.sentence.length).toBeGreaterThan(20);
          if (!promise.speechId) continue;
          expect(speeches.get(promise.speechId)?.speaker.personId).toBe(promise.speaker.personId);
        }
        expect(promises.some(({ speechId }) => speechId !== undefined)).toBe(true);
      }
      const { refusal } = await scratch();
      expect(await refusal('commitments', { ...duty, sentence: undefined })).toBe('shape-invalid');
      expect(await refusal('commitments', { ...duty, speechId: 'speech-9' })).toBe('unknown-item');
    });

    test('S64 the mechanism runs as long as the agreement: each contact opens the next, beside plans too, until the end', async () => {
      const { platform: first, followUp, scratch, today, coordinator } = get();
      expect(await followUp(first, 'contact.communication')).toMatchObject({ status: 'open', kind: 'contact' });
      const { id, at, tell, plan } = await scratch();
      const before = await followUp(id, 'contact.communication');
      await tell('contacts', call(today));
      const next = await followUp(id, 'contact.communication');
      expect(next).toMatchObject({ status: 'open' });
      expect(next.dueOn >= addDays(today, 30) && next.dueOn >= before.dueOn).toBe(true);
      const planId = await plan({ name: 'A plan', text: 'x' });
      expect((await followUp(id, 'contact.communication')).status).toBe('open');
      await coordinator.post(`${at}/plans/${planId}/close`, { outcome: 'withdrawn', reason: 'Not now.' });
      expect((await followUp(id, 'contact.communication')).status).toBe('open');
      // The agreement hears of it a moment later.
      const close = { outcome: 'terminated', reason: 'Both agree.' };
      let refusal = 'plans-open';
      for (let tries = 100; tries > 0 && refusal === 'plans-open'; tries -= 1) {
        refusal = await coordinator.refusal(`${at}/close`, close);
        if (refusal === 'plans-open') await sleep(50);
      }
      expect(refusal).toBe('taken');
      expect((await followUp(id, 'contact.communication')).status).toBe('closed');
    });

    test('S65 one plan goes on to a study while another stays where it is', async () => {
      const { coordinator, ids, scratch, dossier } = get();
      const sponsors = [
        { organisationId: university, postId: ids.post('zzuet-uec-director') },
        { organisationId: platform, postId: ids.post('cnuktip-chairman') },
      ];
      const { id, at, plan } = await scratch();
      const [ahead, behind] = [await plan({ name: 'One', text: 'x', sponsors }), await plan({ name: 'Two' })];
      const path = `${at}/plans/${ahead}`;
      const team = [{ personId: ids.person('wu-bo'), organisationId: university }, theirPerson()];
      await coordinator.post(`${path}/study`, { question: 'x', team });
      await coordinator.post(`${path}/study/report`, { report: 'x', authorPersonIds: [ids.person('wu-bo')] });
      const decision = { decision: 'go', reasons: 'x', decidedByPersonId: ids.person('wu-jiong') };
      await coordinator.post(`${path}/study/decide`, decision);
      expect((await coordinator.get(path)).stage).toBe('project');
      expect((await coordinator.get(`${at}/plans/${behind}`)).stage).toBe('feasibility');
      // The path of the whole shows the furthest, which its plan tells it in a moment.
      for (let tries = 100; tries > 0 && (await dossier(id)).stage !== 'project'; tries -= 1) await sleep(50);
      expect((await dossier(id)).stage).toBe('project');
      expect((await open(at, `&kind=contact`)).map((one) => one.id)).toEqual(['contact.communication']);
    });

    test('S66 many parallel items under one agreement roll up: counted by the whole, each with its own clock', async () => {
      const { coordinator, district } = get();
      const at = `/v1/agreements/${district}`;
      const all = await open(at);
      const count = (kind: string): number => all.filter((one) => one.kind === kind).length;
      expect([count('need'), count('build'), count('commitment')]).toEqual([12, 6, 4]);
      const listed = (await coordinator.get(`/v1/agreements?q=${encodeURIComponent('CCCE')}`)).items;
      const face = listed.find((item: Body) => item.id === district);
      expect(face.openCount).toBe(all.filter((one) => one.entityId === district).length);
      // They come in the order of their dates; it is the end of the earliest day in China.
      const first = all.find((one) => one.entityId === district);
      expect(face.nextDueAt).toBe(`${first?.dueOn}T15:59:00.000Z`);
      expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    });

    test('S67 a claim of past results is unverified until there is evidence', async () => {
      const { facts, district, scratch } = get();
      const [claim] = await facts(district, 'claim');
      expect(claim).toMatchObject({ organisationId: 'org-ccce', verified: false });
      expect(claim.claim).toContain('good results in recent years');
      const trial = await scratch();
      await trial.tell('claims', { organisationId: platform, claim: 'Thirty firms were founded.' });
      expect((await facts(trial.id, 'claim'))[0].verified).toBe(false);
      await trial.tell('claims/claim-1/evidence', { evidence: 'https://example.org/report' });
      expect((await facts(trial.id, 'claim'))[0].verified).toBe(true);
      expect(await trial.refusal('claims/claim-2/evidence', { evidence: 'x' })).toBe('unknown-item');
    });

    test('S68 names in both scripts are kept beside each other, and characters are not invented', async () => {
      const { coordinator } = get();
      const named = (q: string): Promise<Body> => coordinator.get(`/v1/organisations?q=${encodeURIComponent(q)}`);
      for (const q of ['河南大学化学化工学院', 'CCCE'])
        expect((await named(q)).items.map((one: Body) => one.id)).toContain('org-ccce');
      const [printed] = (await coordinator.get('/v1/people?q=bai%20zhonghu')).items;
      expect(printed).toMatchObject({ nameAsPrinted: 'Bai Zhonghu', nameZh: null });
      const three = { nameZh: '郑明', namePinyin: 'Zheng Ming', nameEn: 'Ming Zheng', organisationId: university };
      const { id } = await coordinator.post('/v1/people', three);
      expect(await coordinator.get(`/v1/people/${id}`)).toMatchObject(three);
      for (const q of ['郑明', 'zhengming', 'ming zheng'])
        expect(
          (await coordinator.get(`/v1/people?q=${encodeURIComponent(q)}`)).items.map((one: Body) => one.id),
        ).toContain(id);
    });

    test('S69 a report in the press is an output with its day and outlet, linked to what it reports on, and no progress', async () => {
      const { facts, followUp, scratch, today } = get();
      const { id, tell, refusal } = await scratch('symposium');
      await tell('symposia', { onDate: '2025-04-01' });
      const report = {
        aboutId: 'symposium-1',
        publishedOn: '2025-04-02',
        outlet: 'News of the university',
        author: 'The office',
      };
      await tell('publications', report);
      expect((await facts(id, 'publication'))[0]).toMatchObject({ ...report, eventOn: '2025-04-01' });
      expect(await refusal('publications', { ...report, publishedOn: '2025-03-31' })).toBe('ends-before-starts');
      expect(await refusal('publications', { ...report, aboutId: 'symposium-2' })).toBe('unknown-item');
      const other = await scratch();
      const before = await followUp(other.id, 'contact.communication');
      await other.tell('notes', { note: 'Reported on in the press.' });
      expect(await followUp(other.id, 'contact.communication')).toEqual(before);
      expect(before.dueOn > today).toBe(true);
    });

    test('S70 a later visit and a later meeting of the same parties join the agreement and move no stage', async () => {
      const { coordinator, dossier, facts, platform: first, scratch, today } = get();
      const parties = [
        { organisationId: platform, role: 'guest' },
        { organisationId: university, role: 'host' },
      ];
      const again = await coordinator.ask('POST', '/v1/agreements', { homeUnitId: 'org-zzuet-uec', parties });
      expect(again.status).toBe(409);
      expect(again.body.detail).toContain(first);
      const { id, tell } = await scratch();
      const { stage } = await dossier(id);
      await tell('visits', { fromOn: today, direction: 'inbound', hostOrganisationId: university });
      await tell('symposia', { onDate: today });
      expect((await dossier(id)).stage).toBe(stage);
      expect([await facts(id, 'visit'), await facts(id, 'symposium')].map((found) => found.length)).toEqual([1, 1]);
    });

    test('S71 a leader changes: what was owed stays with the post, and the successor owes it', async () => {
      const { as, coordinator, followUp, scratch } = get();
      const { id: postId } = await coordinator.post('/v1/posts', {
        organisationId: university,
        titleEn: 'Head of the laboratory',
        holderId: get().ids.person('liu-zhao'),
      });
      const trial = await scratch();
      await trial.tell('commitments', { ...duty, ownerPostId: postId, dueOn: addDays(get().today, 20) });
      const mine = async (key: string): Promise<string[]> =>
        (await (await as(key, 'owner')).get('/v1/follow-ups?owner=me')).items.map((item: Body) => item.ownerPostId);
      expect(await mine('liu-zhao')).toContain(postId);
      const { etag } = await coordinator.ask('GET', `/v1/posts/${postId}`);
      const change = {
        organisationId: university,
        titleEn: 'Head of the laboratory',
        holderId: get().ids.person('li-ben'),
      };
      expect((await coordinator.ask('PUT', `/v1/posts/${postId}`, change, { 'if-match': etag ?? '' })).status).toBe(
        200,
      );
      expect(await mine('li-ben')).toContain(postId);
      expect(await mine('liu-zhao')).not.toContain(postId);
      expect((await followUp(trial.id, 'commitment.commitment-1')).ownerPostId).toBe(postId);
    });

    test('S72 days are China’s: both events on working Tuesdays, dates due at the end of a day there, make-up days worked', async () => {
      const { coordinator, facts, platform: first, district, followUp, scratch } = get();
      const days = [(await facts(first, 'symposium'))[0].onDate, (await facts(district, 'symposium'))[0].onDate];
      expect(days).toEqual(['2025-04-01', '2021-01-05']);
      expect(days.map((day) => new Date(`${day}T00:00:00Z`).getUTCDay())).toEqual([2, 2]);
      const china = await coordinator.get('/v1/calendars/CN');
      expect(china).toMatchObject({ zone: 'Asia/Shanghai', weekend: [6, 7] });
      expect(china.on).toContain('2026-05-09');
      expect(china.off).toContain('2026-04-06');
      const trial = await scratch();
      const owner = { ownerPostId: get().ids.post('zzuet-liaison') };
      for (const dueOn of ['2026-05-09', '2026-05-02', '2026-04-06'])
        await trial.tell('commitments', { ...duty, ...owner, dueOn });
      const dates = await Promise.all([1, 2, 3].map((n) => followUp(trial.id, `commitment.commitment-${n}`)));
      expect(dates.map((one) => one.dueOn)).toEqual(['2026-05-09', '2026-05-06', '2026-04-07']);
    });
  });
}
