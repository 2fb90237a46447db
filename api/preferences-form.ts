import { inLanguage } from '../domain/labels.ts';
import { Channel } from '../domain/directory/schemas.ts';
import type { Language } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { word } from './link-words.ts';
import { quietTimesInputs } from './quiet-times-form.ts';
import { zoneGroups, zoneLabel } from './time-zones.ts';
import type { WordKey } from './link-words.ts';

interface PreferencesForm {
  language: Language;
  values: Readonly<Record<string, string>>;
  deputies: readonly { id: string; title: string }[];
}

/** The fields of a person's own page: plain inputs that a phone knows, without scripts. */
export function preferencesFields({ language, values, deputies }: PreferencesForm): SafeHtml {
  const value = (name: string): string => values[name] ?? '';
  const input = (name: string, key: WordKey, type: 'time' | 'date'): SafeHtml =>
    html`<label for="${name}">${word(language, key)}</label
      ><input id="${name}" name="${name}" type="${type}" value="${value(name)}" />`;
  const option = (name: string, { id, title }: { id: string; title: string }): SafeHtml =>
    html`<option value="${id}" ${id === value(name) ? html` selected` : null}>${title}</option>`;
  const choice = (name: string, key: WordKey, options: readonly { id: string; title: string }[]): SafeHtml =>
    html`<label for="${name}">${word(language, key)}</label
      ><select id="${name}" name="${name}">
        ${options.map((one) => option(name, one))}
      </select>`;
  return html`${choice('language', 'language', [
      { id: 'zh-CN', title: '中文' },
      { id: 'en', title: 'English' },
    ])}
    ${choice(
      'channel',
      'channel',
      Object.values(Channel).map((id) => ({ id, title: word(language, id) })),
    )} <label for="zone">${word(language, 'zone')}</label
    ><select id="zone" name="zone">
      ${zoneGroups(value('zone')).map(
        ({ label, zones }) =>
          html`<optgroup label="${inLanguage(language, label)}">
            ${zones.map((id) => option('zone', { id, title: zoneLabel(language, id) }))}
          </optgroup>`,
      )}
    </select>
    <p>${word(language, 'hoursNote')}</p>
    ${input('reachFromTime', 'reachFromTime', 'time')}${input('reachToTime', 'reachToTime', 'time')}${input('digestTime', 'digestTime', 'time')}
    ${quietTimesInputs(language, values)}
    <p>${word(language, 'absenceNote')}</p>
    ${
      value('suggestionId') === ''
        ? null
        : html`<p class="note">${word(language, 'awaySuggested')}</p>
            <input type="hidden" name="suggestionId" value="${value('suggestionId')}" />`
    }
    ${input('awayFromOn', 'awayFromOn', 'date')}${input('awayToOn', 'awayToOn', 'date')}
    ${choice('deputyPersonId', 'deputyPersonId', [{ id: '', title: word(language, 'nobody') }, ...deputies])}`;
}
