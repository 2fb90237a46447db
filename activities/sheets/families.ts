import { EntityKind, entityKindOf } from '../../domain/decider.ts';
import type { EntityRef } from '../../domain/decider.ts';
import { deciders, withDecider } from '../../domain/deciders.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import type { AgreementState } from '../../domain/agreement/state.ts';
import type { FollowUpHost } from '../../domain/follow-up/host.ts';
import type { MeetingKind } from '../../domain/meeting/invitation.ts';
import type { MeetingHost } from '../../domain/meeting/planned.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

/** Open cooperations with their plans, as a sheet about several of them reads them. */

type Reader = Prisma.TransactionClient;

export interface Member {
  id: string;
  agreementId: string;
  /** Of the agreement. */
  partyIds: string[];
  lastContactOn: string | null;
  /** As the agreement knows itself; null of a plan or placement. */
  agreement: AgreementState | null;
  /** Placements plan no meetings. */
  host: FollowUpHost & Pick<MeetingHost, 'plannedMeetings'>;
}

/** All open members of these families. */
export async function familiesOf(tx: Reader, agreementIds: readonly string[]): Promise<Member[]> {
  const rows = await tx.entity.findMany({
    where: { agreementId: { in: [...agreementIds] }, closed: false },
    orderBy: { id: 'asc' },
    select: { id: true, kind: true, agreementId: true, partyIds: true, lastContactOn: true, state: true },
  });
  const heads = new Map(rows.map((row) => [row.id, row]));
  return rows.map(({ id, kind, agreementId, partyIds, lastContactOn, state }) => {
    const ref: EntityRef = { kind: entityKindOf(kind), id, agreementId };
    const agreement: AgreementState | null =
      ref.kind === EntityKind.agreement ? deciders.agreement.migrate(ref, state) : null;
    const child = (): Member['host'] => withDecider(ref.kind, (decider): Member['host'] => decider.migrate(ref, state));
    return {
      id,
      agreementId,
      partyIds: heads.get(agreementId)?.partyIds ?? partyIds,
      lastContactOn,
      agreement,
      host: agreement ?? child(),
    };
  });
}

export interface ComingMeeting {
  id: string;
  /** Of its newest invitation; null where nobody was asked by us. */
  sequence: number | null;
  kind: MeetingKind;
  fromOn: string;
  member: Member;
}

/** Visits and planned meetings that begin after the day of `at`, the first one first. */
export function comingMeetings(members: readonly Member[], at: string): ComingMeeting[] {
  return members
    .flatMap((member): ComingMeeting[] => {
      const on = localDateOf(member.host.calendar.zone, at);
      const visits = Object.entries(member.agreement?.visits ?? {}).filter(([, { cancelled }]) => !cancelled);
      const planned = Object.entries(member.host.plannedMeetings ?? {});
      return [
        ...visits.map(([id, { fromOn, invitation }]) => ({
          id,
          sequence: invitation?.sequence ?? null,
          kind: 'visit' as const,
          fromOn,
          member,
        })),
        ...planned.map(
          ([
            id,
            {
              kind,
              fromOn,
              invitation: { sequence },
            },
          ]) => ({ id, sequence, kind, fromOn, member }),
        ),
      ].filter(({ fromOn }) => fromOn > on);
    })
    .toSorted((a, b) => (a.fromOn < b.fromOn ? -1 : a.fromOn > b.fromOn ? 1 : 0));
}

/** Open agreements whose home unit has one of these posts in its reporting line, in the roles named. */
export async function agreementsOfLine(
  tx: Reader,
  postIds: readonly string[],
  roles: readonly ('liaisonPostId' | 'coordinatorPostId' | 'directorPostId' | 'leaderPostId')[],
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM entity, unnest(${[...roles]}::text[]) AS role
    WHERE kind = 'agreement' AND NOT closed AND state->'homeUnit'->>role = ANY(${[...postIds]})
    GROUP BY id ORDER BY id`;
  return rows.map(({ id }) => id);
}
