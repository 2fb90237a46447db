import { z } from 'zod';
import type { Bilingual } from '../decider.ts';
import { schemeId } from '../fields.ts';
import type { Fault } from '../refusal.ts';
import { LINE_MAX, personText } from '../text.ts';
import { scoreParts } from './profiles.ts';
import { issueZh } from '../shape-words.ts';

/**
 * A scheme under which people are sent, as data: hard rules, each with its source, so that a refusal can say whose rule it is. A
 * new scheme is a new record; only a rule that no scheme has had before would need code.
 */

const source = personText(80, true);
const days = z.number().int().min(1).max(250);
const people = z.number().int().min(1).max(20);

export const schemeRuleNames = [
  'max-enterprises',
  'min-days-a-year',
  'min-share-of-time',
  'min-months',
  'team-size',
  'home-unit-consent',
  'no-conflict-of-interest',
  'no-overlap',
  'common-language',
] as const;
export type SchemeRuleName = (typeof schemeRuleNames)[number];

const shapes = {
  /** Enterprises that one person serves within twelve months. */
  'max-enterprises': z.strictObject({ rule: z.literal('max-enterprises'), value: people, source }),
  /** Working days a year in the enterprise; half days count as halves. */
  'min-days-a-year': z.strictObject({ rule: z.literal('min-days-a-year'), value: days, source }),
  /** Percent of a working year of 250 days; a third is 33.33. */
  'min-share-of-time': z.strictObject({
    rule: z.literal('min-share-of-time'),
    value: z.number().gt(0).max(100),
    source,
  }),
  'min-months': z.strictObject({ rule: z.literal('min-months'), value: z.number().int().min(1).max(60), source }),
  /** People sent to one need together. */
  'team-size': z.strictObject({ rule: z.literal('team-size'), least: people, most: people, source }),
  'home-unit-consent': z.strictObject({ rule: z.literal('home-unit-consent'), source }),
  'no-conflict-of-interest': z.strictObject({ rule: z.literal('no-conflict-of-interest'), source }),
  'no-overlap': z.strictObject({ rule: z.literal('no-overlap'), source }),
  'common-language': z.strictObject({ rule: z.literal('common-language'), source }),
} as const satisfies Record<SchemeRuleName, z.ZodType>;

export type SchemeRule = { [Name in SchemeRuleName]: z.infer<(typeof shapes)[Name]> }[SchemeRuleName];

/** Rules that limit how much is asked of people and how little a host may get. A scheme without any is none. */
const limits: ReadonlySet<string> = new Set<SchemeRuleName>([
  'max-enterprises',
  'min-days-a-year',
  'min-share-of-time',
  'min-months',
  'team-size',
]);

const anyRule = z.discriminatedUnion('rule', [
  shapes['max-enterprises'],
  shapes['min-days-a-year'],
  shapes['min-share-of-time'],
  shapes['min-months'],
  shapes['team-size'],
  shapes['home-unit-consent'],
  shapes['no-conflict-of-interest'],
  shapes['no-overlap'],
  shapes['common-language'],
]);

const weight = z.number().int().min(0).max(100);

export const schemeSchema = z.strictObject({
  id: schemeId,
  title: z.strictObject({ en: personText(LINE_MAX, true), zh: personText(LINE_MAX, true) }),
  source,
  rules: z.array(anyRule).min(1).max(20),
  /** Parts of the score that count otherwise under this scheme; the others are as the policy has them. */
  weights: z.partialRecord(z.enum(scoreParts), weight).optional(),
});
export type Scheme = z.infer<typeof schemeSchema>;

/** The rule of a name, if the scheme has it. */
export const ruleOf = <Name extends SchemeRuleName>(
  scheme: Scheme,
  name: Name,
): Extract<SchemeRule, { rule: Name }> | undefined =>
  scheme.rules.find((rule): rule is Extract<SchemeRule, { rule: Name }> => rule.rule === name);

/** Reads a scheme that somebody wrote, or says all that is wrong with it, with the place of each fault. */
export function readScheme(written: unknown): { scheme: Scheme } | { faults: Fault[] } {
  const unknown = unknownRules(written);
  if (unknown.length > 0) return { faults: unknown };
  const read = schemeSchema.safeParse(written);
  if (!read.success) {
    return {
      faults: read.error.issues.map((issue) => ({
        pointer: `/${issue.path.join('/')}`,
        detail: { en: issue.message, zh: `格式有误：${issueZh(issue)}` },
      })),
    };
  }
  const faults = oddRules(read.data);
  return faults.length > 0 ? { faults } : { scheme: read.data };
}

/** Said before the shape is, which would only call an unknown rule invalid. */
function unknownRules(written: unknown): Fault[] {
  const rules: unknown = isRecord(written) ? written['rules'] : undefined;
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, index): Fault[] => {
    const name = isRecord(rule) ? rule['rule'] : undefined;
    if (typeof name !== 'string' || name in shapes) return [];
    const known = schemeRuleNames.join(', ');
    const detail = {
      en: `There is no rule ${name.slice(0, 80)}. The rules are: ${known}.`,
      zh: `没有规则 ${name.slice(0, 80)}。可用规则：${known}。`,
    };
    return [{ pointer: `/rules/${index}/rule`, detail }];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What each rule alone cannot show. */
function oddRules({ rules }: Scheme): Fault[] {
  const faults: Fault[] = [];
  if (!rules.some(({ rule }) => limits.has(rule))) {
    const needed = [...limits].join(', ');
    const en = `A scheme limits something: it has at least one of ${needed}.`;
    faults.push({ pointer: '/rules', detail: { en, zh: `方案须至少有一项限制：${needed}。` } });
  }
  for (const [index, rule] of rules.entries()) {
    if (rules.findIndex((other) => other.rule === rule.rule) < index) {
      const detail = { en: `${rule.rule} is there twice.`, zh: `${rule.rule} 重复。` };
      faults.push({ pointer: `/rules/${index}/rule`, detail });
    }
    if (rule.rule === 'team-size' && rule.least > rule.most) {
      const detail = { en: 'The smallest team is larger than the largest.', zh: '团队人数下限大于上限。' };
      faults.push({ pointer: `/rules/${index}/least`, detail });
    }
  }
  return faults;
}

/** What a rule asks, in a sentence that a person to whom it is shown can go by. */
export function ruleSentence(rule: SchemeRule): Bilingual {
  switch (rule.rule) {
    case 'max-enterprises':
      return {
        en: `A person serves at most ${rule.value} ${rule.value === 1 ? 'enterprise' : 'enterprises'} within a year.`,
        zh: `一人一年内服务的企业不超过 ${rule.value} 家。`,
      };
    case 'min-days-a-year':
      return {
        en: `At least ${rule.value} working days a year are spent in the enterprise.`,
        zh: `每年在企业的工作日不少于 ${rule.value} 个。`,
      };
    case 'min-share-of-time': {
      const share = shareWords(rule.value);
      return {
        en: `At least ${share.en} of working time is spent in the enterprise.`,
        zh: `在企业的工作时间不少于${share.zh}。`,
      };
    }
    case 'min-months':
      return { en: `A placement lasts at least ${rule.value} months.`, zh: `派驻期限不少于 ${rule.value} 个月。` };
    case 'team-size':
      return {
        en: `A team has ${rule.least} to ${rule.most} people.`,
        zh: `团队由 ${rule.least} 至 ${rule.most} 人组成。`,
      };
    case 'home-unit-consent':
      return { en: 'The person’s own unit consents.', zh: '须经本人所在单位同意。' };
    case 'no-conflict-of-interest':
      return { en: 'The person has no conflict of interest with the enterprise.', zh: '本人与企业无利益冲突。' };
    case 'no-overlap':
      return { en: 'Nobody is in two places at once.', zh: '同一时间不得派驻两处。' };
    case 'common-language':
      return { en: 'The person and the enterprise have a language in common.', zh: '本人与企业须有共同的工作语言。' };
  }
}

function shareWords(percent: number): Bilingual {
  if (percent === 50) return { en: 'half', zh: '二分之一' };
  if (Math.abs(percent - 100 / 3) < 0.1) return { en: 'a third', zh: '三分之一' };
  return { en: `${percent} percent`, zh: ` ${percent}%` };
}
