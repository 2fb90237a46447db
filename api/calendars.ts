import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { uploadedYears } from '../activities/calendar-book.ts';
import { knowsHolidays, loadCalendar, weekendOf } from '../activities/calendars.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { yearRefused } from '../domain/calendar/tables.ts';
import { dateOn } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import { personText } from '../domain/text.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { coordinators, readers } from './policy.ts';
import { Problem, refused } from './problem.ts';

/** Working calendars of countries: what the packages know, and the years that were uploaded. */

const table = z
  .object({
    country: z.string(),
    year: z.number(),
    /** Counts up with each correction; the highest is in force. */
    version: z.number(),
    fromOn: z.string(),
    toOn: z.string(),
    off: z.array(z.string()),
    on: z.array(z.string()),
    origin: z.string().nullable(),
    by: z.string(),
    at: z.string(),
  })
  .meta({ id: 'CalendarYear' });
const summary = z.object({
  country: z.string(),
  /** What it is made of and the days it covers. */
  version: z.string(),
  /** Dates after this day are provisional. */
  coveredUntilOn: z.string(),
});
const calendar = summary
  .extend({
    zone: z.string(),
    weekend: z.array(z.number()),
    off: z.array(z.string()),
    on: z.array(z.string()),
    hours: z.array(z.tuple([z.string(), z.string()])),
    uploaded: z.array(table),
  })
  .meta({ id: 'WorkingCalendar' });

const yearBody = z.strictObject({
  year: z.int().min(2000).max(2199),
  /** The days it speaks for; left out: the whole year. */
  fromOn: dateOn.optional(),
  toOn: dateOn.optional(),
  off: z.array(dateOn).min(1).max(200),
  on: z.array(dateOn).max(60).default([]),
  /** Where it is from, e.g. the number of the notice. */
  origin: personText(200, true).optional(),
});

type Row = Prisma.CalendarYearGetPayload<object>;
const shown = ({ id: _id, ...row }: Row) => ({ ...row, at: row.at.toISOString() });
const knownCountry = (country: string): boolean => /^[A-Z]{2}$/.test(country) && knowsHolidays(country);

export function calendarRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['calendars'];
  const params = z.object({ country: z.string().max(20) });

  const effective = async (country: string) => {
    const { zone } = loadCalendar(country, { fromOn: nowOf(deps).slice(0, 10) });
    const fromOn = localDateOf(zone, nowOf(deps));
    const known = loadCalendar(country, { fromOn, years: await uploadedYears(db, country) });
    return { ...known, country, coveredUntilOn: known.coverage[1] };
  };

  typed.route({
    method: 'GET',
    url: '/v1/calendars',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listCalendars',
      summary: 'The countries whose calendars are in use, and until when their public holidays are known',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(summary) }), ...readProblems() },
    },
    handler: async () => {
      const used = await db.organisation.findMany({ select: { country: true }, distinct: ['country'] });
      const uploaded = await db.calendarYear.findMany({ select: { country: true }, distinct: ['country'] });
      const countries = [...new Set(['CN', ...[...used, ...uploaded].map((row) => row.country)])].filter(knownCountry);
      const items = [];
      for (const country of countries.toSorted()) {
        const { version, coveredUntilOn } = await effective(country);
        items.push({ country, version, coveredUntilOn });
      }
      return { items };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/calendars/:country',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getCalendar',
      summary: 'The working calendar of a country from today on, with every version of the years that were uploaded',
      params,
      response: { 200: calendar, ...readProblems() },
    },
    handler: async (request) => {
      const { country } = request.params;
      if (!knownCountry(country)) {
        throw new Problem('no-such-page', `There is no calendar for ${country}.`, {
          detailZh: `没有 ${country} 的日历。`,
        });
      }
      const { zone, weekend, off, on, hours, version, coveredUntilOn } = await effective(country);
      const rows = await db.calendarYear.findMany({
        where: { country },
        orderBy: [{ year: 'desc' }, { version: 'desc' }],
      });
      return { country, version, coveredUntilOn, zone, weekend, off, on, hours, uploaded: rows.map(shown) };
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/calendars/:country/years',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'addCalendarYear',
      summary: 'Upload a year’s days off and make-up days; agreements adopt it in the night that follows',
      params,
      headers: idempotencyHeader,
      body: yearBody,
      response: { 201: table, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { country } = request.params;
      if (!knownCountry(country)) {
        throw refused(refuse('no-holidays-known', `No calendar is known for ${country}.`, `没有 ${country} 的日历。`));
      }
      const { year, off, on, origin = null } = request.body;
      const { fromOn = `${year}-01-01`, toOn = `${year}-12-31` } = request.body;
      const given = { year, fromOn, toOn, off: off.toSorted(), on: on.toSorted() };
      const at = nowOf(deps);
      const { zone } = loadCalendar(country, { fromOn: at.slice(0, 10) });
      const no = yearRefused(given, weekendOf(country), localDateOf(zone, at));
      if (no) throw refused(no);
      const by = principalFrom(request).id;
      const made = await madeOnce(db, request, `calendars/${country}/years`, {}, async (tx) => {
        const last = await tx.calendarYear.findFirst({ where: { country, year }, orderBy: { version: 'desc' } });
        const version = (last?.version ?? 0) + 1;
        return shown(await tx.calendarYear.create({ data: { ...given, country, version, origin, by, at } }));
      });
      return reply.code(201).header('location', `/v1/calendars/${country}`).send(table.parse(made));
    },
  });
}
