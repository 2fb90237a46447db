import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { CommandSpec, Decision, EventDraft } from '../decider.ts';
import type { AdoptedPolicy, PolicyValues } from '../policy/policy.ts';
import { refuse } from '../refusal.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';

/**
 * A policy comes to an agreement or plan: it is adopted by a recorded event and holds for clocks that are set from then on. What is
 * open goes on by the values under which its clock was set [GL1], as long as there is such a clock; then they are forgotten.
 */

/** As the API and the caretaker send it: only what somebody has set, numbers by path. */
export const givenPolicy = z.object({
  version: z.int().min(1).max(2_147_483_647),
  values: z.record(z.string().regex(/^[a-zA-Z0-9.-]{1,80}$/), z.number()).optional(),
});
export type GivenPolicy = z.output<typeof givenPolicy>;

interface Adopted {
  version: number;
  values?: PolicyValues | undefined;
  /** Open follow-ups that go on by the former values. */
  keeps: readonly string[];
}

export const policyAdopted = eventType<FollowUpHost, Adopted>('policyAdopted', (s, { version, values, keeps }) => {
  const { version: was, values: wereValues = {}, former = {} } = s.policy;
  const kept = keeps.flatMap((id) => s.followUps[id] ?? []);
  for (const f of kept) {
    f.policyVersion ??= was;
    if (f.handedFrom) f.handedFrom.policyVersion ??= was;
  }
  const needed = Object.entries(wereValues).filter(([path]) => kept.some((f) => concerns(path, f)));
  s.policy = {
    version,
    ...(values && Object.keys(values).length > 0 ? { values } : {}),
    former: { ...former, [was]: Object.fromEntries(needed) },
  };
  forgetUnused(s);
});

/** Former values are carried only as long as a clock goes by them. */
export function forgetUnused(s: FollowUpHost): void {
  const { former, ...policy } = s.policy;
  if (!former) return;
  const used = new Set(
    Object.values(s.followUps).flatMap((f) => [f.policyVersion, f.handedFrom?.policyVersion].map(String)),
  );
  const left = Object.entries(former).filter(([version]) => used.has(version));
  s.policy = left.length > 0 ? { ...policy, former: Object.fromEntries(left) } : policy;
}

/** Whether a value may still matter to the clock of something open. Limits of what people do hold from now on. */
function concerns(path: string, f: FollowUp): boolean {
  const [area = '', kind] = path.split('.');
  switch (area) {
    case 'kinds':
      return kind === f.kind;
    case 'ladder':
    case 'reported':
      return true;
    case 'questions':
      return isAssumed(f);
    case 'intake':
      return f.kind === 'intake';
    case 'communication':
      return f.kind === 'contact';
    default:
      return false;
  }
}

/** Paths whose values are not the same in both. */
export function differing(a: PolicyValues = {}, b: PolicyValues = {}): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]);
}

/** The event in which a policy is adopted; none where the same values hold already. */
export function adoption(s: FollowUpHost, given: GivenPolicy): EventDraft[] {
  const paths = differing(s.policy.values, given.values);
  if (paths.length === 0) return [];
  const keeps = Object.values(s.followUps)
    .filter((f) => f.handedFrom !== undefined || paths.some((path) => concerns(path, f)))
    .map(({ id }) => id);
  return [policyAdopted(null, { ...versioned(s, given), keeps })];
}

/** The policy of an entity that begins with a given one. */
export const policyFrom = (s: FollowUpHost, given: GivenPolicy): AdoptedPolicy =>
  differing(s.policy.values, given.values).length > 0 ? versioned(s, given) : s.policy;

/** Versions rise within an entity, also where its unit has moved below an organisation with older values. */
export function versioned(s: FollowUpHost, { version, values }: GivenPolicy): AdoptedPolicy {
  return { version: Math.max(version, s.policy.version + 1), ...(values ? { values } : {}) };
}

/** Sent when somebody has edited a policy that holds here. */
export const adoptPolicy: CommandSpec<FollowUpHost> = command({
  name: 'adoptPolicy',
  path: '',
  who: [Role.system],
  describe: {
    en: 'A policy is adopted: it holds for clocks that are set from now on',
    zh: '采用新的督办规则，适用于此后新设的时限',
  },
  schema: () => givenPolicy,
  decide: (s: FollowUpHost, d): Decision => {
    const events = adoption(s, d);
    return events.length > 0
      ? events
      : refuse('wrong-state', `${s.id} goes by these values already.`, `${s.id} 已采用这些规则。`);
  },
});
