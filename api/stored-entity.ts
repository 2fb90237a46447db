import { entityKindOf } from '../domain/decider.ts';
import type { Decider, EntityRef } from '../domain/decider.ts';
import { withDecider } from '../domain/deciders.ts';
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

/** Hands the snapshot of an agreement, plan or placement to `use`, whichever it is. @throws UnknownSchemaVersion */
export function withStored<T>(row: Row, use: <S extends FollowUpHost>(entity: StoredEntity<S>) => T): T {
  const { id, agreementId, seq } = row;
  const ref: EntityRef = { kind: entityKindOf(row.kind), id, agreementId };
  return withDecider(ref.kind, (decider) => use({ decider, ref, state: decider.migrate(ref, row.state), seq }));
}
