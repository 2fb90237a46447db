import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import type { Language } from '../domain/notices/names.ts';
import type { LetterLink, Section } from './letter.ts';

/**
 * A mail or page that is made of lists, not of one matter after the other: what a successor takes over, a leader's month. Each list
 * shows its most urgent rows and counts the rest, so that the whole stays on the pages it is meant for.
 */
export interface Sheet {
  title: Bilingual;
  opening: Bilingual[];
  /** Why it came: one plain sentence at the end. */
  why: Bilingual;
  groups: SheetGroup[];
}

export interface SheetGroup {
  title: Bilingual;
  rows: SheetRow[];
  /** How many more there are than shown. */
  more: number;
  /** Said where there is none; without it an empty group is left out. */
  none?: Bilingual;
}

export interface SheetRow {
  what: Bilingual;
  /** Cooperation, dates, whose turn. */
  detail: Bilingual;
  /** As a person wrote it, in whatever language that was. */
  quote: string | null;
  /** A matter that may be accepted or passed on from here. */
  duty?: { entityId: string; agreementId: string; followUpId: string; isUntaken: boolean };
}

/** The links of one duty, by `<entity id> <follow-up id>`. */
export type DutyLinks = ReadonlyMap<string, readonly LetterLink[]>;

export const dutyKey = ({ entityId, followUpId }: { entityId: string; followUpId: string }): string =>
  `${entityId} ${followUpId}`;

export const moreText = (more: number): Bilingual => ({ en: `and ${more} more`, zh: `另有 ${more} 项` });

/** The groups that say something. */
export const shownGroups = ({ groups }: Sheet): SheetGroup[] =>
  groups.filter(({ rows, none }) => rows.length > 0 || none);

interface Wording {
  language: Language;
  label(action: LetterLink['action']): string;
  links: DutyLinks;
  /** What may be done with the whole. */
  actions: readonly LetterLink[];
}

/** A sheet as sections of a letter, group by group; a duty has links of its own, those of the whole stand with the first group. */
export function sheetSections(sheet: Sheet, { language, label, links, actions }: Wording): Section[] {
  const say = (text: Bilingual): string => inLanguage(language, text);
  const whole = actions.map(({ action, url }) => ({ label: label(action), url }));
  return shownGroups(sheet).map((group, index) => {
    const section = groupSection(group, { say, label, links });
    return index === 0 ? { ...section, actions: whole } : section;
  });
}

function groupSection(
  { title, rows, more, none }: SheetGroup,
  {
    say,
    label,
    links,
  }: { say(text: Bilingual): string; label(action: LetterLink['action']): string; links: DutyLinks },
): Section {
  const lines = rows.length === 0 && none ? [say(none)] : [];
  const each = rows.map(({ duty, ...row }, index) => {
    const own = duty ? (links.get(dutyKey(duty)) ?? []) : [];
    const text = `${duty ? `${index + 1}. ` : '• '}${lineOf(row, say)}`;
    return { text, actions: own.map(({ action, url }) => ({ label: label(action), url })) };
  });
  const count = more > 0 ? [{ text: say(moreText(more)), actions: [] }] : [];
  return { heading: say(title), lines, quote: null, draft: null, actions: [], rows: [...each, ...count] };
}

const lineOf = ({ what, detail, quote }: SheetRow, say: (text: Bilingual) => string): string =>
  [say(what), say(detail), quote ? `“${quote}”` : ''].filter((part) => part !== '').join(' · ');

/** What a letter is made from where it is a sheet. */
export interface SheetFacts {
  sheet: Sheet;
  links: DutyLinks;
}
