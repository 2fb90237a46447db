import type { Language } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { choiceOf, dayBoxes, daysOf, isChanged, ticked, typed } from './half-day-page.ts';
import type { HalfDayPage, SaidOnPage, Values } from './half-day-page.ts';
import { pageWords, presenceWords as words } from './half-day-words.ts';
import { both } from './print-page.ts';

/** The host says which of the logged half days are not right, and why; whatever it does not name is confirmed with it. */

const PASSAGE = 9_000;

export function presenceSaid(page: HalfDayPage, values: Values): SaidOnPage {
  if (isChanged(page, values)) return { wrong: pageWords.changed };
  const days = ticked(page, values);
  const reason = typed(values, 'why', PASSAGE);
  const { presence } = values;
  if (reason === null) return { wrong: pageWords.unreadable };
  if (presence === 'right' && days.length > 0) return { wrong: words.notRight };
  if (presence === 'some' && days.length === 0) return { wrong: words.tickWhich };
  const { periodId } = page;
  if (days.length > 0) {
    // Ticks say it without the choice above them.
    if (reason === '') return { wrong: words.whyMissing };
    return { command: { name: 'disputePresence', body: { periodId, days, reason } } };
  }
  if (presence !== 'right') return { wrong: words.saySo };
  return { command: { name: 'confirmPresence', body: { periodId, ...(reason === '' ? {} : { note: reason }) } } };
}

export function presenceFields(language: Language, page: HalfDayPage, values: Values): SafeHtml {
  const shown = { language, page, values };
  return html`${choiceOf(shown, words.question, 'presence', words.choices)}
    ${daysOf(page).map((day) => dayBoxes(shown, day, ({ half }) => words.absent[half], null))}
    <label for="presence-why">${both(language, words.why)}</label
    ><textarea id="presence-why" name="why" rows="3" maxlength="${PASSAGE}">${values['why'] ?? ''}</textarea>
    <p>${both(language, words.note)}</p>`;
}
