import { createHash } from 'node:crypto';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import { Voice } from '../../domain/notices/facts.ts';
import { isOptional } from '../../domain/notices/kinds.ts';
import { languageOf, personName } from '../../domain/notices/names.ts';
import type { ItemFacts, LetterFacts, LetterLink } from '../../mail/letter.ts';
import { dutyKey } from '../../mail/sheet.ts';
import type { SheetFacts } from '../../mail/sheet.ts';
import { linkUrl, whyUrl } from '../../mail/link-token.ts';
import { freezeMail, parseMailbox } from '../../mail/mime.ts';
import type { Mailbox } from '../../mail/mime.ts';
import { renderLetter } from '../../mail/render.ts';
import { writeLetter } from '../../mail/write.ts';
import { returnAddress } from '../../mail/return-address.ts';
import type { PostboxDeps } from './deps.ts';
import { calendarPart } from './invitation.ts';
import { letterFacts } from './letter-facts.ts';
import { actionsFor, keepsDays, newLink, placeOf } from './links.ts';
import type { MatterReader, NewLink } from './links.ts';
import { isAlong, textFact } from './situation.ts';
import type { Situation, Transaction } from './situation.ts';

type MailPart = NonNullable<Situation['plan']['mail']>;

/**
 * Writes one mail and keeps it as bytes, with its links, claimed by whoever called: the row's first attempt. Returns its id.
 * @throws ZodError when the person's address is not one plain address
 */
export async function draftMail(
  tx: Transaction,
  deps: PostboxDeps,
  situation: Situation,
  part: MailPart,
  at: string,
): Promise<string> {
  const { person } = situation;
  const mailId = await newMailId(tx, person.id, part);
  const facts = await letterFacts(tx, deps, situation, part, at);
  const linked = await withLinks(tx, deps, facts, { part, situation, mailId, at });
  const rendered = renderLetter(writeLetter(linked), deps.publicUrl);
  const agreementIds = new Set(part.items.map((item) => item.notice.agreementId));
  const [agreementId] = agreementIds;
  const recipient = person.email ?? '';
  const to = { name: personName(linked.language, person), address: recipient };
  const [lead] = part.items;
  const organizer = { ...parseMailbox(deps.from), ...(linked.office === '' ? {} : { name: linked.office }) };
  const row = lead ? situation.rows.get(lead.notice.id) : undefined;
  const { messageId, mime } = await freezeMail({
    mailId,
    date: at,
    from: sender(deps, part, linked),
    replyTo: await replyTo(tx, deps, { situation, part, mailId }),
    to,
    invitation: lead ? calendarPart({ item: lead, row, facts: linked, organizer, attendee: to, at }) : null,
    dkim: deps.dkim ?? null,
    rendered,
    language: linked.language,
    // A sheet is about several, whichever it was written under.
    agreementId: agreementIds.size === 1 && !linked.sheet ? (agreementId ?? null) : null,
    unsubscribeUrl: linked.unsubscribeUrl,
  });
  await tx.mail.create({
    data: {
      id: mailId,
      personId: person.id,
      kind: mailKind(part),
      voice: part.voice,
      messageId,
      subject: rendered.subject,
      recipient,
      mime: new Uint8Array(mime),
      status: 'pending',
      at: new Date(at),
    },
  });
  const noticeIds = part.items.flatMap((item) => [item.notice, ...item.merged]).map((notice) => notice.id);
  await tx.notice.updateMany({ where: { id: { in: noticeIds } }, data: { mailId, reason: null } });
  for (const item of part.items.filter(({ merged }) => merged.length > 0)) {
    await tx.notice.updateMany({
      where: { id: { in: item.merged.map((notice) => notice.id) } },
      data: { reason: `merged: ${item.notice.id}` },
    });
  }
  return mailId;
}

/** Made from what it tells, and from how many mails there were: what is told anew after a change is another mail. */
async function newMailId(tx: Transaction, personId: string, part: MailPart): Promise<string> {
  const before = await tx.mail.count({ where: { personId } });
  const key = [personId, before, ...part.items.map((item) => item.notice.id)].join(' ');
  return `mail-${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
}

function mailKind(part: MailPart): string {
  if (part.items.every((item) => item.notice.kind === 'meeting')) return 'meeting';
  return part.items[0]?.notice.kind === 'introduction' ? 'introduction' : 'follow-up';
}

async function withLinks(
  tx: Transaction,
  deps: PostboxDeps,
  facts: LetterFacts,
  { part, situation, mailId, at }: { part: MailPart; situation: Situation; mailId: string; at: string },
): Promise<LetterFacts> {
  const url = (linkId: string): string => linkUrl(deps.publicUrl, deps.linkSecret, linkId);
  // A mail may have sixty links: they are written at once.
  const made: ReturnType<typeof newLink>[] = [];
  const create = (
    item: PlannedItem,
    action: LetterLink['action'],
    { about, duty }: { about?: ItemFacts; duty?: NewLink['duty'] } = {},
  ): string => {
    const link = newLink({
      ...(duty ? { duty } : {}),
      action,
      item,
      personId: situation.person.id,
      mailId,
      voice: part.voice,
      place: about ? readerOf(situation, item, about).place : null,
      ...aboutTask(situation, item, about),
      at,
    });
    made.push(link);
    return link.id;
  };
  const items: LetterFacts['items'] = [];
  for (const [index, item] of facts.items.entries()) {
    const planned = part.items[index];
    if (!planned) continue;
    const links: LetterFacts['items'][number]['links'] = [];
    // A letter in a colleague's own name asks for nothing; it only says why it came.
    for (const action of actionsFor(item.kind, item.followUpKind, readerOf(situation, planned, item))) {
      links.push({ action, url: url(create(planned, action, { about: item })) });
    }
    // Any link of the matter leads to its account; where there is nothing to do, there is one to look.
    const account = links.at(-1)?.url ?? url(create(planned, 'open'));
    items.push({ ...item, links, whyUrl: whyUrl(account) });
  }
  const first = part.items[0];
  const sheet = facts.sheet && first ? { ...facts.sheet, links: dutyLinks(facts.sheet, first) } : null;
  const isAllOptional = part.items.every((item) => isOptional(item.notice.kind));
  const unsubscribeUrl = first && isAllOptional ? url(create(first, 'unsubscribe')) : null;
  const own = first ? { preferencesUrl: url(create(first, 'preferences')) } : {};
  await tx.link.createMany({ data: made });
  return { ...facts, items, unsubscribeUrl, ...own, ...(sheet ? { sheet } : {}) };

  /** Each matter that came with a post may be taken or passed back by itself. */
  function dutyLinks({ sheet: { groups } }: SheetFacts, item: PlannedItem): SheetFacts['links'] {
    const links = new Map<string, LetterLink[]>();
    for (const duty of groups.flatMap(({ rows }) => rows.flatMap((row) => row.duty ?? []))) {
      const ofDuty: LetterLink[] = [];
      for (const action of ['accept', 'not-mine'] as const)
        ofDuty.push({ action, url: url(create(item, action, { duty })) });
      links.set(dutyKey(duty), ofDuty);
    }
    return links;
  }
}

/** What a mail may offer its reader of a matter, by the post for which it came. */
function readerOf({ entities, heldPostIds, rows }: Situation, { notice }: PlannedItem, item: ItemFacts): MatterReader {
  const { postId, followUp } = notice;
  const row = rows.get(notice.id);
  return {
    // Who asked for a later date of what another owes reads how it was decided, and has nothing to do.
    isAlong: followUp
      ? isAlong(followUp, postId) || (notice.isAsker === true && postId !== followUp.ownerPostId)
      : false,
    accepts: item.acceptBy !== null,
    place: notice.isOurs ? placeOf(entities.get(notice.entityId)?.host.homeUnit, postId) : null,
    owes: heldPostIds.includes(followUp?.ownerPostId ?? ''),
    isAsked: followUp?.asksExtension === true,
    isReported: followUp?.status === 'reported',
    isDeclined: (item.declined ?? null) !== null,
    isUnintroduced: (item.unintroducedPersonId ?? null) !== null,
    keepsDays: keepsDays(item, notice.postId),
    confirmsFor: row ? textFact(row, 'confirms') !== null : false,
  };
}

/** Of a task: the notice to be passed on, whom it is about, the mail that is to be read and, where they are to confirm something, that matter. */
function aboutTask(
  { rows }: Situation,
  { notice }: PlannedItem,
  item: ItemFacts | undefined,
): { facts: Record<string, string>; followUpId?: string } {
  const row = rows.get(notice.id);
  const fact = (key: string): string | null => (row ? textFact(row, key) : null);
  const [relayOf, aboutPersonId, replyId, confirms] = [
    fact('noticeId'),
    fact('personId') ?? item?.unintroducedPersonId ?? null,
    fact('replyId'),
    fact('confirms'),
  ];
  const suggested = item?.declined?.suggested;
  return {
    facts: {
      ...(relayOf ? { relayOf } : {}),
      ...(aboutPersonId ? { aboutPersonId } : {}),
      ...(replyId ? { replyId } : {}),
      ...(suggested ? { suggestedPostId: suggested.id } : {}),
    },
    ...(confirms ? { followUpId: confirms } : {}),
  };
}

/** From our office; an introduction in the name of the colleague who released it. */
function sender(deps: PostboxDeps, part: MailPart, facts: LetterFacts): Mailbox {
  const office = parseMailbox(deps.from);
  if (facts.introducedBy && facts.introducedBy.name !== '') return { ...office, name: facts.introducedBy.name };
  return { ...office, name: part.voice === Voice.partner && facts.office !== '' ? facts.office : office.name };
}

/**
 * Answers reach somebody who reads them: the system itself, which files them on their item, where it receives mail; else the
 * coordinator's own mailbox.
 */
async function replyTo(
  tx: Transaction,
  deps: PostboxDeps,
  { situation, part, mailId }: { situation: Situation; part: MailPart; mailId: string },
): Promise<Mailbox | null> {
  // Without the header programs answer to the sender.
  if (deps.replyTo === 'sender') return null;
  if (deps.replyTo === 'filed') {
    const office = parseMailbox(deps.from);
    return { name: office.name, address: returnAddress('reply', mailId, office) };
  }
  const first = part.items[0];
  const entity = first ? situation.entities.get(first.notice.entityId) : undefined;
  const coordinatorPostId = entity?.host.homeUnit.coordinatorPostId;
  const post = coordinatorPostId
    ? await tx.post.findUnique({ where: { id: coordinatorPostId }, include: { holder: true } })
    : null;
  const reader = post?.holder;
  return reader?.email && reader.id !== situation.person.id
    ? { name: personName(languageOf(situation.person.language), reader), address: reader.email }
    : null;
}
