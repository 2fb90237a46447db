import { cut } from '../../domain/cut.ts';
import type { Bilingual } from '../../domain/decider.ts';
import { followUpTitle, namedMatter } from '../../domain/labels.ts';
import { agreementTitle, organisationName, postTitle } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/names.ts';
import { dateText } from '../../mail/dates.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

/** Names in both languages, read once for all rows of a sheet. */

type Organisation = Prisma.OrganisationGetPayload<object>;

export const bothOf = (say: (language: Language) => string): Bilingual => ({ en: say('en'), zh: say('zh-CN') });
export const dateOf = (on: string): Bilingual => bothOf((language) => dateText(language, on));
export const followUpNamed = (kind: string): Bilingual => bothOf((language) => followUpTitle(language, kind));

/** A matter by its title, and which of several by its name. */
export const matterNamed = (kind: string, name: Bilingual | null): Bilingual =>
  name
    ? bothOf((language) => namedMatter(language, kind, language === 'zh-CN' ? name.zh : name.en))
    : followUpNamed(kind);

/** Parts of one line; what is empty is left out. */
export const joined = (...parts: (Bilingual | null)[]): Bilingual => {
  const said = parts.filter((part): part is Bilingual => part !== null && part.en !== '');
  return { en: said.map(({ en }) => en).join(' · '), zh: said.map(({ zh }) => zh).join(' · ') };
};

/** What a person wrote, short enough for a row. */
const quoteMaxCharacters = 60;
export const quoted = (text: string | null): string | null =>
  text === null ? null : cut(text.replaceAll(/\s+/g, ' ').trim(), quoteMaxCharacters);

export interface Names {
  organisation(id: string | null): Bilingual | null;
  /** `title`: what our office calls it, for a reader of ours. */
  cooperation(partyIds: readonly string[], title?: string): Bilingual;
}

export async function namesOf(
  tx: Pick<Prisma.TransactionClient, 'organisation'>,
  ids: readonly (string | null)[],
): Promise<Names> {
  const known = [...new Set(ids)].filter((id) => id !== null);
  const rows: Organisation[] = await tx.organisation.findMany({ where: { id: { in: known } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    organisation: (id) => {
      const row = byId.get(id ?? '');
      return row ? bothOf((language) => organisationName(language, row)) : null;
    },
    cooperation: (partyIds, title) => {
      const parties = partyIds.flatMap((id) => byId.get(id) ?? []);
      return bothOf((language) =>
        agreementTitle(
          language,
          parties.map((party) => organisationName(language, party)),
          { count: parties.length, title },
        ),
      );
    },
  };
}

export async function postNamed(tx: Pick<Prisma.TransactionClient, 'post'>, id: string): Promise<Bilingual> {
  const post = await tx.post.findUnique({ where: { id } });
  return post ? bothOf((language) => postTitle(language, post)) : { en: id, zh: id };
}
