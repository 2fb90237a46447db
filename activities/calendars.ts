import { createRequire } from 'node:module';
import Holidays from 'date-holidays';
import { z } from 'zod';
import { calendarSchema } from '../domain/calendar/calendar.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { addDays, dayMs, earlier, isLocalDate, isoWeekday, localDateSchema } from '../domain/calendar/local-date.ts';
import { withYears } from '../domain/calendar/tables.ts';
import type { YearTable } from '../domain/calendar/tables.ts';

// JSON of a CommonJS package: `import ... with { type: 'json' }` warns on Node 20.
const load = createRequire(import.meta.url);

const packageSchema = z.object({ version: z.string() });
const chineseDaysSchema = z.object({
  holidays: z.record(localDateSchema, z.string()),
  workdays: z.record(localDateSchema, z.string()),
});

/** How far back a calendar reaches before the day it is loaded for: reminders count backwards from a due date. */
const lookBackDays = 40;
const lookAheadYears = 2;

/** Where a country has several zones or regional holidays, the ones meant here; others take the package's first zone. */
const settings: Record<string, { zone: string; region?: string; hours: [string, string][] }> = {
  CN: {
    zone: 'Asia/Shanghai',
    hours: [
      ['08:30', '12:00'],
      ['14:00', '17:30'],
    ],
  },
  GB: { zone: 'Europe/London', region: 'ENG', hours: [['09:00', '17:30']] },
};
const usualHours: [string, string][] = [['09:00', '17:30']];

/**
 * The working calendar of a country (ISO 3166 code; GB means England), compact enough to be carried in workflow state.
 * Only days from `fromOn` (local date) minus 40 days are held. China: the State Council's days off and make-up days, as
 * far as published (package chinese-days). Other countries: public holidays for two years (package date-holidays; one-off
 * bank holidays declared later are missing until the package is updated). Days outside `coverage` are provisional.
 * Uploaded years override and extend what the packages know. Throws RangeError for an unknown country or a wrong date.
 */
export function loadCalendar(
  country: string,
  { fromOn, years = noYears }: { fromOn: string; years?: UploadedYears },
): Calendar {
  if (!isLocalDate(fromOn)) throw new RangeError(`not a local date (YYYY-MM-DD): ${fromOn}`);
  const known = country === 'CN' ? chinese(fromOn) : international(country, fromOn);
  return calendarSchema.parse(withYears(known, years.tables, years.tag, fromOn));
}

/** Uploaded tables of a country, one for each year; `tag` names their versions. */
export interface UploadedYears {
  tables: YearTable[];
  tag: string;
}
export const noYears: UploadedYears = { tables: [], tag: '' };

/** Whether a package knows the holidays of a country. */
export function knowsHolidays(country: string): boolean {
  return country === 'CN' || Object.hasOwn(new Holidays().getCountries(), country);
}

const loaded = new Map<string, Calendar>();

/** `loadCalendar`, remembered: many ask for the same day. Where no holidays are known, weekends only, and everything provisional. */
export function calendarOrWeekends(country: string, from: { fromOn: string; years?: UploadedYears }): Calendar {
  const key = `${country} ${from.fromOn} ${from.years?.tag ?? ''}`;
  const known = loaded.get(key);
  if (known) return known;
  if (loaded.size > 200) loaded.clear();
  const calendar = knowsHolidays(country) ? loadCalendar(country, from) : weekendsOnly(country, from.fromOn);
  loaded.set(key, calendar);
  return calendar;
}

function weekendsOnly(country: string, fromOn: string): Calendar {
  const coverage: Calendar['coverage'] = [fromOn, fromOn];
  const version = `weekends ${fromOn}..${fromOn}`;
  return { id: country, version, zone: 'UTC', coverage, weekend: [6, 7], off: [], on: [], hours: [] };
}

function chinese(fromOn: string): Calendar {
  const data = chineseDaysSchema.parse(load('chinese-days/dist/chinese-days.json'));
  const { version } = packageSchema.parse(load('chinese-days/package.json'));
  const holidays = Object.keys(data.holidays).toSorted();
  // A year counts as published only with its National Day: a notice may already name the next year's first of January.
  const lastYear = holidays.findLast((on) => on.slice(5, 7) === '10')?.slice(0, 4);
  if (lastYear === undefined) throw new RangeError('chinese-days holds no complete year');
  const to = `${lastYear}-12-31`;
  const from = earlier(addDays(fromOn, -lookBackDays), to);
  const within = (on: string): boolean => on >= from && on <= to;
  const weekend = [6, 7];
  return {
    id: `CN-${lastYear}`,
    version: `chinese-days@${version} ${from}..${to}`,
    zone: zoneOf('CN'),
    coverage: [from, to],
    weekend,
    off: holidays.filter((on) => within(on) && !weekend.includes(isoWeekday(on))),
    on: Object.keys(data.workdays)
      .toSorted()
      .filter((on) => within(on) && weekend.includes(isoWeekday(on))),
    hours: hoursOf('CN'),
  };
}

function international(country: string, fromOn: string): Calendar {
  if (!Object.hasOwn(new Holidays().getCountries(), country))
    throw new RangeError(`no holidays known for country ${country}`);
  const region = settings[country]?.region;
  const source = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const { version } = packageSchema.parse(load('date-holidays/package.json'));
  const from = addDays(fromOn, -lookBackDays);
  const to = addDays(fromOn, lookAheadYears * 365);
  const weekend = weekendOf(country);
  const years = Array.from(
    { length: Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
    (_, i) => Number(from.slice(0, 4)) + i,
  );
  const off = years
    .flatMap((year) => source.getHolidays(year))
    .filter((holiday) => holiday.type === 'public')
    .flatMap((holiday) => wholeDays(holiday.date, holiday.end.getTime() - holiday.start.getTime()))
    .filter((on) => on >= from && on <= to && !weekend.includes(isoWeekday(on)));
  return {
    id: `${country}-${to.slice(0, 4)}`,
    version: `date-holidays@${version} ${from}..${to}`,
    zone: zoneOf(country, source.getTimezones()[0]),
    coverage: [from, to],
    weekend,
    off: [...new Set(off)].toSorted(),
    on: [],
    hours: hoursOf(country),
  };
}

/** `date` is local already ("2026-03-19 00:00:00"); half days are worked, so only whole ones are days off. */
function wholeDays(date: string, lengthMs: number): string[] {
  const firstOn = date.slice(0, 10);
  return Array.from({ length: Math.floor(lengthMs / dayMs + 0.05) }, (_, i) => addDays(firstOn, i));
}

function zoneOf(country: string, fallback?: string): string {
  const zone = settings[country]?.zone ?? fallback;
  if (zone === undefined) throw new RangeError(`no time zone known for country ${country}`);
  return zone;
}

function hoursOf(country: string): [string, string][] {
  return settings[country]?.hours ?? usualHours;
}

const weekInfoSchema = z.object({ weekend: z.array(z.int().min(1).max(7)) });

/** ISO weekdays that are free in a country, by CLDR; the accessor became a method in newer runtimes. */
export function weekendOf(country: string): number[] {
  const locale = new Intl.Locale(`und-${country}`);
  const getWeekInfo: unknown = Reflect.get(locale, 'getWeekInfo');
  const info: unknown =
    typeof getWeekInfo === 'function' ? Reflect.apply(getWeekInfo, locale, []) : Reflect.get(locale, 'weekInfo');
  const parsed = weekInfoSchema.safeParse(info);
  return parsed.success ? parsed.data.weekend : [6, 7];
}
