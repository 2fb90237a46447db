import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import type { Database } from '../prisma/client.ts';
import { isPrivateKind } from './known-needs.ts';
import type { Principal } from './principal.ts';
import { refused } from './problem.ts';
import type { Problem } from './problem.ts';
import { NEED_ID, referencesIn } from './references.ts';

/**
 * People of other sides act for their own side only. Whatever organisation or post a command names must be theirs, and so must
 * the item it is about: a command that is added tomorrow is closed to them until it says whom it merely mentions.
 */

/** Fields that mention others without acting for them: who took part, whom something is for, shared with or waits for. */
const mentions: ReadonlySet<string> = new Set([
  'attendance',
  'beneficiaryOrganisationId',
  'chair',
  'counterparts',
  'dataAsked',
  'delegation',
  'groups',
  'hostOrganisationId',
  'hosts',
  'ours',
  'partnerOrganisationIds',
  'present',
  'stops',
  'supportOrganisations',
  'team',
  'waitingFor',
  'withOrganisationIds',
]);
/** People in whose name something is said or done; other people are only mentioned. */
const actingPeople: ReadonlySet<string> = new Set(['personId', 'byPersonId', 'agreedByPersonId']);
/** By these the other side of a matter says whether it was done. */
const confirming: ReadonlySet<string> = new Set([
  'confirmFollowUp',
  'returnFollowUp',
  'acceptDeliverable',
  'returnDeliverable',
]);

/** Whose it is to say something of a placement; `assess` says so itself. */
const sideOfPlacement: Readonly<Record<string, 'unit' | 'host'>> = {
  logDays: 'unit',
  correctLog: 'unit',
  settleDays: 'unit',
  recordResult: 'unit',
  recordYield: 'unit',
  noteWelfare: 'unit',
  confirmPresence: 'host',
  disputePresence: 'host',
};

interface Acting {
  name: string;
  entityId: string;
  data: unknown;
}

/** @throws Problem where somebody of another side would act for a side that is not theirs */
export async function checkOwnSide(db: Database, principal: Principal, acting: Acting): Promise<void> {
  if (principal.isOurs) return;
  await checkNames(db, principal, acting);
  await checkSide(db, principal.organisationId ?? '', acting);
  await checkItems(db, principal.organisationId ?? '', acting);
}

async function checkNames(db: Database, principal: Principal, { name, data }: Acting): Promise<void> {
  const own = principal.organisationId ?? '';
  const named = referencesIn(data).filter(({ pointer }) => !mentions.has(fieldOf(pointer)));
  for (const { id, pointer } of named) {
    if (id.startsWith('org-') && id !== own) throw foreign(id, pointer);
    if (id.startsWith('post-') && (await organisationOfPost(db, id)) !== own) throw foreign(id, pointer);
    const isActor = actingPeople.has(fieldOf(pointer)) && id !== principal.personId;
    if (isActor && !(await isOf(db, id, own))) throw foreign(id, pointer);
  }
  // Left out, it would be our own unit that promises.
  const promises = name === 'recordCommitment' && !named.some(({ id }) => id === own);
  if (promises) throw foreign('our unit', '/ownerOrganisationId');
}

const ofSide = z.looseObject({ organisationId: z.string() });
const placed = z.looseObject({ unit: ofSide, host: ofSide });
const sided = z.looseObject({ side: z.enum(['unit', 'host']) });

/** The host does not log the days, and another unit does not confirm them. */
async function checkSide(db: Database, own: string, { name, entityId, data }: Acting): Promise<void> {
  const side = name === 'assess' ? sided.parse(data).side : sideOfPlacement[name];
  if (!side) return;
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const { organisationId } = placed.parse(row?.state)[side];
  if (organisationId !== own) throw foreign(organisationId, name === 'assess' ? '/side' : '');
}

const addressed = z.looseObject({
  followUpId: z.string().optional(),
  deliverableId: z.string().optional(),
  claimId: z.string().optional(),
  milestoneId: z.string().optional(),
  askId: z.string().optional(),
});

async function checkItems(db: Database, own: string, { name, entityId, data }: Acting): Promise<void> {
  const { followUpId, deliverableId, claimId, milestoneId, askId } = addressed.parse(data);
  const item = { db, entityId, own, isConfirming: confirming.has(name) };
  if (followUpId) await checkFollowUp(item, followUpId, '/followUpId');
  if (milestoneId) await checkFollowUp(item, `milestone.${milestoneId}`, '/milestoneId');
  if (askId) await checkFollowUp(item, `need-ask.${askId}`, '/askId');
  if (deliverableId) await checkDeliverable(item, deliverableId);
  if (claimId && (await madeBy(db, entityId, claimId)) !== own) throw foreign(claimId, '/claimId');
  const needs = referencesIn(data, NEED_ID);
  if (needs.length === 0) return;
  // They are the agreement's, also where a plan answers them. Of what another party needs not even the number is told.
  const known = (await keptBy(db, entityId.split('.')[0] ?? '')).needs;
  for (const { id, pointer } of needs) if (known[id]?.partyId !== own) throw unknown(id, pointer);
}

interface Item {
  db: Database;
  entityId: string;
  own: string;
  isConfirming: boolean;
}

/** Its own side pauses and reports; the one for whom it is done confirms. */
async function checkFollowUp({ db, entityId, own, isConfirming }: Item, id: string, pointer: string): Promise<void> {
  const row = await db.followUp.findUnique({ where: { entityId_id: { entityId, id } } });
  const isOwn = row !== null && (row.sideOrgId === own || (await organisationOfPost(db, row.ownerPostId)) === own);
  if (!row || (isPrivateKind(row.aboutKind) && !isOwn)) throw unknown(id, pointer);
  const may = isConfirming ? (await keptBy(db, entityId)).commitments[row.aboutId]?.for === own : isOwn;
  if (!may) throw foreign(id, pointer);
}

/** Who owes a deliverable hands it over; a partner accepts only what our side hands over. */
async function checkDeliverable({ db, entityId, own, isConfirming }: Item, id: string): Promise<void> {
  const by = await madeBy(db, entityId, id);
  const may = isConfirming ? (await db.organisation.count({ where: { id: by, ours: true } })) > 0 : by === own;
  if (!may) throw foreign(id, '/deliverableId');
}

const made = z.looseObject({ byOrganisationId: z.string().optional(), organisationId: z.string().optional() });

/** Whose a deliverable or a claim is: it was said when it was entered. Empty for what is not there. */
async function madeBy(db: Database, entityId: string, id: string): Promise<string> {
  const types = ['deliverableAdded', 'claimRecorded'];
  const event = await db.event.findFirst({ where: { entityId, aboutId: id, type: { in: types } } });
  const { byOrganisationId, organisationId } = made.parse(event?.data ?? {});
  return byOrganisationId ?? organisationId ?? '';
}

const kept = z.looseObject({
  needs: z.record(z.string(), z.looseObject({ partyId: z.string() })).default({}),
  commitments: z.record(z.string(), z.looseObject({ for: z.string() })).default({}),
});

async function keptBy(db: Database, entityId: string): Promise<z.output<typeof kept>> {
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  return kept.parse(row?.state ?? {});
}

async function organisationOfPost(db: Database, id: string | null): Promise<string | null> {
  const post = id ? await db.post.findUnique({ where: { id }, select: { organisationId: true } }) : null;
  return post?.organisationId ?? null;
}

/** By where they are reached, or by a post: some people stand on both sides (S6). */
async function isOf(db: Database, personId: string, own: string): Promise<boolean> {
  const by = [{ organisationId: own }, { posts: { some: { organisationId: own } } }];
  return (await db.person.count({ where: { id: personId, OR: by } })) > 0;
}

const fieldOf = (pointer: string): string => pointer.split('/')[1] ?? '';

/** What is private has a code of its own, as wherever it is read. */
function foreign(id: string, pointer: string): Problem {
  const code = pointer === '/partyId' ? 'private-to-party' : 'not-your-side';
  return refused(refuse(code, `Not for your side to say: ${id}.`, `${id} 不属贵方，须由所属一方办理。`), [
    { pointer, detail: `${id} is not of your side`, detailZh: `${id} 不属贵方` },
  ]);
}

function unknown(id: string, pointer: string): Problem {
  return refused(refuse('unknown-item', `There is no open ${id}.`, `没有未结的 ${id}。`), [
    { pointer, detail: `there is no open ${id}`, detailZh: `没有未结的 ${id}` },
  ]);
}
