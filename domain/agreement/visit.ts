import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { endsTooEarly, inviteesOf, meetingTimes, onDayOff, tellInvited } from '../meeting/invitation.ts';
import type { Invitation } from '../meeting/invitation.ts';
import { refuse } from '../refusal.ts';
import { contactHeld, isCounterpart } from './mechanism.ts';
import { groupFields, groupsOf, openNaming } from './parties.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import { openForStage, settleStage } from './stage-follow-ups.ts';
import type { Unmet } from './stage-follow-ups.ts';
import { findVisit as find, meetingOf, visitChanges, visitSubject as subject } from './visit-changes.ts';

/**
 * Visits: dated, with a direction, ordered stops, a delegation with titles as stated. They can be recorded at any stage
 * (return visits too) and move none.
 */
export interface VisitState {
  fromOn: string;
  toOn: string;
  /** Stops not yet marked done or skipped. */
  openStops: number[];
  attendanceConfirmed: boolean;
  noteFiled: boolean;
  /** Planned with people of another side: their coming is a contact once attendance is confirmed. */
  expected?: true;
  cancelled?: true;
  /** Of one that was planned ahead: who was asked to it. */
  invitation?: Invitation;
}

/** A participant: which side somebody stood on is a matter of the role, not of the person (S6). */
export const participantFields = (t: { line: z.ZodType<string> }) =>
  z.strictObject({
    personId,
    organisationId,
    /** Titles as stated at this occasion, in their order (S3 to S5). */
    titles: z.array(t.line).max(6).default([]),
    postIds: z.array(postId).max(6).default([]),
  });

const visitRecorded = eventType<
  AgreementState,
  {
    visitId: string;
    fromOn: string;
    toOn: string;
    stops: readonly object[];
    contactOn: string | null;
    expected: boolean;
    invitation?: Invitation;
  }
>('visitRecorded', (s, d) => {
  s.visits[d.visitId] = {
    fromOn: d.fromOn,
    toOn: d.toOn,
    openStops: d.stops.map((_stop, index) => index + 1),
    attendanceConfirmed: false,
    noteFiled: false,
    ...(d.expected ? { expected: true as const } : {}),
    ...(d.invitation ? { invitation: d.invitation } : {}),
  };
  count(s, d.visitId);
});
const stopMarked = eventType<
  AgreementState,
  { visitId: string; stop: number; outcome: 'done' | 'skipped'; reason?: string }
>('stopMarked', (s, d) => {
  const visit = s.visits[d.visitId];
  if (visit) visit.openStops = visit.openStops.filter((stop) => stop !== d.stop);
});
const attendanceConfirmed = eventType<AgreementState, { visitId: string; contactOn: string | null }>(
  'attendanceConfirmed',
  (s, d) => {
    const visit = s.visits[d.visitId];
    if (!visit) return;
    visit.attendanceConfirmed = true;
    delete visit.expected;
  },
);
const noteFiled = eventType<AgreementState, { visitId: string; note: string }>('visitNoteFiled', (s, d) => {
  const visit = s.visits[d.visitId];
  if (visit) visit.noteFiled = true;
});
const live = (s: AgreementState) => Object.entries(s.visits).filter(([, visit]) => !visit.cancelled);

/** The stage is left when every planned stop is marked, attendance confirmed and the note filed (DOMAIN section 2). */
export function visitGate(s: AgreementState): Unmet[] {
  if (live(s).length === 0) return [{ en: 'No visit is recorded.', zh: '尚未登记来访。' }];
  return live(s).flatMap(([id, visit]) => [
    ...visit.openStops.map((stop) => ({
      en: `Stop ${stop} of ${id} is not marked.`,
      zh: `${id} 第 ${stop} 站未登记。`,
    })),
    ...(visit.attendanceConfirmed
      ? []
      : [{ en: `Attendance of ${id} is not confirmed.`, zh: `${id} 出席情况未确认。` }]),
    ...(visit.noteFiled ? [] : [{ en: `The note of ${id} is not filed.`, zh: `${id} 纪要未提交。` }]),
  ]);
}

/** What a visit stage still waits for: `everything` where no visit took place. */
export function visitLeft(s: AgreementState): 'everything' | 'record' | 'nothing' {
  if (live(s).length === 0) return 'everything';
  return visitGate(s).length > 0 ? 'record' : 'nothing';
}

/** On entry: asks for the first visit, unless one is there already. */
export function visitEntry(s: AgreementState, context: Context): EventDraft[] {
  return live(s).length === 0 ? [openForStage(s, context, 'visit', 'visit-plan')] : [];
}

/** Both sides are asked: whoever comes and whoever receives them, at the place and at its stops. */
function invitationTo(d: {
  delegation: { personId: string }[];
  hosts: { personId: string }[];
  stops: { hosts: { personId: string }[] }[];
  times?: Invitation['times'] | undefined;
  place?: string | undefined;
  purpose?: string | undefined;
}): Invitation {
  return {
    invited: inviteesOf(d.delegation, d.hosts, ...d.stops.map((stop) => stop.hosts)),
    sequence: 0,
    ...(d.times ? { times: d.times } : {}),
    ...(d.place ? { place: d.place } : {}),
    ...(d.purpose ? { title: d.purpose } : {}),
  };
}

/** What has not begun cannot be recorded as done. */
function notBegun(s: AgreementState, { fromOn }: VisitState, context: Context) {
  const on = today(s, context.at);
  return fromOn > on
    ? refuse(
        'date-in-future',
        `The visit begins on ${fromOn}, after today, ${on}.`,
        `来访始于 ${fromOn}，晚于今天（${on}）。`,
      )
    : null;
}

/** The last day of a visit so far. */
const lastDay = (toOn: string, now: string): string => (toOn < now ? toOn : now);

export const visit: Concern<AgreementState> = {
  events: [visitRecorded, stopMarked, attendanceConfirmed, noteFiled, ...visitChanges.events],
  commands: [
    command({
      name: 'recordVisit',
      path: 'visits',
      plansDay: true,
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a visit, past or planned: days, direction, stops, delegation, hosts',
        zh: '登记来访（已发生或计划中）：日期、方向、行程、代表团、接待',
      },
      schema: (t) =>
        z.strictObject({
          fromOn: dateOn,
          toOn: dateOn.optional(),
          onDayOff,
          direction: z.enum(['inbound', 'outbound', 'neutral']),
          isReturn: z.boolean().default(false),
          hostOrganisationId: organisationId,
          purpose: t.line.optional(),
          place: t.line.optional(),
          /** Of one that is planned: when it begins and ends; without them its days are whole ones. */
          times: meetingTimes.optional(),
          delegation: z.array(participantFields(t)).max(60).default([]),
          hosts: z.array(participantFields(t)).max(60).default([]),
          groups: z.array(groupFields(t)).max(20).default([]),
          stops: z
            .array(
              z.strictObject({
                name: t.line,
                organisationId: organisationId.optional(),
                /** The places and programmes it lies in, from the nearest outwards (S17). */
                within: z.array(t.line).max(5).default([]),
                examined: z.array(t.line).max(10).default([]),
                hosts: z.array(participantFields(t)).max(10).default([]),
              }),
            )
            .max(20)
            .default([]),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const toOn = d.toOn ?? d.fromOn;
        const early = endsTooEarly({ fromOn: d.fromOn, toOn }, d.times);
        if (early) return early;
        const sides = [d.hostOrganisationId, ...[...d.delegation, ...d.hosts].map((p) => p.organisationId)];
        const foreign = sides.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        const visitId = nextId(s, 'visit');
        const { groups, ...rest } = d;
        const now = today(s, context.at);
        const ahead = d.fromOn > now;
        const invitation = ahead ? invitationTo(d) : null;
        const hasCounterpart = [...d.delegation, ...d.hosts].some((p) => isCounterpart(s, p.organisationId));
        const contactOn = hasCounterpart && !ahead ? lastDay(toOn, now) : null;
        return [
          ...settleStage(s, 'visit', 'visit-plan'),
          visitRecorded(
            subject(visitId),
            {
              visitId,
              ...rest,
              toOn,
              contactOn,
              expected: hasCounterpart && ahead,
              ...(invitation ? { invitation } : {}),
            },
            invitation ? tellInvited(s, meetingOf(visitId, { fromOn: d.fromOn, toOn, invitation }), 'request') : [],
          ),
          ...groupsOf(s, subject(visitId), groups),
          ...openNaming(s, context, subject(visitId), groups),
          ...(contactOn ? contactHeld(s, context, contactOn) : []),
          openFollowUp(s, context, {
            kind: ahead ? 'itinerary' : 'visit-note',
            about: subject(visitId),
            ...(ahead ? { dueOn: toOn } : {}),
          }),
        ];
      },
    }),
    command({
      name: 'markStop',
      path: 'visits/{visitId}/stops',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'Mark a stop of a visit as done or skipped', zh: '登记来访某一站：已完成或已取消' },
      schema: (t) =>
        z.strictObject({
          visitId: itemId('visit'),
          stop: z.int().min(1).max(20),
          outcome: z.enum(['done', 'skipped']),
          reason: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = find(s, d.visitId);
        if (!found) return unknownItem(d.visitId);
        const early = d.outcome === 'done' ? notBegun(s, found, context) : null;
        if (early) return early;
        if (!found.openStops.includes(d.stop)) {
          return refuse(
            'wrong-state',
            `Stop ${d.stop} of ${d.visitId} is not open.`,
            `${d.visitId} 第 ${d.stop} 站不存在或已登记。`,
          );
        }
        if (d.outcome === 'skipped' && !d.reason)
          return refuse('shape-invalid', 'A skipped stop needs a reason.', '取消的站点须说明理由。');
        return [stopMarked(subject(d.visitId), d)];
      },
    }),
    command({
      name: 'confirmAttendance',
      path: 'visits/{visitId}/attendance',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'Confirm who came', zh: '确认出席情况' },
      schema: () => z.strictObject({ visitId: itemId('visit') }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = find(s, d.visitId);
        if (!found) return unknownItem(d.visitId);
        if (found.attendanceConfirmed) {
          return refuse('wrong-state', `Attendance of ${d.visitId} is confirmed.`, `${d.visitId} 出席情况已确认。`);
        }
        const contactOn = found.expected ? lastDay(found.toOn, today(s, context.at)) : null;
        return (
          notBegun(s, found, context) ?? [
            attendanceConfirmed(subject(d.visitId), { ...d, contactOn }),
            ...(contactOn ? contactHeld(s, context, contactOn) : []),
          ]
        );
      },
    }),
    command({
      name: 'fileVisitNote',
      path: 'visits/{visitId}/note',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'File the note of a visit', zh: '提交来访纪要' },
      schema: (t) => z.strictObject({ visitId: itemId('visit'), note: t.passage }),
      decide: (s: AgreementState, d, context): Decision => {
        const found = find(s, d.visitId);
        if (!found) return unknownItem(d.visitId);
        if (found.noteFiled)
          return refuse('wrong-state', `The note of ${d.visitId} is filed.`, `${d.visitId} 纪要已提交。`);
        const early = notBegun(s, found, context);
        if (early) return early;
        return [
          noteFiled(subject(d.visitId), d),
          ...closeFollowUps(s, subject(d.visitId), Closing.done, 'visit-note'),
          ...closeFollowUps(s, subject(d.visitId), Closing.done, 'itinerary'),
        ];
      },
    }),
    ...visitChanges.commands,
  ],
};
