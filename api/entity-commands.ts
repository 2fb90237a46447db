import type { FastifyRequest } from 'fastify';
import type { CommandSpec } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import { refuse } from '../domain/refusal.ts';
import { writtenText } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';
import { checkDaysOff } from './days-off.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { idempotencyKey, once, repeatable } from './idempotency.ts';
import { checkNeedClass } from './need-classes.ts';
import { checkOwnSide } from './own-side.ts';
import { bodyWithout } from './documentation.ts';
import { mayKnowPlacement, preparesPlacements } from './known-placements.ts';
import { maySee, OFFICE, ONLY } from './principal.ts';
import { withSupplied } from './supplied.ts';
import type { Principal, Scoped } from './principal.ts';
import { Problem, refused } from './problem.ts';
import { shapeProblem } from './problem-of-error.ts';
import { recordedOrNothing } from './recorded-or-nothing.ts';
import type { Recorded } from './recorded-or-nothing.ts';
import { checkReferences } from './references.ts';
import { checkTerms } from './terms-known.ts';
import { checkSpeakers } from './side-people.ts';
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

/** What to do next differs: a cooperation is begun anew, a plan or placement proposed anew. */
function closedCode(entityId: string): 'agreement-closed' | 'plan-closed' | 'placement-closed' {
  if (/\.placement-\d+$/.test(entityId)) return 'placement-closed';
  return entityId.includes('.') ? 'plan-closed' : 'agreement-closed';
}

/** The agreement, or one of its plans or placements, that a command is for. @throws Problem when the caller sees none */
async function target(
  db: Database,
  principal: Principal,
  agreementId: string,
  childId: string | undefined,
): Promise<Target> {
  const head = await db.entity.findUnique({
    where: { id: agreementId, kind: 'agreement' },
    select: { seq: true, closed: true, homeUnitId: true, partyIds: true },
  });
  if (!head || !maySee(principal, head)) {
    throw refused(refuse('not-started', `There is no agreement ${agreementId}.`, `没有合作 ${agreementId}。`));
  }
  if (childId === undefined) return { ...head, entityId: agreementId };
  const entityId = `${agreementId}.${childId}`;
  const child = await db.entity.findUnique({
    where: { id: entityId },
    // The state is large, and only placements are asked who may know of them.
    select: { kind: true, seq: true, closed: true, state: childId.startsWith('placement-') },
  });
  const isHidden = child?.kind === 'placement' && !mayKnowPlacement(principal, child.state);
  if (isHidden || (!child && !(await isProposed(db, principal, agreementId, childId)))) {
    throw refused(refuse('unknown-item', `There is no ${childId}.`, `没有 ${childId}。`));
  }
  return { ...head, entityId, closed: child?.closed ?? false, seq: child?.seq ?? 0 };
}

/** A child that has just been proposed is known to its agreement a moment before it has a row of its own. */
async function isProposed(db: Database, principal: Principal, agreementId: string, childId: string): Promise<boolean> {
  const [known] = await db.$queryRaw<{ isPlan: boolean | null; isPlacement: boolean | null }[]>`
    SELECT jsonb_exists(card->'planIds', ${childId}) AS "isPlan",
      jsonb_exists(state->'placements', ${childId}) AS "isPlacement"
    FROM entity WHERE id = ${agreementId}`;
  return known?.isPlan === true || (known?.isPlacement === true && preparesPlacements(principal));
}

/**
 * Takes a command from a request to its entity: shape, key, target, references, texts, and then Temporal.
 * A refused one leaves nothing behind.
 */
export function runCommand(
  deps: ApiDeps,
  spec: CommandSpec<never>,
  request: FastifyRequest,
  principal: Principal,
  address: Address,
): Promise<CommandAnswer> {
  const { body } = request;
  const written = typeof body === 'object' && body !== null ? body : {};
  return runWritten(deps, spec, { key: idempotencyKey(request), written }, principal, address);
}

interface Address {
  agreementId: string;
  childId?: string;
  /** Of the command; given by the address. */
  fields: Record<string, string>;
}

/** The same for what one request makes of another: a proposal that is accepted sends two. `key` as an Idempotency-Key. */
export async function runWritten(
  deps: ApiDeps,
  spec: CommandSpec<never>,
  { key, written }: { key: string; written: object },
  principal: Principal,
  address: Address,
): Promise<CommandAnswer> {
  const { db } = deps;
  const twice = Object.keys(address.fields).filter((name) => name in written);
  if (twice.length > 0) {
    const errors = twice.map((name) => ({
      pointer: `/${name}`,
      detail: 'is given by the address',
      detailZh: '已由地址给出',
    }));
    throw new Problem('shape-invalid', undefined, { errors });
  }
  const parsed = parseBody(bodyWithout(spec.schema(writtenText), spec.supplied ?? []), {
    ...written,
    ...address.fields,
  });
  const entityId = address.childId === undefined ? address.agreementId : `${address.agreementId}.${address.childId}`;
  const repeat = repeatable(principal.id, spec.name, entityId, key, { ...written, ...address.fields });
  const { commandId } = repeat;

  return once(db, repeat, async ({ isRepeat }) => {
    const stands = isRepeat ? await findOutcome(db, commandId) : null;
    if (stands) return answerOf(commandId, entityId, stands);
    const { data, texts } = takeTexts(commandId, parsed);
    const outcome = await recordedOrNothing(db, { commandId, texts, isRepeat }, async () => {
      const found = await target(db, principal, address.agreementId, address.childId);
      if (found.closed) {
        throw refused(refuse(closedCode(entityId), `${entityId} is closed.`, `${entityId} 已关闭。`));
      }
      await checkReferences(db, data);
      await checkNeedClass(db, spec.name, data);
      await checkTerms(db, data);
      await checkOwnSide(db, principal, { name: spec.name, entityId, data });
      await checkSpeakers(db, principal, { name: spec.name, entityId, data });
      await checkDaysOff(deps, spec, data, found);
      const ownerPartyId = texts.some((text) => text.isPrivate) ? await ownerOf(db, spec, data, found) : null;
      await storeTexts(db, texts, { entityId, ownerPartyId, writtenBy: principal.id, at: nowOf(deps) });
      const actor = actorOf(principal);
      const whole = spec.supplied ? await withSupplied(deps, spec.name, entityId, data) : data;
      return deps.gateway.send(entityId, { commandId, name: spec.name, actor, data: whole, afterSeq: found.seq });
    });
    return answerOf(commandId, entityId, outcome);
  });
}

/** Whose private text it is: the party named in the command, that of the item it is about, whom the command says; else our own unit. */
export async function ownerOf(
  db: Database,
  { privateTo }: Pick<CommandSpec<never>, 'privateTo'>,
  data: unknown,
  found: { entityId: string; homeUnitId: string | null },
): Promise<string | null> {
  if (privateTo) return ownerInPlacement(db, privateTo === 'side' ? field(data, 'side') : privateTo, found.entityId);
  const named = field(data, 'partyId') ?? field(data, 'organisationId');
  const needId = field(data, 'needId');
  const askId = field(data, 'askId');
  const owner =
    named ??
    (needId ? await partyOfNeed(db, found.entityId, needId) : undefined) ??
    (askId ? await partyAsked(db, found.entityId, askId) : undefined);
  return owner ?? found.homeUnitId;
}

/** What is read of a home unit by less than all of it. */
const fewOf: Readonly<Record<string, string>> = { unit: OFFICE, 'unit-only': ONLY };

/** Whose it is, by the name of a side. */
async function ownerInPlacement(db: Database, privateTo: string | undefined, entityId: string): Promise<string | null> {
  const row = await db.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const side = property(row?.state, privateTo === 'unit-only' ? 'unit' : (privateTo ?? ''));
  const owner = field(side, privateTo === 'researcher' ? 'personId' : 'organisationId') ?? null;
  return owner === null ? null : `${fewOf[privateTo ?? ''] ?? ''}${owner}`;
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
