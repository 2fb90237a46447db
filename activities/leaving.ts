import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { QueuedCommand } from '../domain/propose.ts';
import type { Database } from '../prisma/client.ts';

/** Somebody who leaves their unit leaves all their places: what was told of one of them is told to the others. */
export interface Leaving {
  /** The placement of which it was told, and the number of that event. */
  placementId: string;
  seq: number;
  personId: string;
  fromOn: string;
  by: 'person' | 'unit';
}

export interface LeavingActivities {
  /**
   * Takes the person out of those who can be proposed, and tells every other open placement of theirs; returns how many were
   * reached. Telling it again changes nothing.
   */
  tellOfLeaving(leaving: Leaving): Promise<number>;
}

interface LeavingDeps {
  db: Database;
  /** Puts a command into an entity's inbox; false where it does not run. */
  tell(entityId: string, command: QueuedCommand): Promise<boolean>;
}

export function leavingActivities({ db, tell }: LeavingDeps): LeavingActivities {
  return {
    tellOfLeaving: async (leaving) => {
      // Nobody proposes who has left, until their unit says that they are there again.
      const { personId } = leaving;
      await db.researcher.updateMany({
        where: { personId, active: true },
        data: { active: false, version: { increment: 1 } },
      });
      let reached = 0;
      // One that was ended from outside hears of it when it is put back.
      for (const id of await placesOf(db, leaving)) if (await tell(id, commandTo(id, leaving))) reached += 1;
      return reached;
    },
  };
}

/** Where the person is, was asked, or stands in. */
async function placesOf(db: Database, { placementId, personId }: Leaving): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM entity WHERE kind = 'placement' AND NOT closed AND id <> ${placementId}
      AND (state->'researcher'->>'personId' = ${personId}
        OR state->'standIns' @> ${JSON.stringify([{ personId }])}::jsonb)
    ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** A hash, because the id of a placement names its parties, and the other enterprise reads the ids of its commands. */
const commandTo = (id: string, { placementId, seq, ...data }: Leaving): QueuedCommand => ({
  commandId: createHash('sha256').update(`${placementId}/${seq}/${id}`).digest('base64url').slice(0, 22),
  name: 'personLeft',
  actor: { id: 'system', roles: ['system'] },
  data,
});

const disruption = z.looseObject({
  personId: z.string().nullish(),
  fromOn: z.string(),
  by: z.enum(['person', 'unit']),
  isTold: z.literal(true).optional(),
});
const people = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  standIns: z.array(z.looseObject({ personId: z.string() })).default([]),
});

/** What a placement that did not run has not heard of since it began: the same commands once more. */
export async function missedLeaving(
  db: Database,
  { id, state, startedAt }: { id: string; state: unknown; startedAt: Date },
): Promise<QueuedCommand[]> {
  const { researcher, standIns } = people.parse(state);
  const here = new Set([researcher.personId, ...standIns.map(({ personId }) => personId)]);
  const rows = await db.$queryRaw<{ entityId: string; seq: number; data: unknown; researcherId: string }[]>`
    SELECT e."entityId", e.seq, e.data, p.state->'researcher'->>'personId' AS "researcherId"
    FROM event e JOIN entity p ON p.id = e."entityId"
    WHERE e.type = 'placementDisrupted' AND e.data->>'cause' = 'left' AND e.at >= ${startedAt} AND e."entityId" <> ${id}
    ORDER BY e.at, e."entityId", e.seq`;
  return rows.flatMap(({ entityId, seq, data, researcherId }) => {
    const { personId, fromOn, by, isTold } = disruption.parse(data);
    const who = personId ?? researcherId;
    return isTold || !here.has(who) ? [] : [commandTo(id, { placementId: entityId, seq, personId: who, fromOn, by })];
  });
}
