import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { deliver } from '../../api/delivery.ts';
import { problemTypes } from '../../api/problem-types.ts';
import { problemBody, refused } from '../../api/problem.ts';
import { placementRefusals } from '../../domain/placement/refusals.ts';
import { ruleName } from '../../domain/placement/rules.ts';
import type { ProblemWords } from '../../domain/problem-words.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { againstScheme } from '../../domain/agreement/placements.ts';
import { facts, open, proposed } from '../domain/placement/life.ts';
import { booked, plannedBy, thriceAWeek } from '../domain/placement/site-life.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { childIdOf, entityRow } from './placement-rows.ts';

/** Whoever is refused reads by which rule, and who says so: as fields of the answer, by every way a refusal comes. */

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
let at: string;
let placement: string;

beforeAll(async () => {
  const businessOriginAt = '2026-03-17T02:00:00.000Z';
  const realOriginAt = new Date().toISOString();
  api = await startTestApi({ clock: { realOriginAt, businessOriginAt, dayMs: 86_400_000, endsAt: null } });
  directory = await fillDirectory(api);
  const { entityId } = await api.post('/v1/agreements', startBody());
  at = `/v1/agreements/${entityId}`;
  const whose = { agreementId: entityId, homeUnitId: 'org-cnuktip' };
  const life = booked(
    plannedBy(thriceAWeek, '2026-03-02', '2027-03-01'),
    { partyId: 'org-fine-a' },
    { unitId: 'org-cnuktip' },
  );
  life.live('2026-03-17');
  await api.db.entity.create({ data: entityRow(life, whose) });
  placement = `placements/${childIdOf(life)}`;
  // The researcher is asked for at three enterprises beside this table.
  const researcher = { personId: directory.people[0], homeUnitId: 'org-cnuktip', level: 'lecturer' };
  await api.post('/v1/researchers', researcher);
  for (const n of [1, 2, 3]) {
    const elsewhere = open({ personId: researcher.personId, partyId: `org-elsewhere-${n}` });
    const row = entityRow(elsewhere, whose);
    await api.db.entity.create({ data: { ...row, id: `${entityId}.placement-${90 + n}` } });
  }
}, 120_000);
afterAll(() => api.stop());

const post = (path: string, body: object) => api.call('POST', path, body);
const log = (body: object) => post(`${at}/${placement}/periods/period-1/log`, body);
const day = (onDate: string, more: object = {}) => ({ onDate, half: 'whole', what: 'Trial runs', ...more });
const propose = (more: object = {}) =>
  post(`${at}/placements`, {
    personId: directory.people[0],
    partyId: 'org-fine-b',
    schemeId: 'own',
    hostPostId: directory.posts[0],
    fromOn: '2026-04-01',
    toOn: '2027-03-31',
    daysAYear: 60,
    ...more,
  });

test.each<[what: string, act: () => Promise<Answer>, code: string, rule: string, source: string]>([
  ['a fourth enterprise', () => propose(), 'scheme-limit', 'max-enterprises', 'CX1'],
  [
    'a placement that ends before it starts',
    () => propose({ toOn: '2026-03-31' }),
    'ends-before-starts',
    'end-not-before-start',
    'inferred',
  ],
  [
    'a search for who is free that ends before it starts',
    () => api.call('GET', '/v1/researchers?freeFromOn=2026-05-02&freeToOn=2026-05-01'),
    'ends-before-starts',
    'end-not-before-start',
    'inferred',
  ],
  [
    'a disruption that ends before it starts',
    () =>
      post(`${at}/${placement}/disruptions`, {
        cause: 'illness',
        by: 'person',
        fromOn: '2026-03-26',
        untilOn: '2026-03-25',
      }),
    'ends-before-starts',
    'end-not-before-start',
    'inferred',
  ],
  [
    'a day outside the period',
    () => log({ days: [day('2026-03-16')] }),
    'day-outside-period',
    'day-within-half-month',
    'CX5',
  ],
  [
    'a day twice',
    () => log({ days: [day('2026-03-03'), day('2026-03-03', { half: 'am' })] }),
    'logged-twice',
    'no-overlap',
    'DESIGN section 7',
  ],
  [
    'a half month twice, in one word',
    async () => {
      const all = { took: 'as-planned', what: 'Trial runs' };
      expect((await log(all)).status).toBe(200);
      return log(all);
    },
    'logged-twice',
    'no-overlap',
    'DESIGN section 7',
  ],
  [
    'twenty-five hours',
    () => log({ days: [day('2026-03-04', { hours: 25 })] }),
    'too-many-hours',
    'hours-a-day',
    'a day has 24 hours, its half 12',
  ],
  [
    'a person of another unit',
    () => post('/v1/researchers', { personId: directory.people[1], homeUnitId: 'org-cnuktip', level: 'lecturer' }),
    'person-of-another-unit',
    'person-of-the-unit',
    'inferred',
  ],
  [
    'a person of another side',
    () => post(`${at}/${placement}/answers/host`, { personId: directory.people[1], answer: 'yes' }),
    'person-of-another-side',
    'each-side-for-itself',
    'CX7',
  ],
  [
    'an unknown skill',
    () => api.call('GET', '/v1/researchers?term=basket%20weaving'),
    'unknown-skill',
    'terms-of-the-vocabulary',
    'inferred',
  ],
  [
    'an unknown skill of a need',
    () => post(`${at}/needs`, { partyId: 'org-fine-a', shortcoming: 'x', termIds: ['term-basket-weaving'] }),
    'unknown-skill',
    'terms-of-the-vocabulary',
    'inferred',
  ],
  [
    'a class of needs that nobody added',
    () => post(`${at}/needs`, { partyId: 'org-fine-a', shortcoming: 'x', class: 'marketing' }),
    'unknown-need-class',
    'classes-of-the-house',
    'S43; inferred',
  ],
  [
    'a step of a need that is left out without a word',
    async () => {
      const [needId] = (await api.post(`${at}/needs`, { partyId: 'org-fine-a', shortcoming: 'x' })).created;
      return post(`${at}/needs/${needId}/match`, { personIds: [directory.people[0]] });
    },
    'step-skipped',
    'one-step-at-a-time',
    'SM1',
  ],
  [
    'a unit without a reporting line',
    () => post('/v1/agreements', startBody({ homeUnitId: 'org-zzuet', besideOpenOne: true })),
    'no-home-unit',
    'ladder-of-the-home-unit',
    'DOMAIN section 2; E1',
  ],
  [
    'a placement under no scheme',
    () => propose({ schemeId: 'nobody-s' }),
    'unknown-scheme',
    'scheme-in-force',
    'inferred',
  ],
  [
    'a plan under no scheme',
    () => post('/v1/matchings', { homeUnitId: 'org-cnuktip', schemeId: 'nobody-s' }),
    'unknown-scheme',
    'scheme-in-force',
    'inferred',
  ],
  [
    'days that somebody else keeps',
    () =>
      post(`${at}/${placement}/disruptions`, {
        cause: 'recall',
        by: 'unit',
        fromOn: '2026-03-26',
        personId: directory.people[0],
      }),
    'no-days-of-theirs',
    'days-of-whoever-keeps-them',
    'inferred',
  ],
  [
    'a scheme without limits',
    () =>
      post('/v1/schemes', {
        id: 'free',
        title: { en: 'As you like it', zh: '随意派驻' },
        source: 'a test',
        rules: [{ rule: 'home-unit-consent', source: 'a test' }],
      }),
    'scheme-without-limits',
    'scheme-limits-something',
    'inferred',
  ],
])('%s: code, rule and source', async (_what, act, code, rule, source) => {
  const { status, body } = await act();
  expect({ status, body }).toMatchObject({ status: body.status, body: { type: `/problems/${code}`, rule, source } });
  expect(status).toBeGreaterThanOrEqual(400);
});

test('what is refused by no rule has neither', async () => {
  const { body } = await post(`${at}/intake/accept`, {});
  expect(body.type).toBe('/problems/wrong-state');
  expect('rule' in body || 'source' in body).toBe(false);
});

test('the rule of a scheme comes through an update of a workflow, and is that of the scheme in force then', async () => {
  const rules = [{ rule: 'min-days-a-year', value: 90, source: 'HN7' }];
  const scheme = { id: 'henan', version: 4, rules };
  const refusal = againstScheme({ ...proposed, facts: { ...facts, unitConsents: 'yes', scheme } });
  const details: unknown = JSON.parse(JSON.stringify(refusal));
  const failure = ApplicationFailure.nonRetryable('no', refusal?.refused, details);
  const outcome = await deliver({
    attempt: () => Promise.reject(new WorkflowUpdateFailedError('Workflow Update failed', failure)),
    findOutcome: () => Promise.resolve(null),
    withinMs: 1_000,
  });
  const answerTo = (no: Refusal) => problemBody(refused(no), '/', 'r');
  if (outcome.status !== 'refused') throw new Error('not refused');
  expect(answerTo(outcome.refusal)).toMatchObject({
    type: '/problems/scheme-limit',
    rule: 'min-days-a-year',
    source: 'HN7',
  });
});

test('every code of placements, researchers and schemes has its rule, or carries that of a scheme', () => {
  const known: Record<string, ProblemWords> = {
    ...placementRefusals,
    'ends-before-starts': problemTypes['ends-before-starts'],
  };
  const bare = Object.entries(known).flatMap(([code, { basis }]) => (basis ? [] : [code]));
  expect(bare).toEqual(['scheme-limit', 'below-minimum']);
  for (const { basis } of Object.values(known)) {
    if (basis) expect(ruleName.safeParse(basis.rule).success && basis.source.length > 2).toBe(true);
  }
});

test('the help page of a code names its rule and source', async () => {
  const { body } = await api.call('GET', '/problems/day-outside-period');
  expect(body).toContain('day-within-half-month');
  expect(body).toContain('CX5');
});
