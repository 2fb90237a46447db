import { readScheme } from '../domain/matching/schemes.ts';
import type { Scheme } from '../domain/matching/schemes.ts';
import { shippedSchemes } from '../domain/matching/schemes-shipped.ts';
import type { Prisma } from '../prisma/generated/client.ts';

type Reader = Pick<Prisma.TransactionClient, 'scheme'>;

export interface SchemeVersion {
  scheme: Scheme;
  version: number;
  /** Null for what is shipped. */
  by: string | null;
  at: Date | null;
}

/** Every version of the schemes, the shipped ones first, each scheme's last one last. Versions are added and never changed. */
export async function schemeVersions(db: Reader, id?: string): Promise<SchemeVersion[]> {
  const rows = await db.scheme.findMany({
    ...(id === undefined ? {} : { where: { id } }),
    orderBy: [{ id: 'asc' }, { version: 'asc' }],
  });
  const shipped = shippedSchemes
    .filter((scheme) => id === undefined || scheme.id === id)
    .map((scheme): SchemeVersion => ({ scheme, version: 1, by: null, at: null }));
  const written = rows.flatMap(({ document, version, by, at }): SchemeVersion[] => {
    const read = readScheme(document);
    return 'scheme' in read ? [{ scheme: read.scheme, version, by, at }] : [];
  });
  return [...shipped, ...written];
}

/** The schemes in force, by id. */
export async function schemesInForce(db: Reader): Promise<Map<string, SchemeVersion>> {
  return new Map((await schemeVersions(db)).map((each) => [each.scheme.id, each]));
}
