import { followUpTitle, inLanguage, namedMatter } from '../domain/labels.ts';
import { Voice } from '../domain/notices/facts.ts';
import { languageOf, organisationName, personName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import { nameOf } from '../activities/name-of.ts';
import { minutesText, writtenAbout } from '../activities/written-about.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { dateText } from '../mail/dates.ts';
import { LinkAction } from '../mail/letter.ts';
import type { Matter } from './link-page.ts';
import { word } from './link-words.ts';
import { preferencesNow } from './preferences.ts';
import type { PreferencesNow } from './preferences.ts';

export type LinkRow = Prisma.LinkGetPayload<object>;

/** A link with its matter as it stands now, in its reader's language. */
export interface LinkView {
  link: LinkRow;
  action: LinkAction;
  person: Prisma.PersonGetPayload<object>;
  language: Language;
  matter: Matter;
  followUp: Prisma.FollowUpGetPayload<object> | null;
  entityKind: string | null;
  /** The matter is over: nothing is left to do by this link. */
  isSettled: boolean;
  posts: { id: string; title: string }[];
  /** The matter as its entity carries it; null once it is closed. */
  carried: { host: FollowUpHost; followUp: FollowUp } | null;
  /** The post for which it was issued is another's now. */
  isPassedOn: boolean;
  /** Of a person's own page: what holds now. */
  preferences: PreferencesNow | null;
}

const actions: ReadonlySet<string> = new Set(Object.values(LinkAction));
const isAction = (action: string): action is LinkAction => actions.has(action);
const over: ReadonlySet<string> = new Set(['done', 'dropped', 'superseded', 'closed']);

/** Null for a link whose row or person is gone. */
export async function viewLink(db: Database, linkId: string, at: string): Promise<LinkView | null> {
  const link = await db.link.findUnique({ where: { id: linkId } });
  const person = link ? await db.person.findUnique({ where: { id: link.personId } }) : null;
  if (!link || !person || !isAction(link.action)) return null;
  const language = languageOf(person.language);
  const entity = await db.entity.findUnique({ where: { id: link.entityId } });
  const agreement = await db.entity.findUnique({ where: { id: link.agreementId } });
  const followUp = link.followUpId
    ? await db.followUp.findUnique({ where: { entityId_id: { entityId: link.entityId, id: link.followUpId } } })
    : null;
  const partyIds = agreement?.partyIds ?? entity?.partyIds ?? [];
  const parties = await db.organisation.findMany({ where: { id: { in: partyIds } } });
  const host = entity && followUp ? hostOf(entity) : null;
  const carried = followUp ? host?.followUps[followUp.id] : undefined;
  const quote = followUp
    ? await writtenAbout(db, link.entityId, { kind: followUp.aboutKind, id: followUp.aboutId }, person.organisationId)
    : null;
  return {
    link,
    action: link.action,
    person,
    language,
    followUp,
    entityKind: entity?.kind ?? null,
    isPassedOn: await isPassedOn(db, link),
    preferences: link.action === 'preferences' ? await preferencesNow(db, person, language, at) : null,
    isSettled: (await isSettled(db, link, followUp)) || isOvertaken(link.action, carried),
    carried: host && carried ? { host, followUp: carried } : null,
    posts:
      link.action === 'answer' || link.action === 'not-mine'
        ? await postsOf(db, [...partyIds, entity?.homeUnitId ?? ''], language)
        : [],
    matter: {
      title: await titleOf(db, { link, action: link.action, person, followUp }, language),
      agreement:
        link.action === 'preferences' ? '' : parties.map((party) => organisationName(language, party)).join(' × '),
      issuedTo: personName(language, person),
      dueText: followUp ? dateText(language, followUp.dueOn) : null,
      quote,
      minutes:
        followUp?.kind === 'minutes-confirmation'
          ? await minutesText(db, link.entityId, followUp.aboutId.split('.')[0] ?? '')
          : null,
    },
  };
}

/** What was asked has been decided, what was handed over taken or returned. */
function isOvertaken(action: LinkAction, f: FollowUp | undefined): boolean {
  if (action === 'grant' || action === 'refuse') return f?.extensionAsked === undefined;
  return action === 'accept' && f?.handedFrom === undefined && !f?.untaken;
}

/** The title, and which of several as the mail named it to this reader. */
async function titleOf(
  db: Database,
  { link, action, person, followUp }: Pick<LinkView, 'link' | 'action' | 'person' | 'followUp'>,
  language: Language,
): Promise<string> {
  const { kind, aboutKind, aboutId } = followUp ?? { kind: '', aboutKind: '', aboutId: '' };
  if (!Object.hasOwn(followUpPolicies, kind)) return word(language, action);
  const isOurs = person.ours && linkFact(link, 'voice') !== Voice.partner;
  const about = { entityId: link.entityId, kind: aboutKind, id: aboutId };
  const name = await nameOf(db, about, { isOurs, organisationId: person.organisationId });
  return name ? namedMatter(language, kind, inLanguage(language, name)) : followUpTitle(language, kind);
}

/** Whoever held the post when the mail was written, and has given it to somebody else since, does not act in its place any more. */
async function isPassedOn(db: Database, link: LinkRow): Promise<boolean> {
  if (link.action === 'preferences' || link.action === 'unsubscribe') return false;
  const notice = await db.notice.findUnique({ where: { id: linkFact(link, 'noticeId') } });
  if (!notice?.postId) return false;
  const { postId, at } = notice;
  const gone = await db.succession.count({ where: { postId, fromPersonId: link.personId, at: { gte: at } } });
  return gone > 0 && (await db.post.count({ where: { id: postId, holderId: link.personId } })) === 0;
}

async function isSettled(db: Database, link: LinkRow, followUp: LinkView['followUp']): Promise<boolean> {
  switch (link.action) {
    case 'relayed':
      return (await db.notice.count({ where: { id: linkFact(link, 'relayOf'), status: 'open' } })) === 0;
    case 'introduce':
      return (await db.person.count({ where: { id: linkFact(link, 'aboutPersonId'), introducedAt: null } })) === 0;
    case 'unsubscribe':
      return (await db.person.count({ where: { id: link.personId, remindersOffAt: null } })) === 0;
    case 'preferences':
    case 'brief':
      return false;
    default:
      return followUp !== null && over.has(followUp.status);
  }
}

async function postsOf(db: Database, organisationIds: readonly string[], language: Language) {
  const posts = await db.post.findMany({
    where: { organisationId: { in: [...organisationIds] } },
    include: { organisation: true },
    orderBy: { id: 'asc' },
    take: 100,
  });
  return posts.map((post) => ({
    id: post.id,
    title: `${organisationName(language, post.organisation)}, ${postTitle(language, post)}`,
  }));
}

/** A fact that was kept with the link, e.g. `role`. */
export function linkFact(link: Pick<LinkRow, 'facts'>, key: string): string {
  const facts: unknown = link.facts;
  const value: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, key) : null;
  return typeof value === 'string' ? value : '';
}
