import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { organisationId } from '../domain/fields.ts';
import type { Database } from '../prisma/client.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { followUpShown, shownAll } from './follow-ups.ts';
import type { FollowUpRow } from './follow-ups.ts';
import { atUnit } from './home-unit.ts';
import { hiddenPlacements } from './known-placements.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { meeting } from './policy.ts';

const parameters = z.strictObject({ homeUnit: organisationId.optional(), ...pageParameters });

const listed = followUpShown
  .extend({
    agreementTitle: z.string(),
    /** Who was told of it, the first first, and what became of that. */
    told: z.array(
      z.object({
        at: z.string(),
        kind: z.string(),
        postId: z.string().nullable(),
        personId: z.string().nullable(),
        status: z.string(),
      }),
    ),
  })
  .meta({ id: 'MeetingListItem' });

/** What everybody in the line was told of in vain: for the leaders' meeting, the longest waiting first (DOMAIN 2 "Ladder"). */
export function meetingListRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/meeting-list',
    config: { who: meeting, isForOurs: true },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listMeetingList',
      summary: "What is for the leaders' meeting: everybody in the line was told, and it is still open",
      querystring: parameters,
      response: {
        200: z.object({
          items: z.array(listed),
          names: z.record(z.string(), z.unknown()),
          nextCursor: z.string().nullable(),
        }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const { homeUnit, limit, cursor } = request.query;
      const after = positionOf(cursor);
      const [entityId = '', id = ''] = after?.id.split('#') ?? [];
      const rows = await db.followUp.findMany({
        where: {
          meetingListOn: { not: null },
          ...(await atUnit(db, homeUnit)),
          AND: [(await hiddenPlacements(db, principalFrom(request))).followUps],
          ...(after
            ? {
                OR: [
                  { meetingListOn: { gt: after.value } },
                  { meetingListOn: after.value, entityId: { gt: entityId } },
                  { meetingListOn: after.value, entityId, id: { gt: id } },
                ],
              }
            : {}),
        },
        orderBy: [{ meetingListOn: 'asc' }, { entityId: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      });
      const { items, nextCursor } = page(rows, limit, (row) => ({
        value: row.meetingListOn ?? '',
        id: `${row.entityId}#${row.id}`,
      }));
      const [shown, titles, told] = await Promise.all([
        shownAll(db, items, principalFrom(request)),
        titlesOf(db, items),
        toldOf(db, items),
      ]);
      const answer = shown.map((item) => ({
        ...item,
        agreementTitle: titles.get(item.agreementId) ?? '',
        told: told.get(`${item.entityId}#${item.id}`) ?? [],
      }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: answer, names: await namesIn(db, answer), nextCursor };
    },
  });
}

async function titlesOf(db: Database, rows: readonly FollowUpRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map((row) => row.agreementId))];
  const found = await db.entity.findMany({ where: { id: { in: ids } }, select: { id: true, title: true } });
  return new Map(found.map(({ id, title }) => [id, title]));
}

type Told = z.input<typeof listed>['told'];

async function toldOf(db: Database, rows: readonly FollowUpRow[]): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  if (rows.length === 0) return told;
  const notices = await db.notice.findMany({
    where: { OR: rows.map(({ entityId, id }) => ({ entityId, followUpId: id })) },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  for (const { entityId, followUpId, at, kind, postId, personId, status } of notices) {
    const key = `${entityId}#${followUpId}`;
    told.set(key, [...(told.get(key) ?? []), { at: at.toISOString(), kind, postId, personId, status }]);
  }
  return told;
}
