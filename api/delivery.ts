import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { isRefusalCode } from './problem-types.ts';
import { Problem } from './problem.ts';
import type { Outcome } from '../domain/propose.ts';
import type { Refusal } from '../domain/refusal.ts';

/** What an error of the Temporal client says about a command that was handed to it. */
export type Verdict =
  | { is: 'refused'; refusal: Refusal }
  /** It was not applied, or not yet: the same id may be sent at once. */
  | { is: 'repeat' }
  /** Temporal was not reached. */
  | { is: 'not-sent' }
  /** No workflow runs under this id. */
  | { is: 'gone' }
  /** It may have been applied. */
  | { is: 'unknown' };

// What gRPC writes when no connection was there to send on. Once there was one, a late answer is told with the address, and
// with how long the name and the connection had taken ("name resolution: 0.002s,LB pick: 0.001s,remote_addr=..."): that was sent.
const NEVER_LEFT =
  /No connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Name resolution failed|waiting for (LB pick|name resolution|metadata filters)/i;
const neverLeft = (text: string): boolean => NEVER_LEFT.test(text) && !text.includes('remote_addr=');
const GRPC = { resourceExhausted: 8, failedPrecondition: 9, aborted: 10, unavailable: 14 } as const;

/** Reads an error thrown by an update call. Anything it cannot read counts as unknown, never as failed. */
export function judge(error: unknown): Verdict {
  if (error instanceof WorkflowUpdateFailedError) return judgeFailure(error.cause);
  if (error instanceof WorkflowNotFoundError) return { is: /^update\b/i.test(error.message) ? 'repeat' : 'gone' };
  // The same update id gets the first result; so this is a start whose first run has been forgotten.
  if (error instanceof WorkflowExecutionAlreadyStartedError) return { is: 'gone' };
  const text = `${error instanceof Error ? error.message : ''} ${detailsOf(error)}`;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return { is: neverLeft(text) ? 'not-sent' : 'unknown' };
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause)) return { is: 'unknown' };
  if (cause.code === GRPC.unavailable) return { is: neverLeft(text) ? 'not-sent' : 'unknown' };
  if (cause.code === GRPC.resourceExhausted || cause.code === GRPC.failedPrecondition || cause.code === GRPC.aborted) {
    return { is: 'repeat' };
  }
  return { is: 'unknown' };
}

function judgeFailure(cause: unknown): Verdict {
  if (!(cause instanceof ApplicationFailure) || !cause.type || !isRefusalCode(cause.type)) {
    // `turning-page`, `UnprocessedUpdate` and their like: of the machinery, not of the domain.
    return { is: 'repeat' };
  }
  const detail: unknown = cause.details?.[0];
  if (isRefusalDetail(detail)) return { is: 'refused', refusal: { ...detail, refused: cause.type } };
  return { is: 'refused', refusal: { refused: cause.type, detail: { en: cause.message, zh: cause.message } } };
}

function isRefusalDetail(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null || !('detail' in value)) return false;
  const detail = value.detail;
  return typeof detail === 'object' && detail !== null && 'en' in detail && 'zh' in detail;
}

function detailsOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? `${cause.details} ${cause.message}` : '';
}

export interface Delivery {
  /** Sends once; called again with the same id. `endsAt` is the latest moment to answer. */
  attempt(endsAt: Date): Promise<Outcome>;
  /** What Postgres has recorded under the command's id. */
  findOutcome(): Promise<Outcome | null>;
  /** All attempts together; the answer must be out within 5 s. */
  withinMs: number;
}

const LOOK_UP_MS = 600;
/** A plan's workflow starts a moment after its proposal was recorded; a run is followed by the next one. */
const GONE_FOR_MS = 1_500;

/**
 * Delivers a command and never says "failed" when it does not know: repeats with the same id, then asks Postgres, and only
 * then gives up with what is true: `outcome-unknown`, or that nothing was sent.
 *
 * @throws Problem
 */
export async function deliver({ attempt, findOutcome, withinMs }: Delivery): Promise<Outcome> {
  const startedAt = performance.now();
  const endsAt = new Date(Date.now() + withinMs);
  const elapsedMs = () => performance.now() - startedAt;
  let isSent = false;
  let isTried = false;
  let goneSinceMs: number | undefined;
  let pauseMs = 20;
  while (elapsedMs() < withinMs - 20) {
    isTried = true;
    try {
      return await attempt(endsAt);
    } catch (error) {
      const verdict = judge(error);
      if (verdict.is === 'refused') return { status: 'refused', refusal: verdict.refusal };
      isSent ||= verdict.is === 'unknown' || verdict.is === 'repeat';
      if (verdict.is === 'gone') {
        goneSinceMs ??= elapsedMs();
        const known = await lookUp(findOutcome);
        if (known) return known;
        if (elapsedMs() - goneSinceMs > GONE_FOR_MS) throw new Problem(isSent ? 'outcome-unknown' : 'not-running');
      } else goneSinceMs = undefined;
    }
    await sleep(Math.max(0, Math.min(pauseMs, withinMs - elapsedMs())));
    pauseMs = Math.min(400, pauseMs * 2);
  }
  const known = isSent ? await lookUp(findOutcome) : null;
  if (known) return known;
  // Its whole time went by in the queue before the entity: the engine was never asked.
  if (!isTried) throw new Problem('too-busy');
  throw new Problem(isSent ? 'outcome-unknown' : 'engine-away');
}

/** Postgres may be away as well: then nothing is known. */
async function lookUp(findOutcome: () => Promise<Outcome | null>): Promise<Outcome | null> {
  const late = new AbortController();
  try {
    return await Promise.race([findOutcome(), sleep(LOOK_UP_MS, null, { signal: late.signal })]);
  } catch {
    return null;
  } finally {
    late.abort();
  }
}
