import { demonstrationClock, identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { newAgreement } from '../../domain/agreement/state.ts';
import { openFollowUp } from '../../domain/follow-up/engine.ts';
import { followUpConcern } from '../../domain/follow-up/commands.ts';
import { assemble } from '../../domain/decider.ts';
import type { RecordedEvent } from '../../domain/decider.ts';
import type { FollowUp, FollowUpHost } from '../../domain/follow-up/host.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import { loadCalendar } from '../../activities/calendars.ts';
import { postboxActivities } from '../../activities/postbox.ts';
import type { PostboxActivities, PostboxDeps } from '../../activities/postbox.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { startTestPostgres } from '../support/postgres.ts';

/** A directory, an agreement with follow-ups, an inbox: what the postbox works on. Wednesday 2026-03-04, 09:00 in China. */
export const at = '2026-03-04T01:00:00.000Z';
export const agreementId = 'agreement-2026-0001-zzuet-cnuktip';
export const linkSecret = 'a secret of at least thirty-two characters';
export const publicUrl = 'http://127.0.0.1:3000';

export interface World {
  db: Database;
  inbox: Inbox;
  databaseUrl: string;
  woken: string[];
  postbox(change?: Partial<PostboxDeps>): PostboxActivities;
  /** Opens a follow-up and writes it as the recorder would. */
  followUp(kind: FollowUpKind, aboutId: string, change?: Partial<FollowUp>): Promise<FollowUp>;
  notice(kind: MailKind, postId: string, change?: NoticeChange): Promise<string>;
  /** A reminder of the owner's commitment; its notice's id. */
  reminderToOwner(kind?: 'due' | 'escalation'): Promise<string>;
  /** What has arrived since everything was cleared, the newest first. */
  arrived(): ReturnType<Inbox['messages']>;
  /** What became of a notice. */
  statusOf(noticeId: string): Promise<{ status: string; reason: string | null }>;
  /** Everything but the directory is gone, and the inbox has no faults. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface NoticeChange {
  followUp?: FollowUp;
  at?: string;
  step?: string;
  entityId?: string;
  facts?: Record<string, Prisma.InputJsonValue | null>;
}

export const clocks: Record<'real' | 'demonstration', BusinessClock> = {
  real: identityClock,
  demonstration: demonstrationClock('2026-03-04T00:00:00.000Z'),
};

const { evolve } = assemble<FollowUpHost>([followUpConcern<FollowUpHost>()]);

function host(): FollowUpHost {
  return {
    ...newAgreement(agreementId),
    calendar: loadCalendar('CN', { fromOn: '2026-03-02' }),
    homeUnit: {
      organisationId: 'org-office',
      liaisonPostId: 'post-liaison',
      coordinatorPostId: 'post-coordinator',
      directorPostId: 'post-director',
      leaderPostId: null,
    },
  };
}

export async function startWorld(): Promise<World> {
  const postgres = await startTestPostgres();
  const db = connectDatabase(postgres.url, { maxConnections: 12 });
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0 });
  await directory(db);
  const woken: string[] = [];
  let state = host();
  let seq = 0;
  let arrivedBefore = 0;
  const writeEntity = (): Promise<unknown> => {
    const row = {
      kind: 'agreement',
      agreementId,
      seq,
      state: JSON.parse(JSON.stringify(state)) as Prisma.InputJsonValue,
      card: {},
      page: {},
      clock: {},
      status: 'open',
      stage: 'communication',
      light: 'green',
      homeUnitId: 'org-office',
      partyIds: ['org-zzuet', 'org-cnuktip'],
      title: 'ZZUET × CNUKTIP',
      searchText: '',
      openCount: 1,
      closed: false,
      startedAt: at,
      updatedAt: at,
    };
    return db.entity.upsert({ where: { id: agreementId }, create: { id: agreementId, ...row }, update: row });
  };

  const deps = (change: Partial<PostboxDeps> = {}): PostboxDeps => ({
    db,
    clock: identityClock,
    smtpUrl: inbox.smtpUrl,
    from: 'Cooperation office <office@example.org>',
    publicUrl,
    linkSecret,
    isDemonstration: false,
    wakePostboxes: async (ids) => void woken.push(...ids),
    timing: { deadlineMs: 3_000, leaseMs: 6_000, awayMs: 50, deferredMs: 80, ambiguousMs: 60 },
    ...change,
  });
  const world: World = {
    db,
    inbox,
    databaseUrl: postgres.url,
    woken,
    postbox: (change) => postboxActivities(deps(change)),
    async followUp(kind, aboutId, change = {}) {
      const about = { kind: aboutId.split('-')[0] ?? 'matter', id: aboutId };
      const opening = { kind, about, ownerPostId: 'post-owner', sideOrgId: 'org-zzuet', dueOn: '2026-03-06' };
      const draft = openFollowUp(state, { at, actor: { id: 'tester', roles: ['coordinator'] } }, opening);
      seq += 1;
      const event: RecordedEvent = { ...draft, seq, at, by: 'tester', commandId: null };
      state = evolve(state, [event]);
      const id = `${kind}.${aboutId}`;
      const f = Object.assign(state.followUps[id]!, change);
      await writeEntity();
      const row = {
        agreementId,
        kind: f.kind,
        aboutKind: f.about.kind,
        aboutId: f.about.id,
        ownerPostId: f.ownerPostId,
        sideOrgId: f.sideOrgId,
        ownerCertainty: f.ownerCertainty,
        dueCertainty: f.dueCertainty,
        openedOn: f.openedOn,
        dueOn: f.dueOn,
        dueAt: f.dueAt,
        level: 0,
        light: 'green',
        status: 'open',
      };
      await db.followUp.create({ data: { entityId: agreementId, id, ...row } });
      return f;
    },
    async notice(kind, postId, { followUp, at: when = at, step, facts = {} } = {}) {
      seq += 1;
      if (!followUp) await writeEntity();
      const id = `${agreementId}/${seq}/0`;
      const post = await db.post.findUniqueOrThrow({ where: { id: postId } });
      const about = followUp
        ? {
            followUpKind: followUp.kind,
            about: { ...followUp.about },
            ownerPostId: followUp.ownerPostId,
            dueOn: followUp.dueOn,
          }
        : {};
      await db.notice.create({
        data: {
          id,
          entityId: agreementId,
          agreementId,
          seq,
          kind,
          postId,
          personId: post.holderId,
          followUpId: followUp?.id ?? null,
          facts: { ...about, ...(step ? { step } : {}), ...facts },
          at: when,
        },
      });
      return id;
    },
    async reminderToOwner(kind = 'due') {
      const followUp = await world.followUp('commitment', 'commitment-1');
      return world.notice(kind, 'post-owner', { followUp, step: kind });
    },
    arrived() {
      const messages = inbox.messages();
      return messages.slice(0, messages.length - arrivedBefore);
    },
    async statusOf(noticeId) {
      const { status, reason } = await db.notice.findUniqueOrThrow({ where: { id: noticeId } });
      return { status, reason };
    },
    async clear() {
      arrivedBefore = inbox.messages().length;
      inbox.faults.clear();
      await inbox.faults.openPort();
      state = host();
      woken.length = 0;
      await db.$executeRaw`TRUNCATE notice, mail, link, reply, attendance, follow_up, entity, event, text, command CASCADE`;
      await db.$executeRaw`UPDATE person SET "refusedEmail" = NULL, "remindersOffAt" = NULL, "introducedAt" = NULL`;
      await db.$executeRaw`UPDATE post SET "holderId" = replace(id, 'post-', 'person-')`;
    },
    async stop() {
      await db.$disconnect();
      await inbox.stop();
      await postgres.stop();
    },
  };
  return world;
}

async function directory(db: Database): Promise<void> {
  await db.organisation.createMany({
    data: [
      {
        id: 'org-zzuet',
        code: 'zzuet',
        nameZh: '郑州工程技术学院',
        nameEn: 'Zhengzhou University',
        kind: 'university',
        ours: true,
      },
      {
        id: 'org-office',
        code: 'office',
        nameZh: '校企合作处',
        nameEn: 'Cooperation Office',
        kind: 'unit',
        ours: true,
        parentId: 'org-zzuet',
      },
      { id: 'org-cnuktip', code: 'cnuktip', nameEn: 'CNUKTIP', kind: 'platform', ours: false },
    ],
  });
  const person = (name: string, change: Partial<Prisma.PersonCreateManyInput> = {}): Prisma.PersonCreateManyInput => ({
    id: `person-${name}`,
    nameKey: name,
    nameZh: `${name}姓名`,
    email: `${name}@example.org`,
    organisationId: 'org-zzuet',
    ours: true,
    ...change,
  });
  await db.person.createMany({
    data: [
      person('owner', { salutationZh: '吴校长' }),
      person('coordinator', { language: 'en', nameEn: 'Wu Bo', fullTitleEn: 'Director of Cooperation' }),
      person('liaison', { language: 'en', nameEn: 'Wang Xinfang' }),
      person('director'),
      person('partner', { ours: false, organisationId: 'org-cnuktip', nameZh: null, namePinyin: 'Ren Xiang' }),
      person('wechat', {
        ours: false,
        organisationId: 'org-cnuktip',
        email: null,
        channel: 'wechat',
        salutationZh: '李主任',
      }),
      person('british', { language: 'en', country: 'GB', zone: 'Europe/London' }),
    ],
  });
  const post = (name: string, organisationId: string): Prisma.PostCreateManyInput => ({
    id: `post-${name}`,
    organisationId,
    titleZh: `${name}职务`,
    titleEn: `Post of ${name}`,
    holderId: `person-${name}`,
  });
  await db.post.createMany({
    data: [
      ...['owner', 'coordinator', 'liaison', 'director', 'british'].map((name) => post(name, 'org-zzuet')),
      ...['partner', 'wechat'].map((name) => post(name, 'org-cnuktip')),
    ],
  });
}
