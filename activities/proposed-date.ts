import { addWorkingDays, localDateOf, plannedOn } from '../domain/calendar/calendar.ts';
import { startOfDay } from '../domain/calendar/zones.ts';
import { Certainty } from '../domain/fields.ts';
import { clockSince } from '../domain/follow-up/host.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import { wentOut } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { policyOf } from '../domain/policy/adopted.ts';
import type { FollowUpKind } from '../domain/policy/defaults.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** Their dates come from a rhythm or an anniversary, and not from when we ask. */
const byRhythm: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>([
  'contact',
  'review',
  'need-collection',
  'placement-next-batch',
]);

/** What asks its reader for something. */
const requests = ['assigned', 'reminder', 'due', 'overdue', 'confirm-minutes', 'returned'];

/**
 * The date that we propose to somebody of another side, where nobody has named one: it leaves them the usual working days from when
 * our first request really went out. An introduction or our weekly limit may have kept it back, which is no fault of theirs.
 */
export async function proposedDueOn(
  tx: Prisma.TransactionClient,
  { host, f, personId, at }: { host: FollowUpHost; f: FollowUp; personId: string; at: string },
): Promise<string> {
  if (f.dueCertainty !== Certainty.default || byRhythm.has(f.kind)) return f.dueOn;
  const { calendar } = host;
  const since = startOfDay(calendar.zone, clockSince(f));
  const first = await tx.notice.findFirst({
    where: {
      entityId: host.id,
      followUpId: f.id,
      personId,
      kind: { in: requests },
      status: { in: [...wentOut] },
      settledAt: { gte: new Date(since) },
    },
    orderBy: { settledAt: 'asc' },
    select: { settledAt: true },
  });
  const askedOn = localDateOf(calendar.zone, first?.settledAt?.toISOString() ?? at);
  const usual = addWorkingDays(calendar, askedOn, policyOf(host, f.kind, f).dueWorkingDays).on;
  const on = plannedOn(calendar, usual).on;
  return on > f.dueOn ? on : f.dueOn;
}

/** Where the date that we propose is later than our own, it has not passed: then it is a request, and no further one. */
export function kindFor(
  kind: MailKind,
  { proposedOn, dueOn, todayOn }: { proposedOn: string | null; dueOn: string | null; todayOn: string },
): MailKind {
  const isAhead = proposedOn !== null && proposedOn !== dueOn && proposedOn >= todayOn;
  return kind === 'overdue' && isAhead ? 'reminder' : kind;
}
