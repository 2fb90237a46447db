import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { noStandIns, seatsOf, standInsOf } from '../activities/holders.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { briefOf } from '../activities/sheets/brief.ts';
import { Voice } from '../domain/notices/facts.ts';
import type { Language } from '../domain/notices/names.ts';
import { html } from '../mail/html.ts';
import type { SafeHtml } from '../mail/html.ts';
import { moreText, shownGroups } from '../mail/sheet.ts';
import type { Sheet, SheetGroup, SheetRow } from '../mail/sheet.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { nowOf } from './deps.ts';
import { linkFact } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import type { Bilingual } from '../domain/decider.ts';
import { said } from './link-words.ts';
import type { LinkDeps } from './links.ts';
import { Problem } from './problem.ts';
import { both, printHeaders, renderPrintPage } from './print-page.ts';

/**
 * What came with a post, as a page to print, in both languages, and the form by which its matters are accepted: those that are
 * marked, or all. It may be used again and again while the link is valid; what is accepted already is not asked again.
 */

interface Occasion {
  postId: string;
  notice: Prisma.NoticeGetPayload<object>;
}

async function occasionOf({ db }: LinkDeps, { link }: LinkView): Promise<Occasion | null> {
  const notice = await db.notice.findUnique({ where: { id: linkFact(link, 'noticeId') } });
  return notice?.postId ? { postId: notice.postId, notice } : null;
}

/** Whether the reader is the one who reads for the post now: its holder, or who stands in. */
async function readsFor({ db, clock }: LinkDeps, { postId, notice }: Occasion, personId: string) {
  const entity = await db.entity.findUnique({ where: { id: notice.entityId } });
  const seats = await seatsOf(
    db,
    [postId],
    () => (entity ? standInsOf(hostOf(entity).homeUnit, postId) : noStandIns()),
    nowOf({ clock }),
  );
  const seat = seats.get(postId);
  return { isTheirs: seat?.personId === personId, isStandIn: seat?.isStandIn ?? false };
}

export async function showBrief(
  deps: LinkDeps,
  reply: FastifyReply,
  view: LinkView,
  message: Bilingual | null,
): Promise<FastifyReply> {
  const { language, person, link } = view;
  const occasion = await occasionOf(deps, view);
  const reads = occasion ? await readsFor(deps, occasion, person.id) : null;
  if (!occasion || !reads?.isTheirs) {
    const body = html`<p>${both(language, said('passedOn'))}</p>`;
    const title = said('title');
    return reply.headers(printHeaders).send(renderPrintPage({ language, ...deps, title, body }));
  }
  const sheet = await briefOf(deps.db, {
    postId: occasion.postId,
    changedAt: occasion.notice.at.toISOString(),
    isOurs: linkFact(link, 'voice') === Voice.ours,
    isStandIn: reads.isStandIn,
    organisationId: person.organisationId,
    at: nowOf(deps),
  });
  return reply.headers(printHeaders).send(
    renderPrintPage({
      language,
      isDemonstration: deps.isDemonstration,
      title: sheet.title,
      body: bodyOf(sheet, { language, message, issuedTo: view.matter.issuedTo }),
    }),
  );
}

/** A sheet as a page; matters that wait to be accepted have a box to mark. */
export function bodyOf(
  sheet: Sheet,
  { language, message, issuedTo }: { language: Language; message: Bilingual | null; issuedTo: Bilingual | null },
): SafeHtml {
  const waits = sheet.groups.some(({ rows }) => rows.some(({ duty }) => duty?.isUntaken));
  const lists = html`<div class="brief">
    ${sheet.opening.map((text) => html`<p>${both(language, text)}</p>`)}
    ${shownGroups(sheet).map((group) => groupOf(group, language, issuedTo !== null))}
  </div>`;
  const shown = html`${message ? html`<p class="note"><strong>${both(language, message)}</strong></p>` : null}`;
  if (issuedTo === null) return lists;
  return html`${shown}
    <p>
      ${both(language, { en: `${said('issuedTo').en}: ${issuedTo.en}`, zh: `${said('issuedTo').zh}：${issuedTo.zh}` })}
    </p>
    <form method="post">
      ${lists}
      ${
        waits
          ? html`<p class="screen">
              <label><input type="checkbox" name="all" value="yes" /> ${both(language, said('acceptAll'))}</label><br />
              <label for="name">${both(language, said('yourName'))}</label>
              <input type="text" id="name" name="name" maxlength="100" required />
              <button type="submit">${both(language, said('brief'))}</button>
            </p>`
          : html`<p class="screen">${both(language, said('noneToAccept'))}</p>`
      }
    </form>`;
}

function groupOf({ title, rows, more, none }: SheetGroup, language: Language, isForm: boolean): SafeHtml {
  return html`<h2>${both(language, title)}</h2>
    ${rows.length === 0 && none ? html`<p>${both(language, none)}</p>` : null}
    ${rows.map((row, index) => rowOf(row, index, { language, isForm }))}
    ${more > 0 ? html`<p class="more">${both(language, moreText(more))}</p>` : null}`;
}

/** One line in each language; what a person wrote stands once. */
function rowOf(
  { what, detail, quote, duty }: SheetRow,
  index: number,
  { language, isForm }: { language: Language; isForm: boolean },
): SafeHtml {
  const value = duty ? `${duty.entityId} ${duty.followUpId}` : '';
  const box =
    isForm && duty?.isUntaken
      ? html`<input type="checkbox" class="screen" name="duty-${index}" value="${value}" /> `
      : null;
  const quoted = quote ? ` · “${quote}”` : '';
  const [first, second] = language === 'zh-CN' ? (['zh', 'en'] as const) : (['en', 'zh'] as const);
  const line = (is: 'en' | 'zh'): string => `${what[is]} · ${detail[is]}`;
  return html`<div class="row">
    ${box}${index + 1}. ${line(first)}${quoted}<small lang="${second === 'zh' ? 'zh-CN' : 'en'}">${line(second)}</small>
  </div>`;
}

/** Accepts what is marked, and says what came of it. Each cooperation is told once, however often the button is pressed. */
export async function acceptFromBrief(
  deps: LinkDeps,
  view: LinkView,
  values: Record<string, string>,
): Promise<Bilingual> {
  const { person, link } = view;
  const occasion = await occasionOf(deps, view);
  if (!occasion || !(await readsFor(deps, occasion, person.id)).isTheirs) return said('passedOn');
  const { postId } = occasion;
  const waiting = await deps.db.followUp.findMany({
    where: { ownerPostId: postId, untakenSinceOn: { not: null } },
    orderBy: [{ entityId: 'asc' }, { id: 'asc' }],
    select: { entityId: true, id: true },
  });
  const marked = new Set(Object.entries(values).flatMap(([name, value]) => (name.startsWith('duty-') ? [value] : [])));
  const wanted = values['all'] ? waiting : waiting.filter(({ entityId, id }) => marked.has(`${entityId} ${id}`));
  if (waiting.length === 0) return said('noneToAccept');
  if (wanted.length === 0) return said(marked.size > 0 ? 'noneToAccept' : 'nothingMarked');
  const posts = await deps.db.post.findMany({ where: { holderId: person.id }, select: { id: true } });
  const actor = { id: person.id, personId: person.id, postIds: posts.map(({ id }) => id), roles: ['owner' as const] };
  for (const entityId of new Set(wanted.map((row) => row.entityId))) {
    const followUpIds = wanted.flatMap((row) => (row.entityId === entityId ? [row.id] : []));
    const command = { commandId: commandIdOf(link.id, entityId, followUpIds), name: 'acceptDuties', actor };
    const isDone = await deps.sendCommand(entityId, { ...command, data: { postId, followUpIds } }).then(
      () => true,
      (error: unknown) => isSettled(error),
    );
    if (!isDone) return said('later');
  }
  await deps.db.link.update({ where: { id: link.id }, data: { usedBy: values['name'] ?? null } });
  return said('acceptedNow');
}

/** Somebody was faster, or it has ended: nothing is left to accept. @throws what is no problem of a command */
function isSettled(error: unknown): boolean {
  if (!(error instanceof Problem)) throw error;
  return ['wrong-state', 'agreement-closed', 'plan-closed'].includes(error.code);
}

/** The same marks are the same command, whoever repeats them. */
function commandIdOf(linkId: string, entityId: string, followUpIds: readonly string[]): string {
  const key = JSON.stringify([linkId, entityId, followUpIds]);
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}
