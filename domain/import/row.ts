import { localDateOf } from '../calendar/calendar.ts';
import { isLocalDate } from '../calendar/local-date.ts';
import { tag } from '../fields.ts';
import { choices, chosen, columns } from './columns.ts';
import type { ColumnKey } from './columns.ts';
import { lookUp } from './directory.ts';
import type { Directory, MemberEntry, OrganisationEntry } from './directory.ts';
import { faultAt } from './faults.ts';
import type { Fault, FaultCode } from './faults.ts';
import type { WrittenRow } from './table.ts';

/** A row that was understood: ids in the place of names. */
export interface ReadRow {
  row: number;
  title: string | null;
  homeUnitId: string;
  parties: { id: string; ours: boolean }[];
  fields: string[];
  firstEvent: { kind: keyof typeof choices.firstEventKind; on: string } | null;
  stage: keyof typeof choices.stage;
  stageApproverId: string | null;
  rhythm: keyof typeof choices.rhythm | null;
  ourLiaison: MemberEntry | null;
  theirLiaison: MemberEntry | null;
  lastContact: { on: string; personId: string; organisationId: string; note: string | null } | null;
  nextStep: { sentence: string; owner: MemberEntry | null; dueOn: string | null } | null;
}

const BETWEEN = /[;；\n]/;
const MOST_PARTIES = 40;
/** As spreadsheets of China and Europe write days: 2026-02-28, 2026/2/28, 2026.2.28, 2026年2月28日. */
const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

/** A day as a local date; null if it is written otherwise or does not exist. */
export function dayOf(said: string): string | null {
  const [, year = '', month = '', day = ''] = DAY.exec(said.replaceAll(' ', '')) ?? [];
  const on = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(on) && on >= '1990-01-01' && on <= '2199-12-31' ? on : null;
}

/**
 * Reads one row against the directory; null with its faults where something in it is wrong. Nothing is guessed.
 *
 * @param at business now; today is the home unit's
 */
export function readRow(
  written: WrittenRow<ColumnKey>,
  directory: Directory,
  at: string,
): { read: ReadRow | null; faults: Fault[] } {
  const [unit] = lookUp(directory.organisations, written.cells.homeUnit ?? '');
  const reader = readerOf(written, directory, localDateOf(unit?.zone ?? 'UTC', at));
  const read = {
    row: written.row,
    title: written.cells.title ?? null,
    homeUnitId: reader.homeUnit(),
    parties: reader.parties(),
    fields: reader.fields(),
    firstEvent: reader.firstEvent(),
    ...reader.stage(),
    rhythm: reader.choice('rhythm', choices.rhythm),
    ...reader.liaisons(),
    lastContact: reader.lastContact(),
    nextStep: reader.nextStep(),
  };
  return { read: reader.faults.length === 0 ? read : null, faults: reader.faults };
}

function readerOf({ row, cells }: WrittenRow<ColumnKey>, directory: Directory, todayOn: string) {
  const faults: Fault[] = [];
  const fault = (code: FaultCode, column: ColumnKey, what?: Parameters<typeof faultAt>[2]): null => {
    faults.push(faultAt(code, { row, column }, what));
    return null;
  };
  const one = <E extends { id: string }>(found: E[], column: ColumnKey, said: string, code: FaultCode): E | null => {
    if (found.length > 1)
      return fault(
        'ambiguous',
        column,
        found
          .slice(0, 5)
          .map((each) => each.id)
          .join(', '),
      );
    return found[0] ?? fault(code, column, said);
  };
  const together = (column: ColumnKey, other: ColumnKey): void => {
    if (cells[column] && !cells[other]) fault('needs-another', column, columns[other].name);
  };
  const choice = <C extends string>(column: ColumnKey, of: Record<C, readonly string[]>): C | null => {
    const said = cells[column];
    if (!said) return null;
    const words = (index: number): string =>
      Object.values<readonly string[]>(of)
        .map((names) => names[index] ?? '')
        .join(', ');
    return (
      chosen(of, said) ??
      fault('choice-unknown', column, {
        en: words(0),
        zh: Object.values<readonly string[]>(of)
          .map((names) => names.find((name) => /[\u4e00-\u9fff]/.test(name)) ?? '')
          .join('、'),
      })
    );
  };
  const day = (column: ColumnKey, lies: 'before' | 'after'): string | null => {
    const said = cells[column];
    if (!said) return null;
    const on = dayOf(said);
    if (!on) return fault('date-not-real', column, said.slice(0, 40));
    if (lies === 'before' && on > todayOn) return fault('date-in-future', column);
    if (lies === 'after' && on < todayOn) return fault('date-in-past', column);
    return on;
  };

  const required = (column: ColumnKey): string => {
    const said = cells[column] ?? '';
    if (said === '') fault('value-missing', column);
    return said;
  };
  const organisation = (said: string, column: ColumnKey): OrganisationEntry | null =>
    one(lookUp(directory.organisations, said), column, said, 'unknown-organisation');
  const partyNames = (cells.parties ?? '')
    .split(BETWEEN)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const found = partyNames.map((said) => ({ said, entries: lookUp(directory.organisations, said) }));
  const parties = found.flatMap(({ entries }) => entries.slice(0, 1));
  // Where a party is not known its people cannot be asked for: one fault is not told three times.
  const areKnown = found.every(({ entries }) => entries.length === 1);
  const isPartyOf =
    (ours: boolean) =>
    (entry: MemberEntry): boolean =>
      !areKnown || parties.some((party) => party.id === entry.organisationId && party.ours === ours);
  const isOfUs = (entry: MemberEntry): boolean =>
    directory.organisations.some(({ id, ours }) => id === entry.organisationId && ours);
  const post = (column: ColumnKey, among: (entry: MemberEntry) => boolean): MemberEntry | null => {
    const said = cells[column];
    return said ? one(lookUp(directory.posts.filter(among), said), column, said, 'unknown-post') : null;
  };
  const person = (column: ColumnKey, among: (entry: MemberEntry) => boolean): MemberEntry | null => {
    const said = cells[column];
    return said ? one(lookUp(directory.people.filter(among), said), column, said, 'unknown-person') : null;
  };

  return {
    faults,
    choice,
    homeUnit: (): string => {
      const said = required('homeUnit');
      const unit = said === '' ? null : organisation(said, 'homeUnit');
      if (unit && !unit.isHomeUnit) fault('no-home-unit', 'homeUnit');
      return unit?.id ?? '';
    },
    parties: () => {
      if (required('parties') !== '' && partyNames.length < 2) fault('too-few-parties', 'parties');
      if (partyNames.length > MOST_PARTIES) fault('too-many-parties', 'parties');
      const entries = found.flatMap(
        ({ said, entries: each }) => one(each, 'parties', said, 'unknown-organisation') ?? [],
      );
      const twice = entries.find((entry, index) => entries.indexOf(entry) !== index);
      if (twice) fault('party-twice', 'parties', twice.id);
      return entries.map(({ id, ours }) => ({ id, ours }));
    },
    fields: (): string[] => {
      const tags = (cells.fields ?? '')
        .split(BETWEEN)
        .map((each) => each.trim())
        .filter((each) => each !== '');
      for (const each of tags) if (!tag.safeParse(each).success) fault('tag-malformed', 'fields', each.slice(0, 40));
      return [...new Set(tags)];
    },
    firstEvent: () => {
      together('firstEventKind', 'firstEventOn');
      together('firstEventOn', 'firstEventKind');
      const kind = choice('firstEventKind', choices.firstEventKind);
      const on = day('firstEventOn', 'before');
      return kind && on ? { kind, on } : null;
    },
    stage: () => {
      const stage = choice('stage', choices.stage) ?? 'visit';
      if (stage !== 'visit') together('stage', 'stageApprover');
      return { stage, stageApproverId: person('stageApprover', isOfUs)?.id ?? null };
    },
    liaisons: () => ({ ourLiaison: post('ourLiaison', isOfUs), theirLiaison: post('theirLiaison', isPartyOf(false)) }),
    lastContact: (): ReadRow['lastContact'] => {
      together('lastContactOn', 'lastContactWith');
      together('lastContactWith', 'lastContactOn');
      together('lastContactNote', 'lastContactOn');
      const on = day('lastContactOn', 'before');
      const first = dayOf(cells.firstEventOn ?? '');
      if (on && first && on < first) fault('ends-before-starts', 'lastContactOn', first);
      const who = person('lastContactWith', isPartyOf(false));
      if (!on || !who?.organisationId) return null;
      return { on, personId: who.id, organisationId: who.organisationId, note: cells.lastContactNote ?? null };
    },
    nextStep: (): ReadRow['nextStep'] => {
      together('nextStepOwner', 'nextStep');
      together('nextStepDueOn', 'nextStep');
      const owner = post('nextStepOwner', (entry) => isOfUs(entry) || isPartyOf(false)(entry));
      const dueOn = day('nextStepDueOn', 'after');
      return cells.nextStep ? { sentence: cells.nextStep, owner, dueOn } : null;
    },
  };
}
