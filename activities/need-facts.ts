import { z } from 'zod';
import { placeOf, reached } from '../domain/agreement/need-state.ts';
import type { NeedPlace, NeedStatus } from '../domain/agreement/need-state.ts';
import { isChildOpen } from '../domain/agreement/plans.ts';
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
  /** Who is asked, placed or named for it now: of a team, those whom it need not look for any more. In the order of their coming. */
  heldBy: string[];
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
  const told = await toldOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, needs, ...agreement }) =>
    Object.entries(carried.parse(needs)).map(([needId, { partyId: of, status, sinceOn, sharedWith }]): NeedFacts => {
      const known = told.get(`${id}/${needId}`);
      return {
        ...agreement,
        agreementId: id,
        needId,
        partyId: of,
        place: placeOf(status),
        sinceOn: sinceOn ?? known?.recordedOn ?? '',
        sharedWith,
        heldBy: known ? holding(known, status) : [],
        said: known?.said ?? {},
      };
    }),
  );
}

/** What was told of a need, one word after the other. */
interface Told {
  said: Said;
  recordedOn: string;
  /** By placement: who is to serve it, and has neither said no nor left. */
  sent: Map<string, string>;
}

/** Who is named counts until the need goes back; whoever is asked by a placement counts wherever the need stands. */
function holding({ said, sent }: Told, status: NeedStatus): string[] {
  const named = reached(status) >= reached('matched') ? (said.personIds ?? []) : [];
  return [...new Set([...named, ...sent.values()])];
}

const sending = z.looseObject({ personId: z.string(), needIds: z.array(z.string()).default([]) });
const ending = z.looseObject({ status: z.string(), outcome: z.string().optional() });

async function toldOf(db: Reader, ids: readonly string[]): Promise<Map<string, Told>> {
  const events = await db.event.findMany({
    where: {
      entityId: { in: [...ids] },
      OR: [
        { type: { in: [...telling, 'placementProposed'] } },
        // Of a placement's news only that it has ended.
        { type: 'placementProgressed', data: { path: ['outcome'], string_contains: '' } },
      ],
    },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
    select: { entityId: true, aboutId: true, at: true, type: true, data: true },
  });
  const told = new Map<string, Told>();
  const needsOf = new Map<string, Told[]>();
  for (const { entityId, aboutId, at, type, data } of events) {
    const key = `${entityId}/${aboutId}`;
    if (type === 'placementProposed') {
      const { personId, needIds } = sending.parse(data);
      const served = needIds.flatMap((needId) => told.get(`${entityId}/${needId}`) ?? []);
      for (const need of served) need.sent.set(key, personId);
      needsOf.set(key, served);
    } else if (type === 'placementProgressed') {
      if (hasLeft(ending.parse(data))) for (const need of needsOf.get(key) ?? []) withdraw(need, key);
    } else {
      const before = told.get(key) ?? { said: {}, recordedOn: at.toISOString().slice(0, 10), sent: new Map() };
      // Who was found once is not who was found, when nobody is any more.
      const anew = type === 'needUnmatched' ? { personIds: [] } : type === 'needMatched' ? { reason: undefined } : {};
      told.set(key, Object.assign(before, { said: { ...before.said, ...anew, ...facts.parse(data) } }));
    }
  }
  return told;
}

const hasLeft = ({ status, outcome }: z.output<typeof ending>): boolean =>
  !isChildOpen({ status }) && outcome !== undefined && outcome !== 'fulfilled';

/** Who said no, or left, is no longer named for the need; of a team the others are. */
function withdraw(need: Told, placement: string): void {
  const personId = need.sent.get(placement);
  need.sent.delete(placement);
  if ([...need.sent.values()].some((other) => other === personId)) return;
  const { personIds } = need.said;
  if (personIds) need.said = { ...need.said, personIds: personIds.filter((id) => id !== personId) };
}
