import type { Bilingual } from '../domain/decider.ts';
import { cut } from '../domain/cut.ts';
import { groupedBy, inLanguage } from '../domain/labels.ts';
import { Voice } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { messagesIn } from './catalogue.ts';
import { shortDate } from './dates.ts';
import type { ItemFacts, LetterFacts, LetterLink, LinkAction, Section } from './letter.ts';

/**
 * A morning's mail is read to its end if it is no longer than what a successor is given to read: two pages, on which twelve matters
 * stand in full (inferred). What is beyond that is listed, one line for each cooperation.
 */
export const mostInFull = 12;
/** From so many on matters that differ only in their names are one block, and questions one list: two are still read one by one. */
export const MANY = 3;
/** A link's words stay on one line of a phone. */
const LABEL_CHARACTERS = 36;

/** What stands under one heading: one matter, or several that read the same. */
export type Block = [ItemFacts, ...ItemFacts[]];

/** What each of many is for, in this order; else its first link. */
const lead: readonly LinkAction[] = [
  'accept',
  'report',
  'record',
  'answer',
  'confirm',
  'confirm-minutes',
  'grant',
  'extend',
  'open',
];

export function leadOf({ links }: ItemFacts): LetterLink | undefined {
  return lead.flatMap((action) => links.filter((link) => link.action === action))[0] ?? links[0];
}

/**
 * Which blocks stand in full and which are lists. Blocks come with the most urgent first, and so they stay; where there are too
 * many, questions go first: they press least, and each says the same.
 */
export function inFullOrListed(blocks: readonly Block[]): { inFull: readonly Block[]; lists: readonly Block[] } {
  if (blocks.length <= mostInFull) return { inFull: blocks, lists: [] };
  const questions = blocks.filter(([first]) => isPlainQuestion(first));
  const listed = questions.length < MANY ? [] : questions;
  const others = blocks.filter((block) => !listed.includes(block));
  const rest = [...others.slice(mostInFull), ...listed].flat();
  return { inFull: others.slice(0, mostInFull), lists: groupedBy(rest, listOf) };
}

/** Whoever said that it is not theirs is to be read in their own words. */
const isPlainQuestion = ({ kind, declined }: ItemFacts): boolean =>
  kind === 'count-of-questions' || (kind === 'question' && !declined);

const listOf = (item: ItemFacts): string => (isPlainQuestion(item) ? item.kind : `${item.kind} ${item.followUpKind}`);

/** How a matter stands, for our own people: others read no such word (DOMAIN 2a "Face"). */
const states: Partial<Record<MailKind, Bilingual>> = {
  escalation: { en: 'for your decision', zh: '请您决定' },
  'escalation-ahead': { en: 'about to reach the leader', zh: '即将呈报领导' },
  overdue: { en: 'overdue', zh: '已逾期' },
  due: { en: 'due', zh: '到期' },
  reminder: { en: 'ahead', zh: '临近' },
  assigned: { en: 'yours now', zh: '新交办' },
  reported: { en: 'to be confirmed', zh: '待确认' },
  question: { en: 'question', zh: '待答复' },
};

/** `76 questions in 38 cooperations`: what a list is about. */
export function listHeading(items: Block, { language, voice }: Pick<LetterFacts, 'language' | 'voice'>): string {
  const say = (text: Bilingual): string => inLanguage(language, text);
  const [first] = items;
  const cooperations = new Set(items.map((item) => item.agreement)).size;
  const where = say({
    en: cooperations === 1 ? '1 cooperation' : `${cooperations} cooperations`,
    zh: `${cooperations}个合作`,
  });
  if (first.kind === 'count-of-questions') {
    const count = items.reduce((sum, item) => sum + (item.count ?? 0), 0);
    return say({ en: `${count} unanswered questions in ${where}`, zh: `${where}，${count}项询问未获答复` });
  }
  if (isPlainQuestion(first)) {
    return say({ en: `${items.length} questions in ${where}`, zh: `${where}，${items.length}项待您确认` });
  }
  const state = voice === Voice.ours ? states[first.kind] : undefined;
  const heading = messagesIn(language).headingOfMany({ ...first, agreement: where }, items.length);
  return state ? `${heading} · ${say(state)}` : heading;
}

/** A list: one line for each cooperation, with the link by which each of its matters is attended to. */
export function listSection(items: Block, facts: LetterFacts): Section {
  const { language, voice } = facts;
  const m = messagesIn(language);
  const [first] = items;
  const { action } = leadOf(first) ?? { action: 'open' };
  return {
    heading: listHeading(items, facts),
    quote: null,
    draft: null,
    lines: [...aboutAll(items, facts), m.eachOfMany(m.action(action, voice))],
    actions: [],
    rows: groupedBy(items, (item) => item.agreement).map((same) => ({
      text: `• ${same[0].agreement}`,
      actions: same.flatMap((item) => {
        const link = leadOf(item);
        return link ? [{ label: cut(labelOf(item, facts), LABEL_CHARACTERS), url: link.url }] : [];
      }),
    })),
  };
}

function aboutAll([first]: Block, { language }: LetterFacts): string[] {
  const say = (text: Bilingual): string[] => [inLanguage(language, text)];
  if (first.kind === 'question' && isPlainQuestion(first)) {
    return say({
      en: 'Nobody has said whose these are, or by when: owners or dates are ours until you confirm or change them.',
      zh: '以下事项的责任人或时限无人说明，现为系统默认，请您确认或更改。',
    });
  }
  if (first.kind === 'count-of-questions' && first.unansweredFor) {
    return say({
      en: `They are about owners and dates; each has waited for ${first.unansweredFor} working days or more.`,
      zh: `均为询问责任人或时限，已满 ${first.unansweredFor} 个工作日未获答复。`,
    });
  }
  return [];
}

/** Which matter, and its date; of whoever it is about, the name. */
function labelOf(item: ItemFacts, { language }: LetterFacts): string {
  if (item.kind === 'count-of-questions') {
    return inLanguage(language, { en: `${item.count ?? 0} unanswered`, zh: `${item.count ?? 0}项未答复` });
  }
  const matter = item.person ? item.person.name : messagesIn(language).matter(item);
  return item.dueOn ? `${matter} · ${shortDate(language, item.dueOn)}` : matter;
}

/** That not all stands in full, and where the rest is. */
export function aboutLists(inFull: number, { language }: LetterFacts): string {
  return inLanguage(
    language,
    inFull === 0
      ? { en: 'They are listed below, one line for each cooperation.', zh: '以下按合作逐行列出。' }
      : {
          en: `${inFull} stand in full; the rest is listed below them, one line for each cooperation.`,
          zh: `以下详列 ${inFull} 项，其余按合作逐行列于其后。`,
        },
  );
}
