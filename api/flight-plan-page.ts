import type { Bilingual } from '../domain/decider.ts';
import type { FlightRow } from '../domain/foresight/flight-plan.ts';
import { plannedLabel } from '../domain/foresight/words.ts';
import { groupedBy, matterLabel, namedMatter } from '../domain/labels.ts';
import { dateText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { FlightPlan } from './flight-plan.ts';
import { nameIn } from './named-about.ts';
import { both, day, renderPrintPage, table } from './print-page.ts';
import { voiceOf } from './reader.ts';

const words = {
  title: { en: 'Flight plan', zh: '跟进日程表' },
  what: {
    en: 'What will be due and who will be told, if nothing happens meanwhile. Mail goes out on its reader’s next working morning.',
    zh: '如其间无任何进展，各项何时到期、届时通知何人。邮件于收件人下一个工作日早晨发出。',
  },
  amend: {
    en: 'Please go through the dates before the meeting ends. What is marked as assumed or usual was said by nobody.',
    zh: '请在会议结束前逐项核对时限。标为“默认”或“系统默认时限”者尚无人言明。',
  },
  empty: { en: 'Nothing is due and nobody will be told.', zh: '其间无到期事项，也无通知。' },
  before: { en: 'Still open from before', zh: '此前事项，尚待办理' },
  date: { en: 'Date', zh: '日期' },
  matter: { en: 'Matter', zh: '事项' },
  who: { en: 'Who', zh: '对象' },
  assumed: { en: 'assumed', zh: '默认' },
  usual: { en: 'our usual date', zh: '系统默认时限' },
  provisional: { en: 'provisional: no official calendar yet', zh: '暂定：尚无正式放假安排' },
  duties: { en: 'Matters of a post that changed hands', zh: '职务变动后待接受的事项' },
  questions: { en: 'Open questions', zh: '待答复的问题' },
} as const satisfies Record<string, Bilingual>;

const stands = (untilOn: string): Bilingual => ({
  en: `On hold until ${untilOn}: other dates stand still and are not shown.`,
  zh: `暂停至 ${untilOn}：其余时限停止计算，未予列出。`,
});

/** To be printed and laid on the table: by month, both languages, the reader's first. */
export function flightPlanPage(plan: FlightPlan, { isDemonstration }: { isDemonstration: boolean }): string {
  const { language } = plan.reader;
  const say = (text: Bilingual): SafeHtml => both(language, text);
  const months = groupedBy(plan.rows, (row) => (row.on < plan.fromOn ? '' : row.on.slice(0, 7)));
  const body = html`<p>${say(plan.cooperation)}</p>
    <p>${dateText(language, plan.fromOn)} – ${dateText(language, plan.untilOn)} · ${plan.agreementId}</p>
    <p>${say(words.what)}</p>
    <p>${say(words.amend)}</p>
    ${plan.standStill.map(({ untilOn }) => html`<p class="note">${say(stands(untilOn))}</p>`)}
    ${plan.rows.length === 0 ? html`<p>${say(words.empty)}</p>` : null}
    ${months.map(
      (rows) =>
        html`<h2>${rows[0].on < plan.fromOn ? say(words.before) : rows[0].on.slice(0, 7)}</h2>
          ${table(
            language,
            [words.date, words.matter, words.who],
            rows.map((row) => ({ cells: cellsOf(plan, row), isDeadline: row.what === 'deadline' })),
          )}`,
    )}`;
  return renderPrintPage({ language, isDemonstration, title: words.title, body });
}

/** The title, and which of several: by its name, else by its id. */
export function matterOf(
  { kind, about, what }: Pick<FlightRow, 'kind' | 'about'> & Partial<FlightRow>,
  name: Bilingual | null,
): Bilingual {
  if (!kind || !about) return what === 'duties-not-accepted' ? words.duties : words.questions;
  if (name) return { en: namedMatter('en', kind, name.en), zh: namedMatter('zh-CN', kind, name.zh) };
  return { en: matterLabel('en', kind, about), zh: matterLabel('zh-CN', kind, about) };
}

function cellsOf(plan: FlightPlan, row: FlightRow): SafeHtml[] {
  const { reader, posts } = plan;
  const say = (text: Bilingual): SafeHtml => both(reader.language, text);
  const name = posts.get(row.postId ?? '')?.name;
  const isUsual = row.isDefault && row.what === 'deadline';
  const marks = [
    row.isAssumed ? words.assumed : null,
    isUsual ? words.usual : null,
    row.isProvisional ? words.provisional : null,
  ];
  return [
    day(reader.language, row.on),
    html`${say(matterOf(row, nameIn(plan.itemNames, row.entityId, row.about)))}${marks.map((mark) => (mark ? html`<small>${mark.zh} · ${mark.en}</small>` : null))}`,
    html`${say(plannedLabel(row.what, voiceOf(reader)))}${name ? say(name) : html`<span>${row.postId ?? '–'}</span>`}`,
  ];
}
