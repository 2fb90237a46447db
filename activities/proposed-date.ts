import { addWorkingDays, localDateOf, plannedOn } from '../domain/calendar/calendar.ts';
import { startOfDay } from '../domain/calendar/zones.ts';
import { Certainty } from '../domain/fields.ts';
import { clockSince } from '../domain/follow-up/host.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import { relayTaskOf, WAITS_FOR_RELAY, wentOut } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import { policyOf } from '../domain/policy/adopted.ts';
import { followUpPolicies } from '../domain/policy/defaults.ts';
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

/** What of a matter says which date we propose; one that is over is known by its row. */
export type Dated = Pick<
  FollowUp,
  'id' | 'kind' | 'dueOn' | 'dueCertainty' | 'openedOn' | 'clockSinceOn' | 'policyVersion'
>;

/** The same of a stored one; null of a kind that this version does not know. */
export function datedRow(row: {
  id: string;
  kind: string;
  dueOn: string;
  dueCertainty: string;
  openedOn: string;
}): Dated | null {
  const { id, kind, dueOn, dueCertainty, openedOn } = row;
  const certainty = Object.values(Certainty).find((each) => each === dueCertainty);
  return isFollowUpKind(kind) && certainty ? { id, kind, dueOn, dueCertainty: certainty, openedOn } : null;
}

const isFollowUpKind = (kind: string): kind is FollowUpKind => Object.hasOwn(followUpPolicies, kind);

/**
 * The date that we propose to somebody of another side, where nobody has named one: it leaves them the usual working days from the
 * day on which our first request was written to them. An introduction or our weekly limit may have kept it back, which is no fault
 * of theirs. Once told it stands, however often we ask again.
 */
export async function proposedDueOn(
  tx: Prisma.TransactionClient,
  { host, f, personId, at }: { host: FollowUpHost; f: Dated; personId: string; at: string },
): Promise<string> {
  return (await toldDueOn(tx, { host, f, personId })) ?? proposedFrom(host, f, at);
}

/** The date that they have been told; null where nothing was written to them yet. */
export async function toldDueOn(
  tx: Prisma.TransactionClient,
  { host, f, personId }: { host: FollowUpHost; f: Dated; personId: string },
): Promise<string | null> {
  const since = new Date(startOfDay(host.calendar.zone, clockSince(f)));
  const told = await firstToldAt(tx, { entityId: host.id, followUpId: f.id, personId, since });
  return told && proposedFrom(host, f, told);
}

/** What was asked for at an instant leaves so many days from then, and is never due before our own date. */
function proposedFrom(host: FollowUpHost, f: Dated, askedAt: string): string {
  if (f.dueCertainty !== Certainty.default || byRhythm.has(f.kind)) return f.dueOn;
  const { calendar } = host;
  const askedOn = localDateOf(calendar.zone, askedAt);
  const usual = addWorkingDays(calendar, askedOn, policyOf(host, f.kind, f).dueWorkingDays).on;
  const on = plannedOn(calendar, usual).on;
  return on > f.dueOn ? on : f.dueOn;
}

/**
 * When the first request that names a date was written: as a mail that left, or as the lines that a colleague is to pass on, who may
 * have done so before they say it. Null while nothing was.
 */
async function firstToldAt(
  tx: Prisma.TransactionClient,
  { entityId, followUpId, personId, since }: { entityId: string; followUpId: string; personId: string; since: Date },
): Promise<string | null> {
  const notices = await tx.notice.findMany({
    where: {
      entityId,
      followUpId,
      personId,
      kind: { in: requests },
      OR: [
        { status: { in: [...wentOut] }, settledAt: { gte: since } },
        { status: 'open', reason: WAITS_FOR_RELAY, at: { gte: since } },
      ],
    },
    select: { id: true, settledAt: true, mailId: true },
  });
  if (notices.length === 0) return null;
  const mails = await tx.mail.findMany({
    where: { id: { in: notices.flatMap(({ mailId }) => mailId ?? []) } },
    select: { id: true, at: true },
  });
  const tasks = await tx.notice.findMany({
    where: { id: { in: notices.map(({ id }) => relayTaskOf(id)) } },
    select: { id: true, at: true },
  });
  const written = new Map([...mails, ...tasks].map(({ id, at }) => [id, at.toISOString()]));
  const ats = notices.flatMap(({ id, mailId, settledAt }) => {
    const at = written.get(mailId ?? '') ?? written.get(relayTaskOf(id)) ?? settledAt?.toISOString();
    return at ? [at] : [];
  });
  return ats.toSorted()[0] ?? null;
}

/** Where the date that we propose is later than our own, it has not passed: then it is a request, and no further one. */
export function kindFor(
  kind: MailKind,
  { proposedOn, dueOn, todayOn }: { proposedOn: string | null; dueOn: string | null; todayOn: string },
): MailKind {
  const isAhead = proposedOn !== null && proposedOn !== dueOn && proposedOn >= todayOn;
  return kind === 'overdue' && isAhead ? 'reminder' : kind;
}
