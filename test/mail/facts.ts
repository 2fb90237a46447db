import type { ItemFacts, LetterFacts } from '../../mail/letter.ts';
import { renderLetter } from '../../mail/render.ts';
import { writeLetter } from '../../mail/write.ts';

/** A mail about one matter, to be varied. */
export const base = 'https://cooperation.example.org';

export const item: ItemFacts = {
  kind: 'due',
  followUpKind: 'commitment',
  about: { kind: 'commitment', id: 'commitment-1' },
  agreement: '郑州工程技术学院 × CNUKTIP',
  organisation: 'CNUKTIP',
  of: null,
  quote: '我们每季度派两名专家来校。',
  dueOn: '2026-03-05',
  askedOn: null,
  acceptBy: null,
  isAssumed: false,
  light: 'blue',
  ownerPost: '合作处处长',
  readerPost: '合作处处长',
  isStandIn: false,
  step: { key: 'due', offsetWorkingDays: 0, level: 0, notice: 'due' },
  owedByOther: false,
  origin: 'inferred',
  next: { on: '2026-03-09', notice: 'escalation', level: 1, post: null },
  links: [{ action: 'report', url: `${base}/l/abc` }],
  count: null,
  person: null,
};

export const facts: LetterFacts = {
  language: 'zh-CN',
  voice: 'ours',
  todayOn: '2026-03-05',
  salutation: { stored: '吴校长', name: '吴炯', title: null },
  items: [item],
  office: '校企合作处',
  isDemonstration: false,
  unsubscribeUrl: null,
  introducedBy: null,
};

export const wordsOf = (letterFacts: LetterFacts): string => {
  const { subject, text } = renderLetter(writeLetter(letterFacts), base);
  return `${subject}\n${text}`;
};
