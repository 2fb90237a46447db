import type { Prisma } from '../prisma/generated/client.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import {
  cutToBytes,
  inLanguage,
  labelOf,
  lightLabels,
  shortTitle,
  stageLabels,
  statusLabels,
} from '../domain/labels.ts';
import { organisationName, postTitle, shortName } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Page } from '../workflows/page.ts';
import { comingUp, wakeLabel } from './page-coming.ts';
import type { Coming } from './page-coming.ts';
import { renderDetails } from './page-text.ts';

export interface PageSettings {
  language: Language;
  /** Where links in the details lead; no trailing slash. */
  apiUrl: string;
  uiUrl: string;
  namespace: string;
  isDemonstration: boolean;
}

/** Names by id, in the language of the page. */
export interface PageNames {
  organisations: ReadonlyMap<string, string>;
  shortNames: ReadonlyMap<string, string>;
  posts: ReadonlyMap<string, string>;
}

/** The server takes 255 characters of a Keyword, 200 bytes of a timer's label and 20 KB of details. */
const KEYWORD_CHARACTERS = 200;
const LABEL_BYTES = 180;
const DETAILS_BYTES = 18_000;

/** Makes the face of an entity from its card and the directory's names of organisations and posts. `after` is its state after the pass. */
export async function makePage(
  tx: Prisma.TransactionClient,
  settings: PageSettings,
  proposal: Proposal,
  after: FollowUpHost,
): Promise<Page> {
  const coming = proposal.card.closed ? [] : comingUp(after, proposal.nextWakeAt);
  const names = await loadNames(tx, settings, proposal, coming);
  return pageOf(settings, proposal, names, { coming, todayOn: localDateOf(after.calendar.zone, proposal.at) });
}

/** The same from names that are loaded; pure. */
export function pageOf(
  settings: PageSettings,
  proposal: Proposal,
  names: PageNames,
  when: { coming: readonly Coming[]; todayOn: string },
): Page {
  const { card, ref } = proposal;
  const { language } = settings;
  const organisation = (id: string | null): string => (id ? (names.organisations.get(id) ?? id) : '');
  const parties = shortTitle(card.partyIds.map((id) => names.shortNames.get(id) ?? id));
  const part = ref.kind === 'plan' ? ` · ${ref.id.slice(ref.agreementId.length + 1)}` : '';
  const title = `${cutToBytes(parties, LABEL_BYTES - part.length)}${part}`;
  const shown = {
    stage: labelOf(language, stageLabels, card.stage),
    light: inLanguage(language, lightLabels[card.light].colour),
    status: labelOf(language, statusLabels, card.status),
  };
  return {
    attributes: {
      stage: card.stage,
      light: card.light,
      status: card.status,
      owner: card.ownerPostId ? cut(names.posts.get(card.ownerPostId) ?? card.ownerPostId) : '',
      title,
      homeUnit: cut(organisation(card.homeUnitId)),
      agreement: ref.agreementId,
      parties: card.partyIds.slice(0, 40).map((id) => cut(organisation(id))),
      nextDue: card.nextDueAt,
      openItems: card.openCount,
    },
    // English lists show the codes, which the API's lists are filtered by too.
    ...(language === 'en' ? {} : { shown }),
    details: cutToBytes(renderDetails(settings, proposal, { title, names, ...when }), DETAILS_BYTES),
    wakeLabel: cutToBytes(wakeLabel(settings, when.coming), LABEL_BYTES),
  };
}

async function loadNames(
  tx: Prisma.TransactionClient,
  { language }: PageSettings,
  { card }: Proposal,
  coming: readonly Coming[],
): Promise<PageNames> {
  const named = [card.ownerPostId, ...card.items.map((item) => item.ownerPostId), ...coming.map((one) => one.postId)];
  const postIds = [...new Set(named.filter((id) => id !== null))];
  const posts = await tx.post.findMany({ where: { id: { in: postIds } }, include: { organisation: true } });
  const organisationIds = [card.homeUnitId, ...card.partyIds].filter((id) => id !== null);
  const organisations = await tx.organisation.findMany({ where: { id: { in: organisationIds } } });
  return {
    organisations: new Map(organisations.map((o) => [o.id, organisationName(language, o)])),
    shortNames: new Map(organisations.map((o) => [o.id, shortName(language, o)])),
    posts: new Map(
      posts.map((p) => [p.id, postLine(language, postTitle(language, p), organisationName(language, p.organisation))]),
    ),
  };
}

const postLine = (language: Language, title: string, organisation: string): string =>
  language === 'zh-CN' ? `${organisation}${title}` : `${title}, ${organisation}`;

const cut = (text: string): string =>
  text.length <= KEYWORD_CHARACTERS ? text : `${text.slice(0, KEYWORD_CHARACTERS - 1)}…`;
