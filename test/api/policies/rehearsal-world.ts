import fc from 'fast-check';
import { caretakerActivities } from '../../../activities/caretaker.ts';
import { askAgain } from '../../../activities/caretaker/ask-again.ts';
import { followUpRows } from '../../../activities/record-follow-ups.ts';
import { identityClock } from '../../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../../domain/calendar/business-clock.ts';
import { instantOf, localDateOf } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { deciders } from '../../../domain/deciders.ts';
import type { Decider, EntityRef } from '../../../domain/decider.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { propose } from '../../../domain/propose.ts';
import type { QueuedCommand } from '../../../domain/propose.ts';
import type { Prisma } from '../../../prisma/generated/client.ts';
import { caretakerZone, NIGHT_TIME } from '../../../workflows/inputs.ts';
import { startInbox } from '../../../stack/inbox/inbox.ts';
import type { Inbox } from '../../../stack/inbox/inbox.ts';
import { homeUnit, ours, theirs } from '../../domain/agreement/life.ts';
import { anyAgreement, anyPlan } from '../../domain/foresight/lives.ts';
import type { Looped } from '../../domain/foresight/lives.ts';
import { startTestApi } from '../../support/api.ts';
import { officeActivities } from '../../support/office-activities.ts';
import type { TestApi } from '../../support/api.ts';

/**
 * Agreements in the middle of random lives, people who read their mail at different hours, and months that go by on the real
 * recorder, postbox and SMTP server, without anybody doing anything.
 */

/** Monday, 2026-05-11, 10:00 in China. */
export const NOW = '2026-05-11T02:00:00.000Z';

export interface RehearsalWorld {
  api: TestApi;
  inbox: Inbox;
  administrator: { authorization: string };
  /** Wakes, the caretaker's nights and postboxes in the order of their moments, up to an instant. */
  liveUntil(at: string, options?: { nightAt?: string }): Promise<void>;
  /** The caretaker looks and every entity takes what it is told. */
  caretakerLooks(): Promise<string[]>;
  stop(): Promise<void>;
}

/** @param copies how often each life is there, under ids and posts of its own */
export async function startRehearsalWorld({
  count,
  seed,
  copies = 1,
}: {
  count: number;
  seed: number;
  copies?: number;
}): Promise<RehearsalWorld> {
  const clock: BusinessClock = { ...identityClock };
  let now = NOW;
  const turnTo = (at: string): void => {
    now = at;
    Object.assign(clock, { businessOriginAt: at, realOriginAt: new Date().toISOString() });
  };
  turnTo(NOW);
  const api = await startTestApi({ clock });
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0 });
  const { db } = api;
  const all = lives(count, seed);
  const wakes = await fill(api, Array.from({ length: copies }, () => all).flat());
  await directory(api);
  const boxes = new Map<string, string | null>();
  const dirty = new Set<string>();
  const idle = new Map<string, number>();
  const wakePostboxes = async (ids: readonly string[]): Promise<void> =>
    ids.forEach((id) => {
      dirty.add(id);
      idle.set(id, 0);
    });
  const { record, postbox } = officeActivities({ db, clock, smtpUrl: inbox.smtpUrl, wakePostboxes });

  async function pass(id: string, batch: QueuedCommand[]): Promise<void> {
    const row = await db.entity.findUniqueOrThrow({ where: { id } });
    const ref: EntityRef = { kind: row.kind as EntityRef['kind'], id, agreementId: row.agreementId };
    const decider = deciders[ref.kind] as Decider<unknown>;
    const recorded = await record(propose(decider, ref, { state: row.state, seq: row.seq }, batch, now));
    wakes.set(id, recorded.nextWakeAt);
    const told = recorded.outcomes[batch[0]?.commandId ?? ''];
    if (batch.length > 0 && told?.status !== 'recorded') throw new Error(JSON.stringify(told));
  }

  const caretaker = caretakerActivities({
    db,
    clock,
    running: () => Promise.resolve(new Set()),
    isRunning: () => Promise.resolve(true),
    restore: () => Promise.resolve([]),
    wakePostboxes,
    tell: (id, command) => pass(id, [command]).then(() => true),
  });
  async function caretakerLooks(): Promise<string[]> {
    const { ids } = await caretaker.staleCalendars({ at: now, after: '' });
    await caretaker.adoptCalendars({ at: now, ids });
    return ids;
  }

  async function lookIntoBoxes(): Promise<void> {
    for (const personId of dirty) boxes.set(personId, (await postbox.nextMail({ personId, at: now })).reachAt);
    dirty.clear();
  }

  return {
    api,
    inbox,
    administrator: { authorization: await api.tokenFor({ id: 'admin', roles: ['administrator'] }) },
    caretakerLooks,
    async liveUntil(at, { nightAt } = {}) {
      let night = nightAt;
      let stuck = 0;
      let lookAt = nightAfter(now);
      for (;;) {
        await lookIntoBoxes();
        const [entity, wakeAt] = earliest(wakes);
        const [personId, mailAt] = earliest(boxes);
        const next = [wakeAt, mailAt, night, lookAt].filter((one) => one !== undefined).toSorted()[0];
        if (next === undefined || next > at) break;
        if (next > now) turnTo(next);
        else if ((stuck += 1) > 5_000)
          throw new Error(`nothing goes on at ${now}: ${entity} ${wakeAt} ${personId} ${mailAt}`);
        if (lookAt === next) {
          // First what waits for a hand, as in the caretaker's own round; the pages of a month at its end.
          await askAgain({ db, wakePostboxes }, now);
          await caretaker.writeMonthlyPages({ at: now });
          lookAt = nightAfter(now);
        } else if (night === next) {
          night = undefined;
          await caretakerLooks();
        } else if (wakeAt === next && entity) await pass(entity, []);
        else if (personId) {
          // As its workflow: where nothing is to be sent three times, it ends until it is called.
          const { outcome } = await postbox.sendMail({ personId, at: now });
          idle.set(personId, outcome === 'nothing' ? (idle.get(personId) ?? 0) + 1 : 0);
          if ((idle.get(personId) ?? 0) < 3) dirty.add(personId);
          else boxes.set(personId, null);
        }
      }
      turnTo(at);
    },
    async stop() {
      await inbox.stop();
      await api.stop();
    },
  };
}

/** The caretaker's next look. */
function nightAfter(at: string): string {
  const on = localDateOf(caretakerZone, at);
  const night = instantOf(caretakerZone, on, NIGHT_TIME);
  return night > at ? night : instantOf(caretakerZone, addDays(on, 1), NIGHT_TIME);
}

function earliest(moments: ReadonlyMap<string, string | null>): [string, string] | [undefined, undefined] {
  let first: [string, string] | [undefined, undefined] = [undefined, undefined];
  for (const [id, at] of moments) if (at !== null && (first[1] === undefined || at < first[1])) first = [id, at];
  return first;
}

/** Lives that have come as far as `NOW`, and two plans for every eight agreements. */
function lives(count: number, seed: number): Looped<FollowUpHost>[] {
  const found: Looped<FollowUpHost>[] = [];
  for (let n = 0; found.length < count; n += 1) {
    const sample: Looped<never>[] =
      n % 4 === 3
        ? fc.sample(anyPlan as fc.Arbitrary<Looped<never>>, { numRuns: 2, seed: seed + n })
        : fc.sample(anyAgreement as fc.Arbitrary<Looped<never>>, { numRuns: 2, seed: seed + n });
    for (const life of sample as unknown as Looped<FollowUpHost & { status: string }>[]) {
      if (life.at >= NOW || found.length >= count) continue;
      life.sleepUntil(NOW);
      if (life.state.status !== 'closed' && life.nextWakeAt !== null) found.push(life);
    }
  }
  return found;
}

async function fill({ db }: TestApi, all: readonly Looped<FollowUpHost>[]): Promise<Map<string, string | null>> {
  const wakes = new Map<string, string | null>();
  for (const [n, life] of all.entries()) {
    const agreementId = `agreement-2026-${String(n + 1).padStart(4, '0')}-cnuktip-zzuet`;
    const id = life.ref.kind === 'plan' ? `${agreementId}.plan-1` : agreementId;
    const own = { ...life.state, id, ...(life.ref.kind === 'plan' ? { agreementId } : {}) };
    const named = JSON.stringify(own).replaceAll(/post-(owner|director|liaison)/g, `post-$1-${n % 4}`);
    const outside = ['silent', 'unknown'][(n % 6) - 4];
    const owned = outside
      ? named.replaceAll('"ownerPostId":"post-coordinator"', `"ownerPostId":"post-${outside}"`)
      : named;
    const state = JSON.parse(owned) as FollowUpHost;
    const decider = deciders[life.ref.kind] as Decider<unknown>;
    const card = decider.card(state, NOW);
    const ref = { ...life.ref, id, agreementId };
    const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
    const wakeAt = decider.nextWake(state);
    await db.entity.create({
      data: {
        id,
        kind: ref.kind,
        agreementId,
        seq: life.seq,
        state: json(state),
        card: json(card),
        page: {},
        clock: {},
        status: card.status,
        stage: card.stage,
        light: card.light,
        homeUnitId: homeUnit.organisationId,
        partyIds: card.partyIds,
        title: agreementId,
        searchText: '',
        wakeAt,
        openCount: card.openCount,
        closed: false,
        startedAt: '2026-03-02T01:00:00.000Z',
        updatedAt: NOW,
      },
    });
    const proposal = propose(decider, ref, { state, seq: life.seq }, [], NOW);
    const rows = followUpRows(proposal, state, state) as Prisma.FollowUpCreateManyInput[];
    await db.followUp.createMany({ data: rows });
    wakes.set(id, wakeAt);
  }
  return wakes;
}

/** Early, late, abroad, without reminders: who reads when. */
const habits: Record<string, Partial<Prisma.PersonCreateManyInput>> = {
  'post-director-1': { reachFromTime: '07:30', digestTime: '10:15' },
  'post-owner-1': { country: 'GB', zone: 'Europe/London', language: 'en' },
  'post-owner-2': { remindersOffAt: new Date(NOW) },
  // No mail reaches them: a colleague passes it on, or introduces us first.
  'post-silent': { email: null, channel: 'wechat' },
  'post-unknown': { introducedAt: null },
};

/** Whoever the states name holds a post, one person two of them; one is away for a while. Some are of the other side, one without an address, one whom nobody has introduced. */
async function directory({ db }: TestApi): Promise<void> {
  const states = await db.entity.findMany({ select: { state: true } });
  const named = new Set(JSON.stringify(states).match(/\b(?:org|post)-[a-z0-9-]+\b/g));
  const orgs = [...named].filter((id) => id.startsWith('org-'));
  await db.organisation.createMany({
    data: [...new Set([...orgs, ours, theirs])].map((id) => ({
      id,
      code: id.slice(4),
      nameEn: id,
      kind: 'other',
      ours: id === ours,
    })),
  });
  const posts = [...named].filter((id) => id.startsWith('post-')).toSorted();
  const foreign = (post: string): boolean => /dean|owner-3|silent|unknown/.test(post);
  const holder = (post: string): string => `person-${post === 'post-liaison-2' ? 'director-2' : post.slice(5)}`;
  const people = [...new Set(posts.map(holder))];
  await db.person.createMany({
    data: people.map((id) => ({
      id,
      nameKey: id,
      nameEn: id,
      email: `${id}@example.org`,
      organisationId: foreign(id) ? theirs : ours,
      ours: !foreign(id),
      introducedAt: new Date(NOW),
      ...habits[id.replace('person-', 'post-')],
    })),
  });
  await db.post.createMany({
    data: posts.map((id) => ({
      id,
      organisationId: foreign(id) ? theirs : ours,
      titleEn: id,
      holderId: holder(id),
    })),
  });
  await db.absence.create({
    data: {
      personId: 'person-director-0',
      fromOn: '2026-05-20',
      toOn: '2026-06-03',
      deputyPersonId: 'person-director-1',
      by: 'person-director-0',
      at: new Date(NOW),
    },
  });
}
