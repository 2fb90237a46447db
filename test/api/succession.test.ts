import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { linkIn, startSuccessionWorld } from './succession-world.ts';
import type { SuccessionWorld } from './succession-world.ts';

/** A post changes hands (S71): one brief, each duty accepted, and nothing more to whoever held it before. */

let world: SuccessionWorld;
let at: string;
const people: Record<string, string> = {};
const posts: Record<string, string> = {};
const agreements: string[] = [];

const person = async (key: string, more: object = {}) => {
  const body = { nameEn: `Person ${key}`, email: `${key}@example.org`, language: 'en', organisationId: 'org-unit' };
  people[key] = (await world.api.post('/v1/people', { ...body, ...more })).id;
};
const post = async (key: string, holder: string, more: object = {}) => {
  const body = { organisationId: 'org-unit', titleEn: `The ${key}`, titleZh: `${key}职务`, holderId: people[holder] };
  posts[key] = (await world.api.post('/v1/posts', { ...body, ...more })).id;
};
const tell = async (path: string, body: object, agreement = at) => world.api.post(`${agreement}/${path}`, body);
const promise = (sentence: string, more: object = {}) =>
  tell('commitments', {
    sentence,
    beneficiaryOrganisationId: 'org-guest',
    ownerPostId: posts['engineer'],
    dueOn: '2026-06-30',
    ...more,
  });
const untaken = async (owner = posts['engineer']) =>
  (await world.api.call('GET', `/v1/follow-ups?untaken=true&owner=${owner}&limit=200`)).body.items;
const subjectsTo = (address: string): string[] =>
  world.inbox.messages().flatMap(({ to, subject }) => (to.includes(address) ? [subject] : []));
const latest = (address: string) => {
  const mail = world.inbox.messages().find(({ to }) => to.includes(address));
  if (!mail) throw new Error(`nothing to ${address}`);
  return mail;
};

beforeAll(async () => {
  world = await startSuccessionWorld();
  await world.api.post('/v1/organisations', {
    code: 'unit',
    nameEn: 'Unit',
    nameZh: '合作处',
    kind: 'unit',
    ours: true,
  });
  await world.api.post('/v1/organisations', {
    code: 'guest',
    nameEn: 'Guest University',
    nameZh: '来访大学',
    kind: 'university',
  });
  for (const key of ['before', 'after', 'liaison', 'coordinator', 'director', 'leader']) await person(key);
  await person('chinese', { language: 'zh-CN', nameZh: '王小明', salutationZh: '王老师' });
  await person('guest', { organisationId: 'org-guest', introduced: true });
  await person('next-guest', { organisationId: 'org-guest', introduced: true });
  await post('engineer', 'before');
  for (const key of ['liaison', 'coordinator', 'director', 'leader']) await post(key, key);
  await post('guest', 'guest', { organisationId: 'org-guest' });
  const line = {
    liaisonPostId: posts['liaison'],
    coordinatorPostId: posts['coordinator'],
    directorPostId: posts['director'],
    leaderPostId: posts['leader'],
  };
  const set = await world.api.call('PUT', '/v1/organisations/org-unit/reporting-line', line, { 'if-match': '"v1"' });
  expect(set.status).toBe(200);
  for (let n = 0; n < 2; n += 1) {
    const { entityId } = await world.api.post('/v1/agreements', {
      homeUnitId: 'org-unit',
      parties: [
        { organisationId: 'org-unit', role: 'host' },
        { organisationId: 'org-guest', role: 'guest' },
      ],
      accept: true,
      besideOpenOne: true,
    });
    agreements.push(`/v1/agreements/${entityId}`);
  }
  at = agreements[0] ?? '';
  await promise('We will send the drawings of the new reactor.');
  await promise('We will name two engineers.');
  await tell(
    'commitments',
    {
      sentence: 'We lend the measuring bench.',
      beneficiaryOrganisationId: 'org-guest',
      ownerPostId: posts['engineer'],
      dueOn: '2026-05-29',
    },
    agreements[1],
  );
  await promise('Guests bring the samples.', {
    ownerOrganisationId: 'org-guest',
    beneficiaryOrganisationId: 'org-unit',
    ownerPostId: posts['guest'],
  });
  await tell('contacts', {
    onDate: '2026-02-27',
    kind: 'call',
    summary: 'They liked the drawings.',
    counterparts: [{ personId: people['guest'], organisationId: 'org-guest' }],
  });
  await tell('planned-meetings', {
    kind: 'contact',
    fromOn: '2026-03-24',
    invited: [{ personId: people['liaison'], organisationId: 'org-unit' }],
  });
}, 120_000);
afterAll(() => world.stop());

describe('while it is held', () => {
  test('what the post is told reaches its holder', async () => {
    expect((await world.mailTo(people['before'] ?? '')).length).toBe(1);
    expect(latest('before@example.org').text).toContain('We will name two engineers.');
  });
});

describe('the minute it changes hands', () => {
  test('what was composed and has not left goes to the successor, and nothing more to the predecessor', async () => {
    world.inbox.faults.rcpt(() => ({ code: 450, text: '4.2.1 later' }));
    await promise('We will repair the pump.');
    await world.mailTo(people['before'] ?? '');
    const waiting = await world.api.db.mail.findFirstOrThrow({
      where: { personId: people['before'] ?? '', status: 'deferred' },
    });
    world.inbox.faults.clear();
    const before = subjectsTo('before@example.org').length;

    await world.give(posts['engineer'] ?? '', people['after'] ?? '');
    await world.mailTo(people['before'] ?? '');
    expect(subjectsTo('before@example.org')).toHaveLength(before);
    const row = await world.api.db.mail.findUniqueOrThrow({ where: { id: waiting.id } });
    expect(row).toMatchObject({ status: 'suppressed', reason: 'written anew: what it told had changed' });
    expect(await world.api.db.notice.count({ where: { personId: people['before'] ?? '', status: 'open' } })).toBe(0);
  });

  test('the agreements are told once, whoever asks again', async () => {
    expect(await untaken()).toHaveLength(0);
    expect(await world.passOn()).toBe(2);
    expect(await world.passOn()).toBe(0);
    expect(await untaken()).toHaveLength(4);
    expect((await untaken())[0]).toMatchObject({ untakenSinceOn: '2026-03-02' });
  });

  test('the successor gets one brief first, then what was waiting', async () => {
    const subjects = await world.mailTo(people['after'] ?? '');
    expect(subjects).toHaveLength(2);
    expect(subjects[0]).toContain('What comes with the post: The engineer');
    const brief = world.inbox.messages().find(({ subject }) => subject === subjects[0]);
    const text = brief?.text ?? '';
    for (const said of [
      '4 matters came with it',
      'Wednesday, 4 March 2026',
      'We will send the drawings of the new reactor.',
      'We lend the measuring bench.',
      'Guests bring the samples.',
      'They liked the drawings.',
      'Tuesday, 24 March 2026',
      'Why this mail',
    ])
      expect(text).toContain(said);
    // The most urgent first.
    expect(text.indexOf('measuring bench')).toBeLessThan(text.indexOf('drawings of the new reactor'));
    expect(text.match(/^\* I take it: /gm)).toHaveLength(4);
    expect(text.match(/^\* Not mine: /gm)).toHaveLength(4);
    expect(brief?.html).toContain('We lend the measuring bench.');
    expect(await world.mailTo(people['after'] ?? '')).toEqual([]);
  });

  test('the predecessor’s links act no more, and say why', async () => {
    const link = linkIn(
      world.inbox.messages().find(({ to }) => to.includes('before@example.org'))?.text ?? '',
      'Ask for time',
    );
    const page = await world.api.call('GET', link);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Somebody else holds this post now');
    expect(page.body).not.toContain('We will name two engineers.');
    const form = { name: 'Person before', untilOn: '2026-03-05', reason: 'x' };
    const pressed = await world.api.call('POST', link, new URLSearchParams(form).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(pressed.body).toContain('Somebody else holds this post now');
    expect(await world.api.db.followUp.count({ where: { status: 'paused' } })).toBe(0);
  });
});

describe('the page of the brief', () => {
  const press = (link: string, form: Record<string, string>) =>
    world.api.call('POST', link, new URLSearchParams(form).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  const brief = () =>
    world.inbox.messages().find(({ subject }) => subject.includes('What comes with the post: The engineer'));
  const link = () => linkIn(brief()?.text ?? '', 'Read, print and accept');
  /** Each matter's links stand under it. */
  const ofMatter = (said: string, label: string) => {
    const text = brief()?.text ?? '';
    return linkIn(text.slice(text.indexOf(said)), label);
  };

  test('shows in both languages what is open, changes nothing, and is printed without its form', async () => {
    const page = await world.api.call('GET', link());
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    for (const said of [
      'What comes with the post: The engineer',
      '职务交接：engineer职务',
      'Last contacts',
      '最近联络',
    ])
      expect(page.body).toContain(said);
    expect(page.body).toContain('Person after');
    expect(page.body).toContain('.screen{display:none}');
    expect(page.body).not.toContain('<script');
    expect(await untaken()).toHaveLength(4);
  });

  test('counts and lists what came with the post, as its mail does, and not what was given to it since', async () => {
    const { created } = await promise('We will paint the hall.');
    const page = await world.api.call('GET', link());
    expect(page.body).toContain('4 matters came with it');
    expect(page.body).toContain('Open matters: 4');
    const [matters = ''] = page.body.split('What our side has promised besides');
    expect(matters).not.toContain('We will paint the hall.');
    expect(matters.match(/name="duty-/g)).toHaveLength(4);
    const commitment = created.find((id: string) => id.startsWith('commitment-'));
    await tell(`commitments/${commitment}/drop`, { reason: 'No.' });
  });

  test('what is marked is accepted, once however often it is pressed; one may be passed back; the rest at once', async () => {
    const [first] = await untaken();
    const mark = { name: 'Person after', 'duty-0': `${first.entityId} ${first.id}` };
    expect((await press(link(), { name: 'Person after' })).body).toContain('Please mark what you accept');
    expect((await press(link(), mark)).body).toContain('Thank you, this is recorded');
    expect((await press(link(), mark)).body).toContain('Nothing waits to be accepted');
    expect(await untaken()).toHaveLength(3);

    const declined = await press(ofMatter('repair the pump', 'Not mine'), {
      name: 'Person after',
      reason: 'The workshop has it',
    });
    expect(declined.body).toContain('recorded');
    expect((await press(ofMatter('name two engineers', 'I take it'), { name: 'Person after' })).body).toContain(
      'recorded',
    );
    expect(await untaken()).toHaveLength(1);

    expect((await press(link(), { name: 'Person after', all: 'yes' })).body).toContain('Thank you, this is recorded');
    expect(await untaken()).toHaveLength(0);
    expect((await world.api.call('GET', link())).body).toContain('Nothing waits to be accepted');
  });
});

describe('a post that becomes vacant', () => {
  test('passes upwards and says so; what nobody accepts is told to the next above', async () => {
    await world.give(posts['engineer'] ?? '', null);
    await world.passOn();
    const subjects = await world.mailTo(people['coordinator'] ?? '');
    expect(subjects.some((subject) => subject.includes('What comes with the post: The engineer'))).toBe(true);
    const mail = world.inbox
      .messages()
      .find(({ to, subject }) => to.includes('coordinator@example.org') && subject.includes('What comes'));
    expect(mail?.text).toContain('nobody is there to read for it; you stand in');
    await world.live('2026-03-05T01:00:00.000Z');
    const climbed = await world.api.db.notice.findMany({ where: { kind: 'duties-not-accepted' } });
    // The coordinator stands in, so it is the director who hears.
    expect(climbed.map(({ personId, status }) => [personId, status])).toEqual([
      [people['director'], 'open'],
      [people['director'], 'open'],
    ]);
    await world.mailTo(people['director'] ?? '', '2026-03-05T01:30:00.000Z');
    expect(latest('director@example.org').text).toContain('The post of The engineer changed hands');
    expect(latest('director@example.org').text).toContain(
      "on Friday, 13 March 2026 it is put on the list for the leaders' meeting",
    );
    const why = latest('director@example.org').text.match(/\/l\/\S+\/why/)?.[0] ?? '';
    expect((await world.api.call('GET', why)).body).toContain(
      'on Friday, 13 March 2026 they are put on the list for the leaders&#39; meeting, and the coordinator is told',
    );
  });

  test('account and flight plan say so too, before it is listed and after', async () => {
    const [matter] = await untaken();
    const account = async () => (await world.api.call('GET', `${at}/follow-ups/${matter.id}/account?format=json`)).body;
    expect(await account()).toMatchObject({
      owner: { untakenSinceOn: '2026-03-02' },
      meetingListOn: null,
      told: expect.arrayContaining([expect.objectContaining({ kind: 'duties-not-accepted' })]),
      next: expect.arrayContaining([expect.objectContaining({ on: '2026-03-13', what: 'duties-listed' })]),
    });
    const plan = (await world.api.call('GET', `${at}/flight-plan`)).body;
    expect(plan.rows).toContainEqual(expect.objectContaining({ on: '2026-03-13', what: 'duties-listed' }));
  });

  test('its deputy comes before anybody above, and a new holder takes over from both, in their own language', async () => {
    await world.give(posts['engineer'] ?? '', null, { deputyPostId: posts['liaison'] });
    await world.give(posts['engineer'] ?? '', people['chinese'] ?? '');
    await world.passOn();
    const [brief = ''] = await world.mailTo(people['chinese'] ?? '', '2026-03-05T01:30:00.000Z');
    expect(brief).toContain('职务交接：engineer职务');
    const { text } = world.inbox.messages().find(({ subject }) => subject === brief) ?? { text: '' };
    expect(text).toContain('王老师');
    expect(text).toContain('您自2026年3月2日（周一）起任engineer职务');
    expect(text).toContain('We will send the drawings of the new reactor.');
  });
});

describe('a post of another side', () => {
  test('its successor is asked kindly, reads of their own only, and nothing climbs in their organisation', async () => {
    await world.give(posts['guest'] ?? '', people['next-guest'] ?? '');
    await world.passOn();
    const [subject] = await world.mailTo(people['next-guest'] ?? '', '2026-03-05T01:30:00.000Z');
    const { text } = world.inbox.messages().find((mail) => mail.subject === subject) ?? { text: '' };
    expect(text).toContain('May we ask you to tell us by');
    expect(text).toContain('Guests bring the samples.');
    expect(text).not.toMatch(/overdue|escalat|red|light|level above|They liked/i);
    await world.live('2026-03-10T01:00:00.000Z');
    const rows = await world.api.db.notice.findMany({
      where: { kind: 'duties-not-accepted', facts: { path: ['ownerPostId'], equals: posts['guest'] } },
    });
    expect(rows.map(({ personId }) => personId)).toEqual([people['liaison']]);
  });
});

describe('a mistake that is put right', () => {
  test('the post given back before anybody read: one brief in the end, to whoever holds it', async () => {
    await person('mistaken');
    await world.give(posts['liaison'] ?? '', people['mistaken'] ?? '');
    await world.give(posts['liaison'] ?? '', people['liaison'] ?? '');
    await world.passOn();
    await world.mailTo(people['mistaken'] ?? '', '2026-03-11T01:30:00.000Z');
    const subjects = await world.mailTo(people['liaison'] ?? '', '2026-03-11T01:30:00.000Z');
    expect(subjectsTo('mistaken@example.org')).toEqual([]);
    expect(subjects.filter((subject) => subject.includes('What comes with the post: The liaison'))).toHaveLength(1);
  });
});
