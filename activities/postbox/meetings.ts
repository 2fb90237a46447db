import { localDateOf } from '../../domain/calendar/calendar.ts';
import { meetingFacts } from '../../domain/meeting/invitation.ts';
import type { MeetingFacts } from '../../domain/meeting/invitation.ts';
import type { MeetingNow } from '../../domain/notices/facts.ts';
import { onOf } from '../../domain/placement/half-days.ts';
import { keptNow } from './kept-days.ts';
import type { NoticeRow, Transaction } from './situation.ts';

/** The meeting that a notice asks somebody to, or null. */
export function meetingOf(row: Pick<NoticeRow, 'facts'>): MeetingFacts | null {
  const facts: unknown = row.facts;
  const found: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, 'meeting') : undefined;
  const parsed = meetingFacts.safeParse(found);
  return parsed.success ? parsed.data : null;
}

/** Told: it may be in the reader's calendar. */
const TOLD = ['sent', 'merged', 'relayed', 'unknown'];

/** What has become of the meetings of these open notices, by the notice's id. */
export async function meetingsNow(
  tx: Transaction,
  rows: readonly NoticeRow[],
  at: string,
): Promise<Map<string, MeetingNow>> {
  const asked = rows.flatMap((row) => {
    const meeting = row.kind === 'meeting' && row.personId ? meetingOf(row) : null;
    return meeting ? [{ row, meeting }] : [];
  });
  const now = new Map<string, MeetingNow>();
  for (const { row, meeting } of asked) {
    const all = (await noticesOf(tx, row, meeting.id)).flatMap(({ status, facts }) => {
      const other = meetingOf({ facts });
      return other ? [{ status, ...other }] : [];
    });
    const onToday = localDateOf(meeting.zone, at);
    const wasInvited =
      isPromised(meeting) || all.some((other) => other.method === 'request' && TOLD.includes(other.status));
    now.set(row.id, {
      id: meeting.id,
      method: meeting.method,
      sequence: meeting.sequence,
      wasInvited,
      // Days on site may be called off, and asked for again later: it is the same event.
      isCalledOff: all.some((other) => other.method === 'cancel' && other.sequence > meeting.sequence),
      isOver: meeting.toOn < onToday || (!wasInvited && (await isAllBehind(tx, row, meeting, onToday))),
    });
  }
  return now;
}

/** Nobody is asked for the first time to days on site of which none is left: they are over, or were given back. */
async function isAllBehind(
  tx: Transaction,
  { entityId, personId }: NoticeRow,
  meeting: MeetingFacts,
  onToday: string,
): Promise<boolean> {
  if (meeting.method !== 'request') return false;
  const row = await tx.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const kept = keptNow(row?.state, meeting, personId);
  return kept !== null && !kept.some((half) => onOf(half) >= onToday);
}

/** Who has said yes to stand in hears that they need not come, also where the invitation has not reached them yet. */
const isPromised = ({ kind, method }: MeetingFacts): boolean => kind === 'stand-in' && method === 'cancel';

/** All that one person was told, or is to be, of one meeting. */
function noticesOf(tx: Transaction, { entityId, personId }: NoticeRow, meetingId: string) {
  return tx.notice.findMany({
    where: { entityId, personId, kind: 'meeting', facts: { path: ['meeting', 'id'], equals: meetingId } },
    select: { status: true, facts: true },
  });
}
