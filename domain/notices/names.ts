import type { Bilingual } from '../decider.ts';

/** How people, organisations and posts are called in a reader's language. Characters are never invented (DOMAIN 2a "Titles"). */

export const Language = { zh: 'zh-CN', en: 'en' } as const;
export type Language = (typeof Language)[keyof typeof Language];

/** The reader's language; whoever has another one than we write reads English. */
export function languageOf(stored: string): Language {
  return stored === 'zh-CN' || stored === 'zh' ? Language.zh : Language.en;
}

/** What is said in each language, e.g. a name, for pages in both. */
export const inBoth = (say: (language: Language) => string): Bilingual => ({ en: say('en'), zh: say('zh-CN') });

export interface PersonNames {
  nameZh: string | null;
  namePinyin: string | null;
  nameEn: string | null;
  nameAsPrinted: string | null;
  salutationZh: string | null;
  salutationEn: string | null;
  fullTitleZh: string | null;
  fullTitleEn: string | null;
}

/** A person's name in a language if it is known in it, else as it is known. */
export function personName(
  language: Language,
  person: Pick<PersonNames, 'nameZh' | 'namePinyin' | 'nameEn' | 'nameAsPrinted'>,
): string {
  const latin = person.nameEn ?? person.namePinyin ?? person.nameAsPrinted;
  return (language === 'zh-CN' ? (person.nameZh ?? latin) : (latin ?? person.nameZh)) ?? '';
}

export interface SalutationParts {
  /** Written by somebody who knows, e.g. `吴校长`; null: name and full title stand in. */
  stored: string | null;
  name: string;
  title: string | null;
}

/** What the letter's first line is made from: the stored salutation, else name and full title; never computed from them. */
export function salutationParts(language: Language, person: PersonNames): SalutationParts {
  const zh = language === 'zh-CN';
  return {
    stored: zh ? person.salutationZh : person.salutationEn,
    name: personName(language, person),
    title: zh ? person.fullTitleZh : person.fullTitleEn,
  };
}

/** An organisation's name in a language if it is known in it, else as it is known. */
export function organisationName(
  language: Language,
  organisation: { nameZh: string | null; nameEn: string | null; namePinyin: string | null; code: string },
): string {
  const latin = organisation.nameEn ?? organisation.namePinyin;
  return (
    (language === 'zh-CN' ? (organisation.nameZh ?? latin) : (latin ?? organisation.nameZh)) ??
    organisation.code.toUpperCase()
  );
}

/** So many parties of a large cooperation are named, and the rest counted. */
export const NAMED_PARTIES = 2;

/**
 * What a cooperation is called: by the name that our office has given it, if the reader may have that, and by its parties: up to three
 * by name, else the first two and how many. `names` are of the first ones.
 */
export function agreementTitle(
  language: Language,
  names: readonly string[],
  { count, title }: { count: number; title?: string | undefined },
): string {
  const parties = partiesTitle(language, names, count);
  if (!title || !saysMore(language, names, title)) return parties;
  return language === 'zh-CN' ? `${title}（${parties}）` : `${title} (${parties})`;
}

/** Not where it only says the parties again, nor in letters that the reader of Chinese has to skip: headings are read by the dozen. */
const saysMore = (language: Language, names: readonly string[], title: string): boolean =>
  (language === 'en' || /\p{Script=Han}/u.test(title)) && !names.some((name) => title.includes(name));

function partiesTitle(language: Language, names: readonly string[], count: number): string {
  if (count <= NAMED_PARTIES + 1) return names.join(' × ');
  const first = names.slice(0, NAMED_PARTIES).join(' × ');
  return language === 'zh-CN' ? `${first}等${count}方` : `${first} and ${count - NAMED_PARTIES} others`;
}

/** For narrow columns: the Chinese name where Chinese is read and it is known, else the short code in capitals. */
export function shortName(language: Language, organisation: { nameZh: string | null; code: string }): string {
  return language === 'zh-CN' && organisation.nameZh ? organisation.nameZh : organisation.code.toUpperCase();
}

/** A post's title in a language if it is known in it, else as it is known. */
export function postTitle(
  language: Language,
  post: { id: string; titleZh: string | null; titleEn: string | null },
): string {
  return (language === 'zh-CN' ? (post.titleZh ?? post.titleEn) : (post.titleEn ?? post.titleZh)) ?? post.id;
}
