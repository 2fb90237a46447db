import { Voice } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { messagesIn } from './catalogue.ts';
import type { ItemFacts, Letter, LetterFacts, MeetingItem, Reason, Section } from './letter.ts';
import { meetingWords } from './meeting-words.ts';

/** Longer subjects are cut: servers pass 5,000 characters through, readers do not. */
export const subjectMaxCharacters = 150;
/** What is pasted into another channel, without its link. */
export const passOnMaxCharacters = 200;

/** With what has climbed each level gets a courteous draft to its counterpart; it is sent only by hand (DOMAIN 2a). */
const draftKinds: ReadonlySet<MailKind> = new Set<MailKind>(['escalation', 'escalation-ahead']);

/** Puts a mail into words, in its reader's language. Pure. */
export function writeLetter(facts: LetterFacts): Letter {
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
    ];
    return {
      heading: m.heading(item, voice),
      quote: item.person?.passOn ?? item.quote,
      draft: voice === Voice.ours && item.owedByOther && draftKinds.has(item.kind) ? m.draft(item) : null,
      lines: lines.filter((line): line is string => line !== null && line !== ''),
      actions: item.links.map(({ action, url }) => ({ label: m.action(action, voice), url })),
      why: reason(item, m.why(item, voice), facts),
    };
  });
  const [only] = sections.length === 1 ? sections : [];
  const meeting = items[0]?.meeting;
  const spoken = items[0] && meeting ? meetingWords(facts.language).subject(items[0], meeting) : m.subject(facts);
  const subject = `${facts.isDemonstration ? m.demonstration.mark : ''}${spoken}`;
  return {
    language: facts.language,
    subject: cut(subject, subjectMaxCharacters),
    notice: facts.isDemonstration ? m.demonstration.notice : null,
    greeting: m.greeting(facts.salutation),
    opening: meeting ? [meetingWords(facts.language).opening(meeting)] : m.opening(facts),
    sections: only ? [{ ...only, why: null }] : sections,
    closing: m.closing(facts),
    why: only?.why ?? null,
    footer: voice === Voice.partner && facts.introducedBy ? [] : m.footer(facts),
    preferences: facts.preferencesUrl ? { label: m.action('preferences', voice), url: facts.preferencesUrl } : null,
    unsubscribe: facts.unsubscribeUrl ? { label: m.unsubscribe, url: facts.unsubscribeUrl } : null,
  };
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
  { whyUrl }: ItemFacts,
  sentence: string | null,
  { language, voice }: Pick<LetterFacts, 'language' | 'voice'>,
): Reason | null {
  if (sentence === null) return null;
  return { sentence, account: whyUrl ? { label: messagesIn(language).account(voice), url: whyUrl } : null };
}

/** Cuts by characters as people count them, never through a surrogate pair. */
export function cut(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}
