import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { refused } from './problem.ts';

type Organisation = Prisma.OrganisationGetPayload<object>;

export interface AdoptedUnit {
  organisationId: string;
  liaisonPostId: string | null;
  coordinatorPostId: string;
  directorPostId: string | null;
  leaderPostId: string | null;
}

const MAX_HEIGHT = 8;

/** A unit with all below it: whoever asks for a university means its offices too, whose agreements they are. */
export async function unitsWithin(db: Database, unitId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE below(id, height) AS (
      SELECT ${unitId}::text, 0
      UNION SELECT o.id, below.height + 1 FROM organisation o JOIN below ON o."parentId" = below.id
      WHERE height < ${MAX_HEIGHT}
    ) SELECT DISTINCT id FROM below`;
  return rows.map(({ id }) => id);
}

/** Entities (or rows that carry their home unit) of a unit and what is below it; of all where none is asked for. */
export const atUnit = async (db: Database, unitId: string | undefined): Promise<{ homeUnitId?: { in: string[] } }> =>
  unitId === undefined ? {} : { homeUnitId: { in: await unitsWithin(db, unitId) } };

/** A unit with those above it, nearest first. */
async function upwards(db: Database, unitId: string): Promise<Organisation[]> {
  const line: Organisation[] = [];
  let next: string | null = unitId;
  while (next !== null && line.length < MAX_HEIGHT) {
    const found: Organisation | null = await db.organisation.findUnique({ where: { id: next } });
    if (!found) break;
    line.push(found);
    next = found.parentId;
  }
  return line;
}

/**
 * The reporting line that an agreement adopts: a post that the unit has not filled itself comes from the unit above.
 * @throws Problem `no-home-unit` when there is no coordinator on the way up, or the unit is not one of ours
 */
export async function adoptedLine(
  db: Database,
  unitId: string,
): Promise<{ homeUnit: AdoptedUnit; unit: Organisation }> {
  const line = await upwards(db, unitId);
  const unit = line[0];
  const nearest = (post: 'liaisonPostId' | 'coordinatorPostId' | 'directorPostId' | 'leaderPostId') =>
    line.map((organisation) => organisation[post]).find((id) => id !== null) ?? null;
  const coordinatorPostId = nearest('coordinatorPostId');
  if (!unit || !unit.ours || !coordinatorPostId) {
    const [why, whyZh] =
      unit && !unit.ours
        ? ['is not one of our own units', '不是我方单位']
        : ['has no coordinator post', '未设协调人职务'];
    throw refused(refuse('no-home-unit', `${unitId} ${why}.`, `${unitId} ${whyZh}。`), [
      { pointer: '/homeUnitId', detail: why, detailZh: whyZh },
    ]);
  }
  return {
    unit,
    homeUnit: {
      organisationId: unitId,
      liaisonPostId: nearest('liaisonPostId'),
      coordinatorPostId,
      directorPostId: nearest('directorPostId'),
      leaderPostId: nearest('leaderPostId'),
    },
  };
}
