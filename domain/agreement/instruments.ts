import { z } from 'zod';
import { offMakeUpDay } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { payments } from './payments.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

export type { PaymentState } from './payments.ts';

/**
 * Instruments: the documents of a cooperation, on the way from draft to seal, signature and expiry (DOMAIN 2a). Sealing (用印)
 * and signing are two steps: in Chinese offices the seal is what binds.
 */
export interface InstrumentState {
  status: InstrumentStatus;
  /** Since when it is in this status. */
  sinceOn: string;
  expiresOn: string | null;
}

const course = ['drafted', 'legally-reviewed', 'approved', 'sealed', 'signed', 'effective', 'expired'] as const;
export type InstrumentStatus = (typeof course)[number] | 'withdrawn';

const recorded = eventType<AgreementState, { instrumentId: string; draftedOn: string }>(
  'instrumentRecorded',
  (s, d) => {
    s.instruments[d.instrumentId] = { status: 'drafted', sinceOn: d.draftedOn, expiresOn: null };
    count(s, d.instrumentId);
  },
);
const moved = eventType<
  AgreementState,
  { instrumentId: string; to: InstrumentStatus; onDate: string; expiresOn?: string | undefined }
>('instrumentMoved', (s, d) => {
  const instrument = s.instruments[d.instrumentId];
  if (!instrument) return;
  instrument.status = d.to;
  instrument.sinceOn = d.onDate;
  if (d.expiresOn) instrument.expiresOn = d.expiresOn;
});

const subject = (instrumentId: string) => ({ kind: 'instrument', id: instrumentId });

/** What is waited for next: the following step while it is not in force, its expiry where it has one, nothing after. */
function waitFor(
  s: AgreementState,
  context: Context,
  instrumentId: string,
  status: InstrumentStatus,
  expiresOn: string | null,
): EventDraft[] {
  const about = subject(instrumentId);
  switch (status) {
    case 'drafted':
    case 'legally-reviewed':
    case 'approved':
    case 'sealed':
    case 'signed':
      return [openFollowUp(s, context, { kind: 'instrument', about })];
    case 'effective': {
      if (!expiresOn) return [];
      // Entered after it ran out: asked about today, and not after the default of a year.
      const on = offMakeUpDay(s.calendar, today(s, context.at));
      return [openFollowUp(s, context, { kind: 'expiry', about, dueOn: expiresOn > on ? expiresOn : on })];
    }
    case 'expired':
    case 'withdrawn':
      return [];
  }
}

function moveRefused(s: AgreementState, context: Context, d: Move, before: InstrumentState): Refusal | null {
  const next = course[course.findIndex((status) => status === before.status) + 1];
  const isOver = before.status === 'withdrawn' || before.status === 'expired';
  const isWithdrawal = d.to === 'withdrawn' && before.status !== 'effective';
  if (isOver || !(isWithdrawal || d.to === next)) {
    return refuse(
      'wrong-state',
      `${d.instrumentId} is ${before.status}${isOver || !next ? '.' : `; what follows is ${next}.`}`,
      `${d.instrumentId} 现为 ${before.status}${isOver || !next ? '。' : `，下一步为 ${next}。`}`,
    );
  }
  const ahead = inFuture(s, d.onDate, context);
  if (ahead) return ahead;
  if (d.onDate < before.sinceOn) {
    return refuse(
      'ends-before-starts',
      `${d.instrumentId} is ${before.status} since ${before.sinceOn}.`,
      `${d.instrumentId} 自 ${before.sinceOn} 起为 ${before.status}。`,
    );
  }
  if (d.to === 'approved' && !d.approvedBy) {
    return refuse('shape-invalid', 'Say which body approved it (approvedBy).', '请填写批准机构（approvedBy）。');
  }
  if (d.to === 'withdrawn' && !d.note) return refuse('shape-invalid', 'Say in a note why.', '请说明撤回理由。');
  if (d.expiresOn && d.to !== 'effective') {
    return refuse('shape-invalid', 'expiresOn goes with the step to effective.', 'expiresOn 仅在生效时填写。');
  }
  return d.expiresOn && d.expiresOn <= d.onDate
    ? refuse('ends-before-starts', `${d.expiresOn} is not after ${d.onDate}.`, `${d.expiresOn} 须晚于 ${d.onDate}。`)
    : null;
}

interface Move {
  instrumentId: string;
  to: InstrumentStatus;
  onDate: string;
  approvedBy?: string | undefined;
  expiresOn?: string | undefined;
  note?: string | undefined;
}

export const instruments: Concern<AgreementState> = {
  events: [recorded, moved, ...payments.events],
  commands: [
    command({
      name: 'recordInstrument',
      path: 'instruments',
      who: [Role.coordinator, Role.secretary],
      describe: { en: 'Record a document of the cooperation, as a draft', zh: '登记协议文本（草案）' },
      schema: (t) =>
        z.strictObject({
          kind: z.enum(['memorandum', 'framework', 'contract', 'three-party', 'confidentiality', 'other']),
          name: t.line,
          organisationIds: z.array(organisationId).min(1).max(40),
          draftedOn: dateOn.optional(),
          planId: itemId('plan').optional(),
          /** The one that this renews. */
          renewsId: itemId('instrument').optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const foreign = d.organisationIds.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.planId && !s.plans[d.planId]) return unknownItem(d.planId);
        if (d.renewsId && !s.instruments[d.renewsId]) return unknownItem(d.renewsId);
        const draftedOn = d.draftedOn ?? today(s, context.at);
        const ahead = inFuture(s, draftedOn, context);
        if (ahead) return ahead;
        const instrumentId = nextId(s, 'instrument');
        return [
          recorded(subject(instrumentId), { instrumentId, ...d, draftedOn }),
          ...waitFor(s, context, instrumentId, 'drafted', null),
        ];
      },
    }),
    command({
      name: 'moveInstrument',
      path: 'instruments/{instrumentId}/move',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Record the next step of a document: legally reviewed, approved by which body, sealed, signed, effective until when, expired; or withdrawn',
        zh: '登记协议文本下一步：法务审查、批准（机构）、用印、签署、生效（至何时）、到期；或撤回',
      },
      schema: (t) =>
        z.strictObject({
          instrumentId: itemId('instrument'),
          to: z.enum(['legally-reviewed', 'approved', 'sealed', 'signed', 'effective', 'expired', 'withdrawn']),
          onDate: dateOn,
          approvedBy: t.line.optional(),
          /** Left out where the document has no end; the yearly review looks at it then. */
          expiresOn: dateOn.optional(),
          note: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const instrument = s.instruments[d.instrumentId];
        if (!instrument) return unknownItem(d.instrumentId);
        return (
          moveRefused(s, context, d, instrument) ?? [
            moved(subject(d.instrumentId), d),
            ...closeFollowUps(s, subject(d.instrumentId), d.to === 'withdrawn' ? Closing.dropped : Closing.done),
            ...waitFor(s, context, d.instrumentId, d.to, d.expiresOn ?? null),
          ]
        );
      },
    }),
    ...payments.commands,
  ],
};
