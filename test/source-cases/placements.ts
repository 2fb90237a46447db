import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { addDays, addMonths, isoWeekday } from '../../domain/calendar/local-date.ts';
import { paceOf } from '../../domain/placement/pace.ts';
import { booked, liveLogging, plannedBy, thriceAWeek } from '../domain/placement/site-life.ts';
import { university } from './cases.ts';
import type { Answer } from './caller.ts';
import type { Cases, Scratch } from './cases.ts';

type Body = Answer['body'];

/** S55 to S59 and checks 6 and 9: who is sent where, for what, and what comes of it. The people placed here are synthetic. */
export function placements(get: () => Cases): void {
  const unit = 'org-zzuet-uec';
  const enterprise = (n: number): string => `org-ywt-enterprise-0${n}`;
  const commitment = async (pattern: RegExp): Promise<Body> =>
    (await get().facts(get().district, 'commitment')).find((each) => pattern.test(each.sentence));
  const outcome = async (id: string, tag: string): Promise<Body> =>
    (await get().facts(id, 'point')).find((point) => point.kind === 'outcome' && point.tag === tag);

  /** Somebody with a profile, whose unit lets them go. */
  async function researcher(nameEn: string): Promise<string> {
    const { coordinator } = get();
    const person = { nameEn, organisationId: unit, channel: 'phone', ours: true };
    const { id } = await coordinator.post('/v1/people', person);
    await coordinator.post('/v1/researchers', { personId: id, homeUnitId: unit, level: 'associate', halfDaysAWeek: 8 });
    return id;
  }

  /** An agreement with four of the enterprises, each with somebody to speak for it. */
  async function table(): Promise<Scratch & { contacts: { personId: string; postId: string }[] }> {
    const { coordinator, scratch } = get();
    const enterprises = [1, 2, 3, 4].map(enterprise);
    const parties = [
      { organisationId: university, role: 'guest' },
      ...enterprises.map((organisationId) => ({ organisationId, role: 'host' })),
    ];
    const trial = await scratch('communication', { parties });
    const contacts: { personId: string; postId: string }[] = [];
    for (const organisationId of enterprises) {
      const person = { nameEn: `Contact of ${organisationId}`, organisationId, channel: 'phone' };
      const { id: personId } = await coordinator.post('/v1/people', person);
      const post = { organisationId, titleEn: 'Technical director', holderId: personId };
      contacts.push({ personId, postId: (await coordinator.post('/v1/posts', post)).id });
    }
    return { ...trial, contacts };
  }
  type Table = Awaited<ReturnType<typeof table>>;

  const proposal = ({ contacts }: Table, personId: string, n: number, more: object = {}) => {
    const fromOn = get().today;
    return {
      personId,
      partyId: enterprise(n),
      schemeId: 'own',
      fromOn,
      toOn: addDays(addMonths(fromOn, 12), -1),
      daysAYear: 60,
      hostPostId: contacts[n - 1]?.postId,
      ...more,
    };
  };

  async function proposed(at: Table, personId: string, n: number, more: object = {}): Promise<string> {
    const [id] = await at.tell('placements', proposal(at, personId, n, more));
    const path = `${at.at}/placements/${id}`;
    await until(async () => (await get().coordinator.ask('GET', path)).status === 200);
    return `placements/${id}`;
  }

  async function accepted(at: Table, personId: string, n: number, more: object = {}): Promise<string> {
    const path = await proposed(at, personId, n, more);
    await at.tell(`${path}/answers/person`, { personId, answer: 'yes' });
    await at.tell(`${path}/answers/unit`, { personId: get().ids.person('wu-bo'), answer: 'yes' });
    await at.tell(`${path}/answers/host`, { personId: at.contacts[n - 1]?.personId, answer: 'yes' });
    return path;
  }

  const stageOf = async ({ at }: Table, path: string): Promise<string> =>
    (await get().coordinator.get(`${at}/${path}`)).stage;
  const everyWeek = (...weekdays: number[]) => ({
    pattern: weekdays.flatMap((weekday) => [
      { weekday, half: 'am' },
      { weekday, half: 'pm' },
    ]),
  });

  /** On site today: days are planned from today on. */
  async function onSite(at: Table, personId: string, n: number): Promise<string> {
    const path = await accepted(at, personId, n);
    await at.tell(`${path}/days`, everyWeek(isoWeekday(get().today), (isoWeekday(get().today) % 5) + 1));
    await until(async () => (await stageOf(at, path)) === 'on-site');
    return path;
  }

  const reportOf = async (n: number): Promise<Body> => {
    const { coordinator, today } = get();
    const report = await coordinator.get(`/v1/placements/yield?from=${today}&to=${addDays(today, 1)}&unit=${unit}`);
    return report.enterprises.find((one: Body) => one.enterpriseId === enterprise(n));
  };

  describe('placements', () => {
    test('S55 a researcher is sent to an enterprise, to a designated point, for a time and a purpose; nobody hears of it before they are willing', async () => {
      const { as, asHeadOf, coordinator, followUp, district } = get();
      const send = await commitment(/sending scientific researchers to enterprises at designated points/);
      expect(await followUp(district, `commitment.${send.commitmentId}`)).toMatchObject({ ownerCertainty: 'assumed' });
      const at = await table();
      const host = await asHeadOf(enterprise(1), 'owner');
      const personId = await researcher('Synthetic researcher S55');
      const said = { point: 'Gate 2, the pilot line', purpose: 'To make the hydrogenation selective.' };
      expect(await at.refusal('placements', proposal(at, personId, 1, { partyId: university }))).toBe('side-missing');
      const path = await proposed(at, personId, 1, said);
      const reads = async (): Promise<number> => (await host.ask('GET', `${at.at}/${path}`)).status;
      expect(await reads()).toBe(404);
      // Nor does a leader find it in the list of all; the office does.
      const [leader, all] = [await as('wu-jiong', 'leader'), `/v1/placements?person=${personId}`];
      expect([(await leader.get(all)).total, (await coordinator.get(all)).total]).toEqual([0, 1]);
      await at.tell(`${path}/answers/person`, { personId, answer: 'yes' });
      expect((await leader.get(all)).total).toBe(1);
      // The home unit has not said yes: the enterprise still knows of nobody.
      expect(await reads()).toBe(404);
      await at.tell(`${path}/answers/unit`, { personId: get().ids.person('wu-bo'), answer: 'yes' });
      expect(await reads()).toBe(200);
      await at.tell(`${path}/answers/host`, { personId: at.contacts[0]?.personId, answer: 'yes' });
      const dossier = await coordinator.get(`${at.at}/${path}`);
      expect(dossier.stage).toBe('accepted');
      expect(dossier.items.placement[0].facts.proposed).toMatchObject({ personId, partyId: enterprise(1), ...said });
    });

    test('S56 a placement is expected to yield a project: which one is recorded and counted', async () => {
      expect(await commitment(/further promote substantive project cooperation/)).toBeDefined();
      const at = await table();
      const path = await onSite(at, await researcher('Synthetic researcher S56'), 1);
      const planId = await at.plan({ name: 'A project that came of it' });
      const application = { kind: 'application', applicationId: 'application-1' };
      expect(await at.refusal(`${path}/yields`, application)).toBe('shape-invalid');
      await at.tell(`${path}/yields`, { kind: 'project', planId });
      const { byYield, placementsOfIt } = await reportOf(1);
      expect(byYield.project).toBe(1);
      expect(placementsOfIt.flatMap((one: Body) => one.yields)).toEqual([
        expect.objectContaining({ kind: 'project', planId }),
      ]);
    });

    test('S57 ten teachers for twelve enterprises: one researcher serves several, on days that cannot clash', async () => {
      const { coordinator, district, facts } = get();
      const teachers = (await facts(district, 'group')).find((group) => group.label === 'teachers of CCCE');
      expect(teachers.count).toBeLessThan(new Set((await facts(district, 'need')).map((need) => need.partyId)).size);
      const at = await table();
      const personId = await researcher('Synthetic researcher S57');
      const [first, second] = [await accepted(at, personId, 1), await accepted(at, personId, 2)];
      await at.tell(`${first}/days`, everyWeek(2, 4));
      await until(async () => (await stageOf(at, first)) !== 'accepted');
      await at.tell(`${second}/days`, everyWeek(3, 4));
      const clash = `${at.id}.${second.replace('placements/', '')}`;
      const asked = async (): Promise<Body[]> =>
        (await coordinator.get(`/v1/follow-ups?kind=placement-clash&agreement=${at.id}`)).items;
      await until(async () => (await asked()).length > 0);
      expect((await asked()).map((item) => item.entityId)).toEqual([clash]);
      expect(await stageOf(at, second)).toBe('accepted');
      await at.tell(`${second}/days`, everyWeek(1, 3));
      await until(async () => (await stageOf(at, second)) !== 'accepted');
      const { items } = await coordinator.get(`/v1/placements?person=${personId}`);
      expect(items.map((item: Body) => item.enterpriseId)).toEqual([enterprise(1), enterprise(2)]);
    });

    test('S58 transformation of achievements, an outcome that was proposed, is counted as what a placement led to', async () => {
      expect(await outcome(get().district, 'achievement-transformation')).toMatchObject({ standing: 'proposed' });
      const at = await table();
      const path = await onSite(at, await researcher('Synthetic researcher S58'), 3);
      await at.tell(`${path}/yields`, { kind: 'transformation', what: 'A licence for the new additive.' });
      const { byYield, placementsOfIt } = await reportOf(3);
      expect(byYield.transformation).toBe(1);
      expect(placementsOfIt[0].yields[0].what).toBe('A licence for the new additive.');
    });

    test('S59 training of talent, an outcome of both cooperations, is counted likewise, with the problem solved or explained', async () => {
      const { district, platform } = get();
      expect(await outcome(platform, 'talent-cultivation')).toBeDefined();
      expect(await outcome(district, 'talent-training')).toBeDefined();
      const at = await table();
      const path = await onSite(at, await researcher('Synthetic researcher S59'), 4);
      expect(await at.refusal(`${path}/yields`, { kind: 'fame' })).toBe('shape-invalid');
      await at.tell(`${path}/yields`, { kind: 'training', what: 'Six operators.' });
      await at.tell(`${path}/result`, { problem: 'explained', text: 'The pump was not delivered.' });
      expect(await reportOf(4)).toMatchObject({ byYield: { training: 1 }, byProblem: { explained: 1 } });
    });

    test('acceptance 6: a fourth enterprise is refused with the rule named; ten days by mid-year bring a warning with the total', async () => {
      const { coordinator } = get();
      const at = await table();
      const personId = await researcher('Synthetic researcher of three');
      for (const n of [1, 2, 3]) await accepted(at, personId, n);
      const { status, body } = await coordinator.ask('POST', `${at.at}/placements`, proposal(at, personId, 4));
      expect([status, body.type]).toEqual([409, '/problems/scheme-limit']);
      expect(body).toMatchObject({ rule: 'max-enterprises', source: 'CX1' });
      expect(body.detail).toContain('At most 3 enterprises');
      expect(body.detail).toContain('rule max-enterprises of own, source CX1');
      // Nor twice to one of the three at the same time; after it has ended the rule has nothing against it.
      const again = await coordinator.ask('POST', `${at.at}/placements`, proposal(at, personId, 3));
      expect([again.status, again.body.type]).toEqual([409, '/problems/scheme-limit']);
      expect(again.body.detail).toMatch(/at this enterprise in that period already.*rule no-overlap/);
      const fromOn = addMonths(get().today, 12);
      const toOn = addDays(addMonths(fromOn, 12), -1);
      expect((await at.tell('placements', proposal(at, personId, 3, { fromOn, toOn }))).length).toBe(1);
      // Months, in memory: of what was planned one half day in four was kept.
      const life = booked(plannedBy(thriceAWeek, '2026-03-02', '2027-03-01'));
      const told = liveLogging(life, '2026-09-01', { keeps: (index) => index % 4 === 0 || index === 2 });
      const pace = paceOf(life.state, life.at);
      expect(pace).toMatchObject({ daysDone: 10, minimumDays: 60, rule: 'min-days-a-year', source: 'CX3' });
      expect(pace?.projectedDays).toBeLessThan(60);
      const warned = life.events.find(({ type }) => type === 'paceWarned');
      expect(warned?.data).toMatchObject({ projectedDays: expect.any(Number), neededPerMonth: expect.any(Number) });
      expect(told.some(({ facts }) => JSON.stringify(facts).includes('projectedDays'))).toBe(true);
    });

    test('acceptance 9: a study is not approved by its author; at a table of twelve, enterprise 3 sees nothing of enterprise 7', async () => {
      const { asHeadOf, coordinator, district, ids, scratch } = get();
      const trial = await scratch();
      const sponsors = [
        { organisationId: university, postId: ids.post('zzuet-uec-director') },
        { organisationId: 'org-cnuktip', postId: ids.post('cnuktip-chairman') },
      ];
      const path = `plans/${await trial.plan({ name: 'To be studied', text: 'x', sponsors })}`;
      const author = { personId: ids.person('wu-bo'), organisationId: university };
      const team = [author, { personId: ids.person('ren-xiang'), organisationId: 'org-cnuktip' }];
      await trial.tell(`${path}/study`, { question: 'Is it feasible?', team });
      await trial.tell(`${path}/study/report`, { report: 'It is.', authorPersonIds: [author.personId] });
      const decision = { decision: 'go', reasons: 'x', decidedByPersonId: author.personId };
      expect(await trial.refusal(`${path}/study/decide`, decision)).toBe('not-by-author');

      const canary = 'Our chlorination loses a tenth of the yield.';
      const [third, seventh] = ['org-ywt-enterprise-03', 'org-ywt-enterprise-07'];
      const at = `/v1/agreements/${district}`;
      const { created } = await coordinator.post(`${at}/needs`, { partyId: seventh, shortcoming: canary });
      const rival = await asHeadOf(third, 'owner');
      const pages = [at, `${at}/timeline?limit=200`, `${at}/follow-ups?limit=200`, `${at}/placements`];
      const lists = [`/v1/needs?agreement=${district}&limit=200`, '/v1/follow-ups?limit=200', '/v1/agreements'];
      const seen = JSON.stringify(await Promise.all([...pages, ...lists].map((page) => rival.get(page))));
      expect(seen).toContain(third);
      expect(seen).not.toContain(canary);
      expect(seen).not.toContain(created[0]);
      for (const page of ['/v1/placements', '/v1/placements/yield', '/v1/researchers']) {
        expect([page, (await rival.ask('GET', page)).status]).toEqual([page, 403]);
      }
      await coordinator.post(`${at}/needs/${created[0]}/close`, { outcome: 'withdrawn' });
    });
  });
}

/** What a workflow does by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 300; tries > 0; tries -= 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error('It has not come to be within half a minute.');
}
