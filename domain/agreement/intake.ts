import { z } from 'zod';
import { calendarSchema } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { agreementId, dateOn, organisationId, personId, postId, tag } from '../fields.ts';
import { adoption, givenPolicy, policyFrom } from '../follow-up/adopting.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import { AgreementStatus } from './state.ts';
import type { AgreementState } from './state.ts';
import { openYearlyReview } from './review.ts';
import { enterStage } from './stages.ts';
import { partyRole } from './parties.ts';

/** Intake: a proposal is decided on within five working days; a coordinator may accept while starting. */

const homeUnit = z.strictObject({
  organisationId,
  liaisonPostId: postId.nullable(),
  coordinatorPostId: postId,
  directorPostId: postId.nullable(),
  leaderPostId: postId.nullable(),
});
const party = z.strictObject({ organisationId, role: partyRole, ours: z.boolean().default(false) });

/** What the API adds from the directory when an agreement starts; not sent by callers. */
export const adopted = z.strictObject({
  homeUnit,
  calendar: calendarSchema,
  others: calendarSchema.optional(),
  policy: givenPolicy,
});

/** Where it comes in with many others: how far its default dates are moved (see `Entry`). The system's to say. */
const entry = z.strictObject({ laterByWorkingDays: z.int().min(0).max(2_000) });

const started = eventType<
  AgreementState,
  {
    startedOn: string;
    parties: z.output<typeof party>[];
    homeUnit: z.output<typeof homeUnit>;
    calendar: z.output<typeof calendarSchema>;
    others?: z.output<typeof calendarSchema>;
    entry?: z.output<typeof entry> | undefined;
    parentId: string | null;
    fields?: string[];
    title?: string;
    why?: string;
    proposedOn?: string;
    brokerPersonId?: string;
  }
>('agreementStarted', (s, d) => {
  s.status = AgreementStatus.intake;
  s.startedOn = d.startedOn;
  s.homeUnit = d.homeUnit;
  s.calendar = d.calendar;
  if (d.others) s.others = d.others;
  s.parentId = d.parentId;
  if (d.entry) s.entry = { on: d.startedOn, ...d.entry };
  for (const p of d.parties) s.parties[p.organisationId] = { role: p.role, ours: p.ours };
});
const accepted = eventType<AgreementState, { on: string }>('intakeAccepted', (s) => {
  s.status = AgreementStatus.open;
});
const declined = eventType<AgreementState, { on: string; reason: string }>('intakeDeclined', (s) => {
  s.status = AgreementStatus.closed;
  s.followUps = {};
});
/** Nobody decided in time: the proposal ends as not pursued. */
const expired = eventType<AgreementState, { on: string; afterDays: number }>('intakeNotPursued', (s) => {
  s.status = AgreementStatus.closed;
  s.followUps = {};
});

const intakeSubject = { kind: 'intake', id: 'intake' };

/** The first stage begins, and with it the wait for the first anniversary: no cooperation goes on unlooked at for a year. */
const begin = (s: AgreementState, context: Context): EventDraft[] => [
  ...enterStage(s, context, 'visit'),
  ...openYearlyReview(s, context),
];

const endsAfterDays = (s: AgreementState): number =>
  valueOf(valuesFor(s, s.followUps['intake.intake']), 'intake.endsAfterDays');

/** When a proposal that nobody decides on ends [DC1]; null once it was decided. */
function endsAt(s: AgreementState): string | null {
  return s.status === AgreementStatus.intake ? planningInstant(s, addDays(s.startedOn, endsAfterDays(s))) : null;
}

function endUndecided(s: AgreementState, context: Context): EventDraft[] {
  const at = endsAt(s);
  if (!at || at > context.at) return [];
  return [
    ...closeFollowUps(s, intakeSubject, Closing.dropped),
    expired(intakeSubject, { on: today(s, context.at), afterDays: endsAfterDays(s) }),
  ];
}

export const intake: Concern<AgreementState> = {
  events: [started, accepted, declined, expired],
  clock: { due: endUndecided, nextWake: endsAt },
  commands: [
    command({
      name: 'startAgreement',
      path: '',
      who: [Role.coordinator],
      describe: {
        en: 'Start a cooperation: two or more parties, kept by one of our units',
        zh: '建立合作：两个或以上合作方，由我方归口单位负责',
      },
      schema: (t) =>
        z.strictObject({
          parties: z.array(party).min(2).max(40),
          title: t.line.optional(),
          why: t.passage.optional(),
          fields: z.array(tag).max(20).optional(),
          proposedOn: dateOn.optional(),
          brokerPersonId: personId.optional(),
          parentId: agreementId.optional(),
          /** Accept at once: the coordinator who enters an existing cooperation need not decide on it. */
          accept: z.boolean().default(false),
          adopted: adopted.extend({ entry: entry.optional() }),
        }),
      decide: (s: AgreementState, d, context) => {
        if (s.status !== 'new') return refuse('already-exists', `${s.id} has been started.`, `${s.id} 已建立。`);
        const ids = d.parties.map((p) => p.organisationId);
        if (new Set(ids).size !== ids.length)
          return refuse('already-exists', 'A party is named twice.', '合作方重复。');
        const { accept, adopted: a, parentId, ...rest } = d;
        const startedOn = today({ ...s, calendar: a.calendar }, context.at);
        const { policy, ...directory } = a;
        const start = started(null, { ...rest, ...directory, startedOn, parentId: parentId ?? null });
        const next: AgreementState = { ...s, homeUnit: a.homeUnit, calendar: a.calendar };
        next.policy = policyFrom(s, policy);
        if (a.entry) next.entry = { on: startedOn, ...a.entry };
        return accept
          ? [
              start,
              ...adoption(s, policy),
              accepted(intakeSubject, { on: startedOn }),
              ...begin({ ...next, startedOn }, context),
            ]
          : [start, ...adoption(s, policy), openFollowUp(next, context, { kind: 'intake', about: intakeSubject })];
      },
    }),
    command({
      name: 'acceptIntake',
      path: 'intake/accept',
      who: [Role.coordinator, Role.director],
      describe: { en: 'Accept the proposal; the first stage begins', zh: '受理合作建议，进入第一阶段' },
      schema: () => z.strictObject({}),
      decide: (s: AgreementState, _d, context) =>
        s.status === AgreementStatus.intake
          ? [
              accepted(intakeSubject, { on: today(s, context.at) }),
              ...closeFollowUps(s, intakeSubject, Closing.done),
              ...begin(s, context),
            ]
          : refuse('wrong-state', 'The proposal has been decided on.', '该建议已作出决定。'),
    }),
    command({
      name: 'declineIntake',
      path: 'intake/decline',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Do not pursue the proposal, with a reason; the agreement ends',
        zh: '不予受理，须说明理由；合作结束',
      },
      schema: (t) => z.strictObject({ reason: t.passage }),
      decide: (s: AgreementState, d, context) =>
        s.status === AgreementStatus.intake
          ? [
              ...closeFollowUps(s, intakeSubject, Closing.done),
              declined(intakeSubject, { on: today(s, context.at), reason: d.reason }),
            ]
          : refuse('wrong-state', 'The proposal has been decided on.', '该建议已作出决定。'),
    }),
  ],
};
