import { linkIdOf } from '../../mail/link-token.ts';
import type { RecordedEvent } from '../../domain/decider.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { college, enterprise, posts, ref, researcherId } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { agreementId, linkSecret, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** Mails of a placement as they are really written: its rows and notices, a directory around it, and an inbox. */
export interface PlacementMails {
  world: World;
  /** Writes the snapshot, its follow-ups, and what people are told since the last time, as the recorder does. */
  record(life: PlacementLife): Promise<void>;
  /** The next mail to somebody, in their language; null where there is none. */
  next(life: PlacementLife, personId: string): Promise<PlacementMail | null>;
  /** In which language somebody reads. */
  reads(personId: string, language: 'en' | 'zh-CN'): Promise<void>;
  /** A text by the id under which a life has it. */
  write(id: string, content: string, ownerPartyId?: string): Promise<void>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface PlacementMail {
  subject: string;
  text: string;
  /** Of an invitation: the calendar's part, unfolded. */
  ics: string | null;
  /** The links' ids, by what they do. */
  links: { action: string; id: string }[];
}

const people: [id: string, organisationId: string, postId: string, nameEn: string, nameZh: string][] = [
  [researcherId, college, posts.researcher, 'Wang Hong', '王红'],
  ['person-college', college, posts.unit, 'Xu Yuanqing', '徐元清'],
  ['person-unit-supervisor', college, posts.unitSupervisor, 'Zhao Lin', '赵林'],
  ['person-enterprise', enterprise, posts.host, 'Sun Mei', '孙梅'],
  ['person-host-supervisor', enterprise, posts.hostSupervisor, 'Ma Jun', '马军'],
];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what goes through JSON is JSON
const json = (value: object): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

export async function startPlacementMails(): Promise<PlacementMails> {
  const world = await startWorld();
  const { db } = world;
  await directory(world);
  let written = 0;

  const holders = async (): Promise<ReadonlyMap<string, string | null>> =>
    new Map((await db.post.findMany()).map(({ id, holderId }) => [id, holderId]));

  return {
    world,
    async record(life) {
      const { state } = life;
      const head = await db.entity.findUniqueOrThrow({ where: { id: agreementId } });
      const row = { ...head, card: {}, page: {}, clock: {}, kind: 'placement', state: json(state), stage: state.stage };
      const own = { ...row, id: ref.id, agreementId, closed: state.status === 'closed', seq: life.events.length };
      await db.entity.upsert({ where: { id: ref.id }, create: own, update: own });
      const fresh = life.events.slice(written);
      written = life.events.length;
      const heldBy = await holders();
      await db.event.createMany({ data: fresh.map(eventRow) });
      // What was asked and answered before anything was written is over.
      const isOpen = ({ followUpId }: Prisma.NoticeCreateManyInput) => !followUpId || state.followUps[followUpId];
      await db.notice.createMany({ data: fresh.flatMap((event) => noticeRows(event, heldBy)).filter(isOpen) });
      // What is carried no more is over.
      await db.followUp.updateMany({ where: { entityId: ref.id }, data: { status: 'done' } });
      for (const f of Object.values(state.followUps)) {
        const open = followUpRow(f);
        await db.followUp.upsert({
          where: { entityId_id: { entityId: ref.id, id: f.id } },
          create: open,
          update: open,
        });
      }
    },
    async next(life, personId) {
      const sent = await world.postbox().sendMail({ personId, at: life.at });
      if (sent.outcome !== 'sent') return null;
      const mail = await db.mail.findFirstOrThrow({ where: { personId }, orderBy: { realSentAt: 'desc' } });
      const text = world.arrived()[0]?.text ?? '';
      const links = [];
      for (const [, token = ''] of text.matchAll(/\/l\/([A-Za-z0-9_-]+)/g)) {
        const id = linkIdOf(linkSecret, token) ?? '';
        const link = await db.link.findUnique({ where: { id } });
        if (link) links.push({ id, action: link.action });
      }
      return { subject: mail.subject, text, ics: calendarOf(mail.mime), links };
    },
    async reads(personId, language) {
      await db.person.update({ where: { id: personId }, data: { language } });
    },
    async write(id, content, ownerPartyId) {
      const who = ownerPartyId === undefined ? {} : { ownerPartyId };
      await db.text.create({ data: { id, content, writtenBy: 'tester', at: new Date(0), ...who } });
    },
    async clear() {
      await world.clear();
      await world.followUp('commitment', 'commitment-1');
      await db.person.updateMany({ data: { introducedAt: new Date(0), language: 'en' } });
      written = 0;
    },
    stop: () => world.stop(),
  };
}

async function directory({ db }: World): Promise<void> {
  await db.organisation.update({
    where: { id: enterprise },
    data: { ours: false, nameEn: 'Yellow River Dyes', nameZh: '黄河染料厂' },
  });
  await db.organisation.update({
    where: { id: college },
    data: { ours: true, nameEn: 'College of Chemistry', nameZh: '化学化工学院' },
  });
  // Our office is of the same house as the college.
  await db.organisation.update({ where: { id: 'org-office' }, data: { parentId: college } });
  await db.person.updateMany({ where: { organisationId: enterprise }, data: { organisationId: college } });
  await db.post.updateMany({ where: { organisationId: enterprise }, data: { organisationId: college } });
  for (const [id, organisationId, postId, nameEn, nameZh] of people) {
    const name = id.slice('person-'.length);
    const who = { id, organisationId, ours: organisationId === college, nameKey: name, nameEn, nameZh };
    await db.person.create({ data: { ...who, email: `${name}@example.org`, language: 'en' } });
    const title = { titleEn: `Post of ${name}`, titleZh: `${name}职务` };
    await db.post.create({ data: { id: postId, organisationId, holderId: id, ...title } });
  }
}

const eventRow = ({ type, about, data, seq, at, by }: RecordedEvent): Prisma.EventCreateManyInput => ({
  entityId: ref.id,
  type,
  aboutKind: about?.kind ?? null,
  aboutId: about?.id ?? null,
  data: json(data),
  seq,
  at,
  by,
});

const noticeRows = (
  { seq, at, notify = [] }: RecordedEvent,
  heldBy: ReadonlyMap<string, string | null>,
): Prisma.NoticeCreateManyInput[] =>
  notify.map(({ to, kind, followUpId, facts }, index) => ({
    id: `${ref.id}/${seq}/${index}`,
    entityId: ref.id,
    agreementId,
    seq,
    kind,
    followUpId: followUpId ?? null,
    facts: json(facts),
    at,
    ...('personId' in to ? { personId: to.personId } : { postId: to.postId, personId: heldBy.get(to.postId ?? '') }),
  }));

const followUpRow = (f: PlacementLife['state']['followUps'][string]): Prisma.FollowUpCreateManyInput => ({
  entityId: ref.id,
  id: f.id,
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
});

function calendarOf(mime: Uint8Array): string | null {
  const source = Buffer.from(mime).toString('utf8');
  const file = /filename=invitation\.ics\r\n[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(source)?.[1];
  return file ? Buffer.from(file, 'base64').toString('utf8').replaceAll('\r\n ', '') : null;
}
