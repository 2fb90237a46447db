import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../domain/calendar/local-date.ts';
import {
  calendarOf,
  candidate,
  coveredBy,
  found,
  halfDaysOfWeek,
  idOf,
  ill,
  isRefused,
  says,
  settles,
  told,
  typesOf,
  week,
} from './healing-life.ts';
import { accepted, booked, hostSpeaker, posts, researcher, researcherId, system, text } from './life.ts';
import { tuesdaysAndThursdays, unitSpeaker } from './life.ts';
import type { PlacementLife } from './life.ts';

const standsIn = (life: PlacementLife) => life.state.standIns.map(({ personId, halfDays }) => [personId, halfDays]);

describe('Days that somebody cannot keep', () => {
  test('are given back at once; the others are told how many and when, never why; cover is looked for', () => {
    const life = booked();
    const before = life.state.booking.planned;
    const events = ill(life, { reason: text('private') });
    expect(life.state.booking.planned).toEqual(before.filter((each) => !halfDaysOfWeek.includes(each)));
    expect(typesOf(events)).toEqual(['placementDisrupted', 'bookingReleased', 'coverSought']);
    expect(told(events)).toEqual([
      [posts.unitSupervisor, 'disrupted'],
      [posts.hostSupervisor, 'disrupted'],
    ]);
    const facts = JSON.stringify(events.flatMap(({ notify }) => notify ?? []).filter((n) => n.kind !== 'meeting'));
    expect(facts).toContain('"days":2');
    for (const word of ['illness', 'private', 'cause', researcherId]) expect(facts).not.toContain(word);
    expect(life.state.cover).toMatchObject({ status: 'looking', open: halfDaysOfWeek, untilOn: week.untilOn });
    expect(life.open).toContain('placement-cover');
  });

  test.each([
    ['illness', 'unit', true],
    ['recall', 'unit', true],
    ['recall', 'unit', false],
    ['withdrawal', 'person', false],
    ['withdrawal', 'unit', false],
    ['left', 'person', false],
    ['left', 'unit', false],
  ] as const)('%s by %s, with a last day: %s, looks for cover', (cause, by, isForTime) => {
    const life = booked();
    const when = isForTime ? week : { fromOn: week.fromOn };
    const events = life.run('reportDisruption', { cause, by, ...when }, by === 'unit' ? unitSpeaker : researcher);
    expect(life.state.cover).toMatchObject({ status: 'looking', untilOn: isForTime ? week.untilOn : null });
    // Whoever said it knows; the other two hear.
    expect(told(events).map(([post]) => post)).toEqual(
      [posts.researcher, posts.unitSupervisor, posts.hostSupervisor].filter(
        (post) => post !== (by === 'unit' ? posts.unitSupervisor : posts.researcher),
      ),
    );
  });

  test.each([
    ['illness', 'host', week, 'not-your-side'],
    ['recall', 'person', week, 'not-your-side'],
    ['point-unavailable', 'person', week, 'not-your-side'],
    ['host-closing', 'unit', {}, 'not-your-side'],
    ['illness', 'person', { fromOn: '2026-03-09' }, 'shape-invalid'],
    ['withdrawal', 'person', week, 'shape-invalid'],
    ['illness', 'person', { fromOn: '2026-03-12', untilOn: '2026-03-11' }, 'ends-before-starts'],
    ['illness', 'person', { ...week, personId: 'person-nobody' }, 'no-days-of-theirs'],
    ['illness', 'person', { fromOn: '2026-02-20', untilOn: '2026-03-01' }, 'date-in-past'],
  ])('%s by %s, %j: %s', (cause, by, when, code) => {
    expect(booked().refused('reportDisruption', { cause, by, fromOn: week.fromOn, ...when })).toBe(code);
  });

  test('one side does not speak for another', () => {
    expect(booked().refused('reportDisruption', { cause: 'illness', by: 'person', ...week }, hostSpeaker)).toBe(
      'not-your-side',
    );
  });

  test('while days are being booked nobody says so: they would be booked all the same', () => {
    const life = accepted();
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    expect(life.refused('reportDisruption', { cause: 'illness', by: 'person', ...week })).toBe('wrong-state');
  });

  test('where nothing was planned there is nothing to keep', () => {
    const life = booked();
    const events = ill(life, { fromOn: '2026-03-07', untilOn: '2026-03-08' });
    expect(typesOf(events)).toEqual(['placementDisrupted', 'coverEnded']);
    expect(life.state.cover).toBeNull();
  });
});

describe('People who match', () => {
  test('are asked at once; the first yes stands in, hears of it, and the second is too late', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'), candidate('zhao'));
    expect(life.open.filter((kind) => kind === 'cover-request')).toHaveLength(2);
    says(life, 'wang', 'yes');
    expect([isRefused(life, 'zhao', 'yes'), isRefused(life, 'zhao', 'no')]).toEqual(['cover-taken', 'cover-taken']);
    expect(life.state.cover).toMatchObject({ status: 'booking', chosen: 'candidate-1' });
    const events = settles(life);
    expect(told(events).map((one) => one.join())).toEqual([
      `${posts.researcher},covered`,
      `${posts.unitSupervisor},covered`,
      `${posts.hostSupervisor},covered`,
    ]);
    expect(calendarOf(events, 'wang')).toMatchObject([{ method: 'request', fromOn: '2026-03-10', toOn: '2026-03-12' }]);
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek]]);
    expect([life.state.cover, life.open.some((kind) => kind.startsWith('cover'))]).toEqual([null, false]);
  });

  test('say no, and the next are looked for; those are no more asked', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'), candidate('zhao'));
    says(life, 'wang', 'no');
    expect(life.state.cover?.status).toBe('asked');
    expect(typesOf(says(life, 'zhao', 'no'))).toEqual(['coverAnswered', 'coverSought']);
    // An answer to the question before fits no more.
    expect(life.refused('proposeCover', { round: 2, candidates: [] }, system)).toBe('wrong-state');
    found(life, candidate('wang'), candidate('li'));
    expect(life.open.filter((kind) => kind === 'cover-request')).toHaveLength(1);
    expect(idOf(life, 'li')).toBe('candidate-3');
  });

  test('say no in a second round where somebody of the first was silent: it goes on at once', () => {
    const life = booked();
    ill(life, { fromOn: '2026-04-07', untilOn: '2026-04-10' });
    found(life, candidate('wang'));
    life.live('2026-03-06');
    expect(life.state.cover).toMatchObject({ status: 'looking', requests: { 'candidate-1': { answer: 'silent' } } });
    expect(isRefused(life, 'wang', 'no')).toBe('cover-taken');
    found(life, candidate('zhao'));
    expect(typesOf(says(life, 'zhao', 'no'))).toContain('coverSought');
  });

  test('nobody is left: our office and its director hear how many days are missing, and from when to when', () => {
    const life = booked();
    ill(life);
    const events = found(life);
    expect(events.find(({ type }) => type === 'coverShort')?.data).toMatchObject({
      days: 2,
      firstOn: '2026-03-10',
      lastOn: '2026-03-12',
    });
    expect(told(events)).toContainEqual([posts.hostSupervisor, 'short']);
    expect(life.open).toContain('placement-shortfall');
    expect(life.open).not.toContain('placement-cover');
    const escalated = life.live('2026-03-03').filter(({ kind }) => kind === 'escalation');
    expect(escalated.map(({ to }) => to)).toEqual([{ postId: 'post-director' }]);
    life.run('seekCover');
    expect(life.open).toContain('placement-cover');
    found(life);
    life.run('acceptShortfall', { reason: text('made up in autumn') });
    expect([life.state.cover, life.open.includes('placement-shortfall'), life.state.status]).toEqual([
      null,
      false,
      'open',
    ]);
  });

  test('a shortfall is accepted once: said twice it does not end what is looked for next', () => {
    const life = booked();
    ill(life);
    found(life);
    life.run('acceptShortfall', { reason: text('made up') });
    ill(life, { fromOn: '2026-03-16', untilOn: '2026-03-20' });
    expect(life.refused('acceptShortfall', { reason: text('made up') })).toBe('wrong-state');
    expect(life.refused('acceptShortfall', { reason: text('made up'), coverId: 'cover-1' })).toBe('wrong-state');
    life.run('acceptShortfall', { reason: text('made up'), coverId: 'cover-2' });
    expect(life.state.cover).toBeNull();
  });

  test('keep part of the days, and the rest is looked for with the others who had not answered', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang', { halfDays: halfDaysOfWeek.slice(0, 2) }), candidate('zhao'));
    says(life, 'wang', 'yes');
    const events = settles(life);
    expect(typesOf(events)).toEqual(['placementCovered', 'coverSought']);
    expect(life.state.cover).toMatchObject({ status: 'looking', open: halfDaysOfWeek.slice(2) });
    found(life, candidate('zhao'));
    says(life, 'zhao', 'yes');
    settles(life);
    expect(standsIn(life)).toEqual([
      ['person-wang', halfDaysOfWeek.slice(0, 2)],
      ['person-zhao', halfDaysOfWeek.slice(2)],
    ]);
  });

  test('are taken elsewhere meanwhile: the next one is looked for', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    const cap = { rule: 'max-enterprises', source: 'CX1', value: 3, enterpriseIds: ['org-a', 'org-b', 'org-c'] };
    expect(typesOf(settles(life, { cap }))).toEqual(['coverSought']);
    expect(standsIn(life)).toEqual([]);
  });

  test('need the consent of an enterprise that asked for somebody by name', () => {
    const life = booked({ isRequested: true });
    ill(life);
    found(life, candidate('wang'), candidate('zhao'));
    says(life, 'wang', 'yes');
    expect([life.state.cover?.status, life.open.includes('cover-consent')]).toEqual(['consent', true]);
    expect(life.refused('answerSubstitute', { answer: 'yes' }, unitSpeaker)).toBe('not-your-side');
    life.run('answerSubstitute', { answer: 'no' }, hostSpeaker);
    expect([life.state.cover?.status, life.open.includes('cover-consent')]).toEqual(['looking', false]);
    // Who was only slower than the one that it did not want may be asked.
    found(life, candidate('wang'), candidate('zhao'));
    expect(idOf(life, 'zhao')).toBe('candidate-3');
    says(life, 'zhao', 'yes');
    life.run('answerSubstitute', { answer: 'yes' }, hostSpeaker);
    settles(life);
    expect(standsIn(life)).toEqual([['person-zhao', halfDaysOfWeek]]);
  });
});

describe('Something else happens while days are healed', () => {
  test('whoever stands in falls ill: they are not asked for these days', () => {
    const life = booked();
    coveredBy(life, 'wang');
    const events = life.run(
      'reportDisruption',
      { cause: 'illness', by: 'person', personId: 'person-wang', fromOn: '2026-03-12', untilOn: '2026-03-13' },
      { ...researcher, id: 'person-wang', personId: 'person-wang', postIds: ['post-wang'] },
    );
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek.slice(0, 2)]]);
    expect(life.state.cover).toMatchObject({ open: halfDaysOfWeek.slice(2), cannot: ['person-wang'] });
    expect(events.find(({ type }) => type === 'bookingReleased')?.data).toMatchObject({ personId: 'person-wang' });
    found(life, candidate('wang'));
    expect(life.state.cover?.status).toBe('short');
  });

  test('more days are lost: all of them are looked for at once, nothing of the former search is left', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    ill(life, { fromOn: '2026-03-16', untilOn: '2026-03-18' });
    expect(life.state.cover).toMatchObject({
      id: 'cover-2',
      open: [...halfDaysOfWeek, '2026-03-17/am', '2026-03-17/pm'],
    });
    expect(
      Object.keys(life.state.followUps).filter((id) => id.includes('cover-1') || id.includes('candidate')),
    ).toEqual([]);
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    settles(life);
    expect(standsIn(life)[0]?.[1]).toHaveLength(6);
  });

  test('an answer to a question about days before fits no question about other days', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    const { round } = life.state.cover ?? {};
    ill(life, { fromOn: '2026-03-16', untilOn: '2026-03-18' });
    found(life, candidate('zhao'));
    says(life, 'zhao', 'yes');
    expect(life.refused('settleCover', { round, result: { booked: true } }, system)).toBe('wrong-state');
  });

  test('what was being booked for whoever was chosen is given back', () => {
    const inFlight = (): PlacementLife => {
      const life = booked();
      ill(life);
      found(life, candidate('wang'));
      says(life, 'wang', 'yes');
      return life;
    };
    const more = inFlight();
    expect(typesOf(ill(more))).toContain('coverRowsDropped');
    const closed = inFlight();
    expect(typesOf(closed.run('closePlacement', { outcome: 'withdrawn', reason: text('over') }))).toContain(
      'coverRowsDropped',
    );
    expect([closed.state.cover, closed.state.status]).toEqual([null, 'closed']);
    const accepting = inFlight();
    expect(typesOf(accepting.run('acceptShortfall', { reason: text('over'), coverId: 'cover-1' }))).toContain(
      'coverRowsDropped',
    );
  });

  test('the researcher comes after all: nobody is needed, and nobody keeps a half day twice', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    expect(isRefused(life, 'wang', 'yes')).toBe('cover-taken');
    life.run('settleBooking', { round: life.state.booking.round, result: { booked: true } }, system);
    life.wake();
    expect([life.state.cover, standsIn(life), life.open.includes('cover-request')]).toEqual([null, [], false]);
  });

  test('days are planned again around those on which somebody stands in', () => {
    const life = booked();
    coveredBy(life, 'wang');
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    expect(life.state.booking.asked?.halfDays.filter((each) => halfDaysOfWeek.includes(each))).toEqual([]);
    life.run('settleBooking', { round: life.state.booking.round, result: { booked: true } }, system);
    const named = { halfDays: ['2026-03-10/am'], underMinimumReason: text('x') };
    expect(life.refused('planDays', named)).toBe('day-not-plannable');
  });

  test('nothing comes from the machinery: it is asked again within the hour, by a question of its own', () => {
    const life = booked();
    ill(life);
    life.at = life.state.cover?.untilAt ?? '';
    life.wake();
    expect(life.state.cover).toMatchObject({ status: 'looking', round: 3 });
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    life.at = life.state.cover?.untilAt ?? '';
    life.wake();
    expect(life.events.at(-1)?.type).toBe('coverBookingAsked');
    settles(life);
    expect(standsIn(life)).toHaveLength(1);
  });

  test('days pass while somebody is looked for: they are missing, and it is said', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.live('2026-03-05');
    const notices = [];
    for (let on = '2026-03-06'; on <= '2026-03-16' && life.state.cover?.status !== 'short'; on = addDays(on, 1)) {
      notices.push(...life.live(on));
    }
    expect(life.events.find(({ type }) => type === 'coverShort')?.data).toMatchObject({
      days: 2,
      lastOn: '2026-03-12',
    });
    expect(life.open).toContain('placement-shortfall');
  });
});
