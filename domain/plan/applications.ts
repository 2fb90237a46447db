import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { inFuture } from '../follow-up/dates.ts';
import { notAtStage, notParties, unknownItem } from './state.ts';
import type { PlanState } from './state.ts';
import { count, nextId } from '../agreement/state.ts';

/** Project applications: programme, deadline, who writes, result (S53, S54). */
export interface ApplicationState {
  status: 'writing' | 'filed' | 'granted' | 'refused';
  deadlineOn: string;
}

const recorded = eventType<PlanState, { applicationId: string; deadlineOn: string }>('applicationRecorded', (s, d) => {
  s.applications[d.applicationId] = { status: 'writing', deadlineOn: d.deadlineOn };
  count(s, d.applicationId);
});
const filed = eventType<PlanState, { applicationId: string; filedOn: string }>('applicationFiled', (s, d) => {
  const application = s.applications[d.applicationId];
  if (application) application.status = 'filed';
});
const answered = eventType<PlanState, { applicationId: string; result: 'granted' | 'refused' }>(
  'applicationAnswered',
  (s, d) => {
    const application = s.applications[d.applicationId];
    if (application) application.status = d.result;
  },
);

const subject = (applicationId: string) => ({ kind: 'application', id: applicationId });

export const applications: Concern<PlanState> = {
  events: [recorded, filed, answered],
  commands: [
    command({
      name: 'recordApplication',
      path: 'applications',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record a project application to be written: programme, deadline, who writes',
        zh: '登记项目申报：计划名称、截止日、执笔人',
      },
      schema: (t) =>
        z.strictObject({
          programme: t.line,
          deadlineOn: dateOn,
          applicantOrganisationId: organisationId.optional(),
          writerPersonId: personId.optional(),
          /** Who is reminded; left out, the coordinator. */
          ownerPostId: postId.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const refused =
          notAtStage(s, 'project') ?? (d.applicantOrganisationId ? notParties(s, [d.applicantOrganisationId]) : null);
        if (refused) return refused;
        const applicationId = nextId(s, 'application');
        // Entered after the deadline, it is on record to be filed and answered; nothing counts as overdue (DOMAIN 2a).
        const isAhead = d.deadlineOn >= today(s, context.at);
        return [
          recorded(subject(applicationId), { applicationId, ...d }),
          ...(isAhead
            ? [
                openFollowUp(s, context, {
                  kind: 'application',
                  about: subject(applicationId),
                  ownerPostId: d.ownerPostId ?? null,
                  dueOn: d.deadlineOn,
                  tell: true,
                }),
              ]
            : []),
        ];
      },
    }),
    command({
      name: 'fileApplication',
      path: 'applications/{applicationId}/file',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'The application was filed', zh: '项目申报已提交' },
      schema: (t) =>
        z.strictObject({ applicationId: itemId('application'), filedOn: dateOn, reference: t.line.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        const application = s.applications[d.applicationId];
        if (!application) return unknownItem(d.applicationId);
        if (application.status !== 'writing') {
          return refuse(
            'wrong-state',
            `${d.applicationId} is ${application.status}.`,
            `${d.applicationId} 现为 ${application.status}。`,
          );
        }
        return (
          inFuture(s, d.filedOn, context) ?? [
            filed(subject(d.applicationId), { ...d, late: d.filedOn > application.deadlineOn }),
            ...closeFollowUps(s, subject(d.applicationId), Closing.done),
            openFollowUp(s, context, { kind: 'application-result', about: subject(d.applicationId) }),
          ]
        );
      },
    }),
    command({
      name: 'recordApplicationResult',
      path: 'applications/{applicationId}/result',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'The application was granted or refused', zh: '登记申报结果：获批或未获批' },
      schema: (t) =>
        z.strictObject({
          applicationId: itemId('application'),
          result: z.enum(['granted', 'refused']),
          onDate: dateOn,
          note: t.passage.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const application = s.applications[d.applicationId];
        if (!application) return unknownItem(d.applicationId);
        if (application.status !== 'filed') {
          return refuse(
            'wrong-state',
            `${d.applicationId} is ${application.status}.`,
            `${d.applicationId} 现为 ${application.status}。`,
          );
        }
        return (
          inFuture(s, d.onDate, context) ?? [
            answered(subject(d.applicationId), d),
            ...closeFollowUps(s, subject(d.applicationId), Closing.done),
          ]
        );
      },
    }),
  ],
};
