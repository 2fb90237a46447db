import type { Lexicon } from '../matching/lexicon.ts';
import { cellsOf } from './cells.ts';
import type { Cells } from './cells.ts';
import type { RowCommand } from './commands.ts';
import { finder } from './directory.ts';
import type { Directory } from './directory.ts';
import type { Fault } from './faults.ts';
import { MOST_NEEDS, needSheet, urgencyChoices } from './need-columns.ts';
import type { NeedColumn } from './need-columns.ts';
import { dayOf } from './row.ts';
import type { WrittenRow } from './table.ts';
import { areaIn, languagesIn, termsIn } from './wanted-cells.ts';

/** An agreement that needs may be recorded in. */
export interface OpenAgreement {
  id: string;
  partyIds: readonly string[];
  /** How many needs it has had. */
  needs: number;
}
export interface NeedsContext {
  directory: Directory;
  lexicon: Lexicon;
  agreements: readonly OpenAgreement[];
  /** The classes, each with the words for it. */
  classes: Readonly<Record<string, readonly string[]>>;
  /** Whether a row was recorded already, when the file was here before. */
  isKnown(agreementId: string, command: RowCommand): boolean;
}

/** A row that was understood: what is to be said to which agreement. */
export interface ReadNeed {
  row: number;
  agreementId: string;
  command: RowCommand;
  isKnown: boolean;
}

type Read = Cells<NeedColumn>;

/** Reads the rows of one file, one after the other: whose need it is, and `recordNeed` as the API takes it. Nothing is guessed. */
export function needReader(context: NeedsContext): (written: WrittenRow<NeedColumn>) => {
  read: ReadNeed | null;
  faults: Fault[];
} {
  const findOrganisation = finder(context.directory.organisations);
  const agreements = new Map(context.agreements.map((agreement) => [agreement.id, agreement]));
  const ofParty = byParty(context.agreements);
  const counts = new Map(context.agreements.map(({ id, needs }) => [id, needs]));
  const seen = new Map<string, number>();

  const partyOf = (cells: Read): string | null => {
    const text = cells.required('party');
    if (text === null) return null;
    return cells.one(findOrganisation(text), 'party', { text, code: 'unknown-organisation' })?.id ?? null;
  };
  const agreementOf = (cells: Read, partyId: string): string | null => {
    const said = cells.said('agreement');
    if (said === null) {
      const found = ofParty.get(partyId) ?? [];
      return cells.one(found, 'agreement', { text: partyId, code: 'no-agreement' })?.id ?? null;
    }
    const agreement = agreements.get(said);
    if (!agreement) return cells.fault('unknown-agreement', 'agreement', said.slice(0, 60));
    return agreement.partyIds.includes(partyId) ? said : cells.fault('not-a-party', 'party', partyId);
  };
  const checkRoom = (cells: Read, agreementId: string): void => {
    const count = (counts.get(agreementId) ?? 0) + 1;
    if (count > MOST_NEEDS) cells.fault('too-many-needs', 'agreement', String(MOST_NEEDS));
    else counts.set(agreementId, count);
  };

  const checkOnce = (cells: Read, row: number, key: string): void => {
    const before = seen.get(key);
    if (before !== undefined) cells.fault('need-twice', 'party', String(before));
    else seen.set(key, row);
  };

  return (written) => {
    const cells = cellsOf(needSheet, written);
    const partyId = partyOf(cells);
    const agreementId = partyId && agreementOf(cells, partyId);
    const body = { ...(partyId ? { partyId } : {}), ...bodyOf(cells, context) };
    if (!cells.said('shortcoming') && !cells.said('expectedProject')) cells.fault('nothing-told', 'shortcoming');
    if (cells.faults.length === 0) checkOnce(cells, written.row, `${agreementId} ${JSON.stringify(body)}`);
    const { faults } = cells;
    if (faults.length > 0 || !agreementId) return { read: null, faults };
    const command = { name: 'recordNeed', body };
    const isKnown = context.isKnown(agreementId, command);
    if (!isKnown) checkRoom(cells, agreementId);
    const read = { row: written.row, agreementId, command, isKnown };
    return { read: faults.length > 0 ? null : read, faults };
  };
}

function byParty(agreements: readonly OpenAgreement[]): Map<string, { id: string; keys: string[] }[]> {
  const found = new Map<string, { id: string; keys: string[] }[]>();
  for (const { id, partyIds } of agreements) {
    for (const partyId of partyIds) found.set(partyId, [...(found.get(partyId) ?? []), { id, keys: [] }]);
  }
  return found;
}

const texts = ['shortcoming', 'expectedProject', 'statusQuo', 'mainProducts'] as const;

/** What is said of the need itself; what is left empty is left out. */
function bodyOf(cells: Read, { lexicon, classes }: NeedsContext): Record<string, unknown> {
  const said = {
    class: cells.choice('class', classes),
    ...Object.fromEntries(texts.map((column) => [column, cells.said(column)])),
    urgency: cells.choice('urgency', urgencyChoices),
    termIds: termsIn(cells, lexicon),
    languages: languagesIn(cells),
    area: areaIn(cells),
    place: cells.said('point'),
    ...periodOf(cells),
    daysAYear: cells.whole('daysAYear', 1, 260),
    team: teamOf(cells),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
}

function periodOf(cells: Read): { fromOn: string | null; toOn: string | null } {
  const day = (column: 'fromOn' | 'toOn'): string | null => {
    const said = cells.said(column);
    return said === null ? null : (dayOf(said) ?? cells.fault('date-not-real', column, said.slice(0, 40)));
  };
  const [fromOn, toOn] = [day('fromOn'), day('toOn')];
  if (fromOn && toOn && toOn < fromOn) cells.fault('ends-too-early', 'toOn', fromOn);
  return { fromOn, toOn };
}

function teamOf(cells: Read): { least: number; wanted: number } | null {
  const [least, wanted] = [cells.whole('teamLeast', 1, 20), cells.whole('teamWanted', 1, 20)];
  if (least === null && wanted === null) return null;
  const team = { least: least ?? 1, wanted: wanted ?? least ?? 1 };
  if (team.wanted >= team.least) return team;
  return cells.fault('number-unfit', 'teamWanted', { en: `from ${team.least} to 20`, zh: `${team.least} 至 20` });
}
