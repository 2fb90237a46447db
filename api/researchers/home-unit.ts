import { refuse } from '../../domain/refusal.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Principal } from '../principal.ts';
import { refused } from '../problem.ts';

type Reader = Pick<Prisma.TransactionClient, 'organisation' | 'person'>;

/** The tree of organisations is no deeper (as for calendars and reporting lines). */
const HEIGHT = 8;

interface Unit {
  id: string;
  ours: boolean;
  parentId: string | null;
  coordinatorPostId: string | null;
  directorPostId: string | null;
}
const select = { id: true, ours: true, parentId: true, coordinatorPostId: true, directorPostId: true };

/** A unit with those above it, nearest first. */
export async function upwards(db: Pick<Reader, 'organisation'>, unitId: string): Promise<Unit[]> {
  const line: Unit[] = [];
  for (let next: string | null = unitId; next !== null && line.length < HEIGHT;) {
    const found: Unit | null = await db.organisation.findUnique({ where: { id: next }, select });
    if (!found) break;
    line.push(found);
    next = found.parentId;
  }
  return line;
}

/** @throws Problem `no-home-unit`, `person-of-another-unit` where somebody is not of a unit of ours, nor of one above it */
export async function checkBelongs(db: Reader, personId: string, unitId: string): Promise<void> {
  const line = await upwards(db, unitId);
  if (!line[0]?.ours) {
    throw refused(refuse('no-home-unit', `${unitId} is not one of our own units.`, `${unitId} 不是我方单位。`), [
      { pointer: '/homeUnitId', detail: 'is not one of our own units', detailZh: '不是我方单位' },
    ]);
  }
  const person = await db.person.findUniqueOrThrow({
    where: { id: personId },
    select: { organisationId: true, posts: { select: { organisationId: true } } },
  });
  const places = [person.organisationId, ...person.posts.map((post) => post.organisationId)];
  if (line.some(({ id }) => places.includes(id))) return;
  const detail = `${personId} is neither of ${unitId} nor of a unit above it`;
  const detailZh = `${personId} 不属 ${unitId} 或其上级单位`;
  throw refused(refuse('person-of-another-unit', `${detail}.`, `${detailZh}。`), [
    { pointer: '/homeUnitId', detail, detailZh },
  ]);
}

/**
 * Whether somebody speaks for a unit: as its director or coordinator, or, where it has none of its own, as that of the unit above. A
 * token that belongs to nobody in particular is the house's.
 */
export async function speaksFor(db: Reader, principal: Principal, unitId: string): Promise<boolean> {
  if (!principal.isOurs) return false;
  if (principal.personId === undefined) return true;
  const line = await upwards(db, unitId);
  const nearest = (post: 'coordinatorPostId' | 'directorPostId') =>
    line.map((unit) => unit[post]).find((id) => id !== null);
  const posts = [nearest('coordinatorPostId'), nearest('directorPostId')];
  return posts.some((id) => id && principal.postIds?.includes(id));
}

/** @throws Problem `not-permitted` */
export async function checkSpeaksFor(db: Reader, principal: Principal, unitId: string): Promise<void> {
  if (await speaksFor(db, principal, unitId)) return;
  throw refused(
    refuse(
      'not-permitted',
      `Only the director or coordinator of ${unitId} says this.`,
      `仅 ${unitId} 的负责人或协调人可以办理。`,
    ),
  );
}
