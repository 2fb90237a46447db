import { languageOf, organisationName, personName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
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
  /** Of a mail that came back, with what was written. */
  reply: ReplyView | null;
  /** Of a person's own page: what holds now. */
  preferences: PreferencesNow | null;
}

export type ReplyView = Prisma.ReplyGetPayload<object> & { text: string };

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
  const reply = await replyOf(db, link);
  return {
    link,
    reply,
    action: link.action,
    person,
    language,
    followUp,
    entityKind: entity?.kind ?? null,
    preferences: link.action === 'preferences' ? await preferencesNow(db, person, language, at) : null,
    isSettled: (await isSettled(db, link, followUp)) || isOvertaken(link.action, carried),
    carried: host && carried ? { host, followUp: carried } : null,
    posts:
      link.action === 'answer' || link.action === 'not-mine'
        ? await postsOf(db, [...partyIds, entity?.homeUnitId ?? ''], language)
        : [],
    matter: {
      title: titleOf(link.action, followUp?.kind ?? null, language),
      agreement:
        link.action === 'preferences' ? '' : parties.map((party) => organisationName(language, party)).join(' × '),
      issuedTo: personName(language, person),
      dueText: followUp ? dateText(language, followUp.dueOn) : null,
      quote,
      minutes:
        followUp?.kind === 'minutes-confirmation'
          ? await minutesText(db, link.entityId, followUp.aboutId.split('.')[0] ?? '')
          : null,
      answer: reply ? { about: await nameOf(db, reply.personId, language), text: reply.text } : null,
    },
  };
}

/** On these pages the mail that came back is shown. */
const showsReply: ReadonlySet<string> = new Set<LinkAction>(['mark-read', 'note-absence', 'open']);

async function replyOf(db: Database, link: LinkRow): Promise<ReplyView | null> {
  const id = showsReply.has(link.action) ? linkFact(link, 'replyId') : '';
  const reply = id === '' ? null : await db.reply.findUnique({ where: { id } });
  if (!reply) return null;
  return { ...reply, text: (await db.text.findUnique({ where: { id: reply.textId } }))?.content ?? '' };
}

async function nameOf(db: Database, personId: string, language: Language): Promise<string> {
  const person = await db.person.findUnique({ where: { id: personId } });
  return person ? personName(language, person) : '';
}

/** What was asked has been decided, what was handed over taken or returned. */
function isOvertaken(action: LinkAction, f: FollowUp | undefined): boolean {
  if (action === 'grant' || action === 'refuse') return f?.extensionAsked === undefined;
  return action === 'accept' && f?.handedFrom === undefined;
}

function titleOf(action: LinkAction, kind: string | null, language: Language): string {
  // A person's own page is about no matter.
  if (action === 'preferences') return word(language, action);
  const policy = Object.entries(followUpPolicies).find(([name]) => name === kind)?.[1];
  return policy ? (language === 'zh-CN' ? policy.title.zh : policy.title.en) : word(language, action);
}

async function isSettled(db: Database, link: LinkRow, followUp: LinkView['followUp']): Promise<boolean> {
  switch (link.action) {
    case 'relayed':
      return (await db.notice.count({ where: { id: linkFact(link, 'relayOf'), status: 'open' } })) === 0;
    case 'introduce':
      return (await db.person.count({ where: { id: linkFact(link, 'aboutPersonId'), introducedAt: null } })) === 0;
    case 'mark-read':
    case 'note-absence':
      return (await db.reply.count({ where: { id: linkFact(link, 'replyId'), readAt: null } })) === 0;
    case 'unsubscribe':
      return (await db.person.count({ where: { id: link.personId, remindersOffAt: null } })) === 0;
    case 'preferences':
      return false;
    default:
      return link.followUpId !== null && (followUp === null || over.has(followUp.status));
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
