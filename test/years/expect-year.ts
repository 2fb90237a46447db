import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { liveAYear } from './a-year.ts';
import type { LivedYear, Scenario } from './a-year.ts';
import { china } from './diary.ts';
import type { MailRead, Reader } from './mails-of.ts';
import { countsIn, countsOf, yearReport } from './year-report.ts';

const report = join(import.meta.dirname, '../../docs/a-year-of-mail.md');
const LONG = 900_000;

/** Lives the year once, and says what holds of every year, in neglect as in diligence; gives the year to say more of it. */
export function expectYear(scenario: Scenario): () => LivedYear {
  let lived: LivedYear | null = null;
  const year = (): LivedYear => {
    if (!lived) throw new Error('The year was not lived.');
    return lived;
  };
  beforeAll(async () => {
    lived = await liveAYear(scenario);
  }, LONG);
  afterAll(() => {
    lived = null;
  });
  const readers = (): Reader[] => year().cases.flatMap((one) => one.readers);
  const requests = ({ mails }: Reader): MailRead[] => mails.filter(({ matters }) => matters.length > 0);

  test('the counts by person and month are those of docs/a-year-of-mail.md; `npm run year-of-mail` writes it anew', () => {
    expect(countsOf(year())).toBe(countsIn(readFileSync(report, 'utf8'), scenario));
  });

  test('the report names no address, token, code or machine, and has each mail once', () => {
    const text = yearReport([year()]);
    expect(text).not.toMatch(/https?:\/\/|127\.0\.0\.1|localhost|\/l\/[\w-]{43}/);
    const heads = text.match(/^\*\*\d{4}-\d\d-\d\d \d\d:\d\d\*\*/gm) ?? [];
    expect(heads.length).toBe(readers().flatMap(({ mails }) => mails).length);
  });

  test('the nightly rounds and their certificates of the days before found nothing missing', () => {
    expect(year().findings).toEqual([]);
  });

  test('nobody hears anything on a free day, at night, or twice in one morning, but for what has a mail of its own', () => {
    for (const reader of readers()) {
      for (const { on, time } of reader.mails) {
        expect([on, isWorkingDay(china, on).working]).toEqual([on, true]);
        expect(time >= '08:30' && time < '19:00').toBe(true);
      }
      const mornings = requests(reader)
        .filter(
          ({ time, matters }) =>
            time === '08:30' && !matters.some(({ kind }) => /meeting|introduction|page|brief/.test(kind)),
        )
        // On the first day the cases are entered at that hour, and what is assigned is told at once.
        .map(({ on }) => on);
      expect(new Set(mornings).size).toBe(mornings.length);
    }
  });

  test('people of other organisations get at most two mails in seven days, and no word of the ladder', () => {
    for (const reader of readers().filter(({ isOurs }) => !isOurs)) {
      for (const { on } of requests(reader)) {
        // The introduction is of a colleague of ours, and asks for nothing.
        const week = requests(reader).filter(
          (mail) =>
            mail.on > addDays(on, -7) && mail.on <= on && !mail.matters.some(({ kind }) => kind === 'introduction'),
        );
        expect(week.length).toBeLessThanOrEqual(2);
      }
      const kinds = reader.mails.flatMap(({ matters }) => matters.map(({ kind }) => kind));
      expect(kinds.filter((kind) => /escalation|meeting-list|count-of|question/.test(kind))).toEqual([]);
      for (const { text, subject } of reader.mails) {
        expect(`${subject} ${text}`).not.toMatch(/督办|灯色|红（|逾期|overdue|escalat/i);
      }
    }
  });
  return year;
}
