import type { FastifyRequest } from 'fastify';
import type { CommandSpec } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import { refuse } from '../domain/refusal.ts';
import { writtenText } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { idempotencyKey, once, repeatable } from './idempotency.ts';
import { checkNeedClass } from './need-classes.ts';
import { checkOwnSide } from './own-side.ts';
import { maySee } from './principal.ts';
import type { Principal, Scoped } from './principal.ts';
import { Problem, refused } from './problem.ts';
import { shapeProblem } from './problem-of-error.ts';
import { recordedOrNothing } from './recorded-or-nothing.ts';
import type { Recorded } from './recorded-or-nothing.ts';
import { checkReferences } from './references.ts';
import { checkTerms } from './terms-known.ts';
import { storeTexts, takeTexts } from './texts.ts';

/** The answer to every command. */
export interface CommandAnswer {
  commandId: string;
  entityId: string;
  /** The numbers of the events it led to. */
  fromSeq: number;
  toSeq: number;
  /** Ids of the items it made or touched. */
  created: string[];
}

export const answerOf = (
  commandId: string,
  entityId: string,
  { fromSeq, toSeq, created }: Recorded,
): CommandAnswer => ({
  commandId,
  entityId,
  fromSeq,
  toSeq,
  created,
});

/** What became of a command, from where it was recorded. */
export async function findOutcome(db: Database, commandId: string): Promise<Recorded | null> {
  const row = await db.command.findUnique({ where: { id: commandId } });
  // Written by the recorder as an outcome of this shape.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return row ? (row.outcome as unknown as Recorded) : null;
}

/** @throws Problem with every field that does not fit */
export function parseBody(schema: ReturnType<CommandSpec<never>['schema']>, body: unknown): object {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw shapeProblem(parsed.error.issues);
  if (typeof parsed.data !== 'object' || parsed.data === null) throw new Problem('shape-invalid');
  return parsed.data;
}

export function actorOf(principal: Principal): QueuedCommand['actor'] {
  const { id, personId, postIds = [], roles } = principal;
  return { id, roles, ...(personId ? { personId } : {}), ...(postIds.length > 0 ? { postIds } : {}) };
}

interface Target extends Scoped {
  entityId: string;
  closed: boolean;
  /** Of its last event; 0 while a plan has no row of its own. */
  seq: number;
}

/** The agreement, or one of its plans, that a command is for. @throws Problem when the caller sees none */
async function target(
  db: Database,
  principal: Principal,
  agreementId: string,
  planId: string | undefined,
): Promise<Target> {
  // The card is large, and only a plan's first moments need it.
  const [head] = await db.$queryRaw<(Omit<Target, 'entityId'> & { card: unknown })[]>`
    SELECT seq, closed, "homeUnitId", "partyIds", CASE WHEN ${planId !== undefined} THEN card END AS card
    FROM entity WHERE id = ${agreementId} AND kind = 'agreement'`;
  if (!head || !maySee(principal, head)) {
    throw refused(refuse('not-started', `There is no agreement ${agreementId}.`, `没有合作 ${agreementId}。`));
  }
  const { card: _card, ...scope } = head;
  if (planId === undefined) return { ...scope, entityId: agreementId };
  const entityId = `${agreementId}.${planId}`;
  const plan = await db.entity.findUnique({
    where: { id: entityId, kind: 'plan' },
    select: { seq: true, closed: true },
  });
  // A plan that has just been proposed is known to its agreement a moment before it has a row of its own.
  const isProposed = (planIdsOf(head.card) ?? []).includes(planId);
  if (!plan && !isProposed) throw refused(refuse('unknown-item', `There is no ${planId}.`, `没有 ${planId}。`));
  return { ...scope, entityId, closed: plan?.closed ?? false, seq: plan?.seq ?? 0 };
}

function planIdsOf(card: unknown): unknown[] | null {
  const ids = typeof card === 'object' && card !== null && 'planIds' in card ? card.planIds : null;
  return Array.isArray(ids) ? ids : null;
}

/**
 * Takes a command from a request to its entity: shape, key, target, references, texts, and then Temporal.
 * A refused one leaves nothing behind.
 */
export async function runCommand(
  deps: ApiDeps,
  spec: CommandSpec<never>,
  request: FastifyRequest,
  principal: Principal,
  address: { agreementId: string; planId?: string; fields: Record<string, string> },
): Promise<CommandAnswer> {
  const { db } = deps;
  const key = idempotencyKey(request);
  const written: object = typeof request.body === 'object' && request.body !== null ? request.body : {};
  const twice = Object.keys(address.fields).filter((name) => name in written);
  if (twice.length > 0) {
    const errors = twice.map((name) => ({
      pointer: `/${name}`,
      detail: 'is given by the address',
      detailZh: '已由地址给出',
    }));
    throw new Problem('shape-invalid', undefined, { errors });
  }
  const parsed = parseBody(spec.schema(writtenText), { ...written, ...address.fields });
  const entityId = address.planId === undefined ? address.agreementId : `${address.agreementId}.${address.planId}`;
  const repeat = repeatable(principal.id, spec.name, entityId, key, { ...written, ...address.fields });
  const { commandId } = repeat;

  return once(db, repeat, async ({ isRepeat }) => {
    const stands = isRepeat ? await findOutcome(db, commandId) : null;
    if (stands) return answerOf(commandId, entityId, stands);
    const { data, texts } = takeTexts(commandId, parsed);
    const outcome = await recordedOrNothing(db, { commandId, texts, isRepeat }, async () => {
      const found = await target(db, principal, address.agreementId, address.planId);
      if (found.closed) {
        throw refused(refuse('agreement-closed', `${entityId} is closed.`, `${entityId} 已关闭。`));
      }
      await checkReferences(db, data);
      await checkNeedClass(db, spec.name, data);
      await checkTerms(db, data);
      await checkOwnSide(db, principal, { name: spec.name, entityId, data });
      const ownerPartyId = texts.some((text) => text.isPrivate) ? await ownerOf(db, data, found) : null;
      await storeTexts(db, texts, { entityId, ownerPartyId, writtenBy: principal.id, at: nowOf(deps) });
      const actor = actorOf(principal);
      return deps.gateway.send(entityId, { commandId, name: spec.name, actor, data, afterSeq: found.seq });
    });
    return answerOf(commandId, entityId, outcome);
  });
}

/** The party whose private text it is: named in the command, or that of the item it is about; else our own unit. */
export async function ownerOf(
  db: Database,
  data: unknown,
  found: { entityId: string; homeUnitId: string | null },
): Promise<string | null> {
  const named = field(data, 'partyId') ?? field(data, 'organisationId');
  const needId = field(data, 'needId');
  const askId = field(data, 'askId');
  const owner =
    named ??
    (needId ? await partyOfNeed(db, found.entityId, needId) : undefined) ??
    (askId ? await partyAsked(db, found.entityId, askId) : undefined);
  return owner ?? found.homeUnitId;
}

async function partyOfNeed(db: Database, entityId: string, needId: string): Promise<string | undefined> {
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const need = property(property(row?.state, 'needs'), needId);
  return field(need, 'partyId') ?? field(need, 'organisationId');
}

async function partyAsked(db: Database, entityId: string, askId: string): Promise<string | undefined> {
  const row = await db.followUp.findUnique({ where: { entityId_id: { entityId, id: `need-ask.${askId}` } } });
  return row?.sideOrgId ?? undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
function field(value: unknown, name: string): string | undefined {
  const found = property(value, name);
  return typeof found === 'string' ? found : undefined;
}
