import { meetingOf } from '../activities/postbox/meetings.ts';
import { hostOf, textFact } from '../activities/postbox/situation.ts';
import type { NoticeRow } from '../activities/postbox/situation.ts';
import { addWorkingDays, localDateOf } from '../domain/calendar/calendar.ts';
import type { Bilingual } from '../domain/decider.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import { nextUntaken } from '../domain/follow-up/succession.ts';
import { followUpTitle } from '../domain/labels.ts';
import { Voice } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { inBoth, personName } from '../domain/notices/names.ts';
import { isRepeatedTask, repeatsEvery, taskOfRepeat, repeatIdOf } from '../domain/notices/task-repeats.ts';
import { generalValues } from '../domain/policy/general.ts';
import type { GeneralPath } from '../domain/policy/general.ts';
import { originText, SET_BY_US } from '../domain/policy/origin-words.ts';
import { valuesFor } from '../domain/policy/adopted.ts';
import { valueOf } from '../domain/policy/values.ts';
import { dateText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { accountWords, calendarText } from './account-page.ts';
import { nowOf } from './deps.ts';
import type { LinkDeps } from './links.ts';
import { linkFact } from './link-view.ts';
import { meetingAsTold } from './meeting-page.ts';
import type { LinkView } from './link-view.ts';
import { both, renderPrintPage } from './print-page.ts';
import { namedPosts } from './reader.ts';

/** The account of a mail that is about no follow-up: its occasion, its rule with where that comes from, and what comes next. */

const words = {
  cooperation: { en: 'Cooperation', zh: '合作' },
  occasion: { en: 'What it was about', zh: '来信事由' },
  why: { en: 'Why it came', zh: '来信缘由' },
  whyYou: { en: 'Why to you', zh: '为何发给您' },
  next: { en: 'What comes next', zh: '接下来' },
  nothing: { en: 'Nothing comes by itself.', zh: '系统不会再自动发送。' },
  meeting: {
    en: 'Everybody who is asked to a meeting is told of it at once, and again when it is changed or called off.',
    zh: '会议受邀人员会即时收到通知，会议变更或取消时再次告知。',
  },
  meetingNext: {
    en: 'If the meeting is changed or called off, you are told at once. Otherwise nothing comes by itself.',
    zh: '会议变更或取消时会即时告知您，此外系统不会再自动发送。',
  },
  pageNext: {
    en: 'The next page comes on the first working day of the next month.',
    zh: '下一份月报于下月首个工作日发出。',
  },
} as const satisfies Record<string, Bilingual>;

/** Where the rule of a kind stands: as a value of the policy, or in what the product was asked to do. */
const rules: Partial<Record<MailKind, { path?: GeneralPath; origin: string }>> = {
  meeting: { origin: 'DOMAIN 6' },
  'monthly-page': { origin: 'DOMAIN 2a' },
  introduction: { origin: 'DOMAIN 2a' },
  'introduction-wanted': { path: 'tasks.repeatEveryWorkingDays', origin: 'DOMAIN 2a' },
  relay: { path: 'tasks.repeatEveryWorkingDays', origin: 'DOMAIN 2a' },
  answered: { path: 'tasks.repeatEveryWorkingDays', origin: 'DOMAIN 2a' },
  attendance: { origin: 'DOMAIN 6' },
  'absence-suggested': { origin: 'DOMAIN 2a' },
  'count-of-questions': { path: 'questions.countAfterWorkingDays', origin: 'DOMAIN 2a' },
  'contact-noted': { origin: 'DOMAIN 2a' },
};

interface Told {
  notice: NoticeRow;
  host: FollowUpHost;
  view: LinkView;
  isOurs: boolean;
}

/** The page; null where what the mail was about is gone. */
export async function occasionPage(
  deps: LinkDeps,
  view: LinkView,
  { notice, cause }: { notice: NoticeRow; cause: Bilingual },
): Promise<string | null> {
  const entity = await deps.db.entity.findUnique({ where: { id: notice.entityId } });
  if (!entity) return null;
  const isOurs = view.person.ours && linkFact(view.link, 'voice') !== Voice.partner;
  const told: Told = { notice, host: hostOf(entity), view, isOurs };
  const lines: [Bilingual, Bilingual[]][] = [
    [words.cooperation, view.matter.agreement ? [view.matter.agreement] : []],
    [words.occasion, await occasionOf(deps, told)],
    [words.why, [notice.kind === 'meeting' ? words.meeting : cause]],
    [words.whyYou, await whyYou(deps, notice, isOurs)],
    [accountWords.rules, basisOf(told)],
    [words.next, [await nextOf(deps, told)]],
  ];
  const { language } = view;
  const body = html`<table>
    <tbody>
      ${lines.filter(([, said]) => said.length > 0).map(([head, said]) => lineOf(language, head, said))}
    </tbody>
  </table>`;
  return renderPrintPage({ language, isDemonstration: deps.isDemonstration, title: accountWords.title, body });
}

const lineOf = (language: LinkView['language'], head: Bilingual, said: readonly Bilingual[]): SafeHtml =>
  html`<tr>
    <th scope="row">${both(language, head)}</th>
    <td>${said.map((text) => html`<div>${both(language, text)}</div>`)}</td>
  </tr>`;

async function occasionOf(deps: LinkDeps, { notice, view, isOurs }: Told): Promise<Bilingual[]> {
  const meeting = await meetingAsTold(deps.db, notice);
  if (meeting) return [meeting.title, ...meeting.lines];
  const month = textFact(notice, 'month');
  if (month) return [inBoth((as) => (as === 'en' ? `The page of ${month}` : `${month} 月报`))];
  // What a task stands for, and whom, is for our own people.
  const about = isOurs ? await matterBehind(deps, notice) : null;
  const person = isOurs ? await personBehind(deps, notice) : null;
  const met = notice.kind === 'attendance' ? [view.matter.title, ...view.matter.meeting] : [];
  return [
    ...(about ? [about] : []),
    ...(person ? [person] : []),
    ...met,
    ...((about ?? person) ? [] : [view.matter.title]),
  ];
}

/** The matter of the notice that a task stands for. */
async function matterBehind(deps: LinkDeps, notice: NoticeRow): Promise<Bilingual | null> {
  const id = textFact(notice, 'noticeId');
  const behind = id ? await deps.db.notice.findUnique({ where: { id } }) : null;
  const kind = behind ? textFact(behind, 'followUpKind') : null;
  return kind ? inBoth((as) => followUpTitle(as, kind)) : null;
}

async function personBehind(deps: LinkDeps, notice: NoticeRow): Promise<Bilingual | null> {
  const id = textFact(notice, 'personId');
  const person = id ? await deps.db.person.findUnique({ where: { id } }) : null;
  return person ? inBoth((as) => personName(as, person)) : null;
}

/** By which post it came; of what is passed on by hand, why it is this post's. */
export async function whyYou({ db }: Pick<LinkDeps, 'db'>, notice: NoticeRow, isOurs: boolean): Promise<Bilingual[]> {
  if (!notice.postId) return [];
  const name = (await namedPosts(db, [notice.postId])).get(notice.postId)?.name;
  if (!name) return [];
  const as = { en: `It came to you as ${name.en}.`, zh: `您以“${name.zh}”身份收到此信。` };
  if (notice.kind !== 'relay' || !isOurs) return [as];
  const personId = textFact(notice, 'personId');
  const person = personId ? await db.person.findUnique({ where: { id: personId } }) : null;
  if (!person) return [as];
  const who = inBoth((language) => personName(language, person));
  return [
    as,
    {
      en: `${who.en} takes no mail from us, so a colleague passes it on: our liaison, where there is none the coordinator, and else the director; never the person it is for. That is how it came to you.`,
      zh: `${who.zh}不收我方邮件，故请我方人员代为转达：先由联络员，无联络员时由协调人，再由部门负责人，且不由受达者本人。因此请您转达。`,
    },
  ];
}

/** Where rules come from, and whose calendar data they use, is for our own people. */
function basisOf({ notice, host, isOurs }: Told): Bilingual[] {
  const { zone, id: calendarId, version: calendarVersion } = host.calendar;
  const rule = Object.entries(rules).find(([kind]) => kind === notice.kind)?.[1];
  const basis = isOurs ? { calendarId, calendarVersion, zone } : { calendarId: null, calendarVersion: null, zone };
  const version = { en: `policy version ${host.policy.version}`, zh: `规则第 ${host.policy.version} 版` };
  return [...(rule && isOurs ? ruleOf(host, rule) : []), version, calendarText(basis)];
}

function ruleOf(host: FollowUpHost, { path, origin }: { path?: GeneralPath; origin: string }): Bilingual[] {
  const from = (code: string): Bilingual => ({
    en: `from: ${originText(code).en}`,
    zh: `出处：${originText(code).zh}`,
  });
  if (!path) return [from(origin)];
  const values = valuesFor(host);
  const { title, origin: usual } = generalValues[path];
  const value = valueOf(values, path);
  const code = from(values?.[path] === undefined ? usual : SET_BY_US);
  return [
    { en: `${title.en} ${value} working days, ${code.en}`, zh: `${title.zh} ${value} 个工作日，${code.zh}` },
    from(origin),
  ];
}

/** The next level that hears of duties that nobody accepts, or the meeting list, by what the agreement has planned itself. */
async function untakenNext(
  { db }: Pick<LinkDeps, 'db'>,
  { notice, host }: Pick<Told, 'notice' | 'host'>,
): Promise<Bilingual> {
  const postId = textFact(notice, 'ownerPostId') ?? '';
  const next = nextUntaken(host, postId, notice.postId);
  const listedOn = host.successions?.[postId]?.meetingListOn;
  if (!next) {
    return listedOn
      ? inBoth((as) =>
          as === 'en'
            ? `On the leaders' meeting list since ${dateText(as, listedOn)}. ${words.nothing.en}`
            : `${dateText(as, listedOn)}已列入领导会议清单。${words.nothing.zh}`,
        )
      : words.nothing;
  }
  const { on } = next;
  if (next.isListed)
    return inBoth((as) =>
      as === 'en'
        ? `Unless they are accepted: on ${dateText(as, on)} they are put on the list for the leaders' meeting, and the coordinator is told.`
        : `如仍无人接受，${dateText(as, on)}列入领导会议清单，并告知协调人。`,
    );
  const name = (await namedPosts(db, [next.postId])).get(next.postId)?.name ?? { en: next.postId, zh: next.postId };
  return inBoth((as) =>
    as === 'en'
      ? `Unless they are accepted: on ${dateText(as, on)} ${name.en} is told.`
      : `如仍无人接受，${dateText(as, on)}告知${name.zh}。`,
  );
}

async function nextOf(deps: LinkDeps, { notice, host, isOurs }: Told): Promise<Bilingual> {
  if (notice.kind === 'meeting') return meetingOf(notice)?.method === 'cancel' ? words.nothing : words.meetingNext;
  if (notice.kind === 'monthly-page') return words.pageNext;
  if (notice.kind === 'duties-not-accepted') return isOurs ? untakenNext(deps, { notice, host }) : words.nothing;
  if (!isOurs || !isRepeatedTask(notice.kind)) return words.nothing;
  const { task } = taskOfRepeat(notice);
  const repeats = await deps.db.notice.findMany({
    where: { agreementId: notice.agreementId, kind: notice.kind, id: { startsWith: repeatIdOf(task, '') } },
    select: { at: true },
  });
  const last =
    repeats
      .map(({ at }) => at.toISOString())
      .toSorted()
      .at(-1) ?? notice.at.toISOString();
  const on = addWorkingDays(host.calendar, localDateOf(host.calendar, last), repeatsEvery(host, repeats.length)).on;
  const againOn = on < localDateOf(host.calendar, nowOf(deps)) ? null : on;
  return againOn
    ? {
        en: `Asked again on ${dateText('en', againOn)}, unless it is done before; then nothing comes any more.`,
        zh: `如届时仍未办理，${dateText('zh-CN', againOn)}再次提醒；办理后不再发送。`,
      }
    : {
        en: 'Asked again until it is done; then nothing comes any more.',
        zh: '在办理之前还会再次提醒，办理后不再发送。',
      };
}
