import { localDateOf } from '../../domain/calendar/calendar.ts';
import { readerOf } from '../../domain/follow-up/engine.ts';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import { stepPolicy } from '../../domain/follow-up/ladder.ts';
import { nextUntaken } from '../../domain/follow-up/succession.ts';
import type { Language } from '../../domain/notices/names.ts';
import type { NextStep } from '../../mail/letter.ts';
import { postOf } from './names-read.ts';
import { textFact } from './situation.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

/** What the agreement itself has planned next for a follow-up; the same instants that its timer waits for. */
export async function nextStep(
  tx: Transaction,
  entity: EntityNow,
  f: FollowUp,
  reader: { at: string; language: Language | null; postId: string | null; isAlong: boolean },
): Promise<NextStep | null> {
  const { host } = entity;
  const { at, language } = reader;
  for (const [key, stepAt] of f.steps) {
    const step = stepAt > at ? stepPolicy(host, f, key) : undefined;
    if (!step || (reader.isAlong && !step.forBothSides)) continue;
    // Names of our posts are for our own people.
    const readBy = readerOf(host, f, step);
    const post = language ? await postOf(tx, readBy, language) : null;
    const isYou = readBy === reader.postId;
    return { on: localDateOf(host.calendar.zone, stepAt), notice: step.notice, level: step.level, post, isYou };
  }
  return null;
}

/** Of duties that nobody accepts: the next level, or the leaders' meeting list. */
export async function nextOfUntaken(
  tx: Transaction,
  { host }: EntityNow,
  row: NoticeRow,
  { language, postId }: { language: Language; postId: string | null },
): Promise<NextStep | null> {
  const next = nextUntaken(host, textFact(row, 'ownerPostId') ?? '', postId);
  if (!next) return null;
  const notice = next.isListed ? ('meeting-list' as const) : ('duties-not-accepted' as const);
  const post = await postOf(tx, next.postId, language);
  return { on: next.on, notice, level: 1, post, isYou: next.postId === postId };
}
