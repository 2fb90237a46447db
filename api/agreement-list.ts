import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { stages } from '../domain/agreement/state.ts';
import { dateOn, organisationId, postId, tag } from '../domain/fields.ts';
import { nameKey } from '../domain/directory/names.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { openStatuses } from './follow-ups.ts';
import { unitsWithin } from './home-unit.ts';
import { isKnownNeed, privateKinds } from './known-needs.ts';
import { hiddenPlacements, preparesPlacements } from './known-placements.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { readers } from './policy.ts';
import type { Principal } from './principal.ts';
import { unreadAnswers } from './answers-read.ts';

const lights = ['green', 'blue', 'yellow', 'red'] as const;
const sorts = ['dueAt', 'startedAt', 'updatedAt', 'title'] as const;
const sort = z
  .string()
  .regex(new RegExp(`^-?(${sorts.join('|')})$`), `must be one of ${sorts.join(', ')}, with - for the reverse`)
  .default('dueAt');

const parameters = z.strictObject({
  stage: listOf(stages).optional(),
  light: listOf(lights).optional(),
  status: listOf(['intake', 'open', 'hold', 'closed']).optional(),
  owner: z
    .union([z.literal('me'), postId])
    .optional()
    .meta({
      description: 'A post that owns something open in the agreement or its plans, or `me` for the posts I hold',
    }),
  homeUnit: organisationId.optional(),
  party: organisationId.optional(),
  parent: z.string().max(200).optional(),
  dueBefore: dateOn.optional(),
  tag: tag.optional().meta({
    description: 'Of a point that was recorded (a strategy, a field, an outcome), or a field that it was started for',
  }),
  q: z.string().trim().min(1).max(100).optional(),
  sort,
  ...pageParameters,
});
type Parameters = z.output<typeof parameters>;

const listedAgreement = z
  .object({
    id: z.string(),
    title: z.string(),
    status: z.string(),
    stage: z.string(),
    light: z.string(),
    homeUnitId: z.string().nullable(),
    ownerPostId: z.string().nullable().meta({
      description:
        'The post that owes the most urgent of its own open matters: the first by light and date, a question or what is paused only where nothing else is open. For whom it waits, with what waits for a decision of ours and what is open in its plans, is told by `/waiting`',
    }),
    partyIds: z.array(z.string()),
    parentId: z.string().nullable(),
    nextDueAt: z.string().nullable(),
    lastContactOn: z.string().nullable(),
    openCount: z.number(),
    /** Answers by mail that nobody has read yet, of it and its plans. */
    unreadAnswers: z.number(),
    closed: z.boolean(),
    startedAt: z.string(),
    updatedAt: z.string(),
    version: z.number(),
  })
  .meta({ id: 'ListedAgreement' });

interface Row {
  id: string;
  title: string;
  status: string;
  stage: string;
  light: string;
  homeUnitId: string | null;
  ownerPostId: string | null;
  partyIds: string[];
  parentId: string | null;
  nextDueAt: Date | null;
  lastContactOn: string | null;
  openCount: number;
  closed: boolean;
  startedAt: Date;
  updatedAt: Date;
  seq: number;
  sortValue: string;
}

const sortExpressions: Record<(typeof sorts)[number], Prisma.Sql> = {
  // What has no date comes after all that has one.
  dueAt: Prisma.sql`to_char(COALESCE("nextDueAt", '9999-12-31'::timestamp), 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  startedAt: Prisma.sql`to_char("startedAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  updatedAt: Prisma.sql`to_char("updatedAt", 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  title: Prisma.sql`title`,
};
const isSort = (name: string): name is (typeof sorts)[number] => sorts.some((known) => known === name);

function conditions(asked: Parameters, principal: Principal, postIds: string[], hidden: Prisma.Sql): Prisma.Sql[] {
  const list = (column: Prisma.Sql, values: readonly string[] | undefined) =>
    values ? [Prisma.sql`${column} IN (${Prisma.join([...values])})`] : [];
  return [
    Prisma.sql`kind = 'agreement'`,
    ...list(Prisma.sql`stage`, asked.stage),
    ...list(Prisma.sql`light`, asked.light),
    ...list(Prisma.sql`status`, asked.status),
    ...(asked.owner ? [ownsOpen(asked.owner === 'me' ? postIds : [asked.owner], principal, hidden)] : []),
    ...(asked.party ? [Prisma.sql`${asked.party} = ANY("partyIds")`] : []),
    ...(asked.parent ? [Prisma.sql`"parentId" = ${asked.parent}`] : []),
    ...(asked.dueBefore ? [Prisma.sql`"nextDueAt" < ${`${asked.dueBefore}T00:00:00`}::timestamp`] : []),
    ...(asked.tag ? [isTagged(asked.tag)] : []),
    ...(asked.q ? [searchCondition(asked.q)] : []),
    ...(principal.isOurs ? [] : [Prisma.sql`${principal.organisationId ?? ''} = ANY("partyIds")`]),
  ];
}

/** Any open follow-up counts, not only the most urgent. What another party needs is not found by its owner either. */
function ownsOpen(
  postIds: readonly string[],
  { isOurs, organisationId: side }: Principal,
  hidden: Prisma.Sql,
): Prisma.Sql {
  const known = isOurs
    ? Prisma.empty
    : Prisma.sql`AND (f."aboutKind" <> ALL(${[...privateKinds]}) OR ${isKnownNeed(side)})`;
  return Prisma.sql`EXISTS (SELECT 1 FROM follow_up f WHERE f."agreementId" = entity.id
    AND f."ownerPostId" = ANY(${[...postIds]}) AND f.status = ANY(${[...openStatuses]}) ${known} ${hidden})`;
}

/** Nor is a researcher who was asked found by their post (DOMAIN 2a "Researchers"). */
async function notOfHidden({ db }: ApiDeps, principal: Principal): Promise<Prisma.Sql> {
  if (preparesPlacements(principal)) return Prisma.empty;
  const { entityIds } = await hiddenPlacements(db, principal);
  return Prisma.sql`AND f."entityId" <> ALL(${entityIds}) AND (f."ownerPostId" = ANY(${[...(principal.postIds ?? [])]})
    OR (f."aboutKind" <> 'candidate'
      AND NOT (f."aboutKind" = 'placement' AND f."agreementId" || '.' || f."aboutId" = ANY(${entityIds}))))`;
}

/** For reports by strategy or field (S34). Tags of needs are not looked into: they are their party's. */
function isTagged(asked: string): Prisma.Sql {
  return Prisma.sql`id IN (SELECT e."entityId" FROM event e
    WHERE (e.type = 'pointRecorded' AND e.data->>'tag' = ${asked})
    OR (e.type = 'agreementStarted' AND jsonb_exists(e.data->'fields', ${asked})))`;
}

/** By title and id as written, and by any name or alias of a party, folded. */
function searchCondition(q: string): Prisma.Sql {
  const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const key = nameKey(q);
  return Prisma.sql`("searchText" LIKE ${like(q.toLowerCase())} OR (${key} <> '' AND EXISTS (
    SELECT 1 FROM organisation o, unnest(o."nameKeys") k WHERE o.id = ANY("partyIds") AND k LIKE ${like(key)})))`;
}

async function rowsOf(deps: ApiDeps, asked: Parameters, principal: Principal): Promise<Row[]> {
  const postIds =
    asked.owner === 'me' && principal.personId
      ? (await deps.db.post.findMany({ where: { holderId: principal.personId }, select: { id: true } })).map(
          (post) => post.id,
        )
      : [];
  const name = asked.sort.replace('-', '');
  const expression = sortExpressions[isSort(name) ? name : 'dueAt'];
  const isReverse = asked.sort.startsWith('-');
  const after = positionOf(asked.cursor);
  const hidden = asked.owner ? await notOfHidden(deps, principal) : Prisma.empty;
  const where = conditions(asked, principal, postIds, hidden);
  if (asked.homeUnit) where.push(Prisma.sql`"homeUnitId" = ANY(${await unitsWithin(deps.db, asked.homeUnit)})`);
  if (after) {
    const compare = isReverse ? Prisma.sql`<` : Prisma.sql`>`;
    where.push(Prisma.sql`(${expression}, id) ${compare} (${after.value}, ${after.id})`);
  }
  const direction = isReverse ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return deps.db.$queryRaw<Row[]>`
    SELECT id, title, status, stage, light, "homeUnitId", "ownerPostId", "partyIds", "parentId", "nextDueAt", "lastContactOn",
      "openCount", closed, "startedAt", "updatedAt", seq, ${expression} AS "sortValue"
    FROM entity WHERE ${Prisma.join(where, ' AND ')}
    ORDER BY ${expression} ${direction}, id ${direction} LIMIT ${asked.limit + 1}`;
}

function shown({ seq, sortValue: _sortValue, ...row }: Row, unread: number): z.input<typeof listedAgreement> {
  return {
    ...row,
    unreadAnswers: unread,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    startedAt: row.startedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: seq,
  };
}

export function agreementList(app: FastifyInstance, deps: ApiDeps): void {
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/agreements',
    config: { who: readers },
    schema: {
      tags: ['agreements'],
      operationId: 'listAgreements',
      summary: 'List agreements, the next due first',
      querystring: parameters,
      response: {
        200: z.object({ items: z.array(listedAgreement), nextCursor: z.string().nullable() }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const rows = await rowsOf(deps, request.query, principalFrom(request));
      const { items, nextCursor } = page(rows, request.query.limit, (row) => ({ value: row.sortValue, id: row.id }));
      reply.headers(nextLink(request.url, nextCursor));
      // What waits to be read is our own office's business.
      const ids = principalFrom(request).isOurs ? items.map(({ id }) => id) : [];
      const unread = await unreadAnswers(deps.db, ids);
      return { items: items.map((row) => shown(row, unread.get(row.id) ?? 0)), nextCursor };
    },
  });
}
