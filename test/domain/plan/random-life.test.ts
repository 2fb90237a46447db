import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor } from '../../../domain/decider.ts';
import { plan } from '../../../domain/plan/index.ts';
import type { PlanState } from '../../../domain/plan/state.ts';
import { storedText } from '../../../domain/text.ts';
import { ours, text, theirs } from '../agreement/life.ts';
import { silentOnes } from '../follow-up/office.ts';
import { agreementId, coordinator, member, open, openData, PlanLife, ref, system } from './life.ts';

/** Any plan life: commands in any order, days passing between them. The rules alone must keep the state legal. */

const people = [member(ours).personId, member(theirs).personId, 'person-director', 'person-adviser'];
const person = fc.constantFrom(...people);
const organisation = fc.constantFrom(ours, theirs, 'org-nobody');
const attendee = fc.record({ personId: person, organisationId: organisation });
const words = fc.constant(text('words'));
/** Days from now on; resolved when the command runs. */
const inDays = (min: number, max: number) => fc.integer({ min, max });
const item = (kind: string) => fc.constantFrom(`${kind}-1`, `${kind}-2`);

type Step = { name: string; data: Record<string, unknown>; on?: Record<string, number>; by: Actor };
const step = (
  name: string,
  data: Record<string, fc.Arbitrary<unknown>>,
  on: Record<string, fc.Arbitrary<number>> = {},
) =>
  fc.record({
    name: fc.constant(name),
    data: fc.record(data),
    on: fc.record(on),
    by: fc.oneof(
      { weight: 9, arbitrary: fc.constant<Actor>(coordinator) },
      { weight: 1, arbitrary: person.map((personId): Actor => ({ ...coordinator, personId })) },
      { weight: 1, arbitrary: fc.constant<Actor>({ id: 'person-x', roles: ['observer'] }) },
    ),
  });

const sides = fc.oneof(
  { weight: 4, arbitrary: fc.constant([member(ours), member(theirs)]) },
  { weight: 1, arbitrary: fc.array(attendee, { minLength: 2, maxLength: 3 }) },
);
const present = fc.oneof(
  fc.constant([member(ours), member(theirs), { ...member('org-adviser'), as: 'adviser' }]),
  fc.array(attendee, { minLength: 1, maxLength: 3 }),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  step('describePlan', { text: words }),
  step('sponsorPlan', { organisationId: organisation, postId: fc.constantFrom('post-1', 'post-2') }),
  step('startStudy', { question: words, team: sides }),
  step('recordFinding', { kind: fc.constantFrom('technical', 'risk'), finding: words }),
  step('fileStudyReport', { report: words, authorPersonIds: person.map((id) => [id]) }),
  {
    weight: 3,
    arbitrary: step('decideStudy', {
      decision: fc.constantFrom('go', 'go', 'go', 'revise', 'hold', 'stop'),
      reasons: words,
      decidedByPersonId: person,
    }),
  },
  step('recordApplication', { programme: words }, { deadlineOn: inDays(-30, 90) }),
  step('fileApplication', { applicationId: item('application') }, { filedOn: inDays(-5, 2) }),
  step(
    'recordApplicationResult',
    { applicationId: item('application'), result: fc.constantFrom('granted', 'refused') },
    { onDate: inDays(-5, 2) },
  ),
  {
    weight: 3,
    arbitrary: step(
      'turnKey',
      { key: fc.constantFrom('approval', 'contribution'), byOrganisationId: organisation },
      { onDate: inDays(-5, 1) },
    ),
  },
  { weight: 2, arbitrary: step('startProject', {}, { fromOn: inDays(-5, 5), toOn: inDays(0, 400) }) },
  step('addMilestone', { name: words }, { dueOn: inDays(-2, 100) }),
  step('reachMilestone', { milestoneId: item('milestone') }, { onDate: inDays(-5, 1) }),
  {
    weight: 2,
    arbitrary: step('addDeliverable', { name: words, byOrganisationId: organisation }, { dueOn: inDays(-2, 60) }),
  },
  {
    weight: 2,
    arbitrary: step('deliver', { deliverableId: item('deliverable'), byPersonId: person }, { onDate: inDays(-5, 0) }),
  },
  {
    weight: 2,
    arbitrary: step(
      'acceptDeliverable',
      { deliverableId: item('deliverable'), byPersonId: person },
      { onDate: inDays(-5, 0) },
    ),
  },
  step('returnDeliverable', { deliverableId: item('deliverable'), reason: words }, { dueOn: inDays(-1, 30) }),
  step('dropDeliverable', { deliverableId: item('deliverable'), reason: words }),
  {
    weight: 2,
    arbitrary: step(
      'recordMeeting',
      { kind: fc.constantFrom('team', 'committee', 'closing-review'), present },
      { heldOn: inDays(-5, 1) },
    ),
  },
  step('extendProject', { reason: words }, { toOn: inDays(0, 800) }),
  { weight: 2, arbitrary: step('closeProject', { summary: words }) },
  step('pausePlan', { reason: words, approverPersonId: person }, { untilOn: inDays(-1, 100) }),
  { weight: 2, arbitrary: step('resumePlan', {}) },
  step('returnToStudy', { reason: words }),
  {
    weight: 2,
    arbitrary: step('reassignFollowUp', {
      followUpId: fc.constantFrom('study.study', 'study-decision.study', 'project-end.plan-1'),
      ownerPostId: fc.constantFrom('post-1', 'post-2'),
      reason: words,
    }),
  },
  { weight: 1, arbitrary: step('closePlan', { outcome: fc.constantFrom('stopped', 'merged'), reason: words }) },
);

function legal(life: PlanLife): void {
  const s: PlanState = life.state;
  expect(s.status === 'hold').toBe(s.hold !== null);
  expect(s.status === 'closed').toBe(s.outcome !== null);
  if (s.status === 'closed') expect([life.open, plan.nextWake(s)]).toEqual([[], null]);
  // No live plan is without anything that fires or waits: silence is what the product is against.
  else expect(life.open.length).toBeGreaterThan(0);
  if (s.hold) expect(life.open).toContain('hold.hold');
  else expect(life.open).not.toContain('hold.hold');
  if (s.stage === 'project') expect(s.study?.status).toBe('decided');
  if (s.project) {
    expect(s.stage).toBe('project');
    expect(s.keys.approval && s.keys.contribution).toBeTruthy();
    expect(s.project.toOn > s.project.fromOn).toBe(true);
  } else expect([s.milestones, s.deliverables]).toEqual([[], {}]);
  if (s.study) expect(s.described && s.sponsored).toBe(true);
  if (s.outcome === 'achieved') {
    const kept = Object.values(s.deliverables).filter((d) => d.status !== 'dropped');
    expect(kept.length > 0 && kept.every((d) => d.status === 'accepted') && s.project?.reviewedOn).toBeTruthy();
  }
  expect(silentOnes(s)).toEqual([]);
  for (const [id, f] of Object.entries(s.followUps)) {
    expect(f.id).toBe(id);
    expect(f.steps.map(([, at]) => at)).toEqual(f.steps.map(([, at]) => at).toSorted());
  }
}

function take(life: PlanLife, { name, data, on = {}, by }: Step): boolean {
  const now = life.at.slice(0, 10);
  const dates = Object.fromEntries(Object.entries(on).map(([field, days]) => [field, addDays(now, days)]));
  const parsed = plan.commands
    .get(name)
    ?.schema(storedText)
    .parse({ ...data, ...dates });
  const before = JSON.stringify(life.state);
  const decision = plan.decide(life.state, name, parsed, { at: life.at, actor: by });
  expect(JSON.stringify(life.state)).toBe(before);
  if (isRefusal(decision)) return false;
  expect(by.roles).toContain('coordinator');
  life.record(decision, by.id);
  return true;
}

const starts = fc.constantFrom<() => PlanLife>(
  () => open({}),
  () => open(),
);

/** Commands in any order rarely reach the end, so a likely order is woven in: each of its steps may be missing. */
const d1 = { deliverableId: 'deliverable-1' };
const inOrder: Omit<Step, 'by'>[] = [
  { name: 'startStudy', data: { question: text('q'), team: [member(ours), member(theirs)] } },
  { name: 'fileStudyReport', data: { report: text('r'), authorPersonIds: [people[1]] } },
  { name: 'decideStudy', data: { decision: 'go', reasons: text('r'), decidedByPersonId: 'person-director' } },
  { name: 'turnKey', data: { key: 'approval', byOrganisationId: theirs }, on: { onDate: 0 } },
  { name: 'turnKey', data: { key: 'contribution', byOrganisationId: theirs }, on: { onDate: 0 } },
  { name: 'startProject', data: {}, on: { fromOn: 0, toOn: 300 } },
  { name: 'addDeliverable', data: { name: text('d'), byOrganisationId: theirs }, on: { dueOn: 60 } },
  { name: 'deliver', data: { ...d1, byPersonId: people[1] }, on: { onDate: 0 } },
  { name: 'acceptDeliverable', data: { ...d1, byPersonId: 'person-director' }, on: { onDate: 0 } },
  {
    name: 'recordMeeting',
    data: {
      kind: 'closing-review',
      present: [member(ours), member(theirs), { ...member('org-adviser'), as: 'adviser' }],
    },
    on: { heldOn: 0 },
  },
  { name: 'closeProject', data: { summary: text('s') } },
];
const likely = inOrder.map((each): Step => ({ ...each, by: coordinator }));

const moves = fc
  .array(fc.record({ any: fc.option(anyStep), keep: fc.integer({ min: 0, max: 9 }), days: inDays(0, 12) }), {
    minLength: likely.length,
    maxLength: 24,
  })
  .map((slots) =>
    slots.flatMap(({ any, keep, days }, index) => {
      const next = likely[index];
      return [...(any ? [{ step: any, days }] : []), ...(next && keep > 0 ? [{ step: next, days: 0 }] : [])];
    }),
  );

test('a random life never reaches an illegal state; refusals change nothing; folding the events gives the state', () => {
  const reached = new Map<string, number>();
  const mark = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(starts, moves, (begin, steps) => {
      const life = begin();
      legal(life);
      for (const { step: one, days } of steps) {
        if (days > 0) life.live(addDays(life.at.slice(0, 10), days));
        if (take(life, one)) mark(one.name);
        legal(life);
      }
      mark(life.state.outcome ?? life.state.stage);
      expect(plan.evolve(plan.initial(ref), life.events)).toEqual(life.state);
      expect(JSON.parse(JSON.stringify(life.state))).toEqual(life.state);
    }),
    { numRuns: 150 },
  );
  // The property says nothing if the lives never get anywhere.
  for (const name of [
    'startProject',
    'acceptDeliverable',
    'closeProject',
    'achieved',
    'stopped',
    'resumePlan',
    'turnKey',
  ]) {
    expect(reached.get(name) ?? 0).toBeGreaterThan(0);
  }
});

test('every command but the system’s has a path below the plan and a description in both languages', () => {
  expect(plan.initial(ref).agreementId).toBe(agreementId);
  for (const spec of plan.commands.values()) {
    expect(spec.path === '').toBe(spec.who.every((role) => role === 'system'));
    expect(spec.describe.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(spec.describe.en.length).toBeGreaterThan(5);
  }
  expect(new PlanLife().refused('openPlan', openData(), system)).toBeNull();
});
