import { Voice } from '../domain/notices/facts.ts';
import type { Bilingual } from '../domain/decider.ts';
import { inLanguage } from '../domain/labels.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { messagesIn } from './catalogue.ts';
import type { ItemFacts, Letter, LetterFacts, MeetingItem, Section } from './letter.ts';
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
  const { voice, todayOn } = facts;
  // An introduction is only a letter: its matter comes with the next mail.
  const items = facts.introducedBy ? [] : facts.items;
  const sections = items.map((item): Section => {
    if (item.meeting) return meetingSection(item, item.meeting, facts);
    const lines = [
      m.what(item, voice, todayOn),
      m.when(item, voice),
      item.kind === 'relay' ? null : m.next(item, voice),
      m.why(item, voice),
    ];
    return {
      heading: m.heading(item, voice),
      quote: item.person?.passOn ?? item.quote,
      draft: voice === Voice.ours && item.owedByOther && draftKinds.has(item.kind) ? m.draft(item) : null,
      lines: lines.filter((line): line is string => line !== null && line !== ''),
      actions: item.links.map(({ action, url }) => ({ label: m.action(action, voice), url })),
    };
  });
  const meeting = items[0]?.meeting;
  const spoken = items[0] && meeting ? meetingWords(facts.language).subject(items[0], meeting) : m.subject(facts);
  const subject = `${facts.isDemonstration ? m.demonstration.mark : ''}${spoken}`;
  return {
    language: facts.language,
    subject: cut(subject, subjectMaxCharacters),
    notice: facts.isDemonstration ? m.demonstration.notice : null,
    greeting: m.greeting(facts.salutation),
    opening: meeting ? [meetingWords(facts.language).opening(meeting)] : m.opening(facts),
    sections,
    closing: m.closing(facts),
    footer: voice === Voice.partner && facts.introducedBy ? [] : m.footer(facts),
    preferences: facts.preferencesUrl ? { label: m.action('preferences', voice), url: facts.preferencesUrl } : null,
    unsubscribe: facts.unsubscribeUrl ? { label: m.unsubscribe, url: facts.unsubscribeUrl } : null,
  };
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
    footer: [say(sheet.why), ...(actions.length > 0 ? m.footer(facts) : [])],
    preferences: facts.preferencesUrl ? { label: m.action('preferences', voice), url: facts.preferencesUrl } : null,
    unsubscribe: null,
  };
}

function meetingSection(item: ItemFacts, meeting: MeetingItem, { language, voice }: LetterFacts): Section {
  const words = meetingWords(language);
  return {
    heading: words.heading(item, meeting),
    quote: null,
    draft: null,
    lines: [...words.lines(meeting), ...words.answer(meeting)],
    actions: item.links.map(({ action, url }) => ({ label: messagesIn(language).action(action, voice), url })),
  };
}

/** Cuts by characters as people count them, never through a surrogate pair. */
export function cut(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
