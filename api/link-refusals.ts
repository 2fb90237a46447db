import type { Bilingual } from '../domain/decider.ts';
import { followUpTitle, inLanguage } from '../domain/labels.ts';
import { inBoth, organisationName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import type { Database } from '../prisma/client.ts';
import type { LinkView } from './link-view.ts';

/** As refusals write ids for callers of the API: `commitment.commitment-2`, `post-12`, `agreement-2026-0001-a-b.placement-1`. */
const idPattern =
  /agreement-[a-z0-9-]+(?:\.placement-\d+)?|(?:org|person|post)-[a-z0-9-]+|[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z0-9]+)*(?:\.[a-z]+-\d+)?|[a-z]+(?:-[a-z]+)*-\d+/g;

const items: Readonly<Record<string, Bilingual>> = {
  agreement: { en: 'this cooperation', zh: '本合作' },
  org: { en: 'this organisation', zh: '该单位' },
  person: { en: 'this person', zh: '该人员' },
  post: { en: 'this post', zh: '该职务' },
  placement: { en: 'this placement', zh: '该派驻' },
  plan: { en: 'this plan', zh: '该方案' },
  need: { en: 'this need', zh: '该需求' },
  visit: { en: 'this visit', zh: '该次来访' },
  symposium: { en: 'this symposium', zh: '该次座谈会' },
  contact: { en: 'this contact', zh: '该次联络' },
  commitment: { en: 'what was agreed', zh: '该约定事项' },
  payment: { en: 'this payment', zh: '该笔款项' },
  milestone: { en: 'this milestone', zh: '该节点' },
  instrument: { en: 'this document', zh: '该文本' },
  cover: { en: 'this stand-in', zh: '该次代班' },
};
const something: Bilingual = { en: 'this matter', zh: '该事项' };

type Known = ReadonlyMap<string, Bilingual>;

/** A refusal as somebody reads it who has only the page: what it names by id it names in words. */
export async function inWords(
  db: Database,
  { followUp, matter }: Pick<LinkView, 'followUp' | 'matter'>,
  sentence: Bilingual,
): Promise<Bilingual> {
  const ids = [...new Set(sentence.en.match(idPattern) ?? [])].concat(sentence.zh.match(idPattern) ?? []);
  if (ids.length === 0) return sentence;
  const known = new Map<string, Bilingual>(followUp ? [[followUp.id, matter.title]] : []);
  for (const post of await db.post.findMany({ where: { id: { in: ids } } }))
    known.set(
      post.id,
      inBoth((as) => postTitle(as, post)),
    );
  for (const organisation of await db.organisation.findMany({ where: { id: { in: ids } } }))
    known.set(
      organisation.id,
      inBoth((as) => organisationName(as, organisation)),
    );
  return inBoth((as) => spoken(as, inLanguage(as, sentence), known));
}

function spoken(language: Language, sentence: string, known: Known): string {
  const said = sentence.replaceAll(idPattern, (id) => nameOf(language, id, known));
  const tidy = language === 'zh-CN' ? said.replaceAll(/(?<=[\p{sc=Han}”）]) (?=[\p{sc=Han}“])/gu, '') : said;
  return tidy.charAt(0).toUpperCase() + tidy.slice(1);
}

function nameOf(language: Language, id: string, known: Known): string {
  const name = known.get(id);
  const [kind = '', about] = id.split('.');
  const isFollowUp = about !== undefined && Object.hasOwn(followUpPolicies, kind);
  // What was named by a person stands apart from the sentence around it; an office or a firm does not.
  if (name && !isFollowUp) return inLanguage(language, name);
  if (isFollowUp) return `“${name ? inLanguage(language, name) : followUpTitle(language, kind)}”`;
  const item = /([a-z]+)-[a-z0-9-]*$/.exec(about ?? id)?.[1] ?? '';
  const first = about === undefined ? (/^[a-z]+/.exec(id)?.[0] ?? '') : item;
  return inLanguage(language, items[first] ?? items[item] ?? something);
}
