import { recordActivities } from '../../activities/record.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { college, enterprise, posts, ref, researcherId } from '../domain/placement/life.ts';
import { startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** A placement lived in memory, recorded as its workflow does, with the mails that its people get of it. */
export interface PlacementMail {
  world: World;
  /** Records what has happened since the last time. */
  record(life: PlacementLife): Promise<void>;
  /** All mails that somebody gets now, each as its subject, text and calendar; the oldest first. */
  mailsTo(life: PlacementLife, personId: string): Promise<Mail[]>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface Mail {
  subject: string;
  text: string;
  /** As its calendar part has it; empty without one. */
  calendar: string;
}

const people: [id: string, post: string, isOurs: boolean][] = [
  [researcherId, posts.researcher, true],
  ['person-college', posts.unit, true],
  ['person-unit-supervisor', posts.unitSupervisor, true],
  ['person-wang', 'post-wang', true],
  ['person-enterprise', posts.host, false],
  ['person-host-supervisor', posts.hostSupervisor, false],
];
const MOST = 20;

export async function startPlacementMail(): Promise<PlacementMail> {
  const world = await startWorld();
  const { db } = world;
  // As the placement has it: the enterprise is the other side.
  for (const id of [college, enterprise])
    await db.organisation.update({ where: { id }, data: { ours: id === college } });
  for (const [id, postId, ours] of people) {
    const organisationId = ours ? college : enterprise;
    const name = id.slice('person-'.length);
    const names = { nameKey: name, nameEn: `The ${name}`, language: 'en', email: `${name}@example.org` };
    await db.person.create({ data: { id, organisationId, ours, ...names } });
    await db.post.create({ data: { id: postId, organisationId, titleEn: `Post of the ${name}`, holderId: id } });
  }
  const recorder = recorderOf(world);
  return {
    world,
    record: recorder.record,
    async mailsTo(life, personId) {
      const before = new Set((await db.mail.findMany({ select: { id: true } })).map(({ id }) => id));
      for (let sent = 0; sent < MOST; sent += 1) {
        const { outcome } = await world.postbox().sendMail({ personId, at: life.at });
        if (outcome !== 'sent') break;
      }
      const mails = await db.mail.findMany({ where: { personId }, orderBy: { realSentAt: 'asc' } });
      const arrived = world.arrived();
      return mails
        .filter(({ id }) => !before.has(id))
        .map(({ subject, mime, messageId }) => ({
          subject,
          text: arrived.find((one) => one.messageId === messageId)?.text ?? '',
          calendar: calendarIn(Buffer.from(mime).toString('utf8')),
        }));
    },
    async clear() {
      await world.clear();
      await world.followUp('commitment', 'commitment-1');
      await db.person.updateMany({ data: { introducedAt: new Date('2026-01-01') } });
      await db.post.updateMany({ where: { id: posts.researcher }, data: { holderId: researcherId } });
      for (const [id, postId] of people) await db.post.update({ where: { id: postId }, data: { holderId: id } });
      recorder.beginAnew();
    },
    stop: () => world.stop(),
  };
}

/** Records a life as its workflow does, on the real recorder: each time what has happened since the last. */
export function recorderOf({ db }: Pick<World, 'db'>): Pick<PlacementMail, 'record'> & { beginAnew(): void } {
  const { record } = recordActivities({
    db,
    clock: identityClock,
    page: { language: 'en', apiUrl: 'http://api', uiUrl: 'http://ui', namespace: 'default', isDemonstration: false },
    wakePostboxes: () => Promise.resolve(),
  });
  let written = 0;
  return {
    async record(life) {
      const events = life.events.slice(written);
      const proposal = { ref, baseSeq: written, at: life.at, events, outcomes: [], card: life.card };
      await record({ ...proposal, nextWakeAt: placement.nextWake(life.state) });
      written = life.events.length;
    },
    beginAnew: () => {
      written = 0;
    },
  };
}

/** The calendar's part of a mail, unfolded; empty without one. */
export function calendarIn(mime: string): string {
  const file = /filename=invitation\.ics\r\n[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mime)?.[1] ?? '';
  return Buffer.from(file, 'base64').toString('utf8').replaceAll(/\r\n /g, '');
}
