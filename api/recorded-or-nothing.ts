import type { Outcome } from '../domain/propose.ts';
import type { Database } from '../prisma/client.ts';
import { isFinal, refused } from './problem.ts';
import type { TextRow } from './texts.ts';

export type Recorded = Extract<Outcome, { status: 'recorded' }>;

export interface Prepared {
  commandId: string;
  texts: readonly TextRow[];
  /** True if the same command was tried before. */
  isRepeat: boolean;
}

/**
 * Does what sending a command takes. One that is refused or was never sent leaves nothing behind: no text, no claimed key, no
 * reserved number; its key may be used for something else.
 * @throws Problem with the refusal, or whatever `send` throws
 */
export async function recordedOrNothing(
  db: Database,
  { commandId, texts, isRepeat }: Prepared,
  send: () => Promise<Outcome>,
): Promise<Recorded> {
  // Of a repeat, the first sending may still be under way with these texts, until the entity itself has said no.
  let isDecided = !isRepeat;
  try {
    const outcome = await send();
    if (outcome.status === 'recorded') return outcome;
    isDecided = true;
    throw refused(outcome.refusal);
  } catch (error) {
    if (isDecided && isFinal(error)) await leaveNothing(db, commandId, texts);
    throw error;
  }
}

async function leaveNothing(db: Database, commandId: string, texts: readonly TextRow[]): Promise<void> {
  // It may stand after all: another process was faster.
  if ((await db.command.count({ where: { id: commandId } })) > 0) return;
  if (texts.length > 0) await db.text.deleteMany({ where: { id: { in: texts.map(({ id }) => id) } } });
  await db.reservedNumber.deleteMany({ where: { commandId } });
  await db.idempotentRequest.deleteMany({ where: { commandId, status: null } });
}
