import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { RecordActivities } from '../activities/record.ts';
import type { Recorded } from '../activities/record-contract.ts';
import { businessNow, realDelayMs } from '../domain/calendar/business-clock.ts';
import { isRefusal } from '../domain/decider.ts';
import type { CommandSpec, Decider, RecordedEvent } from '../domain/decider.ts';
import { isQueuedCommand, propose } from '../domain/propose.ts';
import type { Outcome, QueuedCommand } from '../domain/propose.ts';
import { refuse } from '../domain/refusal.ts';
import { storedText } from '../domain/text.ts';
import { cardOf, TURNING_PAGE } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import { passSummary, waitsForFirstCommand } from './labels.ts';
import type { Page } from './page.ts';
import { publish } from './publish.ts';

/**
 * The one loop of every long-lived entity. Handlers enqueue and await; the loop proposes, records a batch in one activity,
 * follows the recorded result, answers, publishes, waits. No Temporal command depends on a rule, only on what was recorded,
 * so rules may change under running entities. A run is a chapter: it ends when the stage changes or when its history grows long.
 */

/**
 * A chapter ends at about this many history events, by the loop's own count (`historyLength` differs on replay). What is
 * accepted already is still recorded, so a run ends below 420 and is read, and replayed, at one look.
 */
const EVENTS_PER_CHAPTER = 340;
/** A pass with one command, timer and page included; each further command brings its own acceptance, task and answer. */
const EVENTS_PER_PASS = 13;
const EVENTS_PER_FURTHER_COMMAND = 5;
const RECENT_COMMANDS = 64;
const BATCH = 5;
/** An entity whose first command never comes, or is refused, ends itself. */
const FIRST_COMMAND_TIMEOUT = '1 minute';

const { record } = proxyActivities<RecordActivities>({
  startToCloseTimeout: '10s',
  // A record is retried until Postgres is back: nothing may be lost, and a repeat returns what stands.
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

export const tellSignal = defineSignal<[QueuedCommand]>('tell');
export const stateQuery = defineQuery<EntityView>('state');

export interface EntityView {
  seq: number;
  nextWakeAt: string | null;
  state: unknown;
}

/**
 * What a kind of entity adds to the loop: what recorded events ask of Temporal (a child to start, a parent to tell, days to book),
 * and the commands in which it comes back to the entity itself.
 */
export interface EntityHooks<S> {
  afterRecord?(
    events: readonly RecordedEvent[],
    before: { state: S; page: Page | null },
    after: { state: S; page: Page },
  ): Promise<readonly QueuedCommand[] | void>;
  /** Whether these events end a chapter beside a change of stage. */
  endsChapter?(events: readonly RecordedEvent[]): boolean;
}

export async function entityLoop<S>(
  decider: Decider<S>,
  workflowType: string,
  input: EntityInput,
  hooks: EntityHooks<S> = {},
): Promise<void> {
  const { ref, clock, language = 'en' } = input;
  let state: S = input.carried ? decider.migrate(ref, input.carried.state) : decider.initial(ref);
  let seq = input.carried?.seq ?? 0;
  let nextWakeAt = input.carried?.nextWakeAt ?? null;
  let page = input.carried?.page ?? null;
  let recent = input.carried?.recent ?? [];
  let events = 0;
  let turning = false;
  let chapterStage = page?.attributes.stage;
  const inbox: QueuedCommand[] = [...input.first];
  const outcomes = new Map<string, Outcome>();
  const wake = wakeUp(clock);

  const isWaiting = (commandId: string): boolean => inbox.some((waiting) => waiting.commandId === commandId);
  const validate = (spec: CommandSpec<S>, queued: QueuedCommand): void => {
    if (!isQueuedCommand(queued)) throw ApplicationFailure.nonRetryable('This is no command.', 'shape-invalid');
    if (turning)
      throw ApplicationFailure.nonRetryable('The page is turning: send the same update again.', TURNING_PAGE);
    // What opens a plan waits in the inbox already: a command right behind it is for the loop to decide.
    if (seq === 0 && input.first.length > 0) return;
    if (recent.includes(queued.commandId) || isWaiting(queued.commandId)) return;
    // A run that was reset follows what Postgres holds first; the loop decides then.
    if (queued.afterSeq !== undefined && queued.afterSeq > seq) return;
    const decision = checked(decider, spec, state, queued, businessNow(clock, Date.now()));
    if (isRefusal(decision)) throw ApplicationFailure.nonRetryable(decision.detail.en, decision.refused, decision);
  };
  // One that waits already is not proposed twice: its key in Postgres would refuse the whole pass, for ever.
  const enqueue = (queued: QueuedCommand): void => {
    if (!isWaiting(queued.commandId)) inbox.push(queued);
  };
  const handle = async (queued: QueuedCommand): Promise<Outcome> => {
    enqueue(queued);
    await condition(() => outcomes.has(queued.commandId));
    const outcome = outcomes.get(queued.commandId);
    if (!outcome || outcome.status === 'refused') {
      const refusal = outcome?.refusal;
      throw ApplicationFailure.nonRetryable(
        refusal?.detail.en ?? 'not recorded',
        refusal?.refused ?? 'not-recorded',
        refusal,
      );
    }
    return outcome;
  };
  for (const spec of decider.commands.values()) {
    setHandler(defineUpdate<Outcome, [QueuedCommand]>(spec.name), handle, {
      validator: (queued) => validate(spec, queued),
      description: `${spec.describe.en} · ${spec.describe.zh}`,
    });
  }
  // A signal cannot be refused, and one that throws would be tried for ever: what is not possible becomes a refusal in the loop,
  // what is no command at all is passed over.
  setHandler(tellSignal, (queued) => {
    if (isQueuedCommand(queued)) enqueue(queued);
    else log.warn('a signal that is no command was passed over');
  });
  setHandler(stateQuery, (): EntityView => ({ seq, nextWakeAt, state }), {
    description: 'The whole state as carried · 完整状态',
  });

  if (page) publish(page, null);
  if (nextWakeAt) wake.arm(nextWakeAt, page?.wakeLabel ?? '');
  if (seq === 0 && inbox.length === 0) {
    const summary = waitsForFirstCommand(language);
    if (!(await condition(() => inbox.length > 0, FIRST_COMMAND_TIMEOUT, { summary }))) return;
  }

  for (;;) {
    await condition(() => inbox.length > 0 || wake.rang() || (turning && allHandlersFinished()));
    const reached = nextWakeAt !== null && nextWakeAt <= businessNow(clock, Date.now());
    if (inbox.length > 0 || (wake.rang() && reached)) {
      wake.hush();
      await pass();
      // What came in meanwhile is answered first, if only by a refusal.
      if ((seq === 0 || page?.attributes.status === 'closed') && inbox.length === 0) break;
      chapterStage ??= page?.attributes.stage;
      turning ||= events >= (input.eventsPerChapter ?? EVENTS_PER_CHAPTER) || chapterStage !== page?.attributes.stage;
    } else if (turning && allHandlersFinished()) {
      await turnPage();
    } else {
      // The clock it was set for has moved on meanwhile.
      wake.hush();
      if (nextWakeAt) wake.arm(nextWakeAt, page?.wakeLabel ?? '');
    }
  }
  await condition(allHandlersFinished);

  async function pass(): Promise<void> {
    const batch = inbox.splice(0, BATCH);
    const shaped = batch.map((queued) => ({ ...queued, data: parsed(decider, queued) }));
    const proposal = propose(unfailing(decider), ref, { state, seq }, shaped, businessNow(clock, Date.now()));
    const recorded: Recorded = await record.executeWithOptions({ summary: passSummary(proposal, language, state) }, [
      proposal,
    ]);
    const before = { state, page };
    state = decider.evolve(state, recorded.events);
    seq = recorded.events.at(-1)?.seq ?? seq;
    nextWakeAt = recorded.nextWakeAt;
    const shown = recorded.page ?? before.page;
    if (!shown) throw ApplicationFailure.nonRetryable('The first record has no page.');
    page = shown;
    events += EVENTS_PER_PASS + EVENTS_PER_FURTHER_COMMAND * Math.max(0, batch.length - 1);
    recent = [...recent, ...batch.map((queued) => queued.commandId)].slice(-RECENT_COMMANDS);
    inbox.unshift(...batch.filter((q) => !(q.commandId in recorded.outcomes) && !isWaiting(q.commandId)));
    publish(shown, before.page);
    if (nextWakeAt) wake.arm(nextWakeAt, shown.wakeLabel);
    // A child that was started is there before its caller hears of it.
    const back = await hooks.afterRecord?.(recorded.events, before, { state, page: shown });
    for (const queued of back ?? []) enqueue(queued);
    turning ||= hooks.endsChapter?.(recorded.events) ?? false;
    for (const [id, outcome] of Object.entries(recorded.outcomes)) outcomes.set(id, outcome);
  }

  async function turnPage(): Promise<never> {
    const next = makeContinueAsNewFunc<(input: EntityInput) => Promise<void>>({ workflowType });
    const stage = page?.shown?.stage ?? page?.attributes.stage ?? '';
    const card = cardOf(language, page?.attributes.title ?? '', stage, businessNow(clock, Date.now()));
    const carried = page ? { state, seq, nextWakeAt, page, recent } : null;
    return next({ ...input, card, carried, first: [] });
  }
}

/** Stands for data that its schema does not take. */
const MISFIT = Symbol('misfit');

/** `data` in the shape its schema gives. */
function parsed<S>(decider: Decider<S>, queued: QueuedCommand): unknown {
  const result = decider.commands.get(queued.name)?.schema(storedText).safeParse(queued.data);
  return result?.success === false ? MISFIT : result?.data;
}

/** A rule that throws would be asked again for ever, and the entity with it: here it refuses. */
function unfailing<S>(decider: Decider<S>): Decider<S> {
  const cannot = (name: string) =>
    refuse('shape-invalid', `${name} cannot be decided with these fields.`, `字段不符，无法处理 ${name}。`);
  return {
    ...decider,
    decide: (state, name, data, context) => {
      if (data === MISFIT) return cannot(name);
      try {
        return decider.decide(state, name, data, context);
      } catch (error) {
        log.error('a rule has thrown', { command: name, error: error instanceof Error ? error.name : 'unknown' });
        return cannot(name);
      }
    },
  };
}

function checked<S>(decider: Decider<S>, spec: CommandSpec<S>, state: S, queued: QueuedCommand, at: string) {
  const shape = spec.schema(storedText).safeParse(queued.data);
  if (!shape.success) {
    throw ApplicationFailure.nonRetryable(
      shape.error.issues.map((i) => `${i.path.join('/')}: ${i.message}`).join('; '),
      'shape-invalid',
    );
  }
  return decider.decide(state, spec.name, shape.data, { at, actor: queued.actor });
}

/**
 * One timer for the next wake. An earlier wake starts an earlier timer; one that has become too early is left to ring, because
 * cancelling costs more events than ringing, and the loop looks at the clock before it acts.
 */
function wakeUp(clock: EntityInput['clock']) {
  const armed: string[] = [];
  let ringing = false;
  return {
    rang: () => ringing,
    hush: () => {
      ringing = false;
    },
    arm: (wakeAt: string, label: string): void => {
      const delayMs = realDelayMs(clock, Date.now(), wakeAt);
      if (delayMs === null || armed.some((at) => at <= wakeAt)) return;
      armed.push(wakeAt);
      // Rejects only when the workflow is cancelled, which the main wait reports.
      sleep(Math.max(delayMs, 1000), { summary: label })
        .then(() => {
          armed.splice(armed.indexOf(wakeAt), 1);
          ringing = true;
        })
        .catch(() => undefined);
    },
  };
}
