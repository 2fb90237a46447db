import { nameKeys } from '../../domain/directory/names.ts';
import type { Directory } from '../../domain/import/directory.ts';
import type { Database } from '../../prisma/client.ts';

/** The whole directory, for looking up the names of a spreadsheet. */
export async function loadDirectory(db: Database): Promise<Directory> {
  const [organisations, posts, people] = await Promise.all([
    db.organisation.findMany(),
    db.post.findMany(),
    db.person.findMany(),
  ]);
  const byId = new Map(organisations.map((each) => [each.id, each]));
  const keysOf = new Map(
    people.map(({ id, nameZh, nameEn, namePinyin, nameAsPrinted }) => [
      id,
      nameKeys([nameZh, nameEn, namePinyin, nameAsPrinted]),
    ]),
  );
  const heldIn = new Map<string, string[]>();
  for (const { holderId, organisationId } of posts) {
    if (holderId) heldIn.set(holderId, [...(heldIn.get(holderId) ?? []), organisationId]);
  }
  const hasCoordinator = (id: string | null, height = 0): boolean => {
    const unit = id === null ? undefined : byId.get(id);
    if (!unit || height > 8) return false;
    return unit.coordinatorPostId !== null || hasCoordinator(unit.parentId, height + 1);
  };
  return {
    organisations: organisations.map(
      ({ id, code, nameEn, nameZh, namePinyin, aliases, nameKeys: known, ours, zone, parentId }) => ({
        id,
        keys: [...nameKeys([code, nameEn, nameZh, namePinyin, ...aliases]), ...known],
        ours,
        zone,
        isHomeUnit: ours && hasCoordinator(id),
        parentId,
      }),
    ),
    posts: posts.map(({ id, organisationId, titleEn, titleZh, holderId }) => ({
      id,
      organisationId,
      keys: [...nameKeys([titleEn, titleZh]), ...(keysOf.get(holderId ?? '') ?? [])],
    })),
    people: people.map(({ id, organisationId, email }) => ({
      id,
      organisationId,
      email,
      keys: keysOf.get(id) ?? [],
      placeIds: [...(organisationId ? [organisationId] : []), ...(heldIn.get(id) ?? [])],
    })),
  };
}
