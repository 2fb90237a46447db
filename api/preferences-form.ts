import { Channel } from '../domain/directory/schemas.ts';
import type { Language } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { Bilingual } from '../domain/decider.ts';
import { said } from './link-words.ts';
import { both, bothInLine } from './print-page.ts';
import { quietTimesInputs } from './quiet-times-form.ts';
import { zoneGroups, zoneLabel } from './time-zones.ts';
import type { WordKey } from './link-words.ts';

interface Option {
  id: string;
  title: Bilingual;
}

const same = (text: string): Bilingual => ({ en: text, zh: text });

interface PreferencesForm {
  language: Language;
  values: Readonly<Record<string, string>>;
  deputies: readonly { id: string; title: Bilingual }[];
}

/** The fields of a person's own page: plain inputs that a phone knows, without scripts. */
export function preferencesFields({ language, values, deputies }: PreferencesForm): SafeHtml {
  const value = (name: string): string => values[name] ?? '';
  const input = (name: string, key: WordKey, type: 'time' | 'date'): SafeHtml =>
    html`<label for="${name}">${both(language, said(key))}</label
      ><input id="${name}" name="${name}" type="${type}" value="${value(name)}" />`;
  const option = (name: string, { id, title }: Option): SafeHtml =>
    html`<option value="${id}" ${id === value(name) ? html` selected` : null}>${bothInLine(language, title)}</option>`;
  const choice = (name: string, key: WordKey, options: readonly Option[]): SafeHtml =>
    html`<label for="${name}">${both(language, said(key))}</label
      ><select id="${name}" name="${name}">
        ${options.map((one) => option(name, one))}
      </select>`;
  return html`${choice('language', 'language', [
      { id: 'zh-CN', title: same('中文') },
      { id: 'en', title: same('English') },
    ])}
    ${choice(
      'channel',
      'channel',
      Object.values(Channel).map((id) => ({ id, title: said(id) })),
    )} <label for="zone">${both(language, said('zone'))}</label
    ><select id="zone" name="zone">
      ${zoneGroups(value('zone')).map(
        ({ label, zones }) =>
          html`<optgroup label="${bothInLine(language, label)}">
            ${zones.map((id) => option('zone', { id, title: same(zoneLabel(language, id)) }))}
          </optgroup>`,
      )}
    </select>
    <p>${both(language, said('hoursNote'))}</p>
    ${input('reachFromTime', 'reachFromTime', 'time')}${input('reachToTime', 'reachToTime', 'time')}${input('digestTime', 'digestTime', 'time')}
    ${quietTimesInputs(language, values)}
    <p>${both(language, said('absenceNote'))}</p>
    ${
      value('suggestionId') === ''
        ? null
        : html`<p class="note">${both(language, said('awaySuggested'))}</p>
            <input type="hidden" name="suggestionId" value="${value('suggestionId')}" />`
    }
    ${input('awayFromOn', 'awayFromOn', 'date')}${input('awayToOn', 'awayToOn', 'date')}
    ${choice('deputyPersonId', 'deputyPersonId', [{ id: '', title: said('nobody') }, ...deputies])}`;
}
