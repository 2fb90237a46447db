import { expect } from '@jest/globals';
import { startRehearsalWorld } from './rehearsal-world.ts';
import type { RehearsalWorld } from './rehearsal-world.ts';

/**
 * What a director rehearsed for open agreements is, mail by mail, what the SMTP server then received: to whom, when, and of which
 * matters. The policy is set, adopted, rehearsed, migrated in the night, and the months go by.
 */

const DAYS = 60;
const set = {
  'ladder.directorGraceWorkingDays': 4,
  'ladder.leaderGraceWorkingDays': 3,
  'ladder.repeatTimes': 2,
  'ladder.repeatEveryWorkingDays': 3,
  'kinds.commitment.steps.before': -5,
  'kinds.commitment.steps.escalation': 4,
  'kinds.need.dueWorkingDays': 30,
  'kinds.visit-plan.dueWorkingDays': 6,
  'kinds.contact.steps.escalation': 1,
  'kinds.study.dueWorkingDays': 45,
  'questions.countAfterWorkingDays': 12,
};

export interface Compared {
  entities: number;
  mails: number;
  notices: number;
  /** Mails that would have been others without the migration. */
  changed: number;
  /** What was told that is no step of a matter: tasks because no mail reaches somebody, a leader's month. */
  beside: string[];
  seconds: number;
}

export async function rehearsedIsWhatHappens(count: number, seed: number): Promise<Compared> {
  const world = await startRehearsalWorld({ count, seed });
  const startedMs = performance.now();
  try {
    const { api, administrator } = world;
    const asked = async (path: string, body: object) => {
      const answer = await api.call('POST', `/v1/policies/${path}`, body, administrator);
      expect([path, answer.status]).toEqual([path, 201]);
      return answer.body;
    };
    await asked('changes', { set, reason: 'the office wants it' });
    expect(await world.caretakerLooks()).toHaveLength(count);
    const rehearsal = await asked('rehearsals', { days: DAYS });
    expect(rehearsal.summary.entities).toBe(count);
    const people = await rehearsedPeople(world, rehearsal.id);
    await asked('migrations', { rehearsalId: rehearsal.id, reason: 'for what is open too' });
    const untilAt = `${rehearsal.toOn}T15:59:59.000Z`;
    await world.liveUntil(untilAt, { nightAt: rehearsal.effectiveAt });
    const happened = await received(world);
    const rehearsed = people.flatMap((person) => linesOf(person.personId, person.after.mails)).toSorted();
    expect(happened).toEqual(rehearsed);
    const before = new Set(people.flatMap((person) => linesOf(person.personId, person.before.mails)));
    return {
      entities: count,
      mails: happened.length,
      notices: rehearsal.summary.after.notices,
      changed: rehearsed.filter((line) => !before.has(line)).length,
      beside: ['relay', 'introduction-wanted', 'monthly-page'].filter((kind) =>
        happened.some((line) => line.includes(` ${kind} `)),
      ),
      seconds: Math.round((performance.now() - startedMs) / 1000),
    };
  } finally {
    await world.stop();
  }
}

interface Mail {
  at: string;
  notices: { entityId: string; followUpId: string | null; kind: string; step: string | null }[];
}

/** One line for each mail: reader, moment, and what it tells. */
const linesOf = (personId: string, mails: readonly Mail[]): string[] =>
  mails.map(({ at, notices }) => {
    const matters = notices.map(({ entityId, followUpId, kind, step }) => [entityId, followUpId, kind, step].join(' '));
    return `${personId} ${at}: ${matters.toSorted().join('; ')}`;
  });

async function rehearsedPeople({ api, administrator }: RehearsalWorld, id: number) {
  const people: { personId: string; before: { mails: Mail[] }; after: { mails: Mail[] } }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { status, body } = await api.call(
      'GET',
      `/v1/policies/rehearsals/${id}/people?limit=5${query}`,
      undefined,
      administrator,
    );
    expect(status).toBe(200);
    people.push(...body.items);
    cursor = body.nextCursor;
  }
  return people;
}

/** By the messages themselves: what the ledger knows of each is looked up by its Message-ID. */
async function received({ api, inbox }: RehearsalWorld): Promise<string[]> {
  const rows = await api.db.mail.findMany({ include: { notices: true } });
  const known = new Map(rows.map((row) => [row.messageId, row]));
  const lines = inbox.messages().map(({ messageId, envelope }) => {
    const mail = known.get(messageId);
    if (!mail) throw new Error(`nobody wrote ${messageId}`);
    expect(envelope.to).toEqual([`${mail.personId}@example.org`]);
    const notices = mail.notices.map(({ entityId, followUpId, kind, facts }) => {
      const step: unknown = Reflect.get(Object(facts), 'step');
      return { entityId, followUpId, kind, step: typeof step === 'string' ? step : null };
    });
    return linesOf(mail.personId, [{ at: mail.at.toISOString(), notices }]);
  });
  return lines.flat().toSorted();
}
