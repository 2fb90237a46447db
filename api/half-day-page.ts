import type { Bilingual } from '../domain/decider.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Language } from '../domain/notices/names.ts';
import { halfMonth, marksIn, numberOf, periodSubject } from '../domain/placement/half-month.ts';
import { keeperOfLog } from '../domain/placement/keepers.ts';
import { unsaidOf } from '../domain/placement/log-clock.ts';
import { Mark } from '../domain/placement/marks.ts';
import type { HalfDayOn } from '../domain/placement/marks.ts';
import { personText } from '../domain/text.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { isPlacement } from '../mail/placement-figures.ts';
import { pageWords } from './half-day-words.ts';
import { both } from './print-page.ts';

/**
 * Pages that ask about a half month half day by half day: the researcher, or whoever stands in, which of their planned ones were
 * kept, the host which of the logged ones are not right. Nothing on them is chosen beforehand. Silence of the host lets each logged day count, so that a log
 * which was only clicked through would become days on site; that it was all of them is one choice, not a tick for each.
 */
export interface HalfDayPage {
  /** Which form it is, by the command behind it. */
  way: 'logDays' | 'confirmPresence';
  periodId: string;
  /** Whose days they are, where they are not the researcher's alone. */
  personId?: string;
  /** Local dates, both included, of what may be said here; nobody has been there tomorrow. */
  fromOn: string;
  toOn: string;
  /** In order; never empty. */
  halves: readonly HalfDayOn[];
}

export type Values = Readonly<Record<string, string>>;

/** The command that a filled page leads to, or what is to be mended, in a sentence. */
export type SaidOnPage = { command: { name: string; body: object } } | { wrong: Bilingual };

/** Null for what is not asked half day by half day, or of which nothing is left to ask. */
export function halfDayPageOf(host: FollowUpHost, { kind, about }: FollowUp, todayOn: string): HalfDayPage | null {
  if (!isPlacement(host) || (kind !== 'placement-log' && kind !== 'placement-presence')) return null;
  const n = numberOf(about.id);
  const period = halfMonth(host, n);
  if (!period) return null;
  const { fromOn } = period;
  const toOn = period.toOn < todayOn ? period.toOn : todayOn;
  const page = { periodId: periodSubject(n).id, fromOn, toOn };
  if (kind === 'placement-presence') {
    const halves = marksIn(host, n, Mark.logged);
    return halves.length > 0 ? { ...page, way: 'confirmPresence', halves } : null;
  }
  const keeper = keeperOfLog(host, about);
  const halves = keeper ? unsaidOf(host, { fromOn, toOn }, [keeper]) : [];
  const whose = keeper && host.standIns.length > 0 ? { personId: keeper.personId } : {};
  return halves.length > 0 ? { ...page, ...whose, way: 'logDays', halves } : null;
}

const keyOf = ({ onDate, half }: HalfDayOn): string => `${onDate}/${half}`;
const listOf = ({ halves }: HalfDayPage): string => halves.map(keyOf).join(',');

/** Nobody answers for days that they have not seen: a log is corrected, a plan changes while a page is open. */
export const isChanged = (page: HalfDayPage, values: Values): boolean => values['of'] !== listOf(page);

const boxName = (half: HalfDayOn): string => `half.${keyOf(half)}`;

export const ticked = ({ halves }: HalfDayPage, values: Values): HalfDayOn[] =>
  halves.filter((half) => values[boxName(half)] === 'yes');

/** Each day once, with those of its halves that are listed. */
export function daysOf({ halves }: HalfDayPage): { on: string; halves: HalfDayOn[] }[] {
  const days = [...new Set(halves.map(({ onDate }) => onDate))];
  return days.map((on) => ({ on, halves: halves.filter(({ onDate }) => onDate === on) }));
}

/** What was typed, empty without; null for what cannot be kept. */
export function typed(values: Values, name: string, most: number): string | null {
  const text = values[name] ?? '';
  return text.trim() === '' ? '' : (personText(most, false).safeParse(text).data ?? null);
}

interface Shown {
  language: Language;
  page: HalfDayPage;
  values: Values;
}

/** Which form it is and what it was asked about. */
export const hiddenFields = (page: HalfDayPage): SafeHtml =>
  html`<input type="hidden" name="way" value="${page.way}" /><input type="hidden" name="of" value="${listOf(page)}" />`;

/** One of several, of which the form is given back rather than the browser complains: ticks alone may say enough. */
export function choiceOf(
  { language, values }: Shown,
  question: Bilingual,
  name: string,
  choices: Readonly<Record<string, Bilingual>>,
): SafeHtml {
  return html`<fieldset class="halves">
    <legend>${both(language, question)}</legend>
    ${Object.entries(choices).map(
      ([key, label]) =>
        html`<label class="tick"
          ><input type="radio" name="${name}" value="${key}" ${values[name] === key ? html` checked` : null} />
          <span class="label">${both(language, label)}</span></label
        >`,
    )}
  </fieldset>`;
}

/** A day with a box for each of its halves that are listed, and whatever is asked about it beside. */
export function dayBoxes(
  { language, values }: Shown,
  { on, halves }: { on: string; halves: readonly HalfDayOn[] },
  label: (half: HalfDayOn) => Bilingual,
  beside: SafeHtml | null,
): SafeHtml {
  const box = (half: HalfDayOn): SafeHtml =>
    html`<label class="tick"
      ><input
        type="checkbox"
        name="${boxName(half)}"
        value="yes"
        ${values[boxName(half)] === 'yes' ? html` checked` : null}
      />
      <span class="label">${both(language, label(half))}</span></label
    >`;
  return html`<fieldset class="halves">
    <legend>${both(language, pageWords.day(on))}</legend>
    <div class="ticks">${halves.map(box)}</div>
    ${beside}
  </fieldset>`;
}
