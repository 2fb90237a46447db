import { characterCount, cut } from '../domain/cut.ts';
import { groupedBy } from '../domain/labels.ts';
import { Voice } from '../domain/notices/facts.ts';
import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { messagesIn } from './catalogue.ts';
import type { Messages } from './catalogue.ts';
import type { ItemFacts, Letter, LetterFacts, MeetingItem, Reason, Section } from './letter.ts';
import { aboutLists, inFullOrListed, leadOf, listHeading, listSection, MANY } from './listed.ts';
import type { Block } from './listed.ts';
import { meetingWords } from './meeting-words.ts';
import { sheetSections } from './sheet.ts';
import type { SheetFacts } from './sheet.ts';

/** Longer subjects are cut: servers pass 5,000 characters through, readers do not. */
export const subjectMaxCharacters = 150;
/** What is pasted into another channel, without its link. */
export const passOnMaxCharacters = 200;

/** With what has climbed each level gets a courteous draft to its counterpart; it is sent only by hand (DOMAIN 2a). */
const draftKinds: ReadonlySet<MailKind> = new Set<MailKind>(['escalation', 'escalation-ahead']);

/** Puts a mail into words, in its reader's language. Pure. */
export function writeLetter(facts: LetterFacts): Letter {
  if (facts.sheet) return writeSheet(facts, facts.sheet);
  const m = messagesIn(facts.language);
  const { voice } = facts;
  // An introduction is only a letter: its matter comes with the next mail.
  const items = facts.introducedBy ? [] : facts.items;
  const { inFull, lists } = inFullOrListed(blocksOf(items, facts));
  const sections = [
    ...inFull.map((block) => (block.length === 1 ? sectionOf(block[0], facts) : sharedSection(block, facts))),
    ...lists.map((list) => ({ ...listSection(list, facts), why: sharedReason(list, facts) })),
  ];
  const [only] = sections.length === 1 ? sections : [];
  const meeting = items[0]?.meeting;
  const [listed] = inFull.length === 0 ? lists : [];
  const spoken = listed
    ? listHeading(listed, facts)
    : items[0] && meeting
      ? meetingWords(facts.language).subject(items[0], meeting)
      : m.subject(facts);
  const subject = `${facts.isDemonstration ? m.demonstration.mark : ''}${spoken}`;
  return {
    language: facts.language,
    subject: cut(subject, subjectMaxCharacters),
    notice: facts.isDemonstration ? m.demonstration.notice : null,
    greeting: m.greeting(facts.salutation),
    opening: [
      ...(meeting ? [meetingWords(facts.language).opening(meeting)] : m.opening(facts)),
      ...(lists.length > 0 ? [aboutLists(inFull.length, facts)] : []),
    ],
    sections: only ? [{ ...only, why: null }] : sections,
    closing: m.closing(facts),
    why: only?.why ?? (facts.introducedBy ? introductionReason(facts) : null),
    footer: voice === Voice.partner && facts.introducedBy ? [] : m.footer(facts),
    preferences: facts.preferencesUrl ? { label: m.action('preferences', voice), url: facts.preferencesUrl } : null,
    unsubscribe: facts.unsubscribeUrl ? { label: m.unsubscribe, url: facts.unsubscribeUrl } : null,
  };
}

/** Like every mail, it ends with why it came; of its matter it says nothing. */
function introductionReason({ items: [item], language, voice }: LetterFacts): Reason | null {
  return item ? reason(item, messagesIn(language).why(item, voice), { language, voice }) : null;
}

function writeSheet(facts: LetterFacts, { sheet, links }: SheetFacts): Letter {
  const { language, voice, isDemonstration } = facts;
  const m = messagesIn(language);
  const say = (text: Bilingual): string => inLanguage(language, text);
  const actions = facts.items.flatMap((item) => item.links);
  return {
    language,
    subject: cut(`${isDemonstration ? m.demonstration.mark : ''}${say(sheet.title)}`, subjectMaxCharacters),
    notice: isDemonstration ? m.demonstration.notice : null,
    greeting: m.greeting(facts.salutation),
    opening: sheet.opening.map(say),
    sections: sheetSections(sheet, { language, label: (action) => m.action(action, voice), links, actions }),
    closing: m.closing(facts),
    why: reason(facts.items[0], say(sheet.why), facts),
    footer: actions.length > 0 ? m.footer(facts) : [],
    preferences: facts.preferencesUrl ? { label: m.action('preferences', voice), url: facts.preferencesUrl } : null,
    unsubscribe: null,
  };
}

function sectionOf(item: ItemFacts, facts: LetterFacts): Section {
  if (item.meeting) return meetingSection(item, item.meeting, facts);
  const m = messagesIn(facts.language);
  const { voice } = facts;
  return {
    heading: m.heading(item, voice),
    // A name that is the heading's need not be said again.
    quote: item.person?.passOn ?? (item.quote === item.of ? null : item.quote),
    quoteLabel: item.isReason ? m.reason : null,
    draft: hasDraft(item, facts) ? m.draft(item) : null,
    lines: linesOf(item, facts),
    actions: item.links.map(({ action, url }) => ({ label: m.action(action, voice), url })),
    why: reason(item, m.why(item, voice), facts),
  };
}

const hasDraft = (item: ItemFacts, { voice }: LetterFacts): boolean =>
  voice === Voice.ours && item.owedByOther && draftKinds.has(item.kind);

function linesOf(item: ItemFacts, { language, voice, todayOn }: LetterFacts): string[] {
  const m = messagesIn(language);
  const lines = [
    m.what(item, voice, todayOn),
    item.reportedAs ? m.reportedAs(item.reportedAs) : null,
    ...(item.placement ?? []),
    item.figures ?? null,
    m.when(item, voice),
    m.laterDate(item, voice),
    item.kind === 'relay' && !item.asked ? null : m.next(item, voice),
  ];
  return lines.filter((line): line is string => line !== null && line !== '');
}

/** Matters of one kind and cooperation that read the same but for their names, together in the place of the first. */
function alike(items: readonly ItemFacts[], facts: LetterFacts): Block[] {
  const keys = new Map(
    items.map((item, index) => {
      const isNamed = item.of !== null && !item.meeting && !item.person && leadOf(item) && !hasDraft(item, facts);
      const why = messagesIn(facts.language).why(item, facts.voice);
      const said = [item.kind, item.followUpKind, item.agreement, leadOf(item)?.action, why, ...linesOf(item, facts)];
      return [item, isNamed ? said.join('\n') : String(index)];
    }),
  );
  return groupedBy(items, (item) => keys.get(item) ?? '');
}

/** Two that read the same are still read one by one. */
const blocksOf = (items: readonly ItemFacts[], facts: LetterFacts): Block[] =>
  alike(items, facts).flatMap((same) => (same.length < MANY ? same.map((item): Block => [item]) : [same]));

function sharedSection(items: Block, facts: LetterFacts): Section {
  const m = messagesIn(facts.language);
  const [first] = items;
  const { action } = leadOf(first) ?? { action: 'open' };
  return {
    heading: m.headingOfMany(first, items.length),
    quote: null,
    draft: null,
    lines: [...linesOf(first, facts), m.eachOfMany(m.action(action, facts.voice))],
    actions: items.flatMap((item) => {
      const link = leadOf(item);
      return link ? [{ label: item.of ?? '', url: link.url }] : [];
    }),
    why: sharedReason(items, facts),
  };
}

/** One account stands for all: they came by the same rule. The page of each has its own. */
const sharedReason = ([first]: Block, facts: LetterFacts): Reason | null =>
  reason(first, messagesIn(facts.language).why(first, facts.voice), facts);

/** The request to be pasted elsewhere, whole where it may be: it goes without its matter's name before it goes without its thanks. */
export function passOnText(m: Messages, item: ItemFacts, name: string): string {
  const text = m.passOn(item, name);
  return characterCount(text) <= passOnMaxCharacters ? text : m.passOn({ ...item, of: null }, name);
}

function meetingSection(
  item: ItemFacts,
  meeting: MeetingItem,
  { language, voice }: Pick<LetterFacts, 'language' | 'voice'>,
): Section {
  const words = meetingWords(language);
  return {
    heading: words.heading(item, meeting),
    quote: null,
    draft: null,
    lines: [...words.lines(meeting), ...words.answer(meeting)],
    actions: item.links.map(({ action, url }) => ({ label: messagesIn(language).action(action, voice), url })),
    why: reason(item, words.why(meeting), { language, voice }),
  };
}

function reason(
  item: ItemFacts | undefined,
  sentence: string | null,
  { language, voice }: Pick<LetterFacts, 'language' | 'voice'>,
): Reason | null {
  if (sentence === null) return null;
  const url = item?.whyUrl;
  return { sentence, account: url ? { label: messagesIn(language).account(voice), url } : null };
}
