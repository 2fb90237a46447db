import { hostOf } from '../activities/postbox/situation.ts';
import { fromOthers } from '../activities/inbound/whose-word.ts';
import { itemNames } from '../activities/name-of.ts';
import type { Bilingual } from '../domain/decider.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { unansweredQuestions } from '../domain/follow-up/engine.ts';
import { untakenOf } from '../domain/follow-up/succession.ts';
import type { FollowUp } from '../domain/follow-up/host.ts';
import { lightOf } from '../domain/follow-up/lights.ts';
import { certaintyWords } from '../domain/foresight/words.ts';
import { lightLabels } from '../domain/labels.ts';
import { cut } from '../domain/cut.ts';
import { Voice } from '../domain/notices/facts.ts';
import { inBoth, personName } from '../domain/notices/names.ts';
import { dateText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { accountFor } from './account.ts';
import type { ReaderAccount } from './account.ts';
import { accountWords, nextTable, pausesTable, postCell, section, toldTable, whoIs } from './account-page.ts';
import { nowOf } from './deps.ts';
import { namesIn, readEvents } from './dossier.ts';
import type { ReadEvent } from './dossier.ts';
import { matterOf } from './flight-plan-page.ts';
import type { LinkDeps } from './links.ts';
import { linkFact } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import { notTheirs } from './link-words.ts';
import { nameIn } from './named-about.ts';
import { both, day, table } from './print-page.ts';
import { namedPosts } from './reader.ts';
import type { Reader } from './reader.ts';
import { happened, isOfFollowUp } from './sentences.ts';

const words = {
  light: { en: 'Light', zh: '状态灯' },
  history: { en: 'What has happened so far', zh: '办理经过' },
  what: { en: 'What', zh: '内容' },
  answers: { en: 'What was answered by mail', zh: '邮件回复' },
  unread: { en: 'not read by anybody yet', zh: '尚待阅看' },
  questions: { en: 'Which questions wait', zh: '待答复的问题' },
  duties: { en: 'Which matters wait to be accepted', zh: '待接受的事项' },
  since: { en: 'Since', zh: '提出日期' },
  usual: { en: 'our usual date', zh: '系统默认时限' },
} as const satisfies Record<string, Bilingual>;

const MANY = 100;
const MOST_NEXT = 4;
/** Of an answer; the whole of it is behind the link by which it is marked as read. */
const MOST_QUOTED = 400;

/** The account of a link's matter as its mail spoke to its reader; null for a link about no single one. */
export async function accountOfLink(
  deps: LinkDeps,
  { link, person, language }: LinkView,
): Promise<ReaderAccount | null> {
  const { followUpId } = link;
  const entities = await deps.db.entity.findMany({ where: { id: { in: [link.entityId, link.agreementId] } } });
  const row = entities.find(({ id }) => id === link.entityId);
  if (!row || !followUpId) return null;
  const partyIds = entities.find(({ id }) => id === link.agreementId)?.partyIds ?? [];
  const notice = await deps.db.notice.findUnique({ where: { id: linkFact(link, 'noticeId') } });
  const post = notice?.postId ? await deps.db.post.findUnique({ where: { id: notice.postId } }) : null;
  // The mail spoke to one side; so does its account, though its reader may stand on both (S6).
  const isOurs = person.ours && linkFact(link, 'voice') !== Voice.partner;
  const organisationId = (isOurs ? null : post?.organisationId) ?? person.organisationId;
  const reader: Reader = { isOurs, organisationId, language, personId: person.id };
  return accountFor(deps.db, { row, partyIds, followUpId }, reader, nowOf(deps));
}

/** What "Look at the matter" tells below its head; null where the reader may know no more. */
export async function matterMore(deps: LinkDeps, view: LinkView): Promise<SafeHtml | null> {
  if (!view.link.followUpId) return countedPart(deps, view);
  const told = await accountOfLink(deps, view);
  if (!told) return null;
  const { language } = told.reader;
  const events = await historyOf(deps, view, told);
  const names = await namesIn(deps.db, events);
  const whole = { ...told, names: { ...names, ...told.names } };
  return html`${factsTable(deps, view, told)} ${section(told, accountWords.next, nextPart(told))}
  ${section(told, accountWords.told, toldTable(told))}
  ${section(told, words.answers, await answersPart(deps, view, told))}
  ${section(told, words.history, historyTable(whole, events))} ${section(told, accountWords.pauses, pausesTable(told))}
  ${section(told, accountWords.prevention, preventionPart(told))}`;

  function preventionPart({ account: { prevention } }: ReaderAccount): SafeHtml | null {
    return prevention.length > 0
      ? html`<ul>
          ${prevention.map((one) => html`<li>${both(language, one)}</li>`)}
        </ul>`
      : null;
  }
}

/** The next ones; a ladder that is left alone has a dozen, and all of them stand in the account. */
function nextPart(told: ReaderAccount): SafeHtml {
  const { account, reader } = told;
  const more = account.next.length - MOST_NEXT;
  const first = { ...told, account: { ...account, next: account.next.slice(0, MOST_NEXT) } };
  const rest = {
    en: `And ${more} more, if nothing is done: see below.`,
    zh: `如仍不处理，其后还有 ${more} 项，详见文末链接。`,
  };
  return html`${nextTable(first)}${more > 0 ? html`<p>${both(reader.language, rest)}</p>` : null}`;
}

function factsTable(deps: LinkDeps, { carried }: LinkView, told: ReaderAccount): SafeHtml {
  const { account, reader } = told;
  const say = (text: Bilingual): SafeHtml => both(reader.language, text);
  const line = (head: Bilingual, value: SafeHtml): SafeHtml =>
    html`<tr>
      <th scope="row">${say(head)}</th>
      <td>${value}</td>
    </tr>`;
  const { clock, owner } = account;
  const light = reader.isOurs && carried ? lightLabels[lightOf(carried.host, carried.followUp, nowOf(deps))] : null;
  return html`<table>
    <tbody>
      ${line(accountWords.task, say(account.task))}
      ${line(accountWords.owner, html`${postCell(told, owner.postId)}${say(certaintyWords[owner.certainty])}`)}
      ${
        light
          ? line(
              words.light,
              say({
                en: `${light.colour.en}: ${light.meaning.en}`,
                zh: `${light.colour.zh}（${light.meaning.zh}）`,
              }),
            )
          : null
      }
      ${line(
        accountWords.due,
        html`${day(reader.language, clock.dueOn)}${say(certaintyWords[clock.certainty])}${
          clock.isProvisional ? say(accountWords.provisional) : null
        }${clock.isToldLate ? say(accountWords.toldLate) : null}`,
      )}
      ${line(accountWords.opened, day(reader.language, clock.openedOn))}
    </tbody>
  </table>`;
}

/** Events of this one clock; whom a reminder reached stands among who was told. */
async function historyOf(deps: LinkDeps, { link, person }: LinkView, { reader }: ReaderAccount): Promise<ReadEvent[]> {
  const scope = await deps.db.entity.findUniqueOrThrow({
    where: { id: link.agreementId },
    select: { homeUnitId: true, partyIds: true },
  });
  const { isOurs, organisationId } = reader;
  const principal = { id: person.id, roles: [], organisationId, unitIds: [], isOurs };
  const events = await readEvents(deps.db, link.entityId, scope, principal);
  return events.filter(
    ({ type, data, isWithheld }) =>
      !isWithheld && isOfFollowUp(type) && type !== 'followUpReminded' && data['id'] === link.followUpId,
  );
}

function historyTable(told: ReaderAccount, events: readonly ReadEvent[]): SafeHtml | null {
  if (events.length === 0) return null;
  const { language } = told.reader;
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const rows = events.map((event) => {
    const { evidence, reason, dueOn, ownerPostId } = event.data;
    const dueText = text(dueOn);
    const owner = told.reader.isOurs ? text(ownerPostId) : null;
    const written = text(evidence) ?? text(reason);
    return {
      cells: [
        day(language, localDateOf(told.account.basis.zone, event.at)),
        html`${both(language, happened(event))}${
          dueText ? day(language, dueText) : null
        }${owner ? postCell(told, owner) : null}${written ? html`<blockquote>${written}</blockquote>` : null}`,
        both(language, whoIs(told, event.by)),
      ],
    };
  });
  return table(language, [accountWords.date, words.what, accountWords.by], rows);
}

/** Ours read every answer; somebody of another side what their own people wrote. */
async function answersPart(
  deps: LinkDeps,
  { link }: LinkView,
  { account, reader }: ReaderAccount,
): Promise<SafeHtml | null> {
  const { isOurs, organisationId, language } = reader;
  const replies = await deps.db.reply.findMany({
    where: { entityId: link.entityId, kind: 'answer', followUpIds: { has: link.followUpId } },
    orderBy: { at: 'asc' },
    take: MANY,
  });
  const [texts, people] = await Promise.all([
    deps.db.text.findMany({ where: { id: { in: replies.map(({ textId }) => textId) } } }),
    deps.db.person.findMany({ where: { id: { in: replies.map(({ personId }) => personId) } } }),
  ]);
  const shown = replies.flatMap((reply) => {
    const person = people.find(({ id }) => id === reply.personId);
    const written = texts.find(({ id }) => id === reply.textId);
    const isTheirs = isOurs || (organisationId !== null && person?.organisationId === organisationId);
    const isOpen = written && (written.ownerPartyId === null || written.ownerPartyId === organisationId);
    return person && isTheirs && isOpen ? [{ reply, person, text: written.content }] : [];
  });
  if (shown.length === 0) return null;
  const byAnother = (person: Parameters<typeof personName>[1], { fromAddress }: { fromAddress: string }): Bilingual =>
    notTheirs(
      inBoth((as) => personName(as, person)),
      isOurs ? fromAddress : null,
    );
  const others = await fromOthers(deps.db, replies);
  return html`${shown.map(
    ({ reply, person, text }) =>
      html`<p>
          ${both(
            language,
            inBoth(
              (as) =>
                `${dateText(as, localDateOf(account.basis.zone, reply.at.toISOString()))}, ${personName(as, person)}`,
            ),
          )}${others.has(reply.id) ? both(language, byAnother(person, reply)) : null}${
            isOurs && reply.readAt === null ? both(language, words.unread) : null
          }
        </p>
        <blockquote>${cut(text, MOST_QUOTED)}</blockquote>`,
  )}`;
}

/** What a mail only counted: each by name. */
async function countedPart(deps: LinkDeps, { link, language }: LinkView): Promise<SafeHtml | null> {
  const notice = await deps.db.notice.findUnique({ where: { id: linkFact(link, 'noticeId') } });
  const entity = await deps.db.entity.findUnique({ where: { id: link.entityId } });
  if (!notice || !entity || linkFact(link, 'voice') === Voice.partner) return null;
  const host = hostOf(entity);
  const facts: unknown = notice.facts;
  const owner: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, 'ownerPostId') : null;
  const counted: Partial<Record<string, { head: Bilingual; items(): readonly FollowUp[] }>> = {
    'count-of-questions': { head: words.questions, items: () => unansweredQuestions(host, nowOf(deps)) },
    'duties-not-accepted': {
      head: words.duties,
      items: () => untakenOf(host, typeof owner === 'string' ? owner : ''),
    },
  };
  const found = counted[notice.kind];
  const items = found?.items() ?? [];
  if (!found || items.length === 0) return null;
  const reader = { isOurs: true, organisationId: null };
  const names = await itemNames(
    deps.db,
    items.map(({ about }) => ({ entityId: link.entityId, ...about })),
    reader,
  );
  const posts = await namedPosts(
    deps.db,
    items.map(({ ownerPostId }) => ownerPostId),
  );
  const rows = items.map((f) => {
    const post = posts.get(f.ownerPostId ?? '');
    return {
      cells: [
        both(language, matterOf(f, nameIn(names, link.entityId, f.about))),
        html`${post ? both(language, post.name) : (f.ownerPostId ?? '–')}`,
        html`${day(language, f.dueOn)}${f.dueCertainty === 'confirmed' ? null : html`<small>${both(language, words.usual)}</small>`}`,
        day(language, f.openedOn),
      ],
    };
  });
  return html`<h2>${both(language, found.head)}</h2>
    ${table(language, [words.what, accountWords.owner, accountWords.due, words.since], rows)}`;
}
