import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import { z } from 'zod';
import { calendarBook } from '../activities/calendar-book.ts';
import { policyBook } from '../activities/policies.ts';
import { knowsHolidays } from '../activities/calendars.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { deciders } from '../domain/deciders.ts';
import { isRefusal } from '../domain/decider.ts';
import type { CommandSpec, EntityRef } from '../domain/decider.ts';
import { organisationId } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import { storedText, writtenText } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';
import { cardOf } from '../workflows/inputs.ts';
import type { EntityInput } from '../workflows/inputs.ts';
import { adoptedLine } from './home-unit.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { commandAnswer, idempotencyHeader, problemResponses } from './documentation.ts';
import { actorOf, answerOf, findOutcome, parseBody } from './entity-commands.ts';
import type { CommandAnswer } from './entity-commands.ts';
import { idempotencyKey, once, repeatable } from './idempotency.ts';
import { refused } from './problem.ts';
import { recordedOrNothing } from './recorded-or-nothing.ts';
import { checkReferences } from './references.ts';
import { reserveId } from './reserve-id.ts';
import { faceOf, refuseSecond } from './start-face.ts';
import { storeTexts, takeTexts } from './texts.ts';

/** What callers send: the home unit's id; line, calendar and policy are taken from the directory. */
export function startBody(spec: CommandSpec<never>) {
  const schema = spec.schema(writtenText);
  if (!(schema instanceof z.ZodObject)) throw new Error(`${spec.name} must be an object`);
  return schema.omit({ adopted: true }).extend({
    homeUnitId: organisationId,
    /** A second cooperation beside an open one of the same parties; otherwise later events join the first (S70). */
    besideOpenOne: z.boolean().default(false),
  });
}

const startFields = z.looseObject({
  homeUnitId: z.string(),
  besideOpenOne: z.boolean(),
  parentId: z.string().optional(),
  parties: z.array(z.looseObject({ organisationId: z.string(), ours: z.boolean() })),
});

export function startRoute(app: FastifyInstance, deps: ApiDeps, spec: CommandSpec<never>): void {
  const body = startBody(spec);
  app.route({
    method: 'POST',
    url: '/v1/agreements',
    config: { who: spec.who, isForOurs: true },
    validatorCompiler: () => (value) => ({ value }),
    schema: {
      tags: ['agreements'],
      operationId: spec.name,
      summary: spec.describe.en,
      description: spec.describe.zh,
      headers: idempotencyHeader,
      body,
      response: {
        201: {
          description: 'Started; Location is its address',
          content: { 'application/json': { schema: commandAnswer } },
        },
        ...problemResponses(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const key = idempotencyKey(request);
      const parsed = parseBody(body, request.body ?? {});
      const repeat = repeatable(principal.id, spec.name, '', key, request.body);
      const answer = await once(deps.db, repeat, (claim) =>
        start(deps, spec, actorOf(principal), repeat.commandId, parsed, { isRepeat: claim.isRepeat }),
      );
      return reply.code(201).header('location', `/v1/agreements/${answer.entityId}`).send(answer);
    },
  });
}

/** That it comes in with many others, whose default dates are spread. */
type Entering = { laterByWorkingDays: number };

/** What starting needs of the world. */
export type StartDeps = Pick<ApiDeps, 'db' | 'gateway' | 'clock' | 'uiLanguage'>;

/**
 * Starts an agreement under a command id; again with the same id gives the same one.
 *
 * @param entry where it comes in with many others: see `Entry`
 */
export async function start(
  deps: StartDeps,
  spec: CommandSpec<never>,
  actor: ReturnType<typeof actorOf>,
  commandId: string,
  parsed: object,
  { isRepeat, entry }: { isRepeat: boolean; entry?: Entering },
): Promise<CommandAnswer> {
  const { db } = deps;
  const reserved = isRepeat ? await db.reservedNumber.findUnique({ where: { commandId } }) : null;
  const stands = reserved ? await findOutcome(db, commandId) : null;
  if (reserved && stands) return answerOf(commandId, reserved.entityId, stands);

  const { data: lifted, texts } = takeTexts(commandId, parsed);
  let entityId = '';
  const outcome = await recordedOrNothing(db, { commandId, texts, isRepeat }, async () => {
    const at = nowOf(deps);
    // A repeat whose first try may have been applied must not be refused for having succeeded.
    const { data, unit, year, partyIds } = await checked(deps, spec, lifted, {
      at,
      actor,
      maySucceed: reserved !== null,
      entry,
    });
    entityId = await reserveId(db, commandId, year, partyIds);
    await storeTexts(db, texts, { entityId, ownerPartyId: null, writtenBy: actor.id, at });
    const language = deps.uiLanguage ?? 'en';
    const face = await faceOf(db, partyIds, unit, language);
    const input: EntityInput = {
      card: cardOf(language, face.title, face.stage, at),
      ref: refOf(entityId),
      clock: deps.clock,
      language,
      carried: null,
      first: [],
    };
    return deps.gateway.start(input, { commandId, name: spec.name, actor, data }, face);
  });
  return answerOf(commandId, entityId, outcome);
}

const refOf = (id: string): EntityRef => ({ kind: deciders.agreement.kind, id, agreementId: id });

/**
 * All that can be refused is, before a number is taken: the directory, the parent, a second one beside an open one, and the
 * command's own rules, which are pure.
 */
async function checked(
  deps: StartDeps,
  spec: CommandSpec<never>,
  lifted: unknown,
  {
    at,
    actor,
    maySucceed,
    entry,
  }: { at: string; actor: ReturnType<typeof actorOf>; maySucceed: boolean; entry: Entering | undefined },
) {
  const { db } = deps;
  await checkReferences(db, lifted);
  const { homeUnitId, besideOpenOne, ...asked } = startFields.parse(lifted);
  await checkParent(db, asked.parentId);
  if (!maySucceed && !besideOpenOne) await refuseSecond(db, asked, homeUnitId);
  const { homeUnit, unit } = await adoptedLine(db, homeUnitId);
  const { country } = unit;
  if (!knowsHolidays(country)) {
    throw refused(refuse('no-holidays-known', `No calendar is known for ${country}.`, `没有 ${country} 的日历。`));
  }
  const startedOn = localDateOf(unit.zone, at);
  const parties = await withOurs(deps, asked.parties);
  const partyIds = parties.map((party) => party.organisationId);
  const book = await calendarBook(db, [homeUnitId, ...partyIds]);
  const others = book.others(homeUnitId, partyIds, startedOn);
  const calendar = book.unit(homeUnitId, startedOn);
  const adopted = {
    homeUnit,
    calendar,
    ...(others ? { others } : {}),
    policy: (await policyBook(db)).given({ organisationId: homeUnitId }),
    entry,
  };
  const data = { ...asked, parties, adopted };
  const nothing = deciders.agreement.initial(refOf('agreement'));
  const shaped = parseBody(spec.schema(storedText), data);
  const decision = deciders.agreement.decide(nothing, spec.name, shaped, { at, actor });
  if (isRefusal(decision)) throw refused(decision);
  const year = Number(startedOn.slice(0, 4));
  return { data, unit, year, partyIds };
}

/** A closed one may be a parent: what follows it names it. @throws Problem `unknown-item` */
async function checkParent(db: Database, parentId: string | undefined): Promise<void> {
  if (parentId === undefined) return;
  if ((await db.entity.count({ where: { id: parentId, kind: 'agreement' } })) > 0) return;
  throw refused(refuse('unknown-item', `There is no agreement ${parentId}.`, `没有合作 ${parentId}。`), [
    { pointer: '/parentId', detail: `${parentId} is no agreement`, detailZh: `没有合作 ${parentId}` },
  ]);
}

/** A party is ours if the directory says so, whatever the caller thought of. */
async function withOurs<T extends { organisationId: string; ours: boolean }>(
  { db }: StartDeps,
  parties: T[],
): Promise<T[]> {
  const ids = parties.map((party) => party.organisationId);
  const ours = await db.organisation.findMany({ where: { id: { in: ids }, ours: true }, select: { id: true } });
  return parties.map((party) => ({ ...party, ours: party.ours || ours.some(({ id }) => id === party.organisationId) }));
}
