import type { Bilingual } from '../domain/decider.ts';
import type { Language } from '../domain/notices/names.ts';
import { isConfirming } from '../mail/letter.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { LinkAction } from '../mail/letter.ts';
import { cannotComeFields } from './cannot-come.ts';
import type { OwnDays } from './cannot-come.ts';
import { said } from './link-words.ts';
import type { WordKey } from './link-words.ts';
import { codeField, recordingPart } from './recording-form.ts';
import type { Recording } from './recording-form.ts';
import { recordingWords } from './recording-words.ts';
import { preferencesFields } from './preferences-form.ts';
import { headersOfPage } from './page-headers.ts';
import { both, bothInLine, tableStyle } from './print-page.ts';

const style =
  'body{margin:0;background:#f4f5f7;color:#1f2430;font:16px/1.6 sans-serif}main{max-width:38rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #d9dce3}' +
  'h1{font-size:1.2rem}label{display:block;margin:.8rem 0 .2rem}input,textarea,select{font:inherit;width:100%;box-sizing:border-box}input[type=radio],input[type=checkbox]{width:auto}' +
  'fieldset{display:flex;flex-wrap:wrap;gap:0 .8rem;border:1px solid #d9dce3;margin:.6rem 0}fieldset label{flex:1 1 8rem}fieldset label:first-child{flex-basis:12rem}' +
  'fieldset.halves{display:block;padding:.5rem .8rem .7rem;min-width:0}.halves legend{float:left;width:100%;padding:0;margin-bottom:.3rem}.halves legend+*{clear:both}.ticks{display:flex;flex-wrap:wrap;gap:0 2rem}fieldset.halves label{margin:.3rem 0 .2rem}fieldset.halves label.tick{flex:0 1 auto;display:flex;gap:.6rem;align-items:baseline}.tick input{flex:none;width:1.15rem;height:1.15rem;position:relative;top:.2rem}details{margin:1rem 0}summary span,summary small{display:inline;margin-right:.5em}button{font:inherit;margin-top:1rem;padding:.5rem 1rem;background:#2f54a8;color:#fff;border:0}blockquote{margin:.5rem 0;padding:0 1rem;border-left:3px solid #9aa3b5;white-space:pre-line}h2{font-size:1.05rem}span+small{display:block;color:#5b6475;font-size:.82em}button small{color:inherit!important;opacity:.85}form+form{border-top:1px solid #d9dce3;margin-top:1.5rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f5f7;padding:.6rem;font:13px/1.5 monospace}.note{background:#fff4d6;padding:.4rem .8rem}' +
  tableStyle +
  '@media(max-width:36rem){main{margin:0;border:0;padding:1rem}}' +
  '@media(prefers-color-scheme:dark){:root{color-scheme:dark}body{background:#14161b;color:#e4e7ee}main{background:#1d2027;border-color:#3a3f4b}a{color:#9db8ff}span+small,td small{color:#a9b0bf}th,td{border-color:#3a3f4b}pre{background:#14161b}.note{background:#3d3411}fieldset,form+form{border-color:#3a3f4b}}';

export const pageHeaders = headersOfPage(style);

export interface Matter {
  title: Bilingual;
  agreement: Bilingual | null;
  /** When and where, of a meeting. */
  meeting: Bilingual[];
  /** Which placement, and which of its days. */
  placement: Bilingual[];
  /** Whom the link was issued to. */
  issuedTo: Bilingual;
  due: Bilingual | null;
  /** In words, e.g. that it waits to be confirmed. */
  status: Bilingual | null;
  /** A later date that is asked for, and since when; null where none is. */
  laterAsked: Bilingual | null;
  /** Whose answer is recorded here. */
  answersFor: Bilingual | null;
  quote: string | null;
  /** Of what is to be confirmed: how it was reported done. */
  reported: string | null;
  /** Of a later date that is to be decided: why it is asked for. */
  reason: string | null;
  minutes: string | null;
  /** Of a mail that came back: who was written to and what was written; of another's, from where it came. */
  answer: { about: Bilingual; by: Bilingual | null; text: string } | null;
}

export interface PageContent {
  /** The addressee's; null where no addressee is known. */
  language: Language | null;
  isDemonstration: boolean;
  /** One sentence above the matter. */
  message: Bilingual | null;
  matter: Matter | null;
  form: SafeHtml | null;
  /** What is told of the matter below it. */
  more?: SafeHtml | null;
  /** Address of the page that says why the mail came; null where there is none. */
  why: string | null;
}

/** In both languages, the addressee's first: a mail is passed on to colleagues who read the other one. */
export function renderPage({ language, isDemonstration, message, matter, form, more, why }: PageContent): string {
  const first = language ?? 'zh-CN';
  const title = matter ? matter.title : said('title');
  const page = html`<!doctype html>
<html lang="${first}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${bothInLine(first, said('title'))}</title><style>`;
  const rest = html`</style></head>
<body><main>
${isDemonstration ? html`<p class="note">${both(first, said('demonstration'))}</p>` : null}
<h1>${both(first, title)}</h1>
${message ? html`<p><strong>${both(first, message)}</strong></p>` : null}
${matter ? matterPart(first, matter) : null}
${form}
${more}
${why ? html`<p><a href="${why}">${both(first, said('why'))}</a></p>` : null}
</main></body></html>`;
  return `${page.toString()}${style}${rest.toString()}`;
}

/** A fact with what it is, in each language on a line of its own. */
const labelled = (key: WordKey, value: Bilingual): Bilingual => ({
  en: `${said(key).en}: ${value.en}`,
  zh: `${said(key).zh}：${value.zh}`,
});

function matterPart(language: Language, matter: Matter): SafeHtml {
  const line = (key: WordKey, value: Bilingual | null): SafeHtml | null =>
    value && html`<p>${both(language, labelled(key, value))}</p>`;
  const quoted = (head: Bilingual, text: string): SafeHtml =>
    html`<p>${both(language, head)}</p>
      <blockquote>${text}</blockquote>`;
  const { quote, reported, reason, minutes, answer } = matter;
  return html`${line('cooperation', matter.agreement)}
  ${matter.meeting.map((one) => html`<p>${both(language, one)}</p>`)}
  ${matter.placement.map((one) => html`<p>${both(language, one)}</p>`)} ${line('date', matter.due)}
  ${line('status', matter.status)} ${line('laterAsked', matter.laterAsked)} ${line('answersFor', matter.answersFor)}
  ${quote ? quoted(said('said'), quote) : null} ${reported ? quoted(said('reportedAs'), reported) : null}
  ${reason ? quoted(said('reasonGiven'), reason) : null} ${minutes ? quoted(said('minutes'), minutes) : null}
  ${answer?.by ? html`<p class="note">${both(language, answer.by)}</p>` : null}
  ${answer ? quoted(labelled(answer.by ? 'answeredFor' : 'answered', answer.about), answer.text) : null}
  ${line('issuedTo', matter.issuedTo)}`;
}

export interface FormState {
  language: Language;
  action: LinkAction;
  /** What was filled in before. */
  values: Readonly<Record<string, string>>;
  /** Where the code went, masked; null while no code has been asked for. */
  codeSentTo: string | null;
  posts: readonly { id: string; title: Bilingual }[];
  /** Of a matter that ends when it is recorded. */
  recording: Recording | null;
  /** An answer is about minutes. */
  isMinutes: boolean;
  /** Who says that it is not theirs is the one who says whose it is. */
  namesOwner: boolean;
  deputies: readonly { id: string; title: Bilingual }[];
  /** Of a question: who and when, as we assumed it. */
  assumed: Bilingual | null;
  ownDays: OwnDays | null;
}

/** Where the button says something else than what the page is called. */
const buttons: Partial<Record<LinkAction, WordKey>> = {
  preferences: 'save',
  'note-absence': 'recordIt',
  'cannot-come': 'cannotComeButton',
};

/** One form that posts to the page's own address. */
export function renderForm(state: FormState): SafeHtml | null {
  const { language, action, values, codeSentTo, posts, deputies } = state;
  if (action === 'record')
    return state.recording ? recordingPart(language, state.recording, { values, codeSentTo }) : null;
  const w = (key: WordKey): SafeHtml => both(language, said(key));
  const value = (name: string): string => values[name] ?? '';
  const line = (name: string, key: WordKey): SafeHtml =>
    html`<label for="${name}">${w(key)}</label
      ><input id="${name}" name="${name}" maxlength="200" required value="${value(name)}" />`;
  const day = (name: string, key: WordKey): SafeHtml =>
    html`<label for="${name}">${w(key)}</label
      ><input id="${name}" name="${name}" type="date" value="${value(name)}" />`;
  const postChoice = (isNeeded: boolean): SafeHtml =>
    html`<select id="ownerPostId" name="ownerPostId" ${isNeeded ? html` required` : null}>
      <option value=""></option>
      ${posts.map(
        (post) =>
          html`<option value="${post.id}" ${isNeeded && post.id === value('ownerPostId') ? html` selected` : null}>
            ${bothInLine(language, post.title)}
          </option>`,
      )}
    </select>`;
  // Here as below nothing is preselected: whoever only presses the button has said nothing, and nothing is recorded as said.
  const choose = html`<option value="">${bothInLine(language, recordingWords.choose)}</option>`;
  const waysOfTalking = (): SafeHtml =>
    html`<select id="how" name="how" required>
      ${choose}${(['wechat', 'phone', 'office', 'in-person'] as const).map(
        (how) =>
          html`<option value="${how}" ${how === value('how') ? html` selected` : null}>
            ${bothInLine(language, said(how))}
          </option>`,
      )}
    </select>`;
  const oneOf = (name: string, key: string): SafeHtml =>
    html`<input type="radio" name="${name}" value="${key}" required ${value(name) === key ? html` checked` : null} />`;
  const minutesAnswer = (): SafeHtml =>
    html`<label>${oneOf('answer', 'agree')} ${w('agree')}</label>
      <label>${oneOf('answer', 'change')} ${w('change')}</label><label for="reason">${w('changeWhat')}</label
      ><textarea id="reason" name="reason" rows="4" maxlength="5000">${value('reason')}</textarea>`;
  const fields = ((): SafeHtml | null => {
    switch (action) {
      case 'report':
        return html`<label for="evidence">${w('evidence')}</label
          ><textarea id="evidence" name="evidence" rows="4" maxlength="5000" required>${value('evidence')}</textarea>`;
      case 'pause':
        return html`<p>${w('pauseNote')}</p>
          ${day('untilOn', 'untilOn')}${line('reason', 'reason')}`;
      case 'ask-extension':
        return html`<p>${w('askNote')}</p>
          ${day('dueOn', 'newDate')}${line('reason', 'reason')}`;
      case 'extend':
        return html`<p>${w('extendNote')}</p>
          ${day('dueOn', 'newDate')}${line('reason', 'reason')}`;
      case 'hand-over':
        return html`<p>${w('handOverNote')}</p>
          <label for="ownerPostId">${w('newOwner')}</label>${postChoice(true)}${line('reason', 'reason')}`;
      case 'confirm-for':
        return html`<p>${w('confirmForNote')}</p>
          ${state.isMinutes ? minutesAnswer() : null}<label for="how">${w('howAnswered')}</label>${waysOfTalking()}`;
      case 'answer':
        return html`${state.assumed && html`<p>${both(language, labelled('assumed', state.assumed))}</p>`}
          ${day('dueOn', 'dueOn')}<label for="ownerPostId">${w('owner')}</label
          ><select id="ownerPostId" name="ownerPostId">
            ${choose}${posts.map(
              (post) =>
                html`<option value="${post.id}" ${post.id === value('ownerPostId') ? html` selected` : null}>
                  ${bothInLine(language, post.title)}
                </option>`,
            )}</select
          ><label><input type="checkbox" name="drop" value="yes" /> ${w('drop')}</label>`;
      case 'confirm-minutes':
        return minutesAnswer();
      case 'note-absence':
        return html`<label>${oneOf('answer', 'note')} ${w('noteIt')}</label>
          ${day('awayFromOn', 'awayFromOn')}${day('awayToOn', 'awayToOn')}
          <label>${oneOf('answer', 'leave')} ${w('leaveIt')}</label>`;
      case 'relayed':
        return html`<label for="how">${w('how')}</label>${waysOfTalking()}`;
      case 'not-mine':
        return html`${state.namesOwner ? html`<p>${w('ownerWantedNote')}</p>` : null}${line('reason', 'reason')}<label
            for="ownerPostId"
            >${w(state.namesOwner ? 'newOwner' : 'maybeOwner')}</label
          >${postChoice(state.namesOwner)}`;
      case 'grant':
        return html`${day('dueOn', 'askedOn')}<label for="reason">${w('maybeReason')}</label
          ><input id="reason" name="reason" maxlength="200" value="${value('reason')}" />`;
      case 'refuse':
      case 'hold-escalation':
        return line('reason', 'reason');
      case 'cannot-come':
        return state.ownDays && cannotComeFields(language, state.ownDays, values);
      case 'preferences':
        return preferencesFields({ language, values, deputies });
      // It has a page of its own.
      case 'brief':
      case 'accept':
      case 'confirm':
      case 'introduce':
      case 'mark-read':
      case 'unsubscribe':
      case 'open':
        return null;
    }
  })();
  if (action === 'open') return null;
  const name = action === 'unsubscribe' ? null : line('name', 'yourName');
  const code = codeSentTo ? codeField(language, codeSentTo) : null;
  const button = isConfirming(action) && !codeSentTo ? w('codeButton') : w(buttons[action] ?? action);
  return html`<form method="post">${fields}${name}${code}<button type="submit">${button}</button></form>`;
}
