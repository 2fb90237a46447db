import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { successorOf } from '../../../workflows/family-news.ts';
import {
  candidate,
  coveredBy,
  found,
  halfDaysOfWeek,
  idOf,
  ill,
  isRefused,
  leaves,
  says,
  settles,
  successor,
  told,
  typesOf,
  week,
} from './healing-life.ts';
import {
  accepted,
  booked,
  coordinator,
  hostSpeaker,
  open,
  posts,
  researcher,
  ref,
  researcherId,
  system,
  text,
} from './life.ts';
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
    ['illness', 'person', { ...week, personId: 'person-nobody' }, 'unknown-person'],
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
      'post-wang,yours',
    ]);
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
    expect(isRefused(life, 'wang', 'yes')).toBe('cover-taken');
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

describe('The place is what is missing', () => {
  test('the point: whoever comes on these days does not, other days are agreed on, and no cover is looked for', () => {
    const life = booked();
    coveredBy(life, 'wang');
    const events = life.run(
      'reportDisruption',
      { cause: 'point-unavailable', by: 'host', fromOn: '2026-03-12', untilOn: '2026-03-17' },
      hostSpeaker,
    );
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek.slice(0, 2)]]);
    expect(life.state.booking.planned).not.toContain('2026-03-17/am');
    expect(told(events).map(([post, change]) => `${post} ${String(change)}`)).toEqual([
      `${posts.researcher} unkept`,
      `${posts.unitSupervisor} unkept`,
      'post-wang unkept',
    ]);
    expect([life.state.cover, life.open.includes('placement-days')]).toEqual([null, true]);
  });

  test('the point, while cover is looked for: the other days are looked for all the same', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.run(
      'reportDisruption',
      { cause: 'point-unavailable', by: 'host', fromOn: '2026-03-12', untilOn: '2026-03-12' },
      hostSpeaker,
    );
    expect(life.state.cover).toMatchObject({ id: 'cover-1', status: 'asked', open: halfDaysOfWeek.slice(0, 2) });
    says(life, 'wang', 'yes');
    settles(life);
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek.slice(0, 2)]]);
  });

  test.each(['host-closing', 'withdrawal'])(
    'the enterprise (%s): it ends, nobody is sent, and the service stands',
    (cause) => {
      const life = booked();
      life.goTo('2026-04-20').wake();
      const events = life.run('reportDisruption', { cause, by: 'host', fromOn: '2026-04-20' }, hostSpeaker);
      expect(life.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', cover: null });
      expect(life.state.booking.planned.at(-1)?.slice(0, 10) ?? '').toMatch(/^2026-04-(16|20)/);
      expect(told(events).map(([, change]) => change)).toEqual(['ended', 'ended', 'ended']);
    },
  );

  test('the enterprise, later: until then everything goes on, also what is looked for', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.run('reportDisruption', { cause: 'host-closing', by: 'host', fromOn: '2026-05-12' }, hostSpeaker);
    expect(life.state).toMatchObject({ status: 'open', cover: { status: 'asked', open: halfDaysOfWeek } });
    expect(life.state.booking.planned.at(-1)).toBe('2026-05-07/pm');
    expect(life.refused('planDays', { halfDays: ['2026-05-12/am'], underMinimumReason: text('x') })).toBe(
      'day-not-plannable',
    );
    says(life, 'wang', 'yes');
    settles(life);
    life.live('2026-05-12');
    expect([life.state.status, life.state.outcome]).toEqual(['closed', 'withdrawn']);
  });
});

describe('The researcher leaves for good', () => {
  test('somebody takes the place over by a placement of their own, and this one ends as withdrawn', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life, successor('wang'));
    const chosen = says(life, 'wang', 'yes');
    const asked = chosen.find(({ type }) => type === 'successorFound');
    const command = asked ? successorOf(asked, life.state) : null;
    expect(command).toMatchObject({
      name: 'proposePlacement',
      data: {
        personId: 'person-wang',
        coverOf: ref.id,
        fromOn: '2026-03-03',
        toOn: '2027-03-01',
        facts: { isWilling: true },
      },
    });
    const events = life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', cover: null });
    expect(events.find(({ type }) => type === 'coverEnded')?.data).toMatchObject({
      how: 'covered',
      placementId: 'placement-2',
    });
    expect(told(events).map(([, change]) => change)).toEqual(['ended', 'ended', 'ended']);
  });

  test('later: the days until then are kept, and the successor begins when they end', () => {
    const life = booked();
    leaves(life, '2026-05-12');
    found(life, successor('wang'));
    const asked = says(life, 'wang', 'yes').find(({ type }) => type === 'successorFound');
    expect(asked?.data['fromOn']).toBe('2026-05-12');
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect([life.state.status, life.state.booking.planned.at(-1)]).toEqual(['open', '2026-05-07/pm']);
    expect(life.refused('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: '2026-04-01' })).toBe(
      'wrong-state',
    );
    // Until then they may fall ill, and somebody stands in.
    coveredBy(life, 'zhao');
    life.live('2026-05-12');
    expect([life.state.status, life.state.leaving]).toEqual(['closed', undefined]);
  });

  test('the agreement does not take the successor: our office has to look at it', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life, successor('wang'));
    says(life, 'wang', 'yes');
    life.at = life.state.cover?.untilAt ?? '';
    life.wake();
    expect([life.state.cover?.status, life.open.includes('placement-shortfall')]).toEqual(['short', true]);
    // What came late is taken all the same.
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect(life.state.status).toBe('closed');
  });

  test('nobody takes it over: accepting that ends it', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life);
    life.run('acceptShortfall', { reason: text('the need is met') });
    expect([life.state.status, life.state.outcome]).toEqual(['closed', 'withdrawn']);
  });

  test('an illness meanwhile is told too, and our office agrees on days: whoever takes over does not keep them', () => {
    const life = booked();
    leaves(life, '2026-05-12');
    const events = ill(life);
    expect(told(events)).toContainEqual([posts.hostSupervisor, 'unkept']);
    expect(life.state.cover).toMatchObject({ id: 'cover-1', untilOn: null });
    expect(life.open).toContain('placement-days');
  });

  test('before anybody has accepted it ends at once, and the enterprise does not hear of it', () => {
    const life = open();
    const events = life.run('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: week.fromOn }, researcher);
    expect([life.state.status, told(events)]).toEqual(['closed', []]);
  });
});

describe('A hold', () => {
  const pause = (life: PlacementLife, untilOn: string) =>
    life.run('pausePlacement', { untilOn, reason: text('move'), approverPersonId: 'person-director' }, system);

  test('gives its days back, stand-ins’ too, and asks for others when it goes on', () => {
    const life = booked();
    coveredBy(life, 'wang');
    pause(life, '2026-03-31');
    expect(standsIn(life)).toEqual([]);
    expect(life.state.booking.planned.filter((each) => each > '2026-03-03' && each < '2026-04')).toEqual([]);
    life.goTo('2026-03-20').run('resumePlacement', {}, system);
    expect(life.open).toContain('placement-days');
  });

  test('needs nobody to stand in meanwhile; days after it are looked for as before', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    pause(life, '2026-03-11');
    expect(life.state.cover).toMatchObject({ status: 'asked', open: halfDaysOfWeek.slice(2) });
    const whole = booked();
    ill(whole);
    pause(whole, '2026-03-31');
    expect(whole.state.cover).toBeNull();
  });

  test('while days are being booked leaves those after it to be booked anew, whatever rows there are', () => {
    const life = booked();
    life.run('planDays', { pattern: [{ weekday: 3, half: 'am' }], underMinimumReason: text('x') });
    const { round } = life.state.booking;
    const events = pause(life, '2026-03-31');
    expect(typesOf(events)).toEqual(['placementPaused', 'bookingReleased', 'bookingAskedAgain']);
    expect(life.refused('settleBooking', { round, result: { booked: true } }, system)).toBe('wrong-state');
    expect(life.state.booking.asked?.halfDays[0]).toBe('2026-04-01/am');
    life.run('settleBooking', { round: round + 1, result: { booked: true } }, system);
    expect(life.state.booking.planned[0]).toBe('2026-04-01/am');
  });
});

test('closing while days are healed ends the search, and candidates are asked no more', () => {
  const life = booked();
  ill(life);
  found(life, candidate('wang'));
  life.run('closePlacement', { outcome: 'withdrawn', reason: text('over') }, coordinator);
  expect([life.state.cover, life.open]).toEqual([null, []]);
  expect(isRefused(life, 'wang', 'yes')).toBe('placement-closed');
});

test('carried with healing in flight in less than 25 KB: a year planned, five candidates with days of their own, four rounds', () => {
  const life = booked({}, {}, { pattern: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, half: 'am' })) });
  ill(life, { fromOn: '2026-03-09', untilOn: '2026-11-30' });
  const halfDays = life.state.cover?.open.slice(1) ?? [];
  let most = 0;
  for (let round = 0; round < 4; round += 1) {
    found(life, ...[1, 2, 3, 4, 5].map((n) => candidate(`r${round}-${n}`, { halfDays })));
    most = Math.max(most, JSON.stringify(life.state).length);
    for (const n of [1, 2, 3, 4, 5]) says(life, `r${round}-${n}`, 'no');
  }
  process.stdout.write(`carried while days are healed: ${most} bytes\n`);
  expect(most).toBeLessThan(25 * 1024);
});
