import { EntityKind, entityKindOf, isRole } from '../domain/decider.ts';
import type { Bilingual } from '../domain/decider.ts';
import { deciders } from '../domain/deciders.ts';
import { deciderOf } from '../domain/follow-up/ladder.ts';
import { pauseRefused } from '../domain/follow-up/pausing.ts';
import { writtenText } from '../domain/text.ts';
import { markRead, noteSuggestedAbsence } from './answers-read.ts';
import { lookAgain, nowOf } from './deps.ts';
import { findOutcome, ownerOf } from './entity-commands.ts';
import { cannotCome } from './cannot-come.ts';
import { bodyHashOf, once } from './idempotency.ts';
import { introducePerson, passOn } from './introductions.ts';
import type { PassedOn } from './introductions.ts';
import { commandOf } from './link-commands.ts';
import { linkFact, representedBy } from './link-view.ts';
import type { LinkView } from './link-view.ts';
import { said } from './link-words.ts';
import type { WordKey } from './link-words.ts';
import type { LinkDeps } from './links.ts';
import { Problem } from './problem.ts';
import { issueZh } from '../domain/shape-words.ts';
import { recordedBy } from './recording-form.ts';
import { recordedOrNothing } from './recorded-or-nothing.ts';
import { storeTexts, takeTexts } from './texts.ts';

/** A claim that was not given back (its process died) is free again after this long. */
const CLAIM_SECONDS = 60;

/** `earlier`: what was first sent from this page has been recorded, not what came now. */
export type Act =
  | { is: 'done'; word: WordKey }
  | { is: 'earlier' }
  | { is: 'refused'; sentence: Bilingual }
  | { is: 'later' }
  | { is: 'taken' };

/**
 * Does what a link is for, once: one request wins the row, the others find it taken. The link's id is the command's id, so that
 * even a lost answer is repeated without a second effect. A refused act leaves the link usable.
 */
export async function act(deps: LinkDeps, view: LinkView, form: Record<string, unknown>): Promise<Act> {
  const { db } = deps;
  const { id } = view.link;
  const claimed = await db.$executeRaw`
    UPDATE link SET "realClaimedAt" = now() AT TIME ZONE 'UTC' WHERE id = ${id} AND "usedAt" IS NULL
      AND ("realClaimedAt" IS NULL OR "realClaimedAt" < (now() AT TIME ZONE 'UTC') - make_interval(secs => ${CLAIM_SECONDS}::float8))`;
  if (claimed === 0) return { is: 'taken' };
  const by = typeof form['name'] === 'string' ? form['name'] : null;
  let thanks: WordKey;
  try {
    thanks = await perform(deps, view, form, by);
  } catch (error) {
    await release(deps, id);
    if (!(error instanceof Problem)) throw error;
    if (error.code !== 'idempotency-key-reused') return notDone(error);
    const stands = await findOutcome(db, id);
    if (!stands) return { is: 'refused', sentence: said('earlierOpen') };
    await used(deps, id, by);
    return { is: 'earlier' };
  }
  await used(deps, id, by);
  return { is: 'done', word: thanks };
}

const used = (deps: LinkDeps, id: string, by: string | null): Promise<unknown> =>
  deps.db.link.update({ where: { id }, data: { usedAt: new Date(nowOf(deps)), usedBy: by } });

function notDone(problem: Problem): Act {
  const sentence = { en: problem.message, zh: problem.detailZh };
  return isPassing(problem) ? { is: 'later' } : { is: 'refused', sentence };
}

const isPassing = ({ code }: Problem): boolean =>
  ['outcome-unknown', 'engine-away', 'too-busy', 'not-running', 'database-away', 'request-in-flight'].includes(code);

async function release(deps: LinkDeps, id: string): Promise<void> {
  await deps.db.link.updateMany({ where: { id, usedAt: null }, data: { realClaimedAt: null } });
}

/** Returns with which words its page thanks. */
async function perform(
  deps: LinkDeps,
  view: LinkView,
  form: Record<string, unknown>,
  by: string | null,
): Promise<WordKey> {
  const { link, action, followUp, person } = view;
  const at = nowOf(deps);
  switch (action) {
    case 'unsubscribe':
      await deps.db.person.update({ where: { id: person.id }, data: { remindersOffAt: new Date(at) } });
      return 'done';
    case 'relayed':
      await passOn(deps.db, linkFact(link, 'relayOf'), { by: by ?? person.id, how: String(form['how']), at });
      return 'done';
    case 'introduce': {
      const personId = linkFact(link, 'aboutPersonId');
      const { agreementId } = link;
      await introducePerson(deps.db, { personId, byPersonId: person.id, byName: by ?? '', at, agreementId });
      await deps.wakePostboxes([personId]);
      return 'done';
    }
    case 'mark-read':
      await lookAgain(deps, await markRead(deps.db, linkFact(link, 'replyId'), { by: person.id, at }));
      return 'done';
    case 'note-absence':
      await decideAbsence(deps, view, form, at);
      return 'done';
    // Their pages keep what was said by themselves, again and again.
    case 'brief':
    case 'preferences':
    case 'open':
      return 'done';
    case 'record': {
      const filled = view.recording ? recordedBy(view.recording, filledIn(form)) : null;
      if (filled && 'command' in filled) await sendCommand(deps, view, filled.command, at);
      return 'done';
    }
    case 'cannot-come':
      if (view.ownDays) await sendCommand(deps, view, cannotCome(view.ownDays, person.id, form), at);
      return 'cannotComeDone';
    case 'answer':
    case 'hand-over':
      refuseOtherPost(view, form['ownerPostId']);
      break;
    case 'not-mine':
      if (view.namesOwner) refuseOtherPost(view, form['ownerPostId']);
      break;
    case 'report':
    case 'pause':
    case 'ask-extension':
    case 'confirm':
    case 'confirm-for':
    case 'hold-escalation':
    case 'accept':
    case 'extend':
    case 'grant':
    case 'refuse':
    case 'confirm-minutes':
      break;
  }
  if (!followUp) return 'done';
  const asksExtension = action === 'pause' && (await wantsMore(deps, view, String(form['untilOn'])));
  const target = {
    followUpId: followUp.id,
    aboutId: followUp.aboutId,
    sideOrgId: followUp.sideOrgId,
    personId: action === 'confirm-for' ? await answeringFor(deps, view) : person.id,
    isMinutes: followUp.kind === 'minutes-confirmation',
    asksExtension,
  };
  const command = commandOf(action, target, form);
  if (command) await sendCommand(deps, view, command, at);
  if (action === 'confirm-for') await wasPassedOn(deps, view, { by: by ?? person.id, how: String(form['how']), at });
  return asksExtension || action === 'ask-extension'
    ? whoDecides(view)
    : action === 'hand-over' || (action === 'not-mine' && view.namesOwner)
      ? handedTo(view, form['ownerPostId'])
      : 'done';
}

const filledIn = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** A later date is somebody else's to decide, and the page says whose. */
function whoDecides({ carried }: LinkView): WordKey {
  const director = carried?.host.homeUnit.directorPostId;
  const isDirector = carried && director && deciderOf(carried.host, carried.followUp) === director;
  return isDirector ? 'askedOfDirector' : 'askedOfCoordinator';
}

/** What is handed to the reader's own post is theirs at once; somebody whom nobody has introduced reads of it later. */
function handedTo({ posts }: LinkView, postId: unknown): WordKey {
  const to = posts.find(({ id }) => id === postId);
  if (to?.isOwn) return 'done';
  return to?.isStranger ? 'handedToStranger' : 'handedOver';
}

async function answeringFor({ db }: LinkDeps, { link, carried }: LinkView): Promise<string> {
  const represented = await representedBy(db, link, carried?.followUp);
  if (represented) return represented.id;
  throw new Problem('unknown-person', 'Nobody is known who could have answered.', {
    detailZh: '未登记可代为答复的人员。',
  });
}

/** Who has answered was told: what waited to be passed on to them is done with it. */
async function wasPassedOn({ db }: LinkDeps, { link }: LinkView, passed: PassedOn): Promise<void> {
  const noticeId = linkFact(link, 'relayOf');
  const waits = noticeId ? await db.notice.count({ where: { id: noticeId, status: 'open' } }) : 0;
  if (waits > 0) await passOn(db, noticeId, passed);
}

async function decideAbsence(
  deps: LinkDeps,
  { link, person }: LinkView,
  { answer, awayFromOn, awayToOn }: Record<string, unknown>,
  at: string,
): Promise<void> {
  const id = linkFact(link, 'replyId');
  if (answer === 'leave') {
    await markRead(deps.db, id, { by: person.id, at });
    return;
  }
  const days = { fromOn: String(awayFromOn), toOn: String(awayToOn) };
  const whom = await noteSuggestedAbsence(deps.db, id, days, { by: person.id, at });
  if (whom) await lookAgain(deps, whom);
}

/** Only what the page offers, or who has it already: the select list of a page is no check. */
function refuseOtherPost({ posts, followUp }: LinkView, postId: unknown): void {
  if (postId === undefined || postId === followUp?.ownerPostId || posts.some(({ id }) => id === postId)) return;
  throw new Problem('unknown-post', 'Please choose one of the posts on this page.', {
    detailZh: '请从本页所列职务中选择。',
  });
}

/** Whether an owner wants more time than a pause buys: then somebody else decides. */
async function wantsMore({ db, clock }: LinkDeps, { carried, person }: LinkView, untilOn: string): Promise<boolean> {
  if (!carried) return false;
  const { host, followUp } = carried;
  const owner = await db.post.count({ where: { id: followUp.ownerPostId ?? '', holderId: person.id } });
  const refused = pauseRefused(host, followUp, { at: nowOf({ clock }) }, { kind: 'snoozed', untilOn });
  return owner > 0 && refused?.refused === 'pause-limit';
}

async function sendCommand(
  deps: LinkDeps,
  { link, entityKind, person, carried }: LinkView,
  { name, body }: { name: string; body: object },
  at: string,
): Promise<void> {
  const spec = deciders[entityKindOf(entityKind ?? EntityKind.agreement)].commands.get(name);
  const parsed = spec?.schema(writtenText).safeParse(body);
  if (!parsed?.success) {
    const issues = parsed?.error.issues ?? [];
    throw new Problem('shape-invalid', issues.map((issue) => issue.message).join('; '), {
      detailZh: issues.map(issueZh).join('；'),
    });
  }
  const { data, texts } = takeTexts(link.id, parsed.data);
  const role = linkFact(link, 'role');
  const posts = await deps.db.post.findMany({ where: { holderId: person.id }, select: { id: true } });
  const postIds = posts.map((post) => post.id);
  const homeUnitId = carried?.host.homeUnit.organisationId ?? null;
  const isPrivate = texts.some((text) => text.isPrivate);
  const found = { entityId: link.entityId, homeUnitId };
  const ownerPartyId =
    spec && isPrivate ? ((await ownerOf(deps.db, spec, data, found)) ?? person.organisationId) : null;
  const actor = { id: person.id, personId: person.id, postIds, roles: isRole(role) ? [role] : [] };
  // The values are claimed with the link: while it is not known what became of the first ones, others are not sent.
  await once(deps.db, { commandId: link.id, bodyHash: bodyHashOf(parsed.data) }, ({ isRepeat }) =>
    recordedOrNothing(deps.db, { commandId: link.id, texts, isRepeat }, async () => {
      await storeTexts(deps.db, texts, { entityId: link.entityId, ownerPartyId, writtenBy: person.id, at });
      return deps.sendCommand(link.entityId, { commandId: link.id, name, actor, data });
    }),
  );
}
