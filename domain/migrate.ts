/** The state was written by a newer version, or is none of ours: whoever reads it waits for a version that knows it. */
export class UnknownSchemaVersion extends Error {
  override name = 'UnknownSchemaVersion';
  constructor(found: unknown, known: number) {
    super(`The state is of schema version ${String(found)}; this version knows 1 to ${known}.`);
  }
}

/** `upgrades[0]` makes version 2 of version 1, and so on. Pure: the workflow runs it on what a chapter before it carried. */
export type Upgrade = (state: Record<string, unknown>) => Record<string, unknown>;

/**
 * A carried state as this version knows it. A field that was added without a new version has its initial value; whatever
 * changes a field's meaning is a new version with an upgrade. Nothing carried is the initial state.
 * @throws UnknownSchemaVersion
 */
export function migrateState<S extends { schemaVersion: number }>(
  initial: S,
  carried: unknown,
  upgrades: readonly Upgrade[] = [],
): S {
  if (carried === null || carried === undefined) return initial;
  const found: unknown = isRecord(carried) ? carried['schemaVersion'] : undefined;
  const known = initial.schemaVersion;
  if (!isRecord(carried) || typeof found !== 'number' || !Number.isInteger(found) || found < 1 || found > known) {
    throw new UnknownSchemaVersion(found, known);
  }
  let state = carried;
  for (const upgrade of upgrades.slice(found - 1, known - 1)) state = upgrade(state);
  return { ...initial, ...state, schemaVersion: known };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
