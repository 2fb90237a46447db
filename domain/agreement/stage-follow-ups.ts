import type { Context, EventDraft, Subject } from '../decider.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { AgreementState, OwnStage } from './state.ts';

/** What a stage still asks for before it can be left, said in both languages. */
export interface Unmet {
  en: string;
  zh: string;
}

export const stageSubject = (of: OwnStage): Subject => ({ kind: 'stage', id: of });

/** What a stage asks for itself. */
export type StageKind = 'visit-plan' | 'symposium' | 'plan' | 'advance';

/** Opens a stage's own follow-up ("hold and record the symposium", "go on to the next stage") about the stage itself. */
export function openForStage(s: AgreementState, context: Context, of: OwnStage, kind: StageKind): EventDraft {
  return openFollowUp(s, context, { kind, about: stageSubject(of) });
}

/** Closes a stage's own follow-up, when what it asked for has been recorded. */
export function settleStage(s: AgreementState, of: OwnStage, kind: StageKind): EventDraft[] {
  return closeFollowUps(s, stageSubject(of), Closing.done, kind);
}

/** Closes all that a stage asks for itself, when it is left: done when it goes on, superseded when it goes back to be asked again. */
export function leaveStage(s: AgreementState, how: 'done' | 'superseded'): EventDraft[] {
  return closeFollowUps(s, stageSubject(s.stage), how);
}
