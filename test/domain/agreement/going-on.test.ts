import { describe, expect, test } from '@jest/globals';
import { anAgreement } from '../foresight/lives.ts';
import { byHand, days, morning } from '../foresight/by-hand.ts';
import { ours, text, theirs } from './life.ts';

/** Once everything that a stage asks for is recorded, the coordinator is asked to go on: nothing else would happen there. */

type Life = ReturnType<typeof anAgreement>;
const waiver = { reason: text('late'), approverPersonId: 'person-director' };

function run(life: Life, ...acts: [string, object?][]): Life {
  for (const [name, data = {}] of acts) if (!life.send(name, data)) throw new Error(`${name} refused`);
  return life;
}
const asked = (life: Life): string[] => Object.keys(life.state.followUps).filter((id) => id.startsWith('advance.'));
/** How such a matter ended, the last time. */
const ended = (life: Life, id: string): unknown =>
  life.events.findLast(({ type, data }) => type === 'followUpClosed' && data['id'] === id)?.data['how'];

const visit = { fromOn: '2026-03-02', direction: 'inbound', hostOrganisationId: ours };
const visited = (life: Life): Life =>
  run(
    life,
    ['recordVisit', visit],
    ['fileVisitNote', { visitId: 'visit-1', note: text('n') }],
    ['confirmAttendance', { visitId: 'visit-1' }],
  );
const agreedPoint: [string, object] = ['recordPoint', { kind: 'study', standing: 'agreed', text: text('a study') }];
const heldOf = (life: Life): Life =>
  run(
    life,
    ['waiveStage', { stage: 'visit', ...waiver }],
    ['recordSymposium', { onDate: '2026-03-02' }],
    [
      'sendMinutes',
      {
        symposiumId: 'symposium-1',
        minutes: text('m'),
        to: [{ organisationId: theirs, postId: 'post-dean' }],
      },
    ],
  );
const confirmed: [string, object] = [
  'confirmMinutes',
  { symposiumId: 'symposium-1', organisationId: theirs, personId: 'person-dean', how: 'phone' },
];
const minuted = (life: Life): Life => run(heldOf(life), confirmed);

describe('the coordinator is asked to go on', () => {
  test.each([
    ['the note', ['confirmAttendance', 'fileVisitNote']],
    ['the attendance', ['fileVisitNote', 'confirmAttendance']],
  ])('once the last that a visit asks for is recorded, here %s', (_what, [first, last]) => {
    const life = run(anAgreement(), ['recordVisit', visit]);
    const data = (name?: string) => ({ visitId: 'visit-1', ...(name === 'fileVisitNote' ? { note: text('n') } : {}) });
    run(life, [first!, data(first)]);
    expect(asked(life)).toEqual([]);
    run(life, [last!, data(last)]);
    expect(life.state.followUps['advance.visit']).toMatchObject({
      kind: 'advance',
      about: { kind: 'stage', id: 'visit' },
      ownerPostId: 'post-coordinator',
      sideOrgId: ours,
      ownerCertainty: 'confirmed',
      dueCertainty: 'default',
      dueOn: '2026-03-09',
    });
  });

  test('when the minutes of the last symposium are confirmed, and when its last agreed point is settled', () => {
    const life = run(heldOf(anAgreement()), agreedPoint, confirmed);
    expect(asked(life)).toEqual([]);
    run(life, ['parkPoint', { pointId: 'point-1', reason: text('later') }]);
    expect(asked(life)).toEqual(['advance.symposium']);
    const byConfirming = heldOf(anAgreement());
    expect(asked(byConfirming)).toEqual([]);
    expect(asked(run(byConfirming, confirmed))).toEqual(['advance.symposium']);
  });

  test('at once on entering a stage whose symposium was held before, but not at the last stage', () => {
    const life = run(
      anAgreement(),
      ['recordSymposium', { onDate: '2026-03-02' }],
      [
        'sendMinutes',
        { symposiumId: 'symposium-1', minutes: text('m'), to: [{ organisationId: theirs, postId: 'post-dean' }] },
      ],
      confirmed,
    );
    expect(asked(life)).toEqual([]);
    run(life, ['waiveStage', { stage: 'visit', ...waiver }]);
    expect(asked(life)).toEqual(['advance.symposium']);
    run(life, ['advance']);
    expect(life.state.stage).toBe('communication');
    // It starts at last: the next contact, and its mechanism to be settled.
    expect(Object.keys(life.state.followUps)).toEqual(
      expect.arrayContaining(['contact.communication', 'mechanism.communication']),
    );
    run(life, [
      'proposePlan',
      {
        name: text('a plan'),
        sponsors: [
          { organisationId: ours, postId: 'post-coordinator' },
          { organisationId: theirs, postId: 'post-dean' },
        ],
      },
    ]);
    expect(asked(life)).toEqual([]);
  });

  test('of an agreement that stood there before there was such a matter, with the next command', () => {
    const life = visited(anAgreement());
    delete life.state.followUps['advance.visit'];
    run(life, agreedPoint);
    expect(asked(life)).toEqual(['advance.visit']);
  });

  test('once, whatever is recorded beside it', () => {
    const life = run(visited(anAgreement()), agreedPoint, agreedPoint);
    expect(
      life.events.filter(({ type, data }) => type === 'followUpOpened' && data['kind'] === 'advance'),
    ).toHaveLength(1);
  });

  test('by this ladder if nobody goes on: never the leader, at the end the list of the leaders’ meeting', () => {
    byHand(visited(anAgreement()), 'advance.visit', {
      dueOn: '2026-03-09',
      owner: 'coordinator',
      told: [],
      next: days(`03-04 reminder coordinator
        03-09 deadline coordinator
        03-09 due coordinator
        03-10 overdue coordinator
        03-11 escalation director
        03-18 escalation director
        03-25 escalation director
        04-01 escalation director
        04-09 escalation director
        04-16 escalation director
        04-23 meeting-list coordinator`),
    });
    const late = visited(anAgreement());
    late.sleepUntil(morning('2026-03-12'));
    expect(late.state.followUps['advance.visit']?.level).toBe(2);
  });
});

describe('it ends', () => {
  test.each([
    ['advance', {}, 'done'],
    ['waiveStage', { stage: 'symposium', ...waiver }, 'done'],
    ['returnToStage', { stage: 'visit', reason: text('new leadership') }, 'superseded'],
    ['closeAgreement', { outcome: 'lapsed', reason: text('over') }, 'closed'],
  ])('with %s', (name, data, how) => {
    const life = run(minuted(anAgreement()), [name, data]);
    expect(asked(life)).toEqual([]);
    expect(ended(life, 'advance.symposium')).toBe(how);
  });

  test('as replaced, when something is recorded for which the stage waits again, and is asked anew after that', () => {
    const life = run(minuted(anAgreement()), agreedPoint);
    expect(asked(life)).toEqual([]);
    expect(ended(life, 'advance.symposium')).toBe('superseded');
    life.sleepUntil(morning('2026-03-12'));
    run(life, ['parkPoint', { pointId: 'point-1', reason: text('later') }]);
    expect(life.state.followUps['advance.symposium']).toMatchObject({ openedOn: '2026-03-12', dueOn: '2026-03-19' });
    const second = run(visited(anAgreement()), ['recordVisit', visit]);
    expect(asked(second)).toEqual([]);
    expect(ended(second, 'advance.visit')).toBe('superseded');
  });
});

test('on hold nobody is asked to go on; when the hold ends, they are', () => {
  const life = run(
    anAgreement(),
    ['recordVisit', visit],
    ['fileVisitNote', { visitId: 'visit-1', note: text('n') }],
    ['pauseAgreement', { untilOn: '2026-04-01', ...waiver }],
    ['confirmAttendance', { visitId: 'visit-1' }],
  );
  expect(asked(life)).toEqual([]);
  expect(life.send('advance', {})).toBe(false);
  run(life, ['resumeAgreement']);
  expect(asked(life)).toEqual(['advance.visit']);
});
