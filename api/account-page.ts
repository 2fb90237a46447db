import type { Bilingual } from '../domain/decider.ts';
import { movedOffFreeDay } from '../domain/follow-up/date-words.ts';
import { certaintyWords, outcomeText, pauseWords, plannedLabel, statusWords } from '../domain/foresight/words.ts';
import { originText } from '../domain/policy/origin-words.ts';
import { levelLabels } from '../domain/labels.ts';
import { inBoth, personName } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import type { ReaderAccount } from './account.ts';
import { isNoticeKind } from './account-scope.ts';
import { matterOf } from './flight-plan-page.ts';
import { both, day, renderPrintPage, table } from './print-page.ts';
import { voiceOf } from './reader.ts';

export const accountWords = {
  title: { en: 'Why did I get this?', zh: '为何收到此信？' },
  task: { en: 'What is to be done', zh: '需要办理' },
  status: { en: 'How it stands', zh: '目前状态' },
  owner: { en: 'Who owes it', zh: '责任人' },
  due: { en: 'Until when', zh: '时限' },
  untaken: { en: 'Came with its post and accepted by nobody since', zh: '随职务移交、无人接受，始于' },
  listed: { en: "On the leaders' meeting list since", zh: '列入领导会议清单日期' },
  opened: { en: 'Since when', zh: '建立日期' },
  laterAsked: { en: 'A later date is asked for', zh: '已申请延期至' },
  undecided: { en: 'not decided yet: until then the date above stands', zh: '尚待决定，在此之前上述时限不变' },
  whatAsked: { en: 'asked for, to be decided by another', zh: '申请延期，由他人决定' },
  whatDecided: { en: 'set by another, as the answer to what was asked', zh: '系他人就延期申请所作决定' },
  whatRefused: { en: 'not agreed: the date before stands', zh: '未获同意，原时限不变' },
  provisional: { en: 'provisional: no official calendar yet', zh: '暂定：尚无正式放假安排' },
  toldLate: {
    en: 'We wrote to you later than we had planned, so you have until this day.',
    zh: '我方致函晚于原计划，故请以此日期为准。',
  },
  rules: { en: 'By which rules', zh: '所依规则' },
  said: { en: 'Who set the date', zh: '时限由谁确定' },
  pauses: { en: 'Pauses', zh: '暂缓记录' },
  told: { en: 'Who was told, and what became of it', zh: '已通知何人及结果' },
  lost: { en: 'Fired without a notice on record', zh: '已到提醒时点，但无通知记录' },
  prevention: { en: 'What prevents it', zh: '如何避免' },
  next: { en: 'What comes next if nothing is done', zh: '如不处理，接下来将' },
  nothing: { en: 'Nothing comes by itself within a year.', zh: '一年内不会再自动发送。' },
  none: { en: 'Nobody yet.', zh: '尚未通知任何人。' },
  date: { en: 'Date', zh: '日期' },
  notice: { en: 'Notice', zh: '通知' },
  rule: { en: 'Rule', zh: '规则' },
  outcome: { en: 'What became of it', zh: '结果' },
  changed: { en: 'Set to', zh: '定为' },
  by: { en: 'By', zh: '由' },
  kind: { en: 'Kind', zh: '类别' },
  until: { en: 'Until', zh: '至' },
  lasts: { en: 'lasts', zh: '持续中' },
  system: { en: 'our rules', zh: '系统规则' },
  office: { en: 'the office', zh: '办公室' },
  byEvent: { en: 'when it happens', zh: '事项发生时' },
} as const satisfies Record<string, Bilingual>;

const words = accountWords;

/** The account as a page for its reader: the plain answer first, both languages. `lead` says why it came to this reader, where that is a matter of its own. */
export function accountPage(
  told: ReaderAccount,
  { isDemonstration, lead = [] }: { isDemonstration: boolean; lead?: readonly Bilingual[] },
): string {
  const { account, cooperation, reader } = told;
  const { language } = reader;
  const say = (text: Bilingual): SafeHtml => both(language, text);
  const line = (head: Bilingual, value: SafeHtml): SafeHtml =>
    html`<tr>
      <th scope="row">${say(head)}</th>
      <td>${value}</td>
    </tr>`;
  const { clock, owner, basis } = account;
  const body = html`<p>${say(cooperation)}</p>
    ${lead.map((text) => html`<p>${say(text)}</p>`)}
    <table>
      <tbody>
        ${line(words.task, html`${say(matterTitle(account, told.matterName))}${say(account.task)}`)}
        ${line(words.status, say(statusWords[account.status] ?? same(account.status)))}
        ${line(words.owner, html`${postCell(told, owner.postId)}${say(certaintyWords[owner.certainty])}`)}
        ${line(
          words.due,
          html`${day(language, clock.dueOn)}${say(certaintyWords[clock.certainty])}${
            clock.isProvisional ? say(words.provisional) : null
          }${clock.isToldLate ? say(words.toldLate) : null}`,
        )}
        ${
          clock.extensionAsked
            ? line(words.laterAsked, html`${day(language, clock.extensionAsked.dueOn)}${say(words.undecided)}`)
            : null
        }
        ${owner.untakenSinceOn ? line(words.untaken, html`${day(language, owner.untakenSinceOn)}`) : null}
        ${account.meetingListOn ? line(words.listed, html`${day(language, account.meetingListOn)}`) : null}
        ${line(words.opened, html`${day(language, clock.openedOn)}`)}
        ${line(
          words.rules,
          html`${say({
            en: `policy version ${basis.policyVersion}${basis.origin ? `, from: ${originText(basis.origin).en}` : ''}`,
            zh: `规则第 ${basis.policyVersion} 版${basis.origin ? `，出处：${originText(basis.origin).zh}` : ''}`,
          })}${say(calendarText(basis))}`,
        )}
      </tbody>
    </table>
    ${section(told, words.prevention, account.prevention.length > 0 ? list(told, account.prevention) : null)}
    ${section(told, words.next, nextTable(told))} ${section(told, words.told, toldTable(told))}
    ${section(told, words.lost, lostList(told))} ${section(told, words.said, changesTable(told))}
    ${section(told, words.pauses, pausesTable(told))}`;
  return renderPrintPage({ language, isDemonstration, title: words.title, body });
}

/** Whose calendar data and which issue of it is for our own people; which zone the days are of concerns every reader. */
export function calendarText({
  calendarId,
  calendarVersion,
  zone,
}: Pick<ReaderAccount['account']['basis'], 'calendarId' | 'calendarVersion' | 'zone'>): Bilingual {
  if (!calendarId) return { en: `working days of ${zone}`, zh: `按 ${zone} 的工作日计算` };
  return {
    en: `calendar ${calendarId}, ${calendarVersion ?? ''}, ${zone}`,
    zh: `日历 ${calendarId}，${calendarVersion ?? ''}，${zone}`,
  };
}

/** By its name, else by what it is: where there is one matter only, no id tells the reader more. */
const matterTitle = ({ kind, about, title }: ReaderAccount['account'], name: Bilingual | null): Bilingual =>
  name ? matterOf({ kind, about }, name) : title;

const same = (text: string): Bilingual => ({ en: text, zh: text });

export function section({ reader }: ReaderAccount, head: Bilingual, body: SafeHtml | null): SafeHtml | null {
  return body
    ? html`<h2>${both(reader.language, head)}</h2>
        ${body}`
    : null;
}

function list({ reader }: ReaderAccount, lines: readonly Bilingual[]): SafeHtml {
  return html`<ul>
    ${lines.map((one) => html`<li>${both(reader.language, one)}</li>`)}
  </ul>`;
}

export function postCell({ posts, reader }: ReaderAccount, id: string | null): SafeHtml {
  const post = posts.get(id ?? '');
  return post ? both(reader.language, post.name) : html`<span>${id ?? '–'}</span>`;
}

/** Which rung of our own line was told; for our own people only. */
function levelCell({ reader }: ReaderAccount, level: number | null): SafeHtml | null {
  const label = level ? levelLabels[level] : undefined;
  return label && reader.isOurs ? html`<small>${label.zh} · ${label.en}</small>` : null;
}

export function nextTable(told: ReaderAccount): SafeHtml {
  const { language } = told.reader;
  const { next } = told.account;
  if (next.length === 0) return html`<p>${both(language, words.nothing)}</p>`;
  const rows = next.map((row) => ({
    isDeadline: row.what === 'deadline',
    cells: [
      html`${day(language, row.on)}`,
      html`${both(language, plannedLabel(row.what, voiceOf(told.reader)))}${postCell(told, row.postId)}${levelCell(
        told,
        row.level,
      )}`,
      row.rule ? both(language, row.rule) : null,
    ],
  }));
  return table(language, [words.date, words.notice, words.rule], rows);
}

export function toldTable(told: ReaderAccount): SafeHtml {
  const { language } = told.reader;
  const notices = told.account.told;
  if (notices.length === 0) return html`<p>${both(language, words.none)}</p>`;
  const rows = notices.map((notice) => {
    const outcome = outcomeText(notice);
    return {
      cells: [
        html`${day(language, notice.on)}`,
        html`${
          isNoticeKind(notice.kind) ? both(language, plannedLabel(notice.kind, voiceOf(told.reader))) : notice.kind
        }${postCell(told, notice.postId)}${levelCell(told, notice.level)}`,
        both(language, notice.rule ?? words.byEvent),
        html`${both(language, outcome.text)}${outcome.reason ? both(language, outcome.reason) : null}`,
      ],
    };
  });
  return table(language, [words.date, words.notice, words.rule, words.outcome], rows);
}

function lostList({ account, reader }: ReaderAccount): SafeHtml | null {
  if (account.untold.length === 0) return null;
  return html`<ul>
    ${account.untold.map(({ on, steps }) => html`<li>${day(reader.language, on)}: ${steps.join(', ')}</li>`)}
  </ul>`;
}

function changesTable(told: ReaderAccount): SafeHtml {
  const { language } = told.reader;
  const rows = told.account.changes.map(({ on, by, what, dueOn, askedDueOn, ownerPostId, isAssumed, isDefault }) => ({
    cells: [
      html`${day(language, on)}`,
      html`${day(language, dueOn)}${askedDueOn ? both(language, movedOffFreeDay(askedDueOn, dueOn)) : null}${ownerPostId ? postCell(told, ownerPostId) : null}${
        isAssumed === null
          ? null
          : both(language, certaintyWords[isAssumed ? 'assumed' : isDefault ? 'default' : 'confirmed'])
      }${what === 'later-asked' ? both(language, words.whatAsked) : null}${
        what === 'later-refused' ? both(language, words.whatRefused) : null
      }${what === 'later-decided' ? both(language, words.whatDecided) : null}`,
      both(language, whoIs(told, by)),
    ],
  }));
  return table(language, [words.date, words.changed, words.by], rows);
}

export function whoIs({ names }: ReaderAccount, by: string): Bilingual {
  if (by === 'system') return words.system;
  const known = names[by];
  if (!known) return words.office;
  const name = { ...known, nameAsPrinted: known.nameAsPrinted ?? null };
  return inBoth((as) => personName(as, name));
}

export function pausesTable(told: ReaderAccount): SafeHtml | null {
  const { language } = told.reader;
  const { pauses } = told.account;
  if (pauses.length === 0) return null;
  const rows = pauses.map(({ kind, fromOn, untilOn, endedOn }) => ({
    cells: [
      html`${day(language, fromOn)}`,
      both(language, pauseWords[kind] ?? same(kind)),
      html`${day(language, endedOn ?? untilOn)}${endedOn ? null : both(language, words.lasts)}`,
    ],
  }));
  return table(language, [words.date, words.kind, words.until], rows);
}
