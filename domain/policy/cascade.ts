import type { Bilingual } from '../decider.ts';
import { refuse } from '../refusal.ts';
import type { Fault, Refusal } from '../refusal.ts';
import { SET_BY_US } from './origin-words.ts';
import type { PolicyValues } from './policy.ts';
import { policyValues } from './values.ts';
import type { PolicyScope, PolicyValue } from './values.ts';

/**
 * System -> organisation -> unit -> agreement: of each value the nearest that somebody has set counts. Only what was set is stored,
 * by scope, each change as a version of its own; setting a value to its default confirms it.
 */

/** What was set in one scope, as of its latest version. */
export interface SetInScope {
  scope: PolicyScope;
  /** Null for the system. */
  scopeId: string | null;
  /** Of the latest change, over all scopes: later is larger. */
  version: number;
  values: PolicyValues;
}

export interface EffectiveValue extends Omit<PolicyValue, 'value' | 'scopes'> {
  path: string;
  value: number | string;
  /** True until a person has set or confirmed it. */
  isDefault: boolean;
  /** The product's own value, and where that comes from. */
  default: number | string;
  defaultOrigin: string;
  /** Who set it; null for a default. */
  from: Pick<SetInScope, 'scope' | 'scopeId' | 'version'> | null;
  /** What would hold here if this scope said nothing. */
  inherited: number | string;
  scopes: readonly PolicyScope[];
}

/** @param line from the system down to the scope that is looked at */
export function effectiveValues(line: readonly SetInScope[]): EffectiveValue[] {
  const above = setAbove(line.slice(0, -1));
  return Object.entries(policyValues).map(([path, known]) => {
    const setter = line.findLast(({ values }) => values[path] !== undefined);
    const value = setter?.values[path];
    return {
      ...known,
      path,
      value: value ?? known.value,
      isDefault: value === undefined,
      default: known.value,
      // What somebody set comes from them, whatever the default's source says.
      origin: setter ? SET_BY_US : known.origin,
      defaultOrigin: known.origin,
      from: setter ? { scope: setter.scope, scopeId: setter.scopeId, version: setter.version } : null,
      inherited: above[path] ?? known.value,
    };
  });
}

/** Everything that was set on the way down; the nearest counts. */
export const setAbove = (line: readonly SetInScope[]): PolicyValues =>
  Object.assign({}, ...line.map(({ values }) => values));

/** What an agreement at the end of a line adopts: the numbers that its rules go by. */
export function adoptable(line: readonly SetInScope[]): { version: number; values?: PolicyValues } {
  const values = Object.fromEntries(
    Object.entries(setAbove(line))
      .filter(([path, value]) => typeof value === 'number' && policyValues[path] !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  const version = Math.max(0, ...line.map((scope) => scope.version)) + 1;
  return Object.keys(values).length > 0 ? { version, values } : { version };
}

/** What is to be set in a scope; null takes it back to what holds above. */
export type Change = Readonly<Record<string, number | string | null>>;

/** More than this in one scope is another product; and agreements carry what is set. */
export const MOST_SET = 60;

/** The values of a scope after a change, or why it cannot be made: every path at fault is pointed at. */
export function changed(line: readonly SetInScope[], scope: PolicyScope, change: Change): PolicyValues | Refusal {
  const faults = Object.entries(change).flatMap(([path, value]): Fault[] => {
    const detail = faultOf(path, value, scope);
    return detail ? [{ pointer: `/set/${path}`, detail }] : [];
  });
  const before = line.at(-1)?.values ?? {};
  const kept = Object.entries({ ...before, ...change }).filter(
    (entry): entry is [string, number | string] => entry[1] !== null,
  );
  const after = Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const odd = faults.length > 0 ? [] : clashes({ ...setAbove(line.slice(0, -1)), ...after }, change);
  const first = faults[0] ?? odd[0];
  if (first) return { ...refuse('policy-unfit', first.detail.en, first.detail.zh), faults: [...faults, ...odd] };
  return kept.length > MOST_SET
    ? refuse('too-many', `At most ${MOST_SET} values are set in one scope.`, `每个范围最多设定 ${MOST_SET} 项。`)
    : after;
}

export const isRefused = (found: PolicyValues | Refusal): found is Refusal =>
  typeof found['refused'] === 'string' && 'detail' in found;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function faultOf(path: string, value: number | string | null, scope: PolicyScope): Bilingual | null {
  const known = policyValues[path];
  if (!known) return { en: `There is no value ${path}.`, zh: `没有 ${path} 这一项。` };
  if (known.fixed) return { en: `${path} is fixed. ${known.fixed.en}`, zh: `${path} 不可更改。${known.fixed.zh}` };
  if (!known.scopes.includes(scope)) {
    const where = known.scopes.join(', ');
    return { en: `${path} is set for: ${where}.`, zh: `${path} 只能在以下范围设定：${known.scopes.join('、')}。` };
  }
  return value === null || fits(known, value)
    ? null
    : {
        en: `${path} is ${known.unit} from ${known.range[0]} to ${known.range[1]}, not ${value}.`,
        zh: `${path} 的取值为 ${known.range[0]} 至 ${known.range[1]}，不能为 ${value}。`,
      };
}

function fits({ unit, range: [least, most] }: PolicyValue, value: number | string): boolean {
  if (unit === 'time-of-day') return typeof value === 'string' && TIME.test(value);
  const isWhole = unit === 'periods' || Number.isInteger(value);
  return typeof value === 'number' && isWhole && value >= Number(least) && value <= Number(most);
}

/** Values that make sense only together: the first is to be below, or not above, the second. */
const ordered: readonly [lower: string, upper: string, isStrict: boolean][] = [
  ['ladder.leaderAnnouncedWorkingDays', 'ladder.leaderGraceWorkingDays', true],
  ['communication.amberPeriods', 'communication.redPeriods', false],
  ['communication.redPeriods', 'communication.dormantPeriods', false],
  ['reach.fromTime', 'reach.toTime', true],
  ['reach.fromTime', 'reach.digestTime', false],
  ['reach.digestTime', 'reach.toTime', true],
];

function clashes(values: PolicyValues, change: Change): Fault[] {
  const at = (path: string): number | string => values[path] ?? policyValues[path]?.value ?? 0;
  return ordered.flatMap(([lower, upper, isStrict]) => {
    const isChanged = lower in change || upper in change;
    const isRight = isStrict ? at(lower) < at(upper) : at(lower) <= at(upper);
    if (!isChanged || isRight) return [];
    const detail = {
      en: `${lower} (${at(lower)}) has to be ${isStrict ? 'less than' : 'at most'} ${upper} (${at(upper)}).`,
      zh: `${lower}（${at(lower)}）须${isStrict ? '小于' : '不大于'} ${upper}（${at(upper)}）。`,
    };
    return [{ pointer: `/set/${lower in change ? lower : upper}`, detail }];
  });
}
