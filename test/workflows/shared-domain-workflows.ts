import { ApplicationFailure, sleep } from '@temporalio/workflow';
import { deciders } from '../../domain/deciders.ts';
import type { EntityKind, EntityRef } from '../../domain/decider.ts';
import { dateOn } from '../../domain/fields.ts';
import { timePattern } from '../../domain/calendar/zones.ts';
import { storedText } from '../../domain/text.ts';
import { answersOf, lived } from './shared-domain.ts';
import type { Lived, Pass } from './shared-domain.ts';

/** An error fails the workflow; by itself its task would be tried for ever. */
const orFail = (error: unknown): never => {
  throw ApplicationFailure.nonRetryable(String(error));
};

export async function askSchema(kind: EntityKind, name: string, body: unknown): Promise<string[]> {
  try {
    return answersOf(kind, name, body);
  } catch (error) {
    return orFail(error);
  }
}

export async function live(ref: EntityRef, passes: Pass[]): Promise<Lived> {
  return lived(ref, passes, () => sleep(1)).catch(orFail);
}

/** What of the domain is frozen in here, by name. */
export async function frozen(): Promise<string[]> {
  const things = { deciders, agreement: deciders.agreement, storedText, dateOn, timePattern };
  return Object.entries(things).flatMap(([name, thing]) => (Object.isFrozen(thing) ? [name] : []));
}
