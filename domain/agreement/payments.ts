import { z } from 'zod';
import { offMakeUpDay } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/** Payments: instalments agreed, due, received. We follow that they come in; we keep no accounts. */
export interface PaymentState {
  status: PaymentStatus;
  agreedOn: string;
  fromOrganisationId: string;
}

const course = ['agreed', 'due', 'received'] as const;
export type PaymentStatus = (typeof course)[number] | 'cancelled';

const recorded = eventType<AgreementState, { paymentId: string; agreedOn: string; fromOrganisationId: string }>(
  'paymentRecorded',
  (s, d) => {
    s.payments[d.paymentId] = { status: 'agreed', agreedOn: d.agreedOn, fromOrganisationId: d.fromOrganisationId };
    count(s, d.paymentId);
  },
);
const moved = eventType<AgreementState, { paymentId: string; to: PaymentStatus }>('paymentMoved', (s, d) => {
  const payment = s.payments[d.paymentId];
  if (payment) payment.status = d.to;
});

const subject = (paymentId: string) => ({ kind: 'payment', id: paymentId });

export const payments: Concern<AgreementState> = {
  events: [recorded, moved],
  commands: [
    command({
      name: 'recordPayment',
      path: 'payments',
      tellsDates: true,
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Record an agreed instalment: amount, from whom to whom, when',
        zh: '登记约定经费：金额、付款方、收款方、时间',
      },
      schema: (t) =>
        z.strictObject({
          /** As text, so that no digit is lost. */
          amount: z.string().regex(/^[1-9]\d{0,11}(\.\d{1,2})?$/, 'must be an amount like 500000 or 1200.50'),
          currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code like CNY'),
          fromOrganisationId: organisationId,
          toOrganisationId: organisationId,
          agreedOn: dateOn.optional(),
          dueOn: dateOn.optional(),
          purpose: t.line.optional(),
          instrumentId: itemId('instrument').optional(),
          planId: itemId('plan').optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const foreign = notParty(s, d.fromOrganisationId) ?? notParty(s, d.toOrganisationId);
        if (foreign) return foreign;
        if (d.fromOrganisationId === d.toOrganisationId) {
          return refuse('shape-invalid', 'A payment goes from one party to another.', '付款方与收款方不能相同。');
        }
        if (d.instrumentId && !s.instruments[d.instrumentId]) return unknownItem(d.instrumentId);
        if (d.planId && !s.plans[d.planId]) return unknownItem(d.planId);
        const agreedOn = d.agreedOn ?? today(s, context.at);
        const ahead = inFuture(s, agreedOn, context);
        if (ahead) return ahead;
        if (d.dueOn && d.dueOn < agreedOn) {
          return refuse('ends-before-starts', `${d.dueOn} lies before ${agreedOn}.`, `${d.dueOn} 早于 ${agreedOn}。`);
        }
        const paymentId = nextId(s, 'payment');
        return [
          recorded(subject(paymentId), { paymentId, ...d, agreedOn }),
          openFollowUp(s, context, {
            kind: 'payment',
            about: subject(paymentId),
            ownerPostId: s.homeUnit.coordinatorPostId,
            sideOrgId: d.fromOrganisationId,
            dueOn: d.dueOn ?? null,
            // Nobody named a date: it is asked, not chased.
            asks: !d.dueOn,
          }),
        ];
      },
    }),
    command({
      name: 'movePayment',
      path: 'payments/{paymentId}/move',
      who: [Role.coordinator, Role.secretary],
      describe: { en: 'An instalment has become due, has come in, or is cancelled', zh: '经费已到期、已到账或取消' },
      schema: (t) =>
        z.strictObject({
          paymentId: itemId('payment'),
          to: z.enum(['due', 'received', 'cancelled']),
          onDate: dateOn,
          note: t.line.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const payment = s.payments[d.paymentId];
        if (!payment) return unknownItem(d.paymentId);
        const at = course.findIndex((status) => status === payment.status);
        const isOver = payment.status === 'received' || payment.status === 'cancelled';
        // Money that comes before it was due has been received all the same.
        if (isOver || (d.to !== 'cancelled' && course.findIndex((status) => status === d.to) <= at)) {
          return refuse(
            'wrong-state',
            `${d.paymentId} is ${payment.status}.`,
            `${d.paymentId} 现为 ${payment.status}。`,
          );
        }
        const ahead = inFuture(s, d.onDate, context);
        if (ahead) return ahead;
        if (d.onDate < payment.agreedOn) {
          return refuse(
            'ends-before-starts',
            `${d.paymentId} was agreed on ${payment.agreedOn}.`,
            `${d.paymentId} 于 ${payment.agreedOn} 约定。`,
          );
        }
        if (d.to === 'cancelled' && !d.note) return refuse('shape-invalid', 'Say in a note why.', '请说明取消理由。');
        const about = subject(d.paymentId);
        switch (d.to) {
          case 'due':
            return [
              moved(about, d),
              ...closeFollowUps(s, about, Closing.superseded),
              openFollowUp(s, context, {
                kind: 'payment',
                about,
                sideOrgId: payment.fromOrganisationId,
                // That it is due is said today; on a make-up day nothing is planned (DOMAIN 2a).
                dueOn: offMakeUpDay(s.calendar, today(s, context.at)),
              }),
            ];
          case 'received':
            return [moved(about, d), ...closeFollowUps(s, about, Closing.done)];
          case 'cancelled':
            return [moved(about, d), ...closeFollowUps(s, about, Closing.dropped)];
        }
      },
    }),
  ],
};
