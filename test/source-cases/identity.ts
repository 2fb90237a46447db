import { describe, expect, test } from '@jest/globals';
import { platform, university } from './cases.ts';
import type { Cases } from './cases.ts';

/** S1 to S14: who takes part. */
export function identity(get: () => Cases): void {
  describe('identity and people', () => {
    test('S1 a cooperation is between two organisations, and joins the one that is open', async () => {
      const { coordinator, platform: id } = get();
      const parties = [
        { organisationId: university, role: 'guest' },
        { organisationId: platform, role: 'host' },
      ];
      const start = { homeUnitId: 'org-zzuet-uec', parties };
      expect(await coordinator.refusal('/v1/agreements', { ...start, parties: parties.slice(0, 1) })).toBe(
        'shape-invalid',
      );
      expect(await coordinator.refusal('/v1/agreements', { ...start, parties: [parties[0], parties[0]] })).toBe(
        'already-exists',
      );
      const second = await coordinator.ask('POST', '/v1/agreements', start);
      expect(second.status).toBe(409);
      expect(second.body.detail).toContain(id);
    });

    test('S2 an organisation is found under each of its names', async () => {
      const { coordinator, platform: id } = get();
      const found = async (q: string) =>
        (await coordinator.get(`/v1/agreements?q=${encodeURIComponent(q)}`)).items.map(
          (item: { id: string }) => item.id,
        );
      expect(await found('sino-british SCIENCE and technology innovation platform')).toContain(id);
      expect(await found('China-UK Technology and Innovation Platform')).toContain(id);
      expect(await found('Sino-British University')).not.toContain(id);
      // The other name is not another organisation.
      const twin = {
        code: 'sino-british',
        kind: 'platform',
        nameEn: 'Sino-British Science and Technology Innovation Platform',
      };
      expect(await coordinator.refusal('/v1/organisations', twin)).toBe('already-exists');
    });

    test('S3 a delegation of seven is kept in protocol order with titles, and each is somebody of the directory', async () => {
      const { coordinator, facts, platform: id, ids, scratch } = get();
      const [visit] = await facts(id, 'visit');
      const people = ['bai-zhonghu', 'wu-jiong', 'li-ben', 'liu-zhao', 'wang-yuntao', 'wu-bo', 'wang-xinfang'];
      expect(visit.delegation.map((one: { personId: string }) => one.personId)).toEqual(people.map(ids.person));
      expect(visit.delegation.every((one: { titles: string[] }) => one.titles.length > 0)).toBe(true);
      const { names } = await coordinator.get(`/v1/agreements/${id}`);
      expect(names[ids.person('wang-xinfang')].nameAsPrinted).toBe('Wang Xinfang');
      const { refusal } = await scratch('visit');
      const stranger = { personId: 'person-99999', organisationId: university };
      const body = {
        fromOn: '2025-04-01',
        direction: 'outbound',
        hostOrganisationId: platform,
        delegation: [stranger],
      };
      expect(await refusal('visits', body)).toBe('unknown-person');
    });

    test('S4 titles are kept as stated at each mention, and stay one person', async () => {
      const { coordinator, facts, platform: id, ids } = get();
      // The office is renamed afterwards: what was said at the time stays.
      const path = `/v1/posts/${ids.post('zzuet-vice-president')}`;
      const { etag } = await coordinator.ask('GET', path);
      const renamed = {
        organisationId: university,
        titleEn: 'Executive Vice President',
        holderId: ids.person('wu-jiong'),
      };
      expect((await coordinator.ask('PUT', path, renamed, { 'if-match': etag ?? '' })).status).toBe(200);
      const [visit] = await facts(id, 'visit');
      const speeches = await facts(id, 'speech');
      for (const [key, morning, afternoon] of [
        ['li-ben', 'Organization Department Director', 'Minister of the Organization Department'],
        ['wu-jiong', 'Academic Vice President', 'Vice President'],
      ] as const) {
        const isHe = (one: { personId?: string }) => one.personId === ids.person(key);
        expect(visit.delegation.find(isHe).titles).toContain(morning);
        expect(speeches.map((speech) => speech.speaker).find(isHe).titles).toContain(afternoon);
      }
    });

    test('S5 somebody with two posts has the duties of both', async () => {
      const { as, coordinator, ids, scratch, platform: id, facts } = get();
      const [visit] = await facts(id, 'visit');
      const posts = [ids.post('zzuet-committee-member'), ids.post('zzuet-organisation-director')];
      expect(visit.delegation[2].postIds).toEqual(posts);
      const { at, tell } = await scratch();
      for (const ownerPostId of posts) {
        const sentence = 'To be done by the one who holds the post.';
        await tell('commitments', {
          sentence,
          beneficiaryOrganisationId: platform,
          ownerOrganisationId: university,
          ownerPostId,
        });
      }
      const liBen = await as('li-ben', 'owner');
      const mine = (await liBen.get(`/v1/follow-ups?owner=me&agreement=${at.split('/').at(-1)}`)).items;
      expect(mine.map((item: { ownerPostId: string }) => item.ownerPostId).toSorted()).toEqual(posts.toSorted());
      expect((await coordinator.get('/v1/follow-ups?owner=me')).items).toEqual([]);
    });

    test('S6 the bridge person counts for the side of the role, not of the person', async () => {
      const { facts, platform: id, ids, scratch } = get();
      const [symposium] = await facts(id, 'symposium');
      const roles = symposium.attendance.filter((one: { personId: string }) => one.personId === ids.person('li-hui'));
      expect(roles.map((one: { organisationId: string }) => one.organisationId).toSorted()).toEqual([
        platform,
        university,
      ]);
      const { tell, refusal } = await scratch();
      const contact = (organisationId: string) => ({
        onDate: '2025-06-02',
        kind: 'call',
        summary: 'Spoke about the next meeting.',
        counterparts: [{ personId: ids.person('li-hui'), organisationId }],
      });
      // As vice president of our alumni association he is one of ours: nobody of the other side was spoken to.
      expect(await refusal('contacts', contact(university))).toBe('named-counterpart-missing');
      expect(await tell('contacts', contact(platform))).toContain('contact-1');
    });

    test('S7 senior executives without number or name are held as a group, and nobody is asked to count them', async () => {
      const { facts, open, platform: id, scratch } = get();
      const groups = await facts(id, 'group');
      expect(groups.map((group) => group.label)).toEqual(['senior executives', 'senior executives']);
      expect((await open(id)).filter((followUp) => followUp.startsWith('naming.'))).toEqual([]);
      const trial = await scratch('visit');
      const visit = (count?: number) => ({
        fromOn: '2025-04-01',
        direction: 'outbound',
        hostOrganisationId: platform,
        groups: [{ organisationId: platform, label: 'senior executives', ...(count === undefined ? {} : { count }) }],
      });
      expect(await trial.refusal('visits', visit(0))).toBe('shape-invalid');
      await trial.tell('visits', visit(3));
      expect(await open(trial.id)).toContain('naming.visit-1');
    });

    test('S8 the host leader receives the delegation; only a party can be host', async () => {
      const { facts, platform: id, ids, scratch } = get();
      const [visit] = await facts(id, 'visit');
      expect(visit.hostOrganisationId).toBe(platform);
      expect(visit.hosts.map((one: { personId: string }) => one.personId)).toEqual([ids.person('ren-xiang')]);
      const { refusal } = await scratch('visit');
      const body = { fromOn: '2025-04-01', direction: 'outbound', hostOrganisationId: 'org-hibri' };
      expect(await refusal('visits', body)).toBe('unknown-party');
    });

    test('S9 a college in preparation is established later without losing who spoke for it', async () => {
      const { coordinator, facts, platform: id, ids } = get();
      const path = '/v1/organisations/org-zzuet-ai';
      const { body, etag } = await coordinator.ask('GET', path);
      expect(body.established).toBe(false);
      const change = {
        nameEn: 'Artificial Intelligence College',
        kind: 'college',
        parentId: university,
        ours: true,
        established: true,
      };
      expect((await coordinator.ask('PUT', path, change)).status).toBe(428);
      expect((await coordinator.ask('PUT', path, change, { 'if-match': etag ?? '' })).body.established).toBe(true);
      const [visit] = await facts(id, 'visit');
      const liuZhao = visit.delegation.find((one: { personId: string }) => one.personId === ids.person('liu-zhao'));
      expect(liuZhao.titles).toEqual(['Chief Expert of the Artificial Intelligence College (Preparatory)']);
      expect((await coordinator.get(`/v1/people/${ids.person('liu-zhao')}`)).organisationId).toBe('org-zzuet-ai');
    });

    test('S10 district, college and twelve enterprises are parties, each found by itself', async () => {
      const { coordinator, dossier, district } = get();
      const { partyIds } = await dossier(district);
      const kinds = await Promise.all(
        partyIds.map(async (party: string) => (await coordinator.get(`/v1/organisations/${party}`)).kind),
      );
      const count = (kind: string) => kinds.filter((each) => each === kind).length;
      expect([count('district'), count('college'), count('enterprise')]).toEqual([1, 1, 12]);
      const of = async (party: string) =>
        (await coordinator.get(`/v1/agreements?party=${party}`)).items.map((item: { id: string }) => item.id);
      expect(await of('org-ywt-enterprise-07')).toEqual([district]);
      expect(await of(platform)).not.toContain(district);
    });

    test('S11 units lie within each other: a unit adopts the reporting line above it, and none lies in itself', async () => {
      const { coordinator, facts, ids, scratch } = get();
      const parentOf = async (id: string) => (await coordinator.get(`/v1/organisations/${id}`)).parentId;
      expect(await parentOf('org-ccce')).toBe('org-henan-university');
      expect(await parentOf('org-ywt-chemical-park')).toBe('org-yuwangtai');
      // Above the district-college cooperation stands the city's.
      expect(await parentOf('org-yuwangtai')).toBe('org-kaifeng');
      const desk = { code: 'zzuet-uec-desk', kind: 'unit', nameEn: 'A desk', parentId: 'org-zzuet-uec', ours: true };
      await coordinator.post('/v1/organisations', desk);
      const { id } = await scratch('visit', { homeUnitId: 'org-zzuet-uec-desk' });
      const [started] = await facts(id, 'agreement');
      expect(started.homeUnit.coordinatorPostId).toBe(ids.post('zzuet-coordinator'));
      const { etag } = await coordinator.ask('GET', '/v1/organisations/org-henan-university');
      const circle = { nameEn: 'Henan University', kind: 'university', parentId: 'org-ccce', ours: true };
      const refused = await coordinator.ask('PUT', '/v1/organisations/org-henan-university', circle, {
        'if-match': etag ?? '',
      });
      expect(refused.status).toBe(409);
    });

    test('S12 leaders stand on their sides: the other sides are asked for the minutes, our own is not', async () => {
      const { facts, open, district, ids, coordinator } = get();
      const [symposium] = await facts(district, 'symposium');
      const side = (key: string) =>
        symposium.attendance.find((one: { personId: string }) => one.personId === ids.person(key)).organisationId;
      expect([side('xu-yuanqing'), side('wang-xuhe'), side('liu-jianen')]).toEqual([
        'org-ccce',
        'org-yuwangtai',
        'org-ywt-chemical-park',
      ]);
      const labels = (await facts(district, 'group')).map((group) => group.label);
      expect(labels).toContain('other government leaders');
      const asked = (await open(district)).filter((id) => id.startsWith('minutes-confirmation.'));
      expect(asked).toHaveLength(2);
      const toOurselves = { minutes: 'x', to: [{ organisationId: 'org-ccce', postId: ids.post('ccce-liaison') }] };
      expect(await coordinator.refusal(`/v1/agreements/${district}/symposia/symposium-1/minutes`, toOurselves)).toBe(
        'shape-invalid',
      );
    });

    test('S13 ten teachers and twelve heads are numbers until named, one by one, and the record keeps the number', async () => {
      const { facts, open, district, followUp, scratch, ids } = get();
      const counts = (await facts(district, 'group')).map((group) => group.count);
      expect(counts).toEqual([10, 0, 12]);
      expect(await open(district)).toContain('naming.symposium-1');
      const trial = await scratch('symposium');
      const group = { organisationId: university, label: 'teachers', count: 2 };
      await trial.tell('symposia', { onDate: '2025-06-02', groups: [group] });
      await trial.tell('groups/group-1/members', { personId: ids.person('wang-yuntao') });
      expect((await followUp(trial.id, 'naming.symposium-1')).status).toBe('open');
      await trial.tell('groups/group-1/members', { personId: ids.person('wang-xinfang') });
      expect((await followUp(trial.id, 'naming.symposium-1')).status).toBe('done');
      expect((await facts(trial.id, 'group'))[0]).toMatchObject({ label: 'teachers', count: 2 });
    });

    test("S14 Liu Jian 'en is kept as printed and found however it is written", async () => {
      const { coordinator, ids } = get();
      for (const q of ["Liu Jian 'en", 'liujianen', 'LIU JIAN’EN', 'Liú Jiàn-ēn']) {
        const found = (await coordinator.get(`/v1/people?q=${encodeURIComponent(q)}`)).items;
        expect(found.map((person: { id: string }) => person.id)).toEqual([ids.person('liu-jianen')]);
        expect(found[0]).toMatchObject({ nameAsPrinted: "Liu Jian 'en", nameZh: null });
      }
      const again = await coordinator.post('/v1/people', {
        nameAsPrinted: 'Liu Jianen',
        organisationId: 'org-yuwangtai',
      });
      expect(again.similarIds).toEqual([ids.person('liu-jianen')]);
    });
  });
}
