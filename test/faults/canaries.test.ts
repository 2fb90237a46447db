import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { deciders } from '../../domain/deciders.ts';
import type { CommandSpec } from '../../domain/decider.ts';
import { storedText } from '../../domain/text.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { runsOf } from '../support/histories.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';

/**
 * Free text and personal names stay in Postgres. Every field that a person writes into gets a word of its own; none may be
 * found in anything that Temporal keeps, nor in a log.
 */
const MOST_CARRIED_BYTES = 32 * 1024;

let system: ProcessSystem;
let agreement: StartedAgreement;
const planted = new Map<string, string>();

/** A word that is nowhere else, for one field. */
function canary(field: string): string {
  const word = `kanari${planted.size + 1}x`;
  planted.set(word, field);
  return word;
}

beforeAll(async () => {
  system = await startProcesses({
    clock: () => demonstrationClock(new Date().toISOString(), 2_000),
    logLevel: 'trace',
  });
  agreement = await startAgreement(system, { stage: 'communication', word: (field) => canary(field) });
}, 180_000);
afterAll(() => system.stop(), 60_000);

const tell = async (path: string, body: object = {}) => (await posted(system, `${agreement.at}/${path}`, body)).created;

async function speakAboutEverything(): Promise<void> {
  const { partner, unit, people, posts } = agreement;
  const them = { personId: people.counterpart, organisationId: partner, titles: [canary('participant.titles')] };
  const us = { personId: people.liaison, organisationId: unit, titles: [canary('participant.titles of ours')] };
  await tell('visits', {
    fromOn: '2026-02-27',
    direction: 'inbound',
    hostOrganisationId: unit,
    purpose: canary('visit.purpose'),
    place: canary('visit.place'),
    delegation: [them],
    hosts: [us],
    groups: [{ organisationId: partner, label: canary('group.label'), count: 3 }],
    stops: [{ name: canary('stop.name'), within: [canary('stop.within')] }],
  });
  await tell('visits/visit-1/stops', { stop: 1, outcome: 'skipped', reason: canary('stop.reason') });
  await tell('visits/visit-1/note', { note: canary('visit.note') });
  await tell('symposia', {
    onDate: '2026-02-27',
    place: canary('symposium.place'),
    title: canary('symposium.title'),
    chair: us,
    agenda: [canary('symposium.agenda')],
    attendance: [them],
    publication: {
      publishedOn: '2026-02-28',
      title: canary('publication.title'),
      author: canary('publication.author'),
      where: canary('publication.where'),
    },
  });
  await tell('symposia/symposium-1/speeches', {
    speaker: them,
    kind: 'introduction',
    title: canary('speech.title'),
    points: canary('speech.points'),
  });
  await tell('symposia/symposium-1/minutes', {
    minutes: canary('minutes'),
    to: [{ organisationId: partner, postId: posts.counterpart }],
  });
  await tell('points', { kind: 'offer', standing: 'agreed', text: canary('point.text'), speechId: 'speech-1' });
  await tell('points/point-1/park', { reason: canary('point.parked') });
  await tell('commitments', {
    sentence: canary('commitment.sentence'),
    speaker: them,
    beneficiaryOrganisationId: unit,
    ownerPostId: posts.liaison,
    dueOn: '2026-06-10',
  });
  await tell('commitments/commitment-1/amend', {
    reason: canary('amend.reason'),
    sentence: canary('commitment.sentence amended'),
  });
  await tell('contacts', {
    onDate: '2026-03-02',
    kind: 'call',
    summary: canary('contact.summary'),
    counterparts: [them],
    ours: [us],
    openItems: [canary('contact.openItem')],
  });
  await tell('contacts/contact-1/note', { note: canary('contact.note') });
  await tell('contacts/contact-1/correct', { reason: canary('correct.reason'), summary: canary('correct.summary') });
  await tell('needs', {
    partyId: partner,
    class: 'new-product',
    statusQuo: canary('need.statusQuo'),
    mainProducts: canary('need.mainProducts'),
    shortcoming: canary('need.shortcoming'),
    expectedProject: canary('need.expectedProject'),
    place: canary('need.place'),
    wantedSkills: canary('need.wantedSkills'),
    wantedPerson: canary('need.wantedPerson'),
    termIds: ['term-fine-chemicals'],
  });
  await tell('needs/need-1/evaluate', { place: canary('need.place evaluated'), urgency: 'high' });
  await tell('needs/need-1/match', { personIds: [people.director] });
  await tell('needs/need-1/return', { to: 'evaluated', reason: 'need-changed' });
  await tell('collections', { untilOn: '2026-06-30', organisationIds: [partner] });
  const asked = [{ organisationId: partner, postId: posts.counterpart }];
  await tell('collections/collection-1/asks', { to: asked });
  await tell('asks/ask-1/answer', {
    statusQuo: canary('need.statusQuo answered'),
    mainProducts: canary('need.mainProducts answered'),
    shortcoming: canary('need.shortcoming answered'),
    expectedProject: canary('need.expectedProject answered'),
    wantedSkills: canary('need.wantedSkills answered'),
    wantedPerson: canary('need.wantedPerson answered'),
    place: canary('need.place answered'),
  });
  await tell('builds', { form: 'base', purpose: 'talent-training', name: canary('build.name'), proposer: them });
  await tell('instruments', { kind: 'memorandum', name: canary('instrument.name'), organisationIds: [unit, partner] });
  await tell('claims', { organisationId: partner, claim: canary('claim'), evidence: canary('claim.evidence') });
  await tell('publications', {
    aboutId: 'symposium-1',
    publishedOn: '2026-03-01',
    author: canary('publications.author'),
    outlet: canary('publications.outlet'),
    url: `https://example.org/${canary('publications.url')}`,
  });
  await tell('notes', { note: canary('note') });
  await tell('plans', { name: canary('plan.name'), text: canary('plan.text') });
  await tell('plans/plan-1/sponsors', { organisationId: unit, postId: posts.director });
  await tell('plans/plan-1/sponsors', { organisationId: partner, postId: posts.counterpart });
  await tell('plans/plan-1/study', {
    question: canary('study.question'),
    team: [them, us],
    leadPersonId: people.counterpart,
    dueOn: '2026-06-30',
  });
  await tell('plans/plan-1/study/findings', { kind: 'market', finding: canary('finding') });
  await tell('follow-ups/commitment.commitment-1/reassign', {
    ownerPostId: posts.director,
    reason: canary('reassign.reason'),
  });
  await tell('pause', {
    untilOn: '2026-05-20',
    reason: canary('pause.reason'),
    approverPersonId: people.director,
  });
  await tell('resume', { reason: canary('resume.reason') });
  // What is refused is no less private.
  for (const body of [
    { kind: 'topic', text: `${canary('refused.text')}\u0007` },
    { kind: 'topic', text: canary('refused.text 2'), [canary('refused.field')]: 1 },
    { kind: 'topic', text: canary('refused.text 3'), organisationId: 'org-nobody' },
  ]) {
    await expect(tell('points', body)).rejects.toThrow('/problems/');
  }
  await fetch(`${system.apiUrl}/v1/people?q=${canary('query')}`, {
    headers: { authorization: `Bearer ${system.token}` },
  });
}

/** What the server answers as JSON, and once more what its payloads hold, which are base64 there. */
function readable(answer: unknown): string {
  const json = JSON.stringify(answer);
  const payloads = [...json.matchAll(/"data":"([A-Za-z0-9+/]+=*)"/g)];
  return [json, ...payloads.map((match) => Buffer.from(match[1] ?? '', 'base64').toString())].join('\n');
}

const found = (text: string): string[] =>
  [...planted].flatMap(([word, field]) => (text.toLowerCase().includes(word) ? [field] : []));

/** What a history that can be read has in it; those of agreements and plans have commands. */
const PROOF_OF_READING: Record<string, string> = { postbox: '"personId":"person-', caretaker: '"businessOriginAt":"' };

test('no free text and no personal name is in Temporal or in a log', async () => {
  await speakAboutEverything();
  for (let seconds = 90; system.inbox.messages().length < 2 && seconds > 0; seconds -= 1) await sleep(1_000);
  const mails = system.inbox.messages();
  expect(mails.length).toBeGreaterThan(0);
  // They were really planted: Postgres holds them, and mail tells some of them.
  const [texts, persons] = await Promise.all([system.db.text.findMany(), system.db.person.findMany()]);
  const kept = JSON.stringify([texts, persons]).toLowerCase();
  expect([...planted].filter(([word, field]) => !kept.includes(word) && !/^(refused|query)/.test(field))).toEqual([]);
  const told = mails.map((mail) => `${mail.toText} ${mail.subject} ${mail.text}`).join('\n');
  expect(found(told)).not.toEqual([]);
  // What an enterprise needs is told in no mail, whoever reads it.
  const inMail = mails.map((mail) => JSON.stringify(mail)).join('\n');
  expect(found(inMail).filter((field) => field.startsWith('need.'))).toEqual([]);

  const runs = await runsOf(system.client, `ExecutionStatus != 'Terminated'`);
  expect(new Set(runs.map((run) => run.type))).toEqual(
    new Set(['caretaker', 'cooperationAgreement', 'cooperationPlan', 'postbox']),
  );
  for (const run of runs) {
    const text = readable(run.history);
    // Payloads can be read, or nothing would be found in them.
    expect(text).toContain(PROOF_OF_READING[run.type] ?? '"commandId":"');
    expect({ run: run.workflowId, found: found(text) }).toEqual({ run: run.workflowId, found: [] });
  }
  for await (const listed of system.client.workflow.list()) {
    const { searchAttributes, memo, workflowId } = listed;
    expect(found(JSON.stringify({ searchAttributes, memo, workflowId }))).toEqual([]);
    const { raw } = await system.client.workflow.getHandle(workflowId).describe();
    expect(found(readable(raw))).toEqual([]);
  }
  // All that the server has written to disk: summaries, details, memos, visibility and whatever else there may be.
  const { folder } = system.temporal;
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')] as const);
  expect(files.some(([, content]) => content.includes(agreement.id))).toBe(true);
  for (const [name, content] of files) expect({ name, found: found(content) }).toEqual({ name, found: [] });

  for (const part of [system.api, system.worker] as const) expect(found(part.log())).toEqual([]);
  expect(system.api.log()).toContain('/points');
  expect(system.api.log()).not.toContain(system.token);
  console.log(
    `${planted.size} canaries, ${runs.length} histories, ${mails.length} mails: none was found outside Postgres.`,
  );
}, 200_000);

test('what Temporal takes of a command has no field for free text', () => {
  // Calendars are ours, from tables: the home unit's, and the days off of the other sides.
  const known = /^((startAgreement|openPlan|openPlacement)\/adopted|adoptCalendar)\/(calendar|others)\//;
  const open = Object.values(deciders).flatMap((decider) =>
    [...(decider.commands as ReadonlyMap<string, CommandSpec<never>>).values()].flatMap((spec) =>
      freeStrings(z.toJSONSchema(spec.schema(storedText), { io: 'input', unrepresentable: 'any' }), spec.name),
    ),
  );
  expect(open.filter((field) => !known.test(field))).toEqual([]);
});

test('twelve needs, six builds, twenty commitments and three plans are carried in less than 32 KB', async () => {
  const { unit, partner, posts } = agreement;
  const before = await system.db.entity.findUniqueOrThrow({ where: { id: agreement.id } });
  const state = z.object({
    needs: z.record(z.string(), z.unknown()),
    builds: z.record(z.string(), z.unknown()),
    commitments: z.record(z.string(), z.unknown()),
    plans: z.record(z.string(), z.unknown()),
  });
  const has = (row: { state: unknown }) =>
    Object.fromEntries(
      Object.entries(state.parse(row.state)).map(([kind, items]) => [kind, Object.keys(items).length]),
    );
  const have = has(before);
  const upTo = async (kind: string, count: number, body: (n: number) => object): Promise<void> => {
    for (let n = have[kind] ?? 0; n < count; n += 1) await tell(kind, body(n));
  };
  await upTo('needs', 12, (n) => ({ partyId: partner, shortcoming: `Shortcoming ${n}`, ownerPostId: posts.liaison }));
  await upTo('builds', 6, (n) => ({ form: 'platform', purpose: 'talent-training', name: `Platform ${n}` }));
  await upTo('commitments', 20, (n) => ({
    sentence: `Sentence ${n}`,
    beneficiaryOrganisationId: n % 2 === 0 ? unit : partner,
    ownerPostId: posts.liaison,
    dueOn: '2026-06-30',
  }));
  await upTo('plans', 3, (n) => ({ name: `Plan ${n}` }));

  const row = await system.db.entity.findUniqueOrThrow({ where: { id: agreement.id } });
  expect(has(row)).toEqual({ needs: 12, builds: 6, commitments: 20, plans: 3 });
  const { seq, page, clock, wakeAt } = row;
  const recent = Array.from({ length: 64 }, () => 'x'.repeat(22));
  const input = {
    card: { title: row.title, stage: row.stage, since: wakeAt },
    ref: { kind: 'agreement', id: row.id, agreementId: row.id },
    clock,
    carried: { state: row.state, seq, nextWakeAt: wakeAt, page, recent },
    first: [],
  };
  const bytes = Buffer.byteLength(JSON.stringify(input));
  console.log(
    `carried over to the next chapter: ${bytes} bytes, of which state ${Buffer.byteLength(JSON.stringify(row.state))}: ` +
      Object.entries(z.record(z.string(), z.unknown()).parse(row.state))
        .map(([key, value]) => `${key} ${Buffer.byteLength(JSON.stringify(value))}`)
        .join(', '),
  );
  expect(bytes).toBeLessThan(MOST_CARRIED_BYTES);
}, 120_000);

interface Shape {
  type?: string | string[];
  pattern?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  allOf?: Shape[];
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: Shape | boolean;
  $ref?: string;
}

/** Paths of the strings that take anything; a reference counts as one, because it is not looked into. */
function freeStrings(schema: unknown, path: string): string[] {
  const shape = schema as Shape;
  if (shape.$ref) return [`${path} ${shape.$ref}`];
  const isFree =
    shape.type === 'string' &&
    !shape.pattern &&
    !shape.format &&
    !shape.enum &&
    shape.const === undefined &&
    !shape.allOf?.some((part) => part.pattern);
  const choices = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])];
  const rest = shape.additionalProperties;
  return [
    ...(isFree ? [path] : []),
    ...choices.flatMap((choice) => freeStrings(choice, path)),
    ...Object.entries(shape.properties ?? {}).flatMap(([key, value]) => freeStrings(value, `${path}/${key}`)),
    ...(shape.items ? freeStrings(shape.items, `${path}/-`) : []),
    ...(rest === true || (typeof rest === 'object' && Object.keys(rest).length === 0) ? [`${path}/*`] : []),
    ...(typeof rest === 'object' ? freeStrings(rest, `${path}/*`) : []),
  ];
}
