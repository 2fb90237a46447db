import { z } from 'zod';
import { placeOf } from '../domain/agreement/need-state.ts';
import type { NeedPlace } from '../domain/agreement/need-state.ts';
import { Prisma } from '../prisma/generated/client.ts';

/**
 * What is known of needs: the step and its date from the agreement's snapshot, which alone knows them; all else from what was
 * recorded about the need, the latest word of each. Ids and codes, of texts their ids only.
 */
export interface NeedFacts {
  agreementId: string;
  homeUnitId: string | null;
  /** The zone of the agreement's calendar, for what is late there. */
  zone: string;
  needId: string;
  partyId: string;
  place: NeedPlace;
  /** The local date of its step; that of its recording where an older version carried it. */
  sinceOn: string;
  sharedWith: string[];
  said: Said;
}

const facts = z.looseObject({
  class: z.string().optional(),
  urgency: z.enum(['low', 'normal', 'high']).optional(),
  tags: z.array(z.string()).optional(),
  termIds: z.array(z.string()).optional(),
  languages: z.array(z.string()).optional(),
  area: z.string().optional(),
  fromOn: z.string().optional(),
  toOn: z.string().optional(),
  daysAYear: z.number().optional(),
  team: z.object({ least: z.number(), wanted: z.number() }).optional(),
  requestedPersonId: z.string().optional(),
  statusQuo: z.string().optional(),
  mainProducts: z.string().optional(),
  shortcoming: z.string().optional(),
  expectedProject: z.string().optional(),
  wantedSkills: z.string().optional(),
  /** Who was found, and where nobody was, why. */
  personIds: z.array(z.string()).optional(),
  reason: z.string().optional(),
});
type Said = z.output<typeof facts>;

const carried = z.record(
  z.string(),
  z.looseObject({
    partyId: z.string(),
    status: z.enum([
      'open',
      'evaluated',
      'matched',
      'unmatched',
      'discussed',
      'intended',
      'signed',
      'delivered',
      'closed',
    ]),
    sinceOn: z.string().optional(),
    sharedWith: z.array(z.string()).default([]),
  }),
);

/** Of which agreements: of those named, of those of a home unit, of those with a party; left out, of all. */
export interface NeedScope {
  agreementIds?: readonly string[] | undefined;
  homeUnitIds?: readonly string[] | undefined;
  partyId?: string | undefined;
}

type Reader = Pick<Prisma.TransactionClient, '$queryRaw' | 'event'>;
interface Row {
  id: string;
  homeUnitId: string | null;
  zone: string;
  needs: unknown;
}
const telling = ['needRecorded', 'needClassified', 'needEvaluated', 'needMatched', 'needUnmatched'];

/** All needs in a scope, by agreement and number; two queries. Whoever asks sees to who may read them. */
export async function needFacts(db: Reader, { agreementIds, homeUnitIds, partyId }: NeedScope): Promise<NeedFacts[]> {
  const where = [
    Prisma.sql`kind = 'agreement'`,
    Prisma.sql`id IN (SELECT "entityId" FROM event WHERE type = 'needRecorded')`,
    ...(agreementIds ? [Prisma.sql`id = ANY(${[...agreementIds]})`] : []),
    ...(homeUnitIds ? [Prisma.sql`"homeUnitId" = ANY(${homeUnitIds})`] : []),
    ...(partyId ? [Prisma.sql`${partyId} = ANY("partyIds")`] : []),
  ];
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, "homeUnitId", state->'calendar'->>'zone' AS zone, state->'needs' AS needs
    FROM entity WHERE ${Prisma.join(where, ' AND ')} ORDER BY id`;
  const said = await saidOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, needs, ...agreement }) =>
    Object.entries(carried.parse(needs)).map(([needId, { partyId: of, status, sinceOn, sharedWith }]): NeedFacts => {
      const told = said.get(`${id}/${needId}`);
      return {
        ...agreement,
        agreementId: id,
        needId,
        partyId: of,
        place: placeOf(status),
        sinceOn: sinceOn ?? told?.recordedOn ?? '',
        sharedWith,
        said: told?.said ?? {},
      };
    }),
  );
}

async function saidOf(db: Reader, ids: readonly string[]): Promise<Map<string, { said: Said; recordedOn: string }>> {
  const events = await db.event.findMany({
    where: { entityId: { in: [...ids] }, type: { in: telling } },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
    select: { entityId: true, aboutId: true, at: true, type: true, data: true },
  });
  const said = new Map<string, { said: Said; recordedOn: string }>();
  for (const { entityId, aboutId, at, type, data } of events) {
    const key = `${entityId}/${aboutId}`;
    const before = said.get(key) ?? { said: {}, recordedOn: at.toISOString().slice(0, 10) };
    // Who was found once is not who was found, when nobody is any more.
    const anew = type === 'needUnmatched' ? { personIds: [] } : type === 'needMatched' ? { reason: undefined } : {};
    said.set(key, { ...before, said: { ...before.said, ...anew, ...facts.parse(data) } });
  }
  return said;
}
