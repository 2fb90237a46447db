import { MOST_QUIET_TIMES } from '../domain/directory/schemas.ts';
import type { Language } from '../domain/notices/names.ts';
import { END_OF_DAY } from '../domain/notices/timing.ts';
import type { QuietTime } from '../domain/notices/timing.ts';
import { weekdayText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { said } from './link-words.ts';
import { both, bothInLine } from './print-page.ts';

/** A person's quiet times as rows of plain inputs: a day, from, to. Empty times mean the whole day. */

const START_OF_DAY = '00:00';
const FEWEST_ROWS = 3;
const DAILY = 'daily';
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const rows = Array.from({ length: MOST_QUIET_TIMES }, (_none, index) => index + 1);

/** Gathers the rows of a form (`quietDay1`, `quietFrom1`, `quietTo1` and so on) as `quietTimes`; one without a day says nothing. */
export function withQuietTimes(form: unknown): unknown {
  if (typeof form !== 'object' || form === null) return form;
  const text = (name: string): string => {
    const value: unknown = Reflect.get(form, name);
    return typeof value === 'string' ? value : '';
  };
  const quietTimes = rows.flatMap((row) => {
    const day = text(`quietDay${row}`);
    if (day === '') return [];
    return [
      {
        weekday: day === DAILY ? null : Number(day),
        fromTime: text(`quietFrom${row}`) || START_OF_DAY,
        toTime: text(`quietTo${row}`) || END_OF_DAY,
      },
    ];
  });
  return { ...form, quietTimes };
}

/** The values that the form shows. */
export function quietTimesValues(quietTimes: readonly QuietTime[]): Record<string, string> {
  return Object.fromEntries(
    quietTimes.flatMap(({ weekday, fromTime, toTime }, index) => [
      [`quietDay${index + 1}`, weekday === null ? DAILY : String(weekday)],
      [`quietFrom${index + 1}`, fromTime === START_OF_DAY ? '' : fromTime],
      [`quietTo${index + 1}`, toTime === END_OF_DAY ? '' : toTime],
    ]),
  );
}

export function quietTimesInputs(language: Language, values: Readonly<Record<string, string>>): SafeHtml {
  const value = (name: string): string => values[name] ?? '';
  const used = rows.filter((row) => value(`quietDay${row}`) !== '').length;
  const options = [
    { id: '', title: said('noQuiet') },
    { id: DAILY, title: said('everyDay') },
    ...weekdays.map((weekday) => ({
      id: String(weekday),
      title: { en: weekdayText('en', weekday), zh: weekdayText('zh-CN', weekday) },
    })),
  ];
  const input = (name: string, key: 'quietFrom' | 'quietTo'): SafeHtml =>
    html`<label>${both(language, said(key))} <input name="${name}" type="time" value="${value(name)}" /></label>`;
  return html`<p>${both(language, said('quietNote'))}</p>
    ${rows.slice(0, Math.max(FEWEST_ROWS, used + 1)).map(
      (row) =>
        html`<fieldset>
          <label
            >${both(language, said('quietDay'))}
            <select name="quietDay${row}">
              ${options.map(
                ({ id, title }) =>
                  html`<option value="${id}" ${id === value(`quietDay${row}`) ? html` selected` : null}>
                    ${bothInLine(language, title)}
                  </option>`,
              )}
            </select></label
          >${input(`quietFrom${row}`, 'quietFrom')}${input(`quietTo${row}`, 'quietTo')}
        </fieldset>`,
    )}`;
}
