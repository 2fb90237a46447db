import type { Prisma } from '../../prisma/generated/client.ts';
import type { PlacementLife } from '../domain/placement/life.ts';

/** A placement that was lived through in memory, as the recorder keeps it. */

export const childIdOf = ({ state }: PlacementLife): string => state.id.slice(state.id.lastIndexOf('.') + 1);

export function entityRow(
  life: PlacementLife,
  { agreementId, homeUnitId }: { agreementId: string; homeUnitId: string },
): Prisma.EntityUncheckedCreateInput {
  const { card, state, events } = life;
  const at = new Date(life.at);
  return {
    id: `${agreementId}.${childIdOf(life)}`,
    kind: 'placement',
    agreementId,
    seq: events.length,
    status: card.status,
    stage: card.stage,
    light: card.light,
    openCount: 0,
    closed: false,
    state: JSON.parse(JSON.stringify(state)),
    card: {},
    page: {},
    clock: {},
    homeUnitId,
    partyIds: [state.host.organisationId, state.unit.organisationId],
    title: '',
    searchText: '',
    startedAt: at,
    updatedAt: at,
  };
}
