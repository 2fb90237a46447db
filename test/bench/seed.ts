import type { Client } from '@temporalio/client';
import { loadCalendar } from '../../activities/calendars.ts';
import { recordActivities } from '../../activities/record.ts';
import { agreement } from '../../domain/agreement/index.ts';
import type { AgreementState } from '../../domain/agreement/state.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { EntityKind } from '../../domain/decider.ts';
import type { Actor, Decider, EntityRef, RecordedEvent } from '../../domain/decider.ts';
import type { FollowUpHost } from '../../domain/follow-up/host.ts';
import { spread } from '../../domain/follow-up/clocks.ts';
import { propose } from '../../domain/propose.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';
import type { Database } from '../../prisma/client.ts';
import { cardOf, TASK_QUEUE, workflowTypes } from '../../workflows/inputs.ts';
import type { EntityInput } from '../../workflows/inputs.ts';
import type { Page } from '../../workflows/page.ts';
import { attributeKeys } from '../../workflows/search-attributes.ts';
import { inParallel } from './load.ts';

/**
 * Thousands of agreements in a minute: each life is decided by the product's own rules and written by its own recorder, and its
 * workflow begins as one that was put back from Postgres. Entered on Monday 2026-03-02 in China, kept by one of forty units; in
 * regular communication, with one or more commitments of an owner besides. The first night has work of each: a question to the
 * coordinator and a reminder to the owner.
 */
export const ENTERED_AT = '2026-03-02T02:00:00.000Z';
/** Three working days before it the owner is reminded: in the first night, as the coordinators are asked about the rhythm. */
const COMMITMENT_DUE_ON = '2026-03-06';
export const AT_ONCE = 8;
/** Of the night's planning, as `planningInstant` spreads it. */
export const NIGHT_MINUTES = 270;

export const UNITS = 40;
export const PARTNERS = 20;
export const unit = (n: number): string => `org-bench-unit-${n % UNITS}`;
export const partner = (n: number): string => `org-bench-partner-${n % PARTNERS}`;
const ownerPost = (n: number): string => `post-bench-owner-${n}`;
const line = ['liaison', 'coordinator', 'director', 'leader'] as const;
const linePost = (name: (typeof line)[number], n: number): string => `post-bench-${name}-${n % UNITS}`;
const text = `text-${'bench'.padEnd(22, '_')}`;
const office: Actor = { id: 'bench', roles: ['coordinator', 'director'] };

export const holderOf = (post: string): string => post.replace('post-', 'person-');

/** An agreement, or what belongs to one, that stands in Postgres and does not run yet. */
export interface Seeded<S = AgreementState> {
  ref: EntityRef;
  state: S;
  seq: number;
  nextWakeAt: string | null;
  page: Page | null;
}

/** Home units of ours with a reporting line each, so many owners with a post each, twenty partners. */
export async function seedDirectory(db: Database, owners: number): Promise<void> {
  const units = Array.from({ length: UNITS }, (_, n) => n);
  await db.organisation.createMany({
    data: units.map((n) => ({
      id: unit(n),
      code: `bench-unit-${n}`,
      nameEn: `Cooperation Unit ${n}`,
      nameZh: `合作处${n}`,
      kind: 'unit',
      ours: true,
      liaisonPostId: linePost('liaison', n),
      coordinatorPostId: linePost('coordinator', n),
      directorPostId: linePost('director', n),
      leaderPostId: linePost('leader', n),
    })),
  });
  await db.organisation.createMany({
    data: Array.from({ length: PARTNERS }, (_, n) => ({
      id: partner(n),
      code: `bench-partner-${n}`,
      nameEn: `Partner University ${n}`,
      kind: 'university',
    })),
  });
  const people = [
    ...units.flatMap((n) => line.map((name) => ({ post: linePost(name, n), organisationId: unit(n) }))),
    ...Array.from({ length: owners }, (_, n) => ({ post: ownerPost(n), organisationId: unit(n) })),
  ];
  await seedPeople(db, people);
}

/** Somebody for each of these posts, every other in Chinese: `person-...` holds `post-...`. */
export async function seedPeople(db: Database, posts: { post: string; organisationId: string }[]): Promise<void> {
  const people = posts.map((one, n) => ({
    ...one,
    id: holderOf(one.post),
    language: n % 2 === 0 ? 'zh-CN' : 'en',
  }));
  await db.person.createMany({
    data: people.map(({ id, organisationId, language }) => ({
      id,
      nameKey: id,
      nameEn: `Holder ${id}`,
      nameZh: '王小明',
      salutationZh: '王老师',
      email: `${id}@example.org`,
      organisationId,
      language,
      ours: true,
    })),
  });
  await db.post.createMany({
    data: people.map(({ id, post, organisationId }) => ({
      id: post,
      organisationId,
      titleEn: `Post ${post}`,
      titleZh: '职员',
      holderId: id,
    })),
  });
}

export interface SeedOptions {
  /** Their numbers go on from here. */
  from?: number;
  count: number;
  /** How many owners the agreements are shared by. */
  owners: number;
  commitments?: number;
  /** All are planned in the first minute of the night. */
  sameMinute?: boolean;
}

/** Agreements that stand in Postgres; the first work of each falls into the same night. Nobody has been told anything. */
export async function seedAgreements(db: Database, options: SeedOptions): Promise<Seeded[]> {
  const { from = 0, count, owners, commitments = 1 } = options;
  const ids = idsOf(from, count, options.sameMinute ?? false);
  const pass = recorder(db, agreement);
  const calendar = loadCalendar('CN', { fromOn: ENTERED_AT.slice(0, 10) });
  const seeded = ids.map((id): Seeded => {
    return notYet(agreement, { kind: EntityKind.agreement, id, agreementId: id });
  });
  let n = 0;
  await inParallel(AT_ONCE, count, async () => {
    const number = n;
    n += 1;
    const one = seeded[number];
    if (!one) return;
    const commands = commandsOf({ calendar, number, owner: ownerPost(number % owners), commitments });
    await pass(one, ENTERED_AT, commands);
  });
  await tellNobody(db);
  return seeded;
}

export const notYet = <S>(decider: Decider<S>, ref: EntityRef): Seeded<S> => ({
  ref,
  state: decider.initial(ref),
  seq: 0,
  nextWakeAt: null,
  page: null,
});

export async function tellNobody(db: Database): Promise<void> {
  await db.notice.updateMany({ where: { status: 'open' }, data: { status: 'suppressed', reason: 'bench' } });
}

/** The night's work of each, recorded without Temporal: notices wait for the morning. */
export async function planNight(db: Database, seeded: readonly Seeded[]): Promise<void> {
  const pass = recorder(db, agreement);
  const waiting = [...seeded];
  await inParallel(AT_ONCE, waiting.length, async () => {
    const one = waiting.pop();
    if (one?.nextWakeAt) await pass(one, one.nextWakeAt, []);
  });
}

/** Begins the workflows, each as one that was put back from Postgres. */
export async function begin<S>(client: Client, clock: BusinessClock, seeded: readonly Seeded<S>[]): Promise<void> {
  const waiting = [...seeded];
  await inParallel(AT_ONCE, waiting.length, async () => {
    const one = waiting.pop();
    if (!one?.page) return;
    const { ref, state, seq, nextWakeAt, page } = one;
    const input: EntityInput = {
      card: cardOf('en', page.attributes.title, page.attributes.stage, ENTERED_AT),
      ref,
      clock,
      carried: { state, seq, nextWakeAt, page, recent: [] },
      first: [],
    };
    await client.workflow.start(workflowTypes[ref.kind], {
      workflowId: ref.id,
      taskQueue: TASK_QUEUE,
      args: [input],
      staticSummary: page.attributes.title,
      typedSearchAttributes: [{ key: attributeKeys.Agreement, value: ref.agreementId }],
    });
  });
}

/** What is asked of an entity: name and data of a command, and by whom if not by our office. */
export type Asked = Pick<QueuedCommand, 'name' | 'data'> & Partial<Pick<QueuedCommand, 'actor'>>;

/** One pass of an entity of a kind, as its loop makes it; gives what was recorded. */
export function recorder<S extends FollowUpHost>(db: Database, decider: Decider<S>) {
  const { record } = recordActivities({
    db,
    clock: identityClock,
    page: { language: 'en', apiUrl: 'http://api', uiUrl: 'http://ui', namespace: 'default', isDemonstration: false },
    wakePostboxes: () => Promise.resolve(),
  });
  return async (one: Seeded<S>, at: string, commands: readonly Asked[]): Promise<RecordedEvent[]> => {
    const queued = commands.map(({ name, data, actor = office }, index) => ({
      commandId: `${one.ref.id}-${one.seq}-${index}`,
      name,
      actor,
      data: decider.commands.get(name)?.schema(storedText).parse(data),
    }));
    const { events, outcomes, nextWakeAt, page } = await record(propose(decider, one.ref, one, queued, at));
    const refused = Object.values(outcomes).find((outcome) => outcome.status === 'refused');
    if (refused) throw new Error(JSON.stringify(refused));
    one.state = decider.evolve(one.state, events);
    one.seq = events.at(-1)?.seq ?? one.seq;
    one.nextWakeAt = nextWakeAt;
    one.page = page ?? one.page;
    return events;
  };
}

function commandsOf(of: { calendar: Calendar; number: number; owner: string; commitments: number }): Asked[] {
  const homeUnit = {
    organisationId: unit(of.number),
    liaisonPostId: linePost('liaison', of.number),
    coordinatorPostId: linePost('coordinator', of.number),
    directorPostId: linePost('director', of.number),
    leaderPostId: linePost('leader', of.number),
  };
  const waive = (stage: string): Asked => ({
    name: 'waiveStage',
    data: { stage, reason: text, approverPersonId: 'person-bench-director' },
  });
  return [
    {
      name: 'startAgreement',
      data: {
        parties: [
          { organisationId: unit(of.number), role: 'host', ours: true },
          { organisationId: partner(of.number), role: 'guest' },
        ],
        accept: true,
        adopted: { homeUnit, calendar: of.calendar, policy: { version: 1 } },
      },
    },
    waive('visit'),
    waive('symposium'),
    ...Array.from({ length: of.commitments }, () => ({
      name: 'recordCommitment',
      data: {
        sentence: text,
        beneficiaryOrganisationId: partner(of.number),
        ownerPostId: of.owner,
        dueOn: COMMITMENT_DUE_ON,
      },
    })),
  ];
}

/** Ids as the product makes them; for one minute of the night only those whose hash falls there. */
function idsOf(from: number, count: number, sameMinute: boolean): string[] {
  const ids: string[] = [];
  for (let n = from; ids.length < count; n += 1) {
    const id = `agreement-2026-${String(n).padStart(4, '0')}-bench`;
    if (!sameMinute || spread(id, NIGHT_MINUTES) === 0) ids.push(id);
  }
  return ids;
}
