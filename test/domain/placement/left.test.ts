import { describe, expect, test } from '@jest/globals';
import type { PlacementState } from '../../../domain/placement/state.ts';
import { leftNews } from '../../../workflows/left-news.ts';
import { candidate, coveredBy, found, leaves, says, successor, told, typesOf } from './healing-life.ts';
import { accepted, booked, open, posts, researcher, researcherId, says as answers, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';

/** Somebody who leaves their unit leaves all their places: what it means for a placement that hears of it from another. */

const hears = (fromOn: string, more: object = {}) => ({ personId: researcherId, fromOn, by: 'unit', ...more });
const heard = (life: PlacementLife, fromOn: string, more: object = {}) =>
  life.run('personLeft', hears(fromOn, more), system);
const settle = (life: PlacementLife) =>
  life.run('settleBooking', { round: life.state.booking.round, result: { booked: true } }, system);

describe('Nothing is booked yet: it ends', () => {
  test.each([
    ['nobody has answered', () => open()],
    [
      'the person is willing',
      () => {
        const life = open();
        life.run('answerForPerson', answers(researcherId), researcher);
        return life;
      },
    ],
    ['all three have accepted', () => accepted()],
    [
      'days are being booked for the first time',
      () => {
        const life = accepted();
        life.run('planDays', { halfDays: ['2026-03-10/am'], underMinimumReason: text('x') });
        return life;
      },
    ],
  ])('%s', (_name, begin) => {
    const life = begin();
    const [first] = heard(life, '2026-03-09');
    expect(first).toMatchObject({ type: 'placementDisrupted', data: { cause: 'left', isTold: true, halfDays: [] } });
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', cover: null, followUps: {} });
  });

  test('who has been asked hears that it ends, and whoever has not been asked hears of nothing', () => {
    const life = open();
    expect(told(heard(life, '2026-03-09'))).toEqual([]);
    const agreed = accepted();
    expect(told(heard(agreed, '2026-03-09'))).toEqual([
      [posts.researcher, 'ended'],
      [posts.unitSupervisor, 'ended'],
      [posts.hostSupervisor, 'ended'],
    ]);
  });
});

describe('Days are booked: they are healed', () => {
  test('they are given back from that day on, and somebody who takes the place over is looked for', () => {
    const life = booked();
    heard(life, '2026-06-01');
    expect(life.state.booking.planned.every((each) => each < '2026-06-01')).toBe(true);
    expect(life.state.cover).toMatchObject({ cause: 'left', untilOn: null, status: 'looking', fromOn: '2026-06-01' });
    found(life, successor('wang'));
    expect(typesOf(says(life, 'wang', 'yes'))).toContain('successorFound');
  });

  test('what is just being booked is given back too, and what is left of it is booked', () => {
    const life = booked();
    life.run('planDays', { pattern: [{ weekday: 1, half: 'am' }], underMinimumReason: text('x') });
    heard(life, '2026-03-23');
    expect(life.state.cover?.open).toEqual(expect.arrayContaining(['2026-03-23/am', '2026-03-24/am']));
    expect(life.state.booking.asked?.halfDays).toEqual(['2026-03-02/am', '2026-03-09/am', '2026-03-16/am']);
    settle(life);
    expect(life.state.booking.planned).toEqual(['2026-03-02/am', '2026-03-09/am', '2026-03-16/am']);
  });

  test('whoever stands in and leaves: their days alone are looked for anew', () => {
    const life = booked();
    coveredBy(life, 'wang');
    heard(life, '2026-03-12', { personId: 'person-wang' });
    expect(life.state.cover).toMatchObject({ untilOn: '2026-03-12', open: ['2026-03-12/am', '2026-03-12/pm'] });
    expect(life.state.standIns.map(({ halfDays }) => halfDays)).toEqual([['2026-03-10/am', '2026-03-10/pm']]);
    expect(life.state.cover?.cannot).toEqual(['person-wang']);
    found(life, candidate('zhao'));
    expect(life.state.cover?.status).toBe('asked');
  });

  test('who was to go later anyway: the days until then are missing, and the successor comes as agreed', () => {
    const life = booked();
    leaves(life, '2026-06-01');
    found(life, successor('wang'));
    says(life, 'wang', 'yes');
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect(life.state.leaving?.on).toBe('2026-06-01');
    heard(life, '2026-05-11');
    expect(life.state.cover).toMatchObject({ fromOn: '2026-05-11', untilOn: '2026-05-31' });
    expect(life.state.leaving?.on).toBe('2026-06-01');
  });
});

describe('Nothing changes', () => {
  const isRefused = (life: PlacementLife, fromOn: string, more: object = {}) =>
    life.refused('personLeft', hears(fromOn, more), system);

  test('hearing it twice, or of what was told here', () => {
    const life = booked();
    heard(life, '2026-06-01');
    expect(isRefused(life, '2026-06-01')).toBe('wrong-state');
    const own = booked();
    leaves(own, '2026-06-01');
    expect(isRefused(own, '2026-06-02')).toBe('wrong-state');
  });

  test('it is over by then, or the person keeps nothing here', () => {
    const life = booked();
    expect(isRefused(life, '2027-03-02')).toBe('wrong-state');
    expect(isRefused(life, '2026-03-09', { personId: 'person-wang' })).toBe('wrong-state');
    coveredBy(life, 'wang');
    expect(isRefused(life, '2026-03-13', { personId: 'person-wang' })).toBe('wrong-state');
  });

  test('only the system tells it', () => {
    expect(booked().refused('personLeft', hears('2026-06-01'))).toBe('not-permitted');
  });
});

describe('What is passed on', () => {
  const passedOn = async (life: PlacementLife, isPassedOn = true) => {
    const sent: object[] = [];
    const tellOfLeaving = async (leaving: object) => sent.push(leaving);
    await leftNews(life.events, life.state, { tellOfLeaving, isPassedOn: () => isPassedOn });
    return sent;
  };
  const id = (s: PlacementState) => s.id;

  test('that the researcher left, or whoever stands in; not an illness, a recall, a withdrawal', async () => {
    const life = booked();
    coveredBy(life, 'wang');
    life.run('reportDisruption', { cause: 'recall', by: 'unit', fromOn: '2026-04-06', untilOn: '2026-04-10' });
    life.run('reportDisruption', { cause: 'left', by: 'person', fromOn: '2026-03-11', personId: 'person-wang' });
    leaves(life, '2026-06-01');
    const placementId = id(life.state);
    const seq = expect.any(Number);
    expect(await passedOn(life)).toEqual([
      { placementId, seq, personId: 'person-wang', fromOn: '2026-03-11', by: 'person' },
      { placementId, seq, personId: researcherId, fromOn: '2026-06-01', by: 'person' },
    ]);
    expect(await passedOn(life, false)).toEqual([]);
    const withdrawn = booked();
    withdrawn.run('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: '2026-06-01' }, researcher);
    expect(await passedOn(withdrawn)).toEqual([]);
  });

  test('what was told is not told on', async () => {
    const life = booked();
    heard(life, '2026-06-01');
    expect(await passedOn(life)).toEqual([]);
  });
});
