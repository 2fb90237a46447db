import { linkIdOf } from '../../mail/link-token.ts';
import { college, enterprise, posts, researcherId } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { calendarIn, recorderOf } from './placement-mail-world.ts';
import { linkSecret, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** Mails of a placement as they are really written: its rows and notices, a directory around it, and an inbox. */
export interface PlacementMails {
  world: World;
  /** Records what has happened since the last time. */
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

export async function startPlacementMails(): Promise<PlacementMails> {
  const world = await startWorld();
  const { db } = world;
  await directory(world);
  const recorder = recorderOf(world);

  return {
    world,
    record: recorder.record,
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
      return { subject: mail.subject, text, ics: calendarIn(Buffer.from(mail.mime).toString('utf8')) || null, links };
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
      recorder.beginAnew();
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
