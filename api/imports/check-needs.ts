import { readLexicon } from '../../activities/lexicon.ts';
import { agreement } from '../../domain/agreement/index.ts';
import type { AgreementState } from '../../domain/agreement/state.ts';
import type { Actor } from '../../domain/decider.ts';
import { faultsIn, MOST_FAULTS } from '../../domain/import/faults.ts';
import type { Fault } from '../../domain/import/faults.ts';
import { needSheet } from '../../domain/import/need-columns.ts';
import { needReader } from '../../domain/import/needs.ts';
import type { NeedsContext, ReadNeed } from '../../domain/import/needs.ts';
import { refusedBy } from '../../domain/import/simulate.ts';
import { readTable } from '../../domain/import/table.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Database } from '../../prisma/client.ts';
import { allClasses } from '../need-classes.ts';
import { loadDirectory } from './directory.ts';
import { commandIdInto } from './run-row.ts';
import { readSpreadsheet } from './spreadsheet-files.ts';

export interface NeedsFile {
  rowCount: number;
  good: ReadNeed[];
  faults: Fault[];
}

/** Reads a file of needs and tries every row by the rules that will decide on it. Writes nothing. */
export async function checkNeeds(db: Database, bytes: Buffer, who: { actor: Actor; at: string }): Promise<NeedsFile> {
  const faultAt = faultsIn(needSheet.columns);
  const grid = await readSpreadsheet(bytes, needSheet.mostRows);
  if (!grid) return { rowCount: 0, good: [], faults: [faultAt('unreadable', { row: 0 })] };
  const table = readTable(needSheet, grid);
  const context = await contextOf(db);
  const read = needReader(context);
  const faults = [...table.faults];
  const refusalOf = refusals(context.states, who);
  const isFaulty = new Set(faults.map(({ row }) => row));
  const good: ReadNeed[] = [];
  for (const written of table.rows) {
    const found = read(written);
    faults.push(...found.faults);
    if (!found.read || isFaulty.has(written.row)) continue;
    const refusal = found.read.isKnown ? null : refusalOf(found.read);
    if (refusal) faults.push(faultAt('refused', { row: written.row }, refusal.detail));
    else good.push(found.read);
  }
  const inOrder = faults.toSorted((a, b) => a.row - b.row).slice(0, MOST_FAULTS);
  return { rowCount: table.rows.length, good, faults: inOrder };
}

/**
 * What an agreement would say to a need of a party. What differs between such needs the reader has looked at, so each party of each
 * agreement is asked for once: ten thousand decisions would keep everybody else waiting.
 */
function refusals(states: ReadonlyMap<string, AgreementState>, who: { actor: Actor; at: string }) {
  const known = new Map<string, Refusal | null>();
  return ({ agreementId, command }: ReadNeed): Refusal | null => {
    const key = `${agreementId} ${String(command.body['partyId'])}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const state = states.get(agreementId);
    const refusal = state ? refusedBy(state, command, who) : null;
    known.set(key, refusal);
    return refusal;
  };
}

async function contextOf(db: Database): Promise<NeedsContext & { states: Map<string, AgreementState> }> {
  const rows = await db.entity.findMany({
    where: { kind: 'agreement', closed: false },
    select: { id: true, partyIds: true, state: true },
  });
  const ids = rows.map(({ id }) => id);
  const [directory, lexicon, classes, recorded] = await Promise.all([
    loadDirectory(db),
    readLexicon(db),
    allClasses(db),
    db.command.findMany({ where: { entityId: { in: ids }, name: 'recordNeed' }, select: { id: true } }),
  ]);
  const known = new Set(recorded.map(({ id }) => id));
  const states = new Map(
    rows.map(({ id, state }) => [id, agreement.migrate({ kind: 'agreement', id, agreementId: id }, state)]),
  );
  return {
    directory,
    lexicon,
    states,
    agreements: rows.map(({ id, partyIds }) => ({ id, partyIds, needs: states.get(id)?.counters['need'] ?? 0 })),
    classes: Object.fromEntries(classes.map(({ id, title }) => [id, [id, title.zh, title.en]])),
    isKnown: (agreementId, command) => known.has(commandIdInto(agreementId, command)),
  };
}
