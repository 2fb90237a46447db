import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import type { FollowUpKind } from './defaults.ts';
import type { FollowUpPolicy, PolicyValues } from './policy.ts';
import { kindPolicy } from './values.ts';

/**
 * By which values an entity goes. A clock goes by the policy under which it was set, whatever was adopted since [GL1]; without a
 * clock it is the one adopted now. Undefined where nothing was ever set: the defaults.
 */
export function valuesFor(
  { policy }: Pick<FollowUpHost, 'policy'>,
  clock?: Pick<FollowUp, 'policyVersion'>,
): PolicyValues | undefined {
  const version = clock?.policyVersion;
  return version === undefined ? policy.values : policy.former?.[version];
}

/** How a kind of follow-up is timed, by the policy under which `clock` was set, or by the one adopted now. */
export const policyOf = (
  host: Pick<FollowUpHost, 'policy'>,
  kind: FollowUpKind,
  clock?: Pick<FollowUp, 'policyVersion'>,
): FollowUpPolicy => kindPolicy(valuesFor(host, clock), kind);
