import type { Prisma } from '../prisma/generated/client.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import { cut, cutToBytes } from '../domain/cut.ts';
import { childIdOf } from '../domain/decider.ts';
import { inLanguage, labelOf, lightLabels, shortTitle, stageLabels, statusLabels } from '../domain/labels.ts';
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
  /** Of a demonstration that ends: the local date from which its clock stands still. */
  standsStillOn?: string;
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

const keyword = (text: string): string => cut(text, KEYWORD_CHARACTERS);

/** Makes the face of an entity from its card and the directory's names of organisations and posts. `after` is its state after the pass. */
export async function makePage(
  tx: Prisma.TransactionClient,
  settings: PageSettings,
  proposal: Proposal,
  after: FollowUpHost,
): Promise<Page> {
  const coming = proposal.card.closed ? [] : comingUp(after, proposal.nextWakeAt);
  const names = await namesFor(tx, settings, proposal, coming);
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
  const part = ref.kind === 'agreement' ? '' : ` · ${childIdOf(ref)}`;
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
      owner: card.ownerPostId ? keyword(names.posts.get(card.ownerPostId) ?? card.ownerPostId) : '',
      title,
      homeUnit: keyword(organisation(card.homeUnitId)),
      agreement: ref.agreementId,
      parties: card.partyIds.slice(0, 40).map((id) => keyword(organisation(id))),
      nextDue: card.nextDueAt,
      openItems: card.openCount,
    },
    // English lists show the codes, which the API's lists are filtered by too.
    ...(language === 'en' ? {} : { shown }),
    details: cutToBytes(renderDetails(settings, proposal, { title, names, ...when }), DETAILS_BYTES),
    wakeLabel: cutToBytes(wakeLabel(settings, when.coming), LABEL_BYTES),
  };
}

/** A new name shows in the pages a moment later: a page must not cost two queries each time for what seldom changes. */
const NAMES_FRESH_MS = 5_000;
const NAMES_AT_MOST = 10_000;

interface KnownNames {
  realAt: number;
  organisations: Map<string, string>;
  shortNames: Map<string, string>;
  posts: Map<string, string>;
}
const known = new WeakMap<PageSettings, KnownNames>();

async function namesFor(
  tx: Prisma.TransactionClient,
  settings: PageSettings,
  { card }: Proposal,
  coming: readonly Coming[],
): Promise<PageNames> {
  const names = knownNames(settings);
  const named = [card.ownerPostId, ...card.items.map((item) => item.ownerPostId), ...coming.map((one) => one.postId)];
  const postIds = [...new Set(named.filter((id) => id !== null))].filter((id) => !names.posts.has(id));
  const organisationIds = [card.homeUnitId, ...card.partyIds]
    .filter((id) => id !== null)
    .filter((id) => !names.organisations.has(id));
  const { language } = settings;
  if (postIds.length > 0) {
    const posts = await tx.post.findMany({ where: { id: { in: postIds } }, include: { organisation: true } });
    for (const p of posts) {
      names.posts.set(p.id, postLine(language, postTitle(language, p), organisationName(language, p.organisation)));
    }
  }
  if (organisationIds.length > 0) {
    for (const o of await tx.organisation.findMany({ where: { id: { in: organisationIds } } })) {
      names.organisations.set(o.id, organisationName(language, o));
      names.shortNames.set(o.id, shortName(language, o));
    }
  }
  return names;
}

function knownNames(settings: PageSettings): KnownNames {
  const before = known.get(settings);
  const isFresh = before && performance.now() - before.realAt < NAMES_FRESH_MS && before.posts.size < NAMES_AT_MOST;
  if (isFresh) return before;
  const names = { realAt: performance.now(), organisations: new Map(), shortNames: new Map(), posts: new Map() };
  known.set(settings, names);
  return names;
}

/** The office and where it is, unless its title says so itself; Chinese names the organisation first. */
function postLine(language: Language, title: string, organisation: string): string {
  if (title.includes(organisation)) return title;
  if (language === 'en') return `${title}, ${organisation}`;
  return /[A-Za-z]$/.test(organisation) ? `${organisation} ${title}` : `${organisation}${title}`;
}
