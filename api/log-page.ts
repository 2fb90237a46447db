import { z } from 'zod';
import type { Bilingual } from '../domain/decider.ts';
import { dateOn } from '../domain/fields.ts';
import type { Language } from '../domain/notices/names.ts';
import { halvesOf } from '../domain/placement/marks.ts';
import type { HalfDayOn } from '../domain/placement/marks.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { choiceOf, dayBoxes, daysOf, isChanged, ticked, typed } from './half-day-page.ts';
import type { HalfDayPage, SaidOnPage, Values } from './half-day-page.ts';
import { halfWords, logWords as words, pageWords } from './half-day-words.ts';
import { recordingWords } from './recording-words.ts';
import { both, bothInLine } from './print-page.ts';

/** Whoever was to be there says which of the planned half days they kept, what was done, and when else they were there. */

const PASSAGE = 9_000;
const LINE = 500;
/** Times that were not planned; who has more of them has the API, or writes. */
const EXTRAS = [0, 1] as const;
const ownName = (on: string): string => `own.${on}`;

interface Entry {
  onDate: string;
  half: 'am' | 'pm' | 'whole';
  what: string;
}
interface Wrong {
  wrong: Bilingual;
}

export function logSaid(page: HalfDayPage, values: Values): SaidOnPage {
  if (isChanged(page, values)) return { wrong: pageWords.changed };
  const what = typed(values, 'what', PASSAGE);
  const own = ownWords(page, values);
  if (what === null || own === null) return { wrong: pageWords.unreadable };
  const kept = keptOf(page, values);
  if ('wrong' in kept) return kept;
  const extras = extrasOf(page, values, kept.halves);
  if ('wrong' in extras) return extras;
  const isAsPlanned = kept.halves.length === page.halves.length && extras.halves.length === 0;
  return filed(page, { days: [...kept.halves, ...extras.halves], what, own, isAsPlanned });
}

/** By date, what is written about one day alone; null where it cannot be kept. */
function ownWords(page: HalfDayPage, values: Values): Map<string, string> | null {
  const own = new Map<string, string>();
  for (const { on } of daysOf(page)) {
    const text = typed(values, ownName(on), LINE);
    if (text === null) return null;
    if (text !== '') own.set(on, text);
  }
  return own;
}

/** Which of the planned half days were kept, as chosen or ticked; what contradicts itself is asked again. */
function keptOf(page: HalfDayPage, values: Values): { halves: readonly HalfDayOn[] } | Wrong {
  const those = ticked(page, values);
  const isExtra = EXTRAS.some((n) => (values[`extraOn.${n}`] ?? '') !== '');
  switch (values['took']) {
    case 'all':
      return those.length > 0 && those.length < page.halves.length ? { wrong: words.notAll } : { halves: page.halves };
    case 'none':
      return those.length > 0 ? { wrong: words.notNone } : { halves: [] };
    default:
      // Ticks say it without the choice above them.
      return those.length > 0 || (values['took'] === 'some' && isExtra) ? { halves: those } : { wrong: words.saySo };
  }
}

const extraHalf = z.enum(['am', 'pm', 'whole']);
type Extra = HalfDayOn & { what?: string };

function extrasOf(
  { fromOn, toOn }: HalfDayPage,
  values: Values,
  kept: readonly HalfDayOn[],
): { halves: readonly Extra[] } | Wrong {
  const taken: Extra[] = [...kept];
  for (const n of EXTRAS) {
    const [on, half, what] = [values[`extraOn.${n}`], values[`extraHalf.${n}`], typed(values, `extraWhat.${n}`, LINE)];
    if (what === null) return { wrong: pageWords.unreadable };
    if (!on && !half && what === '') continue;
    const [day, part] = [dateOn.safeParse(on).data, extraHalf.safeParse(half).data];
    if (!day || !part) return { wrong: words.extraPart };
    if (day < fromOn || day > toOn) return { wrong: words.extraOutside(fromOn, toOn) };
    for (const each of halvesOf({ onDate: day, half: part })) {
      if (taken.some(({ onDate, half: its }) => onDate === day && its === each.half)) {
        return { wrong: words.twice(day, each.half) };
      }
      taken.push({ ...each, ...(what === '' ? {} : { what }) });
    }
  }
  return { halves: taken.slice(kept.length) };
}

interface Told {
  days: readonly Extra[];
  /** About all of them. */
  what: string;
  own: ReadonlyMap<string, string>;
  isAsPlanned: boolean;
}

function filed({ periodId, personId }: HalfDayPage, { days, what, own, isAsPlanned }: Told): SaidOnPage {
  const idle = [...own.keys()].find((on) => !days.some(({ onDate }) => onDate === on));
  if (idle) return { wrong: words.unticked(idle) };
  const command = (body: object): SaidOnPage => ({
    command: { name: 'logDays', body: { periodId, ...(personId ? { personId } : {}), ...body } },
  });
  if (days.length === 0) return what === '' ? { wrong: words.whyMissing } : command({ took: 'nothing', what });
  const entries = days.map(({ onDate, half, what: its }) => ({
    onDate,
    half,
    what: [its ?? own.get(onDate) ?? '', what].filter((text) => text !== '').join('\n'),
  }));
  if (entries.some((entry) => entry.what === '')) return { wrong: words.whatMissing };
  // One text for all that was planned is kept once, not once for each half day.
  if (isAsPlanned && own.size === 0) return command({ took: 'as-planned', what });
  return command({ days: wholeDays(entries) });
}

/** Two halves of a day with the same words are one entry. */
function wholeDays(entries: readonly Entry[]): Entry[] {
  const byDay = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.onDate} ${entry.what}`;
    byDay.set(key, byDay.has(key) ? { ...entry, half: 'whole' } : entry);
  }
  return [...byDay.values()].toSorted((a, b) => (a.onDate < b.onDate ? -1 : 1));
}

export function logFields(language: Language, page: HalfDayPage, values: Values): SafeHtml {
  const shown = { language, page, values };
  const line = (name: string, label: Bilingual): SafeHtml =>
    html`<label for="${name}">${both(language, label)}</label
      ><input id="${name}" name="${name}" maxlength="${LINE}" value="${values[name] ?? ''}" />`;
  return html`${choiceOf(shown, words.question, 'took', words.choices)}
    ${daysOf(page).map((day) =>
      dayBoxes(shown, day, ({ half }) => halfWords[half], html`<div>${line(ownName(day.on), words.own)}</div>`),
    )} <label for="log-what">${both(language, words.what)}</label
    ><textarea id="log-what" name="what" rows="3" maxlength="${PASSAGE}">${values['what'] ?? ''}</textarea>
    <details ${EXTRAS.some((n) => values[`extraOn.${n}`] || values[`extraHalf.${n}`]) ? html` open` : null}>
      <summary>${both(language, words.extra)}</summary>
      ${EXTRAS.map((n) => extraFields(language, page, values, n, line))}
    </details>`;
}

function extraFields(
  language: Language,
  { fromOn, toOn }: HalfDayPage,
  values: Values,
  n: number,
  line: (name: string, label: Bilingual) => SafeHtml,
): SafeHtml {
  const [on, half] = [`extraOn.${n}`, `extraHalf.${n}`];
  const options = Object.entries({ '': recordingWords.choose, ...halfWords });
  return html`<fieldset class="halves">
    <label for="${on}">${both(language, words.extraOn)}</label
    ><input id="${on}" name="${on}" type="date" min="${fromOn}" max="${toOn}" value="${values[on] ?? ''}" />
    <label for="${half}">${both(language, words.extraHalf)}</label
    ><select id="${half}" name="${half}">
      ${options.map(
        ([key, label]) =>
          html`<option value="${key}" ${key === values[half] ? html` selected` : null}>
            ${bothInLine(language, label)}
          </option>`,
      )}
    </select>
    ${line(`extraWhat.${n}`, words.extraWhat)}
  </fieldset>`;
}
