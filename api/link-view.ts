import type { Bilingual } from '../domain/decider.ts';
import { statusWords } from '../domain/foresight/words.ts';
import { followUpTitle, inLanguage, namedMatter } from '../domain/labels.ts';
import { Voice } from '../domain/notices/facts.ts';
import { inBoth, languageOf, organisationName, personName, postTitle } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
import { fromOthers } from '../activities/inbound/whose-word.ts';
import { nameOf } from '../activities/name-of.ts';
import { placementLines } from '../activities/placement-lines.ts';
import { datedRow, proposedDueOn } from '../activities/proposed-date.ts';
import { minutesText, writtenAbout, writtenWith } from '../activities/written-about.ts';
import { hostOf } from '../activities/postbox/situation.ts';
import { asksWhose } from '../domain/follow-up/climbing-on.ts';
import { LEADER } from '../domain/follow-up/ladder.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { dateText } from '../mail/dates.ts';
import { figuresOf } from '../mail/placement-figures.ts';
import { LinkAction } from '../mail/letter.ts';
import type { Matter } from './link-page.ts';
import { notTheirs, said } from './link-words.ts';
import { cooperationName } from './reader.ts';
import { meetingNow } from './meeting-page.ts';
import { recordingOf } from './recording-form.ts';
import type { Recording } from './recording-form.ts';
import { ownDaysOf } from './cannot-come.ts';
import type { OwnDays } from './cannot-come.ts';
import { takenLate } from './late-yes.ts';
import { preferencesNow } from './preferences.ts';
import type { PreferencesNow } from './preferences.ts';

export type LinkRow = Prisma.LinkGetPayload<object>;

/** A link with its matter as it stands now, in both languages. */
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
  /** What this link offered was decided or has passed; the matter itself goes on. */
  isOvertaken: boolean;
  /** `isOwn`: the reader holds it; `isStranger`: whoever holds it has not been introduced to us. */
  posts: { id: string; title: Bilingual; isOwn: boolean; isStranger: boolean }[];
  /** Whoever says that it is not theirs is asked whose it is, and hands it over by that. */
  namesOwner: boolean;
  /** Of a matter that ends when it is recorded: how that is done. */
  recording: Recording | null;
  /** The matter as its entity carries it; null once it is closed. */
  carried: { host: FollowUpHost; followUp: FollowUp } | null;
  /** Of a mail that came back, with what was written. */
  reply: ReplyView | null;
  /** The post for which it was issued is another's now. */
  isPassedOn: boolean;
  /** Of a person's own page: what holds now. */
  preferences: PreferencesNow | null;
  /** Of the page of somebody's days on site: those to come; null where there are none. */
  ownDays: OwnDays | null;
}

/** `isByAnother`: from another address than that of whoever was written to. */
export type ReplyView = Prisma.ReplyGetPayload<object> & { text: string; isByAnother: boolean };

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
  const host = entity && followUp ? hostOf(entity) : null;
  const open = followUp ? host?.followUps[followUp.id] : undefined;
  // What is over is not carried any more; its row says which date its mail proposed.
  const dated = followUp && (open ?? datedRow(followUp));
  const carried = open ?? (host && followUp && link.action === 'record' ? takenLate(host, followUp, at) : undefined);
  const isLate = carried !== undefined && open === undefined;
  const quote = followUp
    ? await writtenAbout(db, link.entityId, { kind: followUp.aboutKind, id: followUp.aboutId }, person.organisationId)
    : null;
  const reply = await replyOf(db, link);
  const ownDays = link.action === 'cannot-come' && entity ? await ownDaysOf(db, entity, person, at) : null;
  const isOurs = person.ours && linkFact(link, 'voice') !== Voice.partner;
  const meeting =
    link.action === 'open' ? await meetingNow(db, { noticeId: linkFact(link, 'noticeId'), isOurs }) : null;
  const namesOwner = link.action === 'not-mine' && host !== null && (await decidesWhose(db, host, carried, person.id));
  // The page says the date that the mail proposed.
  const shownOn =
    host && dated && linkFact(link, 'voice') === Voice.partner
      ? await proposedDueOn(db, { host, f: dated, personId: person.id, at })
      : (followUp?.dueOn ?? null);
  return {
    link,
    reply,
    action: link.action,
    person,
    language,
    followUp,
    entityKind: entity?.kind ?? null,
    isPassedOn: await isPassedOn(db, link),
    preferences: link.action === 'preferences' ? await preferencesNow(db, person, at) : null,
    ownDays,
    isSettled: !isLate && (await isSettled(db, link, followUp)),
    isOvertaken: isOvertaken(link.action, carried),
    carried: host && carried ? { host, followUp: carried } : null,
    posts: await postsFor(db, link, {
      partyIds,
      homeUnitId: entity?.homeUnitId ?? '',
      personId: person.id,
      organisationId: person.organisationId ?? '',
      ownerPostId: carried?.ownerPostId ?? null,
      namesOwner,
    }),
    namesOwner,
    recording:
      link.action === 'record' && entity && host && carried
        ? await recordingOf(
            db,
            { host, followUp: carried },
            { id: entity.id, kind: entity.kind, agreementId: link.agreementId, partyIds },
            { personId: person.id, role: linkFact(link, 'role'), language, at },
          )
        : null,
    matter: {
      title: meeting?.name ?? (await titleOf(db, { link, action: link.action, person, followUp })),
      agreement:
        link.action === 'preferences' || partyIds.length === 0
          ? null
          : await cooperationName(
              db,
              { id: link.agreementId, partyIds: nearestFirst(partyIds, [entity?.homeUnitId, followUp?.sideOrgId]) },
              { isOurs },
            ),
      meeting: meeting ? [...(meeting.title === meeting.name ? [] : [meeting.title]), ...meeting.lines] : [],
      placement:
        ownDays?.lines ??
        (link.action !== 'preferences' && host ? await placementOf(db, { link, person, host, f: carried, at }) : []),
      issuedTo: inBoth((as) => personName(as, person)),
      due: shownOn ? inBoth((as) => dateText(as, shownOn)) : null,
      status: isLate ? null : (statusWords[followUp?.status ?? ''] ?? null),
      laterAsked: carried?.extensionAsked ? askedText(carried.extensionAsked) : null,
      answersFor: link.action === 'confirm-for' ? await representedName(db, link, carried) : null,
      quote,
      ...(await writtenFor(db, link, carried, person.organisationId)),
      minutes:
        followUp?.kind === 'minutes-confirmation'
          ? await minutesText(db, link.entityId, followUp.aboutId.split('.')[0] ?? '')
          : null,
      answer: reply ? await answerFor(db, reply) : null,
    },
  };
}

/** Whether the question whose it is would be put to whoever says that it is not theirs. What was handed to them returns by that. */
async function decidesWhose(
  db: Database,
  host: FollowUpHost,
  f: FollowUp | undefined,
  personId: string,
): Promise<boolean> {
  if (!f || f.handedFrom) return false;
  const asked = await db.post.findUnique({ where: { id: asksWhose(host) }, select: { holderId: true } });
  return f.ownerPostId === asksWhose(host) || asked?.holderId === personId;
}

/** As its mail said it to this reader; its days as they stand now. */
async function placementOf(
  db: Database,
  {
    link,
    person,
    host,
    f,
    at,
  }: Pick<LinkView, 'link' | 'person'> & { host: FollowUpHost; f: FollowUp | undefined; at: string },
): Promise<Bilingual[]> {
  const notice = await db.notice.findUnique({ where: { id: linkFact(link, 'noticeId') } });
  const reader = { postId: notice?.postId ?? null, organisationId: person.organisationId };
  const lines = await placementLines(db, { host, f }, reader);
  const days = f && figuresOf('en', host, f, at) ? inBoth((as) => figuresOf(as, host, f, at) ?? '') : null;
  return days ? [...lines, days] : lines;
}

const confirming: ReadonlySet<string> = new Set<LinkAction>(['confirm', 'confirm-for']);
const decidingDate: ReadonlySet<string> = new Set<LinkAction>(['grant', 'refuse', 'extend']);

/** By what whoever decides goes: the sentence of a report, the reason of a request. */
async function writtenFor(
  db: Database,
  link: LinkRow,
  f: FollowUp | undefined,
  readerOrganisationId: string | null,
): Promise<Pick<Matter, 'reported' | 'reason'>> {
  const written = (type: string, field: string): Promise<string | null> =>
    f ? writtenWith(db, link.entityId, f, { type, field, readerOrganisationId }) : Promise.resolve(null);
  return {
    reported: f?.reportedOn && confirming.has(link.action) ? await written('followUpReported', 'evidence') : null,
    reason: f?.extensionAsked && decidingDate.has(link.action) ? await written('extensionAsked', 'reason') : null,
  };
}

/** On these pages the mail that came back is shown. */
const showsReply: ReadonlySet<string> = new Set<LinkAction>(['mark-read', 'note-absence', 'open']);

async function replyOf(db: Database, link: LinkRow): Promise<ReplyView | null> {
  const id = showsReply.has(link.action) ? linkFact(link, 'replyId') : '';
  const reply = id === '' ? null : await db.reply.findUnique({ where: { id } });
  if (!reply) return null;
  const text = (await db.text.findUnique({ where: { id: reply.textId } }))?.content ?? '';
  return { ...reply, text, isByAnother: (await fromOthers(db, [reply])).has(reply.id) };
}

/** Whose word it is; of what came from another address, that it is not theirs, and the address. */
async function answerFor(db: Database, reply: ReplyView): Promise<NonNullable<Matter['answer']>> {
  const about = await nameOfPerson(db, reply.personId);
  return { about, by: reply.isByAnother ? notTheirs(about, reply.fromAddress) : null, text: reply.text };
}

async function nameOfPerson(db: Database, personId: string): Promise<Bilingual> {
  const person = await db.person.findUnique({ where: { id: personId } });
  return inBoth((as) => (person ? personName(as, person) : ''));
}

/** Which day is asked for, and since when. */
function askedText({ dueOn, on }: { dueOn: string; on: string }): Bilingual {
  return {
    en: `${dateText('en', dueOn)}, asked on ${dateText('en', on)}`,
    zh: `${dateText('zh-CN', dueOn)}，${dateText('zh-CN', on)}提出`,
  };
}

/** Of many parties only the first ones are named: ours and whoever owes it come first, the others in their order. */
function nearestFirst(partyIds: readonly string[], near: readonly (string | null | undefined)[]): string[] {
  const first = near.filter((id): id is string => typeof id === 'string' && partyIds.includes(id));
  return [...new Set([...first, ...partyIds])];
}

/** What was asked has been decided, what was handed over taken or returned, what was to go to the leader held or gone. */
function isOvertaken(action: LinkAction, f: FollowUp | undefined): boolean {
  switch (action) {
    case 'grant':
    case 'refuse':
      return f?.extensionAsked === undefined;
    case 'accept':
      return f?.handedFrom === undefined && !f?.untaken;
    case 'hold-escalation':
      return f?.escalationHeldOn !== undefined || !f?.steps.some(([key]) => key === LEADER);
    default:
      return false;
  }
}

/** For whom an answer is recorded: whoever it was passed on to, else who holds the post that owes it. */
export async function representedBy(
  db: Database,
  link: Pick<LinkRow, 'facts'>,
  followUp: { ownerPostId: string | null } | null | undefined,
): Promise<Prisma.PersonGetPayload<object> | null> {
  const told = linkFact(link, 'aboutPersonId');
  if (told) return db.person.findUnique({ where: { id: told } });
  const post = followUp?.ownerPostId
    ? await db.post.findUnique({ where: { id: followUp.ownerPostId }, include: { holder: true } })
    : null;
  return post?.holder ?? null;
}

async function representedName(db: Database, link: LinkRow, followUp: FollowUp | undefined): Promise<Bilingual | null> {
  const person = await representedBy(db, link, followUp);
  return person && inBoth((as) => personName(as, person));
}

/** The title, and which of several as the mail named it to this reader. */
async function titleOf(
  db: Database,
  { link, action, person, followUp }: Pick<LinkView, 'link' | 'action' | 'person' | 'followUp'>,
): Promise<Bilingual> {
  // A person's own page is about no matter.
  if (action === 'preferences') return said(action);
  const { kind, aboutKind, aboutId } = followUp ?? { kind: '', aboutKind: '', aboutId: '' };
  if (!Object.hasOwn(followUpPolicies, kind)) return said(action);
  const isOurs = person.ours && linkFact(link, 'voice') !== Voice.partner;
  const about = { entityId: link.entityId, kind: aboutKind, id: aboutId };
  const name = await nameOf(db, about, { isOurs, organisationId: person.organisationId });
  return inBoth((as) => (name ? namedMatter(as, kind, inLanguage(as, name)) : followUpTitle(as, kind)));
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
    case 'mark-read':
    case 'note-absence':
      return (await db.reply.count({ where: { id: linkFact(link, 'replyId'), readAt: null } })) === 0;
    case 'unsubscribe':
      return (await db.person.count({ where: { id: link.personId, remindersOffAt: null } })) === 0;
    case 'preferences':
    case 'brief':
    case 'cannot-come':
      return false;
    default:
      return link.followUpId !== null && (followUp === null || over.has(followUp.status));
  }
}

interface PostChoice {
  partyIds: readonly string[];
  homeUnitId: string;
  /** The reader, and their organisation. */
  personId: string;
  organisationId: string;
  ownerPostId: string | null;
  namesOwner: boolean;
}

/**
 * Which posts a page offers: to answer a question or to name another, those of all parties; to hand something over, those of our own
 * that somebody holds and that do not owe it, and whichever was suggested.
 */
async function postsFor(db: Database, link: LinkRow, choice: PostChoice) {
  const { partyIds, homeUnitId, organisationId, ownerPostId, namesOwner } = choice;
  const of = { organisationId: { in: [...partyIds, homeUnitId, organisationId] } };
  switch (link.action) {
    case 'answer':
      return postsOf(db, { organisationId: { in: [...partyIds, homeUnitId] } }, choice);
    case 'not-mine': {
      const others = namesOwner ? { NOT: { id: ownerPostId ?? '' } } : {};
      return postsOf(db, { organisationId: { in: [...partyIds, homeUnitId] }, ...others }, choice);
    }
    case 'hand-over': {
      const own = { ...of, organisation: { ours: true }, holderId: { not: null } };
      const where = { OR: [own, { id: linkFact(link, 'suggestedPostId') }], NOT: { id: ownerPostId ?? '' } };
      return (await postsOf(db, where, choice)).map((post) =>
        post.isStranger ? { ...post, title: withStranger(post.title) } : post,
      );
    }
    default:
      return [];
  }
}

const withStranger = ({ en, zh }: Bilingual): Bilingual => ({
  en: `${en} (${said('notIntroduced').en})`,
  zh: `${zh}（${said('notIntroduced').zh}）`,
});

async function postsOf(db: Database, where: Prisma.PostWhereInput, { personId }: Pick<PostChoice, 'personId'>) {
  const posts = await db.post.findMany({
    where,
    include: { organisation: true, holder: true },
    orderBy: { id: 'asc' },
    take: 100,
  });
  return posts.map((post) => {
    const title = inBoth((as) => `${organisationName(as, post.organisation)}, ${postTitle(as, post)}`);
    const isStranger = post.holder !== null && !post.holder.ours && post.holder.introducedAt === null;
    return { id: post.id, title, isOwn: post.holderId === personId, isStranger };
  });
}

/** A fact that was kept with the link, e.g. `role`. */
export function linkFact(link: Pick<LinkRow, 'facts'>, key: string): string {
  const facts: unknown = link.facts;
  const value: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, key) : null;
  return typeof value === 'string' ? value : '';
}
