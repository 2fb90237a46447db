import { Role } from '../../domain/decider.ts';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import { postTitle } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/names.ts';
import type { ItemFacts } from '../../mail/letter.ts';
import { lastDecline } from '../written-about.ts';
import { placeOf } from './links.ts';
import { textFact } from './situation.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

type DecisionFacts = Pick<
  ItemFacts,
  'extensionAsked' | 'decided' | 'enteredBy' | 'declined' | 'declinedBy' | 'unintroducedPersonId'
>;

interface Matter {
  notice: PlannedItem['notice'];
  row: NoticeRow | undefined;
  entity: EntityNow | undefined;
  f: FollowUp | undefined;
  language: Language;
  /** Whether the mail speaks to our own people: decisions of ours are for them alone. */
  ours: boolean;
}

/** What of a matter waits for a decision, and whose it is. */
export async function decisionFacts(tx: Transaction, matter: Matter): Promise<DecisionFacts> {
  const { notice, row, entity, f, language, ours } = matter;
  if (!entity || !f) return {};
  const extensionAsked = f.extensionAsked ?? null;
  const decided =
    row && decisions.has(notice.kind) ? { decided: await decidedBy(tx, row, ours ? language : null) } : {};
  if (!ours) return { extensionAsked, ...decided };
  return {
    extensionAsked,
    ...decided,
    enteredBy: notice.kind === 'escalation' ? await enteredBy(tx, entity, notice.postId, language) : null,
    declined: ['question', 'not-taken'].includes(notice.kind) ? await declined(tx, entity, f, language) : null,
    ...(notice.kind === 'not-taken' && row ? await notTaken(tx, row, language) : {}),
  };
}

const decisions: ReadonlySet<string> = new Set<MailKind>(['extension-agreed', 'extension-refused']);

/** @param language null for a reader of another side: posts of ours are for our own people */
async function decidedBy(tx: Transaction, row: NoticeRow, language: Language | null): Promise<ItemFacts['decided']> {
  const postId = textFact(row, 'decidedByPostId');
  return {
    by: postId && language ? await title(tx, postId, language) : null,
    namedOn: textFact(row, 'namedDueOn'),
  };
}

/** The coordinator's post for whoever may not set dates and owners themselves, e.g. a leader (DOMAIN 3); null for those who may. */
async function enteredBy(
  tx: Transaction,
  { host }: EntityNow,
  postId: string | null,
  language: Language,
): Promise<string | null> {
  const place = placeOf(host.homeUnit, postId);
  if (place === Role.coordinator || place === Role.director) return null;
  return title(tx, host.homeUnit.coordinatorPostId, language);
}

async function declined(
  tx: Transaction,
  entity: EntityNow,
  f: FollowUp,
  language: Language,
): Promise<ItemFacts['declined']> {
  const last = await lastDecline(tx, entity.id, f);
  if (!last) return null;
  const { suggestedPostId: id } = last;
  const suggested = id ? await title(tx, id, language) : null;
  return { suggested: id && suggested ? { id, title: suggested } : null };
}

/** Who did not take it: whom nobody has introduced to us, or who declined what climbs on with the reader. */
async function notTaken(tx: Transaction, row: NoticeRow, language: Language): Promise<DecisionFacts> {
  const declinedBy = textFact(row, 'declinedByPostId');
  return declinedBy
    ? { declinedBy: { title: await title(tx, declinedBy, language) } }
    : { unintroducedPersonId: await unintroduced(tx, row) };
}

/** Who holds the post that it was handed to, where our request could not go out before an introduction. */
async function unintroduced(tx: Transaction, row: NoticeRow): Promise<string | null> {
  const postId = textFact(row, 'notTakenByPostId');
  const post = postId ? await tx.post.findUnique({ where: { id: postId }, include: { holder: true } }) : null;
  const holder = post?.holder;
  return holder && !holder.ours && holder.introducedAt === null ? holder.id : null;
}

async function title(tx: Transaction, postId: string, language: Language): Promise<string | null> {
  const post = await tx.post.findUnique({ where: { id: postId } });
  return post ? postTitle(language, post) : null;
}
