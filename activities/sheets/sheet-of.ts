import { Voice } from '../../domain/notices/facts.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import type { Sheet } from '../../mail/sheet.ts';
import { textFact } from '../postbox/situation.ts';
import type { NoticeRow, Situation, Transaction } from '../postbox/situation.ts';
import { briefOf } from './brief.ts';
import { monthOf } from './month.ts';

/** The sheet that a notice asks for, as things stand now; null where it asks for none. */
export async function sheetOf(
  tx: Transaction,
  { person, rows, seats }: Pick<Situation, 'person' | 'rows' | 'seats'>,
  { item: { notice }, voice, at }: { item: PlannedItem; voice: Voice; at: string },
): Promise<Sheet | null> {
  const row = rows.get(notice.id);
  if (!row) return null;
  const { organisationId, zone } = person;
  if (notice.kind === 'monthly-page') {
    const month = textFact(row, 'month') ?? at.slice(0, 7);
    const leaderPostIds = postIdsOf(row);
    const isThroughOffice = notice.postId !== null && !leaderPostIds.includes(notice.postId);
    return monthOf(tx, { leaderPostIds, isThroughOffice, month, zone, organisationId, at });
  }
  if (notice.kind !== 'brief' || notice.postId === null) return null;
  return briefOf(tx, {
    postId: notice.postId,
    changedAt: row.at.toISOString(),
    isOurs: voice === Voice.ours,
    isStandIn: seats.get(notice.postId)?.isStandIn ?? false,
    organisationId,
    at,
  });
}

function postIdsOf({ facts }: NoticeRow): string[] {
  const ids: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, 'leaderPostIds') : null;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}
