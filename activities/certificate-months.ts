import { instantOf, localDateOf } from '../domain/calendar/calendar.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import { monthlyPageOf } from '../domain/notices/facts.ts';
import { TaskKind } from '../domain/notices/kinds.ts';
import type { ExpectedTask } from '../domain/certificate/tasks.ts';
import { caretakerZone, NIGHT_TIME } from '../workflows/inputs.ts';
import { awayAt } from './absences.ts';
import { ownDays } from './calendar-book.ts';
import type { CertificateAsked } from './certificate.ts';
import { firstDayWorked } from './caretaker/monthly-pages.ts';
import type { Transaction } from './postbox/situation.ts';

/**
 * Which leaders had to get a page of their month, by who held which post and which cooperations were open in each night of it: the
 * first night in which somebody led one, from the month's first working day on, had to write it.
 */
export async function expectedPages(tx: Transaction, asked: CertificateAsked): Promise<ExpectedTask[]> {
  const led = await linesLed(tx);
  const leads = await leadersAt(tx, [...led.keys()]);
  const pages = new Map<string, ExpectedTask>();
  const monthBegins = new Map<string, string>();
  for (const at of nights(asked)) {
    for (const [postId, lines] of led) {
      const line = lines.find(({ startedAt, closedAt }) => startedAt <= at && (closedAt === null || closedAt > at));
      const person = line ? await leads(postId, at) : null;
      if (!line || !person) continue;
      const on = localDateOf(person.zone, at);
      const month = on.slice(0, 7);
      const id = monthlyPageOf(person.id, month);
      if (!monthBegins.has(id)) monthBegins.set(id, firstDayWorked(person, month, await ownDays(tx, person)));
      if (pages.has(id) || on < (monthBegins.get(id) ?? '')) continue;
      pages.set(id, pageUnder(id, line, postId, at));
    }
  }
  return [...pages.values()].filter(({ dueAt }) => isWithin(asked, dueAt));
}

function pageUnder(id: string, { agreementId: entityId }: Line, postId: string, dueAt: string): ExpectedTask {
  const kind = TaskKind['monthly-page'];
  return { id, entityId, kind, followUpId: null, step: null, postId, personId: null, dueAt, at: null };
}

interface Line {
  agreementId: string;
  startedAt: string;
  closedAt: string | null;
}

const CLOSING = ['agreementClosed', 'intakeDeclined', 'intakeNotPursued'];

/** The agreements behind each leader's post, the first one first. A home unit's line stands in an agreement for good. */
async function linesLed(tx: Transaction): Promise<Map<string, Line[]>> {
  const rows = await tx.$queryRaw<{ id: string; startedAt: Date; closedAt: Date | null; postId: string }[]>`
    SELECT e.id, e."startedAt", e.state->'homeUnit'->>'leaderPostId' AS "postId",
      CASE WHEN e.closed THEN (SELECT max(at) FROM event WHERE "entityId" = e.id AND type = ANY(${CLOSING})) END AS "closedAt"
    FROM entity e WHERE e.kind = 'agreement' AND e.state->'homeUnit'->>'leaderPostId' IS NOT NULL
    ORDER BY "postId", e."startedAt", e.id`;
  const led = new Map<string, Line[]>();
  for (const { id: agreementId, startedAt, closedAt, postId } of rows) {
    const line = { agreementId, startedAt: startedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null };
    led.set(postId, [...(led.get(postId) ?? []), line]);
  }
  return led;
}

interface Leader {
  id: string;
  country: string;
  zone: string;
  organisationId: string | null;
}

/** Who held a post at an instant; of a vacant one its deputy, unless they were away. */
async function leadersAt(
  tx: Transaction,
  postIds: readonly string[],
): Promise<(postId: string, at: string) => Promise<Leader | null>> {
  const posts = await tx.post.findMany({
    where: { id: { in: [...postIds] } },
    select: { id: true, deputyPostId: true },
  });
  const deputyOf = new Map(posts.map(({ id, deputyPostId }) => [id, deputyPostId]));
  const all = [...postIds, ...[...deputyOf.values()].filter((id) => id !== null)];
  const tenures = await tx.tenure.findMany({ where: { postId: { in: all } } });
  const people = await tx.person.findMany({ where: { id: { in: tenures.map(({ personId }) => personId) } } });
  const holderAt = (postId: string, at: string): Leader | null => {
    const held = tenures.find(
      ({ postId: of, fromAt, toAt }) =>
        of === postId && fromAt.toISOString() <= at && !(toAt && toAt.toISOString() <= at),
    );
    return people.find(({ id }) => id === held?.personId) ?? null;
  };
  return async (postId, at) => {
    const holder = holderAt(postId, at);
    const deputy = holder ? null : holderAt(deputyOf.get(postId) ?? '', at);
    if (!deputy) return holder;
    return (await awayAt(tx, [deputy.id], at)).has(deputy.id) ? null : deputy;
  };
}

/** The nights of the period and of the month in which it begins that have come. */
function nights({ fromOn, toOn, lateAt }: CertificateAsked): string[] {
  const found: string[] = [];
  for (let on = `${addDays(fromOn, -1).slice(0, 7)}-01`; on <= toOn; on = addDays(on, 1)) {
    const at = instantOf(caretakerZone, on, NIGHT_TIME);
    if (at < lateAt) found.push(at);
  }
  return found;
}

const isWithin = ({ fromOn, toOn }: CertificateAsked, at: string): boolean => {
  const on = localDateOf(caretakerZone, at);
  return on >= fromOn && on <= toOn;
};
