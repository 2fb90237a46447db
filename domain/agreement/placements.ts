import { z } from 'zod';
import { addDays, addMonths } from '../calendar/local-date.ts';
import { command, eventType, Light, Role } from '../decider.ts';
import type { Bilingual, Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, placementKey, postId, schemeId } from '../fields.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { placementRule, ruleOf } from '../placement/rules.ts';
import type { PlacementRule } from '../placement/rules.ts';
import { takenOver } from '../placement/taken-over.ts';
import type { TakenOver } from '../placement/taken-over.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { backToMatching } from './need-funnel.ts';
import { silenceBroken } from './mechanism.ts';
import { isChildOpen } from './plans.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * Placements as their agreement sees them. A placement itself is an entity of its own (domain/placement), started from
 * `placementProposed` as recorded; it tells its agreement by `placementProgressed` when its face changes.
 */
export interface PlacementSummary {
  stage: string;
  status: string;
  light: Light;
  /** The last day on site that counts: progress, as a contact is (DOMAIN section 2); left out before the first. */
  lastLoggedOn?: string;
  /** Those that it is to serve; left out where there are none, and once it is closed. */
  needIds?: readonly string[];
  /** The days that it is to take over; left out where there are none, and once it has booked some. */
  covers?: TakenOver;
}

/** A stage, status or outcome of a child, also of a newer version's. */
const faceWord = z
  .string()
  .max(60)
  .regex(/^[a-z]+(-[a-z]+){0,4}$/);

/** Who goes where, for what and for how long. */
export const proposedPlacement = (t: { line: z.ZodType<string>; passage: z.ZodType<string> }) => ({
  personId,
  /** The enterprise. */
  partyId: organisationId,
  needIds: z.array(itemId('need')).max(10).default([]),
  schemeId,
  fromOn: dateOn,
  toOn: dateOn,
  /** Days on site wished for in each year. */
  daysAYear: z.int().min(1).max(366),
  /** The designated point (S55). */
  point: t.line.optional(),
  purpose: t.passage.optional(),
  hostPostId: postId.optional(),
  hostSupervisorPostId: postId.optional(),
  unitSupervisorPostId: postId.optional(),
  /** The enterprise asked for this person by name. */
  isRequested: z.boolean().default(false),
  /** The placement for which this one stands in, as `agreement-....placement-1`. */
  coverOf: placementKey.optional(),
});

/** What the API adds from the directory; not sent by callers. */
export const placementFacts = z.object({
  researcherPostId: postId,
  unitId: organisationId,
  unitPostId: postId,
  hostPostId: postId,
  unitConsents: z.enum(['yes', 'no', 'asked', 'unknown']),
  /** Organisations to which this person is never sent. */
  isExcluded: z.boolean(),
  /** Other enterprises at which the person has days booked, or is proposed, within a year of the period. */
  enterpriseIds: z.array(organisationId).max(50),
  scheme: z.object({ id: schemeId, version: z.int().min(1), rules: z.array(placementRule).max(20) }),
  /** Is proposed or placed at this enterprise in the period already. */
  isThere: z.boolean().optional(),
  /** Has said willing already, when asked to stand in for another. */
  isWilling: z.boolean().optional(),
  /** The days of the placement in whose place it is, of which nobody keeps any. */
  covers: takenOver.optional(),
});
export type PlacementFacts = z.output<typeof placementFacts>;

interface Asked {
  fromOn: string;
  toOn: string;
  daysAYear: number;
  partyId: string;
  coverOf?: string | undefined;
  facts: PlacementFacts;
}

/** Nobody is in two places at once, whatever a scheme says (DESIGN section 7). */
const ofFact = (name: string): PlacementRule | null =>
  name === 'no-overlap' ? { rule: name, source: 'DESIGN section 7' } : null;

const ofWhole: ReadonlySet<string> = new Set(['min-days-a-year', 'min-months']);

/** Hard rules of the scheme, as far as they can be told before anybody has been asked; each refusal names rule and source. */
export function againstScheme({ facts, ...asked }: Asked): Refusal | null {
  const others = new Set(facts.enterpriseIds.filter((id) => id !== asked.partyId)).size;
  const broken: [string, (value: number) => boolean, (value: number) => Bilingual][] = [
    [
      'max-enterprises',
      (value) => others + 1 > value,
      (value) => ({
        en: `at most ${value} enterprises for one person within a year, and there are ${others} others already`,
        zh: `每人一年内服务企业不超过 ${value} 家，已有 ${others} 家`,
      }),
    ],
    [
      'min-days-a-year',
      (value) => asked.daysAYear < value,
      (value) => ({ en: `at least ${value} days a year`, zh: `每年不少于 ${value} 天` }),
    ],
    [
      'min-months',
      (value) => asked.toOn < addDays(addMonths(asked.fromOn, value), -1),
      (value) => ({ en: `at least ${value} months`, zh: `期限不少于 ${value} 个月` }),
    ],
    [
      'no-overlap',
      () => facts.isThere === true,
      () => ({
        en: 'the person is, or is proposed, at this enterprise in that period already',
        zh: '该人员在此期间已在或已被推荐到该企业',
      }),
    ],
    [
      'no-conflict-of-interest',
      () => facts.isExcluded,
      () => ({ en: 'this person is not sent to this enterprise', zh: '该人员不派驻该企业' }),
    ],
    [
      'home-unit-consent',
      () => facts.unitConsents === 'no',
      () => ({ en: 'the home unit does not consent', zh: '所在单位不同意' }),
    ],
  ];
  for (const [name, breaks, words] of broken) {
    const rule = ruleOf(facts.scheme, name) ?? ofFact(name);
    // Whoever takes a place over keeps the rest of it, which is shorter than a whole one.
    if (asked.coverOf && ofWhole.has(name)) continue;
    if (rule && breaks(rule.value ?? 0)) return schemeLimit(facts.scheme.id, rule, words(rule.value ?? 0));
  }
  return null;
}

/** Refuses in the name of a scheme's rule. */
export function schemeLimit(scheme: string, { rule, source }: PlacementRule, words: Bilingual): Refusal {
  const no = refuse(
    'scheme-limit',
    `${words.en.charAt(0).toUpperCase()}${words.en.slice(1)} (rule ${rule} of ${scheme}, source ${source}).`,
    `${words.zh}（${scheme} 规则 ${rule}，出处 ${source}）。`,
  );
  return { ...no, basis: { rule, source } };
}

interface Proposed {
  placementId: string;
  needIds?: readonly string[];
  facts?: { covers?: TakenOver | undefined };
}
const proposed = eventType<AgreementState, Proposed>('placementProposed', (s, d) => {
  const { needIds = [], facts } = d;
  const serves = needIds.length > 0 ? { needIds } : {};
  const covers = facts?.covers ? { covers: facts.covers } : {};
  s.placements[d.placementId] = { stage: 'proposed', status: 'open', light: Light.green, ...serves, ...covers };
  count(s, d.placementId);
});
/** Whether days may have been booked by then. */
const hadDays = ({ stage }: { stage: string }): boolean => stage !== 'proposed' && stage !== 'accepted';
const progressed = eventType<AgreementState, PlacementSummary & { placementId: string; outcome?: string | undefined }>(
  'placementProgressed',
  (s, { placementId, needIds: told, outcome: _outcome, ...summary }) => {
    const before = s.placements[placementId];
    if (!before) return;
    const needIds = told ?? before.needIds;
    s.placements[placementId] = {
      ...summary,
      ...(needIds && isChildOpen(summary) ? { needIds } : {}),
      ...(before.covers && !hadDays(summary) ? { covers: before.covers } : {}),
    };
  },
);

/** Needs of a placement that has come to its end, and that no other open one is to serve: a successor has the same. */
function leftBehind(s: AgreementState, placementId: string, needIds: readonly string[]): string[] {
  const others = Object.entries(s.placements).filter(([id, child]) => id !== placementId && isChildOpen(child));
  return needIds.filter((needId) => !others.some(([, one]) => one.needIds?.includes(needId)));
}

const subject = (placementId: string) => ({ kind: 'placement', id: placementId });

export const placements: Concern<AgreementState> = {
  events: [proposed, progressed],
  commands: [
    command({
      name: 'proposePlacement',
      path: 'placements',
      who: [Role.coordinator, Role.system],
      describe: {
        en: 'Propose to send a researcher to an enterprise: person, enterprise, needs, scheme, period and days; the person is asked first, and alone',
        zh: '提出派驻研究人员：人员、企业、需求、计划、期限和天数；先单独征求本人意愿',
      },
      supplied: ['facts'],
      schema: (t) => z.strictObject({ ...proposedPlacement(t), facts: placementFacts }),
      decide: (s: AgreementState, d): Decision => {
        const foreign = notParty(s, d.partyId);
        if (foreign) return foreign;
        if (s.parties[d.partyId]?.ours) {
          return refuse('side-missing', 'A researcher is sent to another party.', '研究人员应派驻其他合作方。');
        }
        const unknown = d.needIds.find((id) => s.needs[id]?.partyId !== d.partyId);
        if (unknown) return unknownItem(unknown);
        if (d.toOn < d.fromOn) {
          return refuse('ends-before-starts', 'The period ends before it starts.', '期限的结束日早于开始日。');
        }
        const against = againstScheme(d);
        if (against) return against;
        const placementId = nextId(s, 'placement');
        const standsFor = d.coverOf?.startsWith(`${s.id}.`) ? d.coverOf.slice(s.id.length + 1) : null;
        return [
          proposed(subject(placementId), { placementId, ...d }),
          ...(standsFor ? closeFollowUps(s, subject(standsFor), Closing.done, 'placement-other') : []),
        ];
      },
    }),
    command({
      name: 'placementProgressed',
      path: '',
      who: [Role.system],
      describe: { en: 'A placement tells its agreement where it stands', zh: '派驻向合作报告进展' },
      schema: () =>
        z.object({
          placementId: itemId('placement'),
          stage: faceWord,
          status: faceWord,
          light: z.enum(Light),
          lastLoggedOn: dateOn.optional(),
          /** What older versions do not tell. */
          needIds: z.array(itemId('need')).max(10).optional(),
          /** How it ended. */
          outcome: faceWord.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const before = s.placements[d.placementId];
        if (!before) return unknownItem(d.placementId);
        // Nobody comes any more, though its last log may still be waited for.
        const isOver = !isChildOpen(d) && isChildOpen(before);
        // It came to nothing before any day was booked: the need still waits for somebody (S44).
        const isLost = isOver && !hadDays(d);
        const isUnserved = isOver && d.outcome !== undefined && d.outcome !== 'fulfilled';
        const left = isUnserved ? leftBehind(s, d.placementId, d.needIds ?? before.needIds ?? []) : [];
        return [
          progressed(subject(d.placementId), d),
          ...silenceBroken(s, d.lastLoggedOn),
          ...(isLost ? [openFollowUp(s, context, { kind: 'placement-other', about: subject(d.placementId) })] : []),
          ...left.flatMap((needId) => backToMatching(s, needId, context)),
        ];
      },
    }),
  ],
};
