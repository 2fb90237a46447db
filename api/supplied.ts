import type { ApiDeps } from './deps.ts';
import { placementFacts } from './placement-facts.ts';

/** What the API looks up in the directory for commands whose callers do not send it (`supplied` of a command). */
const suppliers: Readonly<Record<string, (deps: ApiDeps, entityId: string, data: unknown) => Promise<object>>> = {
  proposePlacement: placementFacts,
};

/** @throws Problem where the directory does not have what is needed */
export async function withSupplied(deps: ApiDeps, name: string, entityId: string, data: unknown): Promise<unknown> {
  const supplier = suppliers[name];
  if (!supplier || typeof data !== 'object' || data === null) return data;
  return { ...data, ...(await supplier(deps, entityId, data)) };
}
