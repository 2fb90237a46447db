import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { itemNames } from '../activities/name-of.ts';
import type { Bilingual } from '../domain/decider.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { countUnread } from './answers-read.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { dossierItems, namedItems, namesIn, readEvents } from './dossier.ts';
import { mayKnowIn } from './known-needs.ts';
import { mayKnowPlacement } from './known-placements.ts';
import { knownPlacements, placementSummary } from './placement-list.ts';
import { nameIn } from './named-about.ts';
import { readers } from './policy.ts';
import { maySee } from './principal.ts';
import type { Principal } from './principal.ts';
import { refused } from './problem.ts';

type Entity = Prisma.EntityGetPayload<object>;

/** @throws Problem 404, also for what the caller may not know of */
export async function findAgreement(db: Database, principal: Principal, id: string): Promise<Entity> {
  const found = await db.entity.findUnique({ where: { id, kind: 'agreement' } });
  if (!found || !maySee(principal, found)) {
    throw refused(refuse('not-started', `There is no agreement ${id}.`, `没有合作 ${id}。`));
  }
  return found;
}

/** A plan or placement. @throws Problem 404, also for a placement that the caller may not know of */
export async function findChild(
  db: Database,
  principal: Principal,
  agreementId: string,
  childId: string,
): Promise<Entity> {
  const child = await db.entity.findUnique({ where: { id: `${agreementId}.${childId}` } });
  if (child && (child.kind !== 'placement' || mayKnowPlacement(principal, child.state))) return child;
  throw refused(
    refuse('not-started', `There is no ${childId} in ${agreementId}.`, `${agreementId} 中没有 ${childId}。`),
  );
}

export const anything = z.record(z.string(), z.unknown());

const attendance = z.object({
  meetingId: z.string(),
  personId: z.string(),
  answer: z.string(),
  /** Of the invitation that was answered: lower than the present one, and the change waits for its answer. */
  sequence: z.number(),
  at: z.string(),
});

export const dossier = z
  .object({
    id: z.string(),
    kind: z.string(),
    agreementId: z.string(),
    version: z.number(),
    title: z.string(),
    status: z.string(),
    stage: z.string(),
    light: z.string(),
    closed: z.boolean(),
    homeUnitId: z.string().nullable(),
    ownerPostId: z.string().nullable().meta({
      description:
        'The post that owes the most urgent of its own open matters: the first by light and date, a question or what is paused only where nothing else is open. For whom it waits, with what waits for a decision of ours and what is open in its plans, is told by `/waiting`',
    }),
    partyIds: z.array(z.string()),
    parentId: z.string().nullable(),
    nextDueAt: z.string().nullable(),
    lastContactOn: z.string().nullable(),
    startedAt: z.string(),
    updatedAt: z.string(),
    /** Path of stages and what is open. */
    card: anything,
    /** Everything recorded, by kind of item: `visit`, `symposium`, `commitment`... */
    items: z.record(z.string(), z.array(anything)),
    plans: z.array(anything),
    placements: z.array(anything),
    /** Answers to invitations, as calendars sent them. */
    attendance: z.array(attendance),
    /** Answers by mail that nobody has read yet. */
    unreadAnswers: z.number(),
    /** Names of every organisation, person and post mentioned. */
    names: anything,
  })
  .meta({ id: 'Dossier' });

/** Plans are named where they were proposed: in their agreement. */
const planAbout = ({ id, agreementId }: Pick<Entity, 'id' | 'agreementId'>) => ({
  entityId: agreementId,
  kind: 'plan',
  id: id.slice(agreementId.length + 1),
});

async function planSummaries(db: Database, plans: readonly Entity[], principal: Principal) {
  const names = await itemNames(db, plans.map(planAbout), principal);
  return plans.map((plan) => planSummary(plan, nameIn(names, plan.agreementId, planAbout(plan))));
}

const planSummary = (plan: Entity, name: Bilingual | null) => ({
  id: planAbout(plan).id,
  name,
  status: plan.status,
  stage: plan.stage,
  light: plan.light,
  closed: plan.closed,
  openCount: plan.openCount,
  nextDueAt: plan.nextDueAt?.toISOString() ?? null,
});

/** The face of an agreement, plan or placement, with everything recorded that the reader may see. */
export async function tell(
  db: Database,
  entity: Entity,
  scope: Entity,
  principal: Principal,
): Promise<z.input<typeof dossier>> {
  const [events, plans, placements, unread, answers] = await Promise.all([
    readEvents(db, entity.id, scope, principal),
    entity.kind === 'agreement'
      ? db.entity.findMany({ where: { agreementId: entity.id, kind: 'plan' }, orderBy: { id: 'asc' } })
      : [],
    entity.kind === 'agreement' ? knownPlacements(db, principal, entity.id) : [],
    // What waits to be read is our own office's business.
    principal.isOurs ? countUnread(db, entity) : 0,
    db.attendance.findMany({ where: { entityId: entity.id }, orderBy: [{ meetingId: 'asc' }, { personId: 'asc' }] }),
  ]);
  const items = await namedItems(db, entity.id, dossierItems(events), principal);
  const card = await cardFor(db, entity, principal);
  const { id, kind, agreementId, title, status, stage, light, closed, homeUnitId, ownerPostId, partyIds, parentId } =
    entity;
  return {
    id,
    kind,
    agreementId,
    version: entity.seq,
    title,
    status,
    stage,
    light,
    closed,
    homeUnitId,
    ownerPostId,
    partyIds,
    parentId,
    nextDueAt: entity.nextDueAt?.toISOString() ?? null,
    lastContactOn: entity.lastContactOn,
    startedAt: entity.startedAt.toISOString(),
    updatedAt: entity.updatedAt.toISOString(),
    card,
    items: Object.fromEntries(Object.entries(items).map(([name, list]) => [name, list.map((item) => ({ ...item }))])),
    plans: await planSummaries(db, plans, principal),
    placements: placements.map(placementSummary),
    attendance: answers.map(({ meetingId, personId, answer, sequence, at }) => ({
      meetingId,
      personId,
      answer,
      sequence,
      at: at.toISOString(),
    })),
    unreadAnswers: unread,
    names: await namesIn(db, [partyIds, homeUnitId, ownerPostId, card, items, answers]),
  };
}

const cardItem = z.looseObject({
  about: z.object({ kind: z.string(), id: z.string() }),
  ownerPostId: z.string().nullish(),
});

/** What is open about one party's needs is not for the others to know. */
async function cardFor(db: Database, entity: Entity, principal: Principal): Promise<Record<string, unknown>> {
  const { items, ...rest } = z.looseObject({ items: z.array(cardItem) }).parse(entity.card);
  const mayKnow = await mayKnowIn(db, principal, entity.agreementId);
  const known = items.filter(({ about, ownerPostId }) => mayKnow({ ...about, ownerPostId: ownerPostId ?? null }));
  const aboutOf = ({ about }: z.output<typeof cardItem>) => ({ entityId: entity.id, ...about });
  const names = await itemNames(db, known.map(aboutOf), principal);
  const named = known.map((item) => ({
    ...item,
    about: { ...item.about, name: nameIn(names, entity.id, item.about) },
  }));
  return { ...rest, items: named };
}

export const version = (reply: FastifyReply, entity: Entity) => reply.header('etag', `"v${entity.seq}"`);

export function agreementRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const params = z.object({ id: z.string() });
  const planParams = z.object({ id: z.string(), planId: z.string() });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id',
    config: { who: readers },
    schema: {
      tags: ['agreements'],
      operationId: 'getAgreement',
      summary: 'One agreement: its face, everything recorded, its plans',
      params,
      response: { 200: dossier, ...readProblems() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const entity = await findAgreement(db, principal, request.params.id);
      version(reply, entity);
      return tell(db, entity, entity, principal);
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/plans',
    config: { who: readers },
    schema: {
      tags: ['plans'],
      operationId: 'listPlans',
      summary: 'The plans of an agreement',
      params,
      response: { 200: z.object({ items: z.array(anything) }), ...readProblems() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const entity = await findAgreement(db, principal, request.params.id);
      const plans = await db.entity.findMany({
        where: { agreementId: entity.id, kind: 'plan' },
        orderBy: { id: 'asc' },
      });
      return { items: await planSummaries(db, plans, principal) };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/plans/:planId',
    config: { who: readers },
    schema: {
      tags: ['plans'],
      operationId: 'getPlan',
      summary: 'One plan: its face and everything recorded',
      params: planParams,
      response: { 200: dossier, ...readProblems() },
    },
    handler: async (request, reply) => {
      const { id, planId } = request.params;
      const principal = principalFrom(request);
      const agreement = await findAgreement(db, principal, id);
      const plan = await findChild(db, principal, id, planId);
      version(reply, plan);
      return tell(db, plan, agreement, principal);
    },
  });
}
