import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RanRow, RowToRun } from '../../activities/import-rows.ts';
import { agreement } from '../../domain/agreement/index.ts';
import { deciders } from '../../domain/deciders.ts';
import type { Actor } from '../../domain/decider.ts';
import { laterBy, laterInto, loadKey, questionKey } from '../../domain/import/simulate.ts';
import type { Load } from '../../domain/import/simulate.ts';
import type { RowCommand } from '../../domain/import/commands.ts';
import { writtenText } from '../../domain/text.ts';
import type { Database } from '../../prisma/client.ts';
import { nowOf } from '../deps.ts';
import { findOutcome, ownerOf, parseBody } from '../entity-commands.ts';
import { bodyHashOf } from '../idempotency.ts';
import { checkNeedClass } from '../need-classes.ts';
import { isFinal, Problem } from '../problem.ts';
import { recordedOrNothing } from '../recorded-or-nothing.ts';
import { checkReferences } from '../references.ts';
import { start, startBody } from '../start-agreement.ts';
import type { StartDeps } from '../start-agreement.ts';
import { checkTerms } from '../terms-known.ts';
import { storeTexts, takeTexts } from '../texts.ts';
import { adoptionOfUnit } from './check-file.ts';

/** The row's ids depend on the file and the row alone: whoever runs it again, the same commands are sent, and applied once. */
const commandIdOf = (importId: string, row: number, index: number): string =>
  createHash('sha256').update(`${importId}/${row}/${index}`).digest('base64url').slice(0, 22);

/**
 * What goes into an agreement that is there is known by what it says: a file that was mended and comes again records nothing
 * twice.
 */
export const commandIdInto = (entityId: string, { name, body }: RowCommand): string =>
  createHash('sha256')
    .update(`${entityId}/${name}/${bodyHashOf(body)}`)
    .digest('base64url')
    .slice(0, 22);

/**
 * Runs one row: starts its agreement as `POST /v1/agreements` does and sends what follows. A refusal is a value.
 *
 * @throws what says that it is not known, or not possible now: to be tried again
 */
export async function runRow(deps: StartDeps, row: RowToRun): Promise<RanRow> {
  let entityId = row.intoId;
  try {
    for (const [index, command] of row.commands.entries()) {
      const commandId = row.intoId ? commandIdInto(row.intoId, command) : commandIdOf(row.importId, row.row, index);
      if (entityId === null) entityId = await begin(deps, row, command, commandId);
      else await send(deps, { entityId, actor: row.actor }, movedBy(row, command), commandId);
    }
    return { entityId, reason: null };
  } catch (error) {
    if (!(error instanceof Problem) || !isFinal(error) || PASSING.has(error.code)) throw error;
    const { code, message, detailZh } = error;
    return { entityId, reason: { code, en: message, zh: detailZh } };
  }
}

/** Nothing is wrong with the row: the same will do later. */
const PASSING: ReadonlySet<string> = new Set(['engine-away', 'too-busy', 'not-running', 'database-away']);

async function begin(deps: StartDeps, row: RowToRun, command: RowCommand, commandId: string): Promise<string> {
  const spec = deciders.agreement.commands.get(command.name);
  if (!spec) throw new Error(`no command ${command.name}`);
  const parsed = parseBody(startBody(spec), command.body);
  const entry = { laterByWorkingDays: row.laterByWorkingDays };
  const { entityId } = await start(deps, spec, row.actor, commandId, parsed, { isRepeat: true, entry });
  return entityId;
}

/** Its own id is by what it says: moved or not, the same row is recorded once. */
function movedBy({ intoId, laterByWorkingDays }: RowToRun, { name, body }: RowCommand): RowCommand {
  return intoId && laterByWorkingDays > 0 ? { name, body: { ...body, laterByWorkingDays } } : { name, body };
}

async function send(
  { db, gateway, clock }: StartDeps,
  { entityId, actor }: { entityId: string; actor: Actor },
  command: RowCommand,
  commandId: string,
): Promise<void> {
  if (await findOutcome(db, commandId)) return;
  const spec = deciders.agreement.commands.get(command.name);
  if (!spec) throw new Error(`no command ${command.name}`);
  const { data, texts } = takeTexts(commandId, parseBody(spec.schema(writtenText), command.body));
  await recordedOrNothing(db, { commandId, texts, isRepeat: true }, async () => {
    await checkReferences(db, data);
    await checkNeedClass(db, spec.name, data);
    await checkTerms(db, data);
    const entity = await db.entity.findUnique({ where: { id: entityId }, select: { seq: true, homeUnitId: true } });
    const scope = { entityId, homeUnitId: entity?.homeUnitId ?? null };
    const ownerPartyId = texts.some((text) => text.isPrivate) ? await ownerOf(db, spec, data, scope) : null;
    await storeTexts(db, texts, { entityId, ownerPartyId, writtenBy: actor.id, at: nowOf({ clock }) });
    return gateway.send(entityId, { commandId, name: spec.name, actor, data, afterSeq: entity?.seq ?? 0 });
  });
}

/** What the import's activity is given: how a row is run, and by how much its default dates are to be moved. */
export const rowRunner = (deps: StartDeps) => ({
  run: (row: RowToRun) => runRow(deps, row),
  spread: async (row: Omit<RowToRun, 'laterByWorkingDays'>, atLeast: number): Promise<number> => {
    const at = nowOf(deps);
    if (row.intoId !== null) return spreadInto(deps.db, { ...row, intoId: row.intoId, at }, atLeast);
    const { homeUnitId, parties } = startedBody.parse(row.commands[0]?.body);
    const ids = parties.map((party) => party.organisationId);
    const ours = await deps.db.organisation.findMany({ where: { id: { in: ids }, ours: true }, select: { id: true } });
    const adoption = { ...(await adoptionOfUnit(deps.db, homeUnitId, at, ids)), ours: ours.map(({ id }) => id) };
    const { homeUnit, calendar } = adoption;
    const load = new Map([
      ...(await loadOf(deps.db, at, { ...row, homeUnitId, coordinatorPostId: homeUnit.coordinatorPostId })),
      ...(await questionsOf(deps.db, {
        homeUnitId,
        zone: calendar.zone,
        coordinatorPostId: homeUnit.coordinatorPostId,
      })),
    ]);
    return laterBy(row.commands, adoption, { at, actor: row.actor }, { load, atLeast });
  },
});

/** What is recorded in an agreement that stands. */
async function spreadInto(
  db: Database,
  { intoId: id, commands, actor, at }: Omit<RowToRun, 'laterByWorkingDays'> & { intoId: string; at: string },
  atLeast: number,
): Promise<number> {
  const [command] = commands;
  const entity = await db.entity.findUnique({ where: { id }, select: { state: true } });
  if (!entity || !command) return atLeast;
  const state = agreement.migrate({ kind: 'agreement', id, agreementId: id }, entity.state);
  return laterInto(state, command, { at, actor }, { load: await loadOf(db, at), atLeast });
}

const startedBody = z.looseObject({
  homeUnitId: z.string(),
  parties: z.array(z.looseObject({ organisationId: z.string() })),
});

/** The row that is to come in, and the unit whose coordinator has what names nobody. */
interface Entering {
  importId: string;
  row: number;
  homeUnitId: string;
  coordinatorPostId: string;
}

/** How much each owner has on each day already, and on the days that later rows of the same spreadsheet name. */
async function loadOf(db: Database, at: string, entering?: Entering): Promise<Load> {
  const rows = await db.$queryRaw<{ ownerPostId: string | null; dueOn: string; count: number }[]>`
    SELECT "ownerPostId", "dueOn", count(*)::int AS count FROM (
      SELECT "ownerPostId", "dueOn" FROM follow_up
        WHERE status IN ('open', 'paused', 'reported') AND "dueOn" >= ${at.slice(0, 10)}
      UNION ALL
      SELECT COALESCE(command->'body'->>'ownerPostId', ${entering?.coordinatorPostId ?? null}), command->'body'->>'dueOn'
        FROM import_row, jsonb_array_elements(commands) AS command
        WHERE "importId" = ${entering?.importId ?? null} AND row > ${entering?.row ?? 0} AND status = 'waiting'
          AND commands->0->'body'->>'homeUnitId' = ${entering?.homeUnitId ?? null}
          AND command->>'name' = 'recordCommitment' AND command->'body'->>'dueOn' IS NOT NULL
    ) AS dated GROUP BY 1, 2`;
  return new Map(rows.map((row) => [loadKey(row.ownerPostId, row.dueOn), row.count]));
}

/** How many questions of a unit are put to its coordinator on each day to come. */
async function questionsOf(
  db: Database,
  { homeUnitId, zone, coordinatorPostId }: { homeUnitId: string; zone: string; coordinatorPostId: string },
): Promise<Load> {
  const rows = await db.$queryRaw<{ on: string; count: number }[]>`
    SELECT ("nextAt" AT TIME ZONE 'UTC' AT TIME ZONE ${zone})::date::text AS on, count(*)::int AS count FROM follow_up
    WHERE status = 'open' AND "homeUnitId" = ${homeUnitId} AND "nextAt" IS NOT NULL
      AND ("ownerCertainty" = 'assumed' OR "dueCertainty" = 'assumed')
    GROUP BY 1`;
  return new Map(rows.map((row) => [questionKey(coordinatorPostId, row.on), row.count]));
}
