import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { organisationId, personId } from '../domain/fields.ts';
import { Language } from '../domain/notices/names.ts';
import { personText } from '../domain/text.ts';
import { linkIdOf, linkToken, newLinkId } from '../mail/link-token.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { feedKinds, placementCalendar } from './placement-calendar.ts';
import { coordinators } from './policy.ts';
import { Problem } from './problem.ts';

/**
 * Calendars of booked days that people subscribe to, by an address that nobody can guess: of a person, an enterprise, or one of its
 * points. A coordinator makes the address, hands it over, and withdraws it.
 */

type Deps = Pick<ApiDeps, 'db' | 'clock' | 'publicUrl' | 'linkSecret'>;

const language = z.enum(Language).default('zh-CN');
const feedBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), personId, language }),
  z.strictObject({ kind: z.literal('enterprise'), organisationId, language }),
  /** The point as it is written in proposals. */
  z.strictObject({ kind: z.literal('point'), organisationId, point: personText(200, true), language }),
]);

const shownFeed = z.object({
  id: z.string(),
  kind: z.enum(feedKinds),
  subjectId: z.string(),
  point: z.string().nullable(),
  language: z.string(),
  at: z.string(),
  revokedAt: z.string().nullable(),
});
const feedWithUrl = shownFeed
  .extend({
    /** To be subscribed to. Who has it, reads it. */
    url: z.string(),
  })
  .meta({ id: 'CalendarFeed' });

const shown = ({ at, revokedAt, by: _by, ...row }: Prisma.CalendarFeedGetPayload<object>) => ({
  ...row,
  at: at.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
});

const subjectOf = (body: z.output<typeof feedBody>): string =>
  body.kind === 'person' ? body.personId : body.organisationId;

export function calendarFeedRoutes(app: FastifyInstance, deps: Deps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['placements'];
  const config = { who: coordinators, isForOurs: true };
  const withUrl = (made: unknown) => {
    const feed = shownFeed.parse(made);
    return { ...feed, url: `${deps.publicUrl}/c/${linkToken(deps.linkSecret, feed.id)}.ics` };
  };

  typed.route({
    method: 'POST',
    url: '/v1/calendar-feeds',
    config,
    schema: {
      tags,
      operationId: 'makeCalendarFeed',
      summary: 'Make the secret address of a calendar of booked days: of a person, an enterprise or one of its points',
      headers: idempotencyHeader,
      body: feedBody,
      response: { 201: feedWithUrl, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { body } = request;
      const subjectId = subjectOf(body);
      const named = body.kind === 'person' ? { personId: subjectId } : { organisationId: subjectId };
      const made = await madeOnce(db, request, 'calendar-feeds', named, async (tx) =>
        shown(
          await tx.calendarFeed.create({
            data: {
              id: newLinkId(),
              kind: body.kind,
              subjectId,
              point: body.kind === 'point' ? body.point : null,
              language: body.language,
              by: principalFrom(request).id,
              at: new Date(nowOf(deps)),
            },
          }),
        ),
      );
      return reply.code(201).send(withUrl(made));
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/calendar-feeds',
    config,
    schema: {
      tags,
      operationId: 'listCalendarFeeds',
      summary: 'The addresses of calendars that were given out; those that were withdrawn too',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(feedWithUrl) }), ...readProblems() },
    },
    handler: async () => ({
      items: (await db.calendarFeed.findMany({ orderBy: [{ at: 'desc' }, { id: 'asc' }], take: 500 })).map((row) =>
        withUrl(shown(row)),
      ),
    }),
  });

  typed.route({
    method: 'POST',
    url: '/v1/calendar-feeds/:id/revoke',
    config,
    schema: {
      tags,
      operationId: 'revokeCalendarFeed',
      summary: 'Withdraw the address of a calendar: it shows nothing any more',
      params: z.object({ id: z.string().max(60) }),
      headers: idempotencyHeader,
      response: { 200: feedWithUrl, ...problemResponses() },
    },
    handler: async (request) => {
      const { id } = request.params;
      const made = await madeOnce(db, request, `calendar-feeds/${id}/revoke`, null, async (tx) => {
        const row = await tx.calendarFeed.findUnique({ where: { id } });
        if (!row) throw none();
        if (row.revokedAt) return shown(row);
        return shown(await tx.calendarFeed.update({ where: { id }, data: { revokedAt: new Date(nowOf(deps)) } }));
      });
      return withUrl(made);
    },
  });

  typed.route({
    method: 'GET',
    url: '/c/:file',
    schema: { hide: true, params: z.object({ file: z.string().max(80) }) },
    handler: async (request, reply) => {
      const { file } = request.params;
      const id = file.endsWith('.ics') ? linkIdOf(deps.linkSecret, file.slice(0, -'.ics'.length)) : null;
      const feed = id ? await db.calendarFeed.findUnique({ where: { id } }) : null;
      if (!feed || feed.revokedAt) throw none();
      return reply
        .headers({
          'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
          'content-disposition': 'inline; filename="placements.ics"',
          'cache-control': 'private, no-cache',
        })
        .send(await placementCalendar(db, feed, nowOf(deps)));
    },
  });
}

/** The same for what never was, what is not ours, and what was withdrawn. */
const none = (): Problem => new Problem('no-such-page', 'There is no such calendar.', { detailZh: '没有该日历。' });
