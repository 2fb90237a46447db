import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { communicationEntry, communicationGate } from './communication.ts';
import { symposiumEntry, symposiumGate } from './symposium.ts';
import { visitEntry, visitGate } from './visit.ts';
import { leaveStage, openForStage, stageSubject } from './stage-follow-ups.ts';
import type { Unmet } from './stage-follow-ups.ts';
import { AgreementStatus, ownStages } from './state.ts';
import type { AgreementState, OwnStage } from './state.ts';

/** Moving along the path: forward when the stage's gate is open, backward with a reason, over a stage by waiver. */

const gates: Record<OwnStage, (s: AgreementState) => Unmet[]> = {
  visit: visitGate,
  symposium: symposiumGate,
  communication: communicationGate,
};
const entries: Record<OwnStage, (s: AgreementState, context: Context) => EventDraft[]> = {
  visit: visitEntry,
  symposium: symposiumEntry,
  communication: communicationEntry,
};

const stage = z.enum(ownStages);

const entered = eventType<AgreementState, { stage: OwnStage; on: string }>('stageEntered', (s, d) => {
  s.stage = d.stage;
});
const waived = eventType<AgreementState, { stage: OwnStage; on: string; reason: string; approverPersonId: string }>(
  'stageWaived',
  (s, d) => {
    if (!s.waived.includes(d.stage)) s.waived.push(d.stage);
  },
);
const returned = eventType<AgreementState, { from: OwnStage; to: OwnStage; on: string; reason: string }>(
  'stageReturned',
  (s, d) => {
    s.waived = s.waived.filter((w) => w !== d.to);
  },
);

/** Enters a stage: closes what was open about the stage itself and opens what the new one asks for. */
export function enterStage(s: AgreementState, context: Context, to: OwnStage): EventDraft[] {
  return [entered(stageSubject(to), { stage: to, on: today(s, context.at) }), ...entries[to](s, context)];
}

const next = (of: OwnStage): OwnStage | undefined => ownStages[ownStages.indexOf(of) + 1];

/**
 * What follows from a command for the stage at which the agreement is after it: once its gate is open, the coordinator is asked to
 * go on, so that no cooperation is left where nothing more is waited for; when the gate has closed again, nobody is. Gates open by
 * what is recorded, never by time alone.
 */
export function askToAdvance(s: AgreementState, context: Context): EventDraft[] {
  if (!next(s.stage) || s.status === AgreementStatus.closed) return [];
  const about = stageSubject(s.stage);
  const isOpen = gates[s.stage](s).length === 0;
  const isAsked = Object.values(s.followUps).some((f) => f.kind === 'advance' && f.about.id === about.id);
  if (isAsked) return isOpen ? [] : closeFollowUps(s, about, Closing.superseded, 'advance');
  return isOpen && s.status === AgreementStatus.open && !s.hold ? [openForStage(s, context, s.stage, 'advance')] : [];
}

export const stagesConcern: Concern<AgreementState> = {
  events: [entered, waived, returned],
  commands: [
    command({
      name: 'advance',
      path: 'advance',
      who: [Role.coordinator],
      describe: {
        en: 'Move to the next stage, when what this one asks for is done',
        zh: '本阶段要求全部完成后进入下一阶段',
      },
      schema: () => z.strictObject({}),
      decide: (s: AgreementState, _d, context) => {
        const to = next(s.stage);
        if (!to) {
          return refuse(
            'stage-not-allowed',
            'What follows regular communication are plans: propose one.',
            '常态化沟通之后由具体方案推进：请提出方案。',
          );
        }
        const unmet = gates[s.stage](s);
        if (unmet.length > 0) {
          return refuse('exit-criteria-unmet', unmet.map((u) => u.en).join(' '), unmet.map((u) => u.zh).join(' '));
        }
        return [...leaveStage(s, Closing.done), ...enterStage(s, context, to)];
      },
    }),
    command({
      name: 'waiveStage',
      path: 'stages/waive',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Skip the present stage, with the name of who approves and a reason',
        zh: '免去当前阶段，须写明批准人和理由',
      },
      schema: (t) => z.strictObject({ stage, reason: t.passage, approverPersonId: personId }),
      decide: (s: AgreementState, d, context) => {
        if (d.stage !== s.stage)
          return refuse('stage-not-allowed', `The present stage is ${s.stage}.`, `当前阶段为 ${s.stage}。`);
        const to = next(s.stage);
        if (!to) return refuse('stage-not-allowed', 'The last stage cannot be skipped.', '最后一个阶段不可免去。');
        if (context.actor.personId === d.approverPersonId) {
          return refuse(
            'not-by-author',
            'A waiver is approved by somebody else than who asks for it.',
            '免去阶段须由他人批准。',
          );
        }
        const on = today(s, context.at);
        return [
          waived(stageSubject(d.stage), { ...d, on }),
          ...leaveStage(s, Closing.done),
          ...enterStage(s, context, to),
        ];
      },
    }),
    command({
      name: 'returnToStage',
      path: 'stages/return',
      who: [Role.coordinator],
      describe: { en: 'Go back to an earlier stage, with a reason', zh: '退回较早阶段，须说明理由' },
      schema: (t) => z.strictObject({ stage, reason: t.passage }),
      decide: (s: AgreementState, d, context) => {
        if (ownStages.indexOf(d.stage) >= ownStages.indexOf(s.stage)) {
          return refuse(
            'stage-not-allowed',
            `${d.stage} is not before ${s.stage}.`,
            `${d.stage} 不在 ${s.stage} 之前。`,
          );
        }
        return [
          returned(stageSubject(d.stage), { from: s.stage, to: d.stage, on: today(s, context.at), reason: d.reason }),
          ...leaveStage(s, Closing.superseded),
          ...enterStage(s, context, d.stage),
        ];
      },
    }),
  ],
};
