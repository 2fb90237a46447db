import type { Decider, EntityRef } from '../domain/decider.ts';
import { deciders } from '../domain/deciders.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** An entity's snapshot as its decider knows it. */
export interface StoredEntity<S> {
  decider: Decider<S>;
  ref: EntityRef;
  state: S;
  seq: number;
}

type Row = Pick<Prisma.EntityGetPayload<object>, 'id' | 'kind' | 'agreementId' | 'state' | 'seq'>;

/** Hands the snapshot of an agreement or plan to `use`, whichever it is. @throws UnknownSchemaVersion */
export function withStored<T>(row: Row, use: <S extends FollowUpHost>(entity: StoredEntity<S>) => T): T {
  const { id, agreementId, seq } = row;
  if (row.kind === 'plan') {
    const ref: EntityRef = { kind: 'plan', id, agreementId };
    return use({ decider: deciders.plan, ref, state: deciders.plan.migrate(ref, row.state), seq });
  }
  const ref: EntityRef = { kind: 'agreement', id, agreementId };
  return use({ decider: deciders.agreement, ref, state: deciders.agreement.migrate(ref, row.state), seq });
}
