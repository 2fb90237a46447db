import type { HoldReason, PlannedItem } from '../../domain/notices/compose.ts';
import { relayTaskOf, Voice, WAITS_FOR_RELAY } from '../../domain/notices/facts.ts';
import { languageOf, salutationParts } from '../../domain/notices/names.ts';
import { messagesIn } from '../../mail/catalogue.ts';
import { meetingWords } from '../../mail/meeting-words.ts';
import { passOnText } from '../../mail/write.ts';
import type { PostboxDeps } from './deps.ts';
import { letterFacts } from './letter-facts.ts';
import { actionsFor, createLink } from './links.ts';
import { NOBODY_TO_RELAY, NOT_INTRODUCED } from './reach.ts';
import type { Situation, Transaction } from './situation.ts';
import { writeTask } from './tasks.ts';

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
    if (reason !== 'not-introduced' || row.reason === text) continue;
    const task = {
      id: `introduction/${person.id}/${notice.agreementId}`,
      kind: 'introduction-wanted' as const,
      notice: row,
      facts: { personId: person.id, noticeId: notice.id, language: person.language },
    };
    const told = await writeTask(tx, entities.get(notice.entityId), task, at);
    if (told) wake.push(told);
  }
  return wake;
}

/** Without mail, our liaison passes it on: a few lines to paste and a signed link for the person. */
async function relay(tx: Transaction, deps: PostboxDeps, situation: Situation, at: string): Promise<string[]> {
  const { plan, rows, person, entities } = situation;
  const language = languageOf(person.language);
  const m = messagesIn(language);
  const { stored, name } = salutationParts(language, person);
  const wake: string[] = [];
  for (const item of plan.relays) {
    const row = rows.get(item.notice.id);
    if (!row || row.reason === NOBODY_TO_RELAY) continue;
    const voice = person.ours && item.notice.isOurs ? Voice.ours : Voice.partner;
    const [facts] = (await letterFacts(tx, deps, situation, { voice, items: [item] }, at)).items;
    if (!facts) continue;
    const [action = 'open'] = actionsFor(item.notice.kind, facts.followUpKind);
    const linkId = await createLink(tx, { action, item, personId: person.id, mailId: null, voice, at });
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
          text: facts.meeting
            ? meetingWords(language).passOn(facts, facts.meeting, stored ?? name)
            : passOnText(m, facts, stored ?? name),
          linkId,
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

async function settleMerged(tx: Transaction, item: PlannedItem, at: string): Promise<void> {
  await tx.notice.updateMany({
    where: { id: { in: item.merged.map((notice) => notice.id) } },
    data: { status: 'merged', reason: `merged: ${item.notice.id}`, settledAt: new Date(at) },
  });
}
