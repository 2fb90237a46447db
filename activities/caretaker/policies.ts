import { differing } from '../../domain/follow-up/adopting.ts';
import type { PolicyValues } from '../../domain/policy/policy.ts';
import { spread } from '../../domain/follow-up/clocks.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { storedActor } from '../import-rows.ts';
import { policyBook } from '../policies.ts';

/** Who goes by other values than what people have set for them, and who is to be migrated in this night. */

export interface PolicyCarrier {
  id: string;
  agreementId: string;
  homeUnitId: string;
  startedAt: Date;
  values: PolicyValues | null;
}

type Migration = Prisma.PolicyMigrationGetPayload<object>;

export interface PolicyNews {
  /** The command by which it is brought up to date; null where it is. */
  newsFor(carrier: PolicyCarrier): QueuedCommand | null;
  /** Migrations that nobody waits for any more, of all these carriers. */
  finished(carriers: readonly PolicyCarrier[]): number[];
}

export async function policyNews(db: Database, carrierIds: readonly string[], at: string): Promise<PolicyNews> {
  const book = await policyBook(db);
  const migrations = await db.policyMigration.findMany({
    where: { finishedAt: null, effectiveAt: { lte: new Date(at) } },
    orderBy: { id: 'asc' },
  });
  const done = await doneOf(db, migrations, carrierIds);
  const place = ({ homeUnitId, agreementId }: PolicyCarrier) => ({ organisationId: homeUnitId, agreementId });
  const waitsFor = (carrier: PolicyCarrier, { id, scope, scopeId, at: decidedAt }: Migration): boolean =>
    carrier.startedAt <= decidedAt &&
    book.isIn({ scope: scopeOf(scope), scopeId }, place(carrier)) &&
    !done.has(migrationCommandId(carrier.id, id));
  return {
    newsFor(carrier) {
      const given = book.given(place(carrier));
      const migration = migrations.find((one) => waitsFor(carrier, one));
      if (migration) {
        return {
          commandId: migrationCommandId(carrier.id, migration.id),
          name: 'migratePolicy',
          actor: actorOf(migration),
          data: { ...given, migrationId: `migration-${migration.id}` },
        };
      }
      if (differing(carrier.values ?? {}, given.values).length === 0) return null;
      return {
        // The same values are one command, however often they are told.
        commandId: `${carrier.id}-policy-${given.version}-${spread(JSON.stringify(given.values ?? {}), 1_000_000)}`,
        name: 'adoptPolicy',
        actor: { id: 'system', roles: ['system'] },
        data: given,
      };
    },
    finished: (carriers) =>
      migrations.filter((one) => !carriers.some((carrier) => waitsFor(carrier, one))).map(({ id }) => id),
  };
}

const migrationCommandId = (entityId: string, migrationId: number): string => `${entityId}-migration-${migrationId}`;
/** In the name of whoever decided; the system's right is that of carrying it out. */
function actorOf({ actor }: Migration): QueuedCommand['actor'] {
  const { id, personId } = storedActor.parse(actor);
  return { id, ...(personId ? { personId } : {}), roles: ['system'] };
}
const scopeOf = (scope: string) => (scope === 'system' || scope === 'organisation' ? scope : 'agreement');

async function doneOf(
  db: Database,
  migrations: readonly Migration[],
  carrierIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (migrations.length === 0) return new Set();
  const wanted = migrations.flatMap(({ id }) => carrierIds.map((carrier) => migrationCommandId(carrier, id)));
  const rows = await db.command.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
