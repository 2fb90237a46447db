import { z } from 'zod';
import { nameKey } from '../directory/names.ts';
import type { Lexicon } from '../matching/lexicon.ts';
import { cellsOf } from './cells.ts';
import { areaIn, languagesIn, termsIn } from './wanted-cells.ts';
import type { Language } from './wanted-cells.ts';
import type { Cells } from './cells.ts';
import { finder } from './directory.ts';
import type { Directory, OrganisationEntry, PersonEntry } from './directory.ts';
import type { Fault } from './faults.ts';
import { researcherChoices, researcherSheet } from './researcher-columns.ts';
import type { ResearcherColumn } from './researcher-columns.ts';
import type { WrittenRow } from './table.ts';

/** A row that was understood: ids in the place of names. Null: nothing was said, what stands stays. */
export interface ReadResearcher {
  row: number;
  /** Null for somebody new. */
  personId: string | null;
  nameZh: string | null;
  /** Pinyin beside a Chinese name, else the name itself. */
  nameLatin: string | null;
  email: string | null;
  homeUnitId: string;
  level: keyof typeof researcherChoices.level;
  termIds: string[] | null;
  text: string | null;
  languages: Language[] | null;
  halfDaysAWeek: number | null;
  teachingHalfDaysAWeek: number | null;
  area: string | null;
  exclusions: { organisationId: string; kind: 'conflict-of-interest' | 'former-employer' }[] | null;
}

type Read = Cells<ResearcherColumn>;
type Reader = (written: WrittenRow<ResearcherColumn>) => { read: ReadResearcher | null; faults: Fault[] };

const HEIGHT = 8;
const mail = z.email().max(254);
const inHan = /\p{Script=Han}/u;

/** Reads the rows of one file against the directory and the vocabulary, one after the other. Nothing is guessed. */
export function researcherReader(directory: Directory, lexicon: Lexicon): Reader {
  const findUnit = finder(directory.organisations);
  const findPerson = finder(directory.people);
  const byId = new Map(directory.organisations.map((unit) => [unit.id, unit]));
  const seen = new Map<string, number>();

  const lineOf = (unit: OrganisationEntry): string[] => {
    const line = [unit.id];
    for (let up = unit.parentId; up && line.length < HEIGHT; up = byId.get(up)?.parentId ?? null) line.push(up);
    return line;
  };
  const unitOf = (cells: Read): OrganisationEntry | null => {
    const text = cells.required('homeUnit');
    if (text === null) return null;
    const unit = cells.one(findUnit(text), 'homeUnit', { text, code: 'unknown-organisation' });
    return unit?.ours === false ? cells.fault('not-our-unit', 'homeUnit') : unit;
  };
  const personOf = (cells: Read, unit: OrganisationEntry, email: string | null): PersonEntry | null => {
    const text = cells.required('person');
    if (text === null) return null;
    const line = lineOf(unit);
    const named = findPerson(text);
    const here = named.filter(({ placeIds }) => placeIds.some((id) => line.includes(id)));
    if (ID.test(text.trim())) {
      const code = named.length > 0 ? 'person-of-another-unit' : 'unknown-person';
      return cells.one(here, 'person', { text, code });
    }
    const meant = narrowed(here, email);
    return meant.length === 0 ? null : cells.one(meant, 'person', { text, code: 'unknown-person' });
  };
  /** Of a file each person is in one row, also those who are new. */
  const checkOnce = (cells: Read, row: number, key: string): void => {
    const before = seen.get(key);
    if (before !== undefined) cells.fault('person-twice', 'person', String(before));
    else seen.set(key, row);
  };

  return (written) => {
    const cells = cellsOf(researcherSheet, written);
    const email = emailOf(cells);
    const unit = unitOf(cells);
    const person = unit && personOf(cells, unit, email);
    const name = cells.said('person') ?? '';
    const level = cells.required('level') === null ? null : cells.choice('level', researcherChoices.level);
    const read = {
      row: written.row,
      personId: person?.id ?? null,
      nameZh: inHan.test(name) ? name : null,
      nameLatin: cells.said('latinName') ?? (inHan.test(name) ? null : name),
      email,
      termIds: termsIn(cells, lexicon),
      text: cells.said('text'),
      languages: languagesIn(cells),
      halfDaysAWeek: cells.whole('halfDaysAWeek', 0, 10),
      teachingHalfDaysAWeek: cells.whole('teachingHalfDaysAWeek', 0, 10),
      area: areaIn(cells),
      exclusions: exclusionsOf(cells, findUnit),
    };
    if (unit && name !== '') checkOnce(cells, written.row, person?.id ?? `${unit.id} ${nameKey(name)} ${email}`);
    const { faults } = cells;
    if (faults.length > 0 || !unit || !level) return { read: null, faults };
    return { read: { ...read, homeUnitId: unit.id, level }, faults };
  };
}

const ID = /^person-[a-z0-9-]{1,40}$/;

/** Of namesakes the one with this address; one without any may be meant, one with another is somebody else. */
function narrowed(people: readonly PersonEntry[], email: string | null): readonly PersonEntry[] {
  if (email === null) return people;
  const same = people.filter((person) => person.email?.toLowerCase() === email.toLowerCase());
  return same.length > 0 ? same : people.filter((person) => person.email === null);
}

function emailOf(cells: Read): string | null {
  const said = cells.said('email');
  if (said === null || mail.safeParse(said).success) return said;
  return cells.fault('email-malformed', 'email', said.slice(0, 60));
}

function exclusionsOf(cells: Read, find: (said: string) => OrganisationEntry[]): ReadResearcher['exclusions'] {
  const read = (column: 'conflicts' | 'formerEmployers') =>
    cells
      .list(column)
      .flatMap((text) => cells.one(find(text), column, { text, code: 'unknown-organisation' })?.id ?? []);
  const conflicts = read('conflicts').map((organisationId) => ({
    organisationId,
    kind: 'conflict-of-interest' as const,
  }));
  const former = read('formerEmployers').map((organisationId) => ({
    organisationId,
    kind: 'former-employer' as const,
  }));
  const isSaid = cells.said('conflicts') !== null || cells.said('formerEmployers') !== null;
  return isSaid ? [...conflicts, ...former] : null;
}
