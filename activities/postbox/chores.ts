import type { HoldReason, PlannedItem } from '../../domain/notices/compose.ts';
import {
  ANSWER_UNREAD,
  introductionTaskOf,
  NOBODY_TO_RELAY,
  NOT_INTRODUCED,
  relayTaskOf,
  Voice,
  WAITS_FOR_RELAY,
} from '../../domain/notices/facts.ts';
import { languageOf, salutationParts } from '../../domain/notices/names.ts';
import { messagesIn } from '../../mail/catalogue.ts';
import { isConfirming } from '../../mail/letter.ts';
import { meetingWords } from '../../mail/meeting-words.ts';
import { passOnText } from '../../mail/write.ts';
import type { PostboxDeps } from './deps.ts';
import { letterFacts } from './letter-facts.ts';
import { actionsFor, keepsDays, newLink, placeOf, relayAction } from './links.ts';
import { addresseeOf, textFact } from './situation.ts';
import type { Situation, Transaction } from './situation.ts';
import { cutToPassOn, factsOf, writeTask } from './tasks.ts';

/**
 * Writes down what becomes of the notices that are not mailed now: suppressed, held, handed to whoever holds the post now, or
 * given to our liaison to pass on. Returns whose postboxes are to be woken.
 */
export async function doChores(
  tx: Transaction,
  deps: PostboxDeps,
  situation: Situation,
  at: string,
): Promise<string[]> {
  const { plan } = situation;
  for (const { notice, reason } of plan.suppressed) {
    await tx.notice.update({
      where: { id: notice.id },
      data: { status: 'suppressed', reason, settledAt: new Date(at), mailId: null },
    });
  }
  const wake: string[] = [];
  for (const { noticeId, personId } of situation.handOvers) {
    if (personId === null) continue;
    await tx.notice.update({ where: { id: noticeId }, data: { personId, reason: null } });
    wake.push(personId);
  }
  return [
    ...wake,
    ...(await hold(tx, situation, at)),
    ...(plan.relays.length > 0 ? await relay(tx, deps, situation, at) : []),
  ];
}

function holdText(reason: HoldReason, untilAt: string | null): string {
  switch (reason) {
    case 'absent':
      return `held: away, until ${untilAt ?? ''}`;
    case 'not-introduced':
      return NOT_INTRODUCED;
    case 'weekly-limit':
      return `held: two mails this week, until ${untilAt ?? ''}`;
    case 'answer-unread':
      return ANSWER_UNREAD;
    case 'answered-by-mail':
      return `held: answered-by-mail, until ${untilAt ?? ''}`;
  }
}

/** Outside people are held until somebody introduces us; our coordinator is asked to, once for each cooperation. */
async function hold(tx: Transaction, { plan, rows, person, entities }: Situation, at: string): Promise<string[]> {
  const wake: string[] = [];
  for (const { notice, reason, untilAt } of plan.held) {
    const row = rows.get(notice.id);
    if (!row) continue;
    const text = holdText(reason, untilAt);
    if (row.reason !== text) await tx.notice.update({ where: { id: notice.id }, data: { reason: text } });
    const id = introductionTaskOf(person.id, notice.agreementId);
    if (reason !== 'not-introduced' || row.taskIds.includes(id)) continue;
    const task = {
      id,
      kind: 'introduction-wanted' as const,
      notice: row,
      facts: { personId: person.id, noticeId: notice.id, language: person.language },
    };
    const told = await writeTask(tx, entities.get(notice.entityId), task, at);
    if (!told) continue;
    await tx.notice.update({ where: { id: notice.id }, data: { taskIds: { push: id } } });
    wake.push(told);
  }
  return wake;
}

/** Without mail, or where none may go in time, our liaison passes it on: a few lines to paste and a signed link for the person. */
async function relay(tx: Transaction, deps: PostboxDeps, situation: Situation, at: string): Promise<string[]> {
  const { plan, rows, person, entities } = situation;
  const language = languageOf(person.language);
  const m = messagesIn(language);
  const { stored, name } = salutationParts(language, person);
  const isMailed = addresseeOf(person).takesMail;
  const wake: string[] = [];
  for (const item of plan.relays) {
    const row = rows.get(item.notice.id);
    if (!row || row.reason === NOBODY_TO_RELAY) continue;
    const voice = person.ours && item.notice.isOurs ? Voice.ours : Voice.partner;
    const [facts] = (await letterFacts(tx, deps, situation, { voice, items: [item] }, at)).items;
    if (!facts) continue;
    const place = voice === Voice.ours ? placeOf(entities.get(item.notice.entityId)?.host.homeUnit, row.postId) : null;
    const reader = { place, keepsDays: keepsDays(facts, row.postId) };
    const [wanted = 'open'] = actionsFor(item.notice.kind, facts.followUpKind, reader);
    const action = relayAction(item.notice.kind, facts.followUpKind, reader);
    const text = facts.meeting
      ? meetingWords(language).passOn(facts, facts.meeting, stored ?? name)
      : passOnText(m, { ...facts, isToConfirm: isConfirming(wanted) }, stored ?? name);
    const confirms = isConfirming(wanted) ? item.notice.followUpId : null;
    if (await joinsWaiting(tx, { personId: person.id, item, text, confirms }, at)) continue;
    const link = newLink({ action, item, personId: person.id, mailId: null, voice, place, at });
    await tx.link.create({ data: link });
    const told = await writeTask(
      tx,
      entities.get(item.notice.entityId),
      {
        id: relayTaskOf(row.id),
        kind: 'relay',
        notice: row,
        facts: {
          personId: person.id,
          noticeId: row.id,
          language: person.language,
          text,
          linkId: link.id,
          ...(isMailed ? { held: 'weekly-limit' as const } : {}),
          ...(confirms ? { confirms } : {}),
        },
      },
      at,
    );
    await tx.notice.update({ where: { id: row.id }, data: { reason: told ? WAITS_FOR_RELAY : NOBODY_TO_RELAY } });
    if (told) wake.push(told);
    await settleMerged(tx, item, at);
  }
  return wake;
}

/**
 * A matter that waits to be passed on to somebody is asked for once: what is to be told of it meanwhile is told with it, and its
 * ladder goes on. Only once it was passed on does the next reminder make another task.
 */
async function joinsWaiting(
  tx: Transaction,
  { personId, item, text, confirms }: { personId: string; item: PlannedItem; text: string; confirms: string | null },
  at: string,
): Promise<boolean> {
  const { id, entityId, followUpId } = item.notice;
  if (!followUpId) return false;
  const waiting = await tx.notice.findMany({
    where: { id: { not: id }, entityId, followUpId, personId, status: 'open', reason: WAITS_FOR_RELAY },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const tasks = await tx.notice.findMany({ where: { id: { in: waiting.map((row) => relayTaskOf(row.id)) } } });
  // To ask for a thing and to ask whether it was done are two questions.
  const task = tasks.find((row) => textFact(row, 'confirms') === confirms);
  const asked = waiting.find((row) => relayTaskOf(row.id) === task?.id);
  if (!task || !asked) return false;
  const told = [item.notice, ...item.merged].map((notice) => notice.id);
  await tx.notice.updateMany({
    where: { id: { in: told } },
    data: { status: 'merged', reason: `merged: ${asked.id}`, settledAt: new Date(at) },
  });
  // Whoever takes it from the list passes on the date that holds now.
  await tx.notice.update({ where: { id: task.id }, data: { facts: { ...factsOf(task), text: cutToPassOn(text) } } });
  return true;
}

async function settleMerged(tx: Transaction, item: PlannedItem, at: string): Promise<void> {
  await tx.notice.updateMany({
    where: { id: { in: item.merged.map((notice) => notice.id) } },
    data: { status: 'merged', reason: `merged: ${item.notice.id}`, settledAt: new Date(at) },
  });
}
