import { z } from 'zod';
import type { Bilingual } from '../domain/decider.ts';
import { dateOn } from '../domain/fields.ts';
import { understood } from '../domain/matching/lexicon.ts';
import type { Language } from '../domain/notices/names.ts';
import { LINE_MAX, PASSAGE_MAX, personText } from '../domain/text.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { bothInLine } from './print-page.ts';
import type { Recording } from './recording-form.ts';
import type { FormField } from './recording-ways.ts';
import { recordingWords as words } from './recording-words.ts';

/** The fields of a form that records something: as they are shown, and what stands in them. */

/** As the command takes them. */
const MOST_TERMS = 20;
const BETWEEN_WORDS = /[;；,，、\n]/;

/** What of free words the vocabulary has; the words themselves are kept beside it, whoever evaluates reads the others. */
export function termsOf({ lexicon }: Recording, { as }: FormField, value: unknown): ['termIds', string[]][] {
  if (as !== 'skills' || !lexicon || typeof value !== 'string') return [];
  const ids = value.split(BETWEEN_WORDS).flatMap((word) => understood(lexicon, word)?.id ?? []);
  return ids.length > 0 ? [['termIds', [...new Set(ids)].slice(0, MOST_TERMS)]] : [];
}

const passage = personText(PASSAGE_MAX, false);
const line = personText(LINE_MAX, true);
const daysAYear = z.coerce.number().int().min(1).max(260);
const parsed = <T>(schema: z.ZodType<T>, text: string): T | undefined => schema.safeParse(text).data;

/** What a filled field says; undefined for what it cannot mean. */
export function valueOf({ people }: Recording, { as, choices }: FormField, text: string): unknown {
  switch (as) {
    case 'day':
    case 'date':
      return parsed(dateOn, text);
    case 'line':
      return parsed(line, text);
    case 'passage':
    case 'skills':
      return parsed(passage, text);
    case 'days-a-year':
      return parsed(daysAYear, text.normalize('NFKC').trim());
    case 'choice':
    case 'need-class':
      return Object.hasOwn(choices ?? {}, text) ? text : undefined;
    case 'languages':
      return Object.hasOwn(choices ?? {}, text) ? text.split(',') : undefined;
    case 'counterpart': {
      const person = people.find(({ id }) => id === text);
      return person ? [{ personId: person.id, organisationId: person.organisationId }] : undefined;
    }
  }
}

export function input(
  language: Language,
  { people, todayOn }: Recording,
  { name, as, choices, optional }: FormField,
  { id, value }: { id: string; value: string },
): SafeHtml {
  const required = optional ? null : html` required`;
  const options = (list: readonly { id: string; title: Bilingual }[]): SafeHtml =>
    html`<select id="${id}" name="${name}" ${required}>
      ${list.map((one) => html`<option value="${one.id}" ${one.id === value ? html` selected` : null}>${bothInLine(language, one.title)}</option>`)}
    </select>`;
  // Nothing is preselected, not even today: what is recorded is said, not left as it stands.
  switch (as) {
    case 'day':
      return html`<input id="${id}" name="${name}" type="date" max="${todayOn}" ${required} value="${value}" />`;
    case 'date':
      return html`<input id="${id}" name="${name}" type="date" ${required} value="${value}" />`;
    case 'line':
      return html`<input id="${id}" name="${name}" maxlength="${LINE_MAX}" ${required} value="${value}" />`;
    case 'days-a-year':
      return html`<input id="${id}" name="${name}" inputmode="numeric" maxlength="3" ${required} value="${value}" />`;
    case 'skills':
    case 'passage':
      return html`<textarea id="${id}" name="${name}" rows="3" maxlength="${PASSAGE_MAX}" ${required}>
${value}</textarea>`;
    case 'choice':
    case 'need-class':
    case 'languages':
      return options([
        { id: '', title: words.choose },
        ...Object.entries(choices ?? {}).map(([key, label]) => ({ id: key, title: label })),
      ]);
    case 'counterpart':
      return options([{ id: '', title: { en: '', zh: '' } }, ...people]);
  }
}
