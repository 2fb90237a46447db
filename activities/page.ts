import type { Prisma } from '../prisma/generated/client.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Page } from '../workflows/page.ts';
import { renderDetails, wakeLabel } from './page-text.ts';
import type { PageNames } from './page-text.ts';

export interface PageSettings {
  language: 'en' | 'zh-CN';
  /** Where links in the details lead; no trailing slash. */
  apiUrl: string;
  uiUrl: string;
  namespace: string;
  isDemonstration: boolean;
}

/** Makes the face of an entity from its card and the directory's names of organisations and posts. `zone` is the home unit's. */
export async function makePage(
  tx: Prisma.TransactionClient,
  settings: PageSettings,
  proposal: Proposal,
  zone: string,
): Promise<Page> {
  const { card, ref } = proposal;
  const names = await loadNames(tx, settings, proposal);
  const organisation = (id: string | null): string => (id ? (names.organisations.get(id) ?? id) : '');
  const title = cut(card.partyIds.map((id) => names.shortNames.get(id) ?? id).join(' × '), 120);
  return {
    attributes: {
      stage: card.stage,
      light: card.light,
      status: card.status,
      owner: card.ownerPostId ? cut(names.posts.get(card.ownerPostId) ?? card.ownerPostId, 200) : '',
      title,
      homeUnit: cut(organisation(card.homeUnitId), 200),
      agreement: ref.agreementId,
      parties: card.partyIds.slice(0, 40).map((id) => cut(organisation(id), 200)),
      nextDue: card.nextDueAt,
      openItems: card.openCount,
    },
    details: renderDetails(settings, proposal, { title, names, todayOn: localDateOf(zone, proposal.at) }),
    wakeLabel: wakeLabel(settings, proposal.card, proposal.nextWakeAt ? localDateOf(zone, proposal.nextWakeAt) : null),
  };
}

async function loadNames(tx: Prisma.TransactionClient, settings: PageSettings, { card }: Proposal): Promise<PageNames> {
  const postIds = [card.ownerPostId, ...card.items.map((item) => item.ownerPostId)].filter((id) => id !== null);
  const posts = await tx.post.findMany({ where: { id: { in: postIds } }, include: { organisation: true } });
  const organisationIds = [card.homeUnitId, ...card.partyIds, ...card.items.map((item) => item.sideOrgId)].filter(
    (id) => id !== null,
  );
  const organisations = await tx.organisation.findMany({ where: { id: { in: organisationIds } } });
  const zh = settings.language === 'zh-CN';
  const nameOf = (o: {
    nameZh: string | null;
    nameEn: string | null;
    namePinyin: string | null;
    code: string;
  }): string => (zh ? (o.nameZh ?? o.nameEn) : (o.nameEn ?? o.nameZh)) ?? o.namePinyin ?? o.code;
  return {
    organisations: new Map(organisations.map((o) => [o.id, nameOf(o)])),
    // The title must be read in a narrow column: the code in capitals unless a Chinese name is wanted.
    shortNames: new Map(organisations.map((o) => [o.id, zh && o.nameZh ? o.nameZh : o.code.toUpperCase()])),
    posts: new Map(
      posts.map((p) => [
        p.id,
        `${(zh ? (p.titleZh ?? p.titleEn) : (p.titleEn ?? p.titleZh)) ?? p.id}, ${nameOf(p.organisation)}`,
      ]),
    ),
  };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
