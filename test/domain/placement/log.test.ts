import { describe, expect, test } from '@jest/globals';
import { candidateActor, coveredBy } from './healing-life.ts';
import { coordinator, hostSpeaker, hostSupervisor, researcher, text, unitSupervisor } from './life.ts';
import type { PlacementLife } from './life.ts';
import { booked, day, liveLogging, plannedBy, thriceAWeek } from './site-life.ts';

/** From the first day on site to logs that are filed, confirmed, doubted or missing. The placement is from 2 March 2026 to 1 March 2027. */

const from = '2026-03-02';
const until = '2027-03-01';
const year = plannedBy(thriceAWeek, from, until);
const march = { periodId: 'period-1' };
const firstDays = ['2026-03-03', '2026-03-05', '2026-03-10', '2026-03-12'];

/** On site since 3 March, on the day the first log is asked for. */
function asked(planned = year): PlacementLife {
  const life = booked(planned);
  life.live('2026-03-16');
  return life;
}
const types = (life: PlacementLife) => life.events.map((event) => event.type);

describe('on site', () => {
  test('begins by itself with the first day planned, and not before', () => {
    const life = booked(year);
    life.live('2026-03-02');
    expect(life.state.stage).toBe('booked');
    life.live('2026-03-03');
    expect(life.state.stage).toBe('on-site');
    expect(life.open).toEqual(['placement-renewal']);
    expect(types(life).filter((type) => type === 'placementBegun')).toHaveLength(1);
  });

  test('begins with whoever stands in before the researcher has ever come: their days have a half month to be logged in', () => {
    const life = booked(plannedBy(thriceAWeek, from, until));
    coveredBy(life, 'wang', {}, { fromOn: from, untilOn: '2026-03-15' });
    life.live('2026-03-02');
    expect(life.state.stage).toBe('booked');
    life.live('2026-03-03');
    expect([life.state.stage, life.state.booking.planned[0]]).toEqual(['on-site', '2026-03-17/am']);
    life.live('2026-03-16');
    expect(life.open).toContain('placement-log');
    life.run('logDays', { ...march, took: 'as-planned', what: text('work') }, candidateActor('wang'));
    expect(life.open).toContain('placement-presence');
    expect(life.refused('confirmPresence', march, hostSpeaker)).toBeNull();
    // Nobody comes but the one who stands in: they are on site all the same.
    const only = booked(['2026-03-03/am', '2026-03-05/am']);
    coveredBy(only, 'wang', {}, { fromOn: from, untilOn: '2026-03-15' });
    expect(only.state.booking.planned).toEqual([]);
    only.live('2026-03-16');
    expect(only.open).toContain('placement-log');
  });

  test('while on hold, or where days were refused, it does not begin', () => {
    const held = booked(year);
    held.run('pausePlacement', { untilOn: '2026-03-20', reason: text('why'), approverPersonId: 'person-director' });
    held.live('2026-03-10');
    expect(held.state.stage).toBe('booked');
    const clash = booked(year);
    clash.state.booking = { ...clash.state.booking, status: 'clash', planned: [] };
    clash.live('2026-03-10');
    expect(clash.state.stage).toBe('booked');
  });
});

describe('the log of a half month', () => {
  test('is asked for in the night after it, due three working days later, and filing it ends that [CX5]', () => {
    const life = asked();
    expect(life.state.followUps['placement-log.period-1']).toMatchObject({
      ownerPostId: 'post-researcher',
      openedOn: '2026-03-16',
      dueOn: '2026-03-19',
    });
    life.run('logDays', { ...march, days: firstDays.map((on) => day(on)) }, researcher);
    expect(life.open).toEqual(['placement-presence', 'placement-renewal']);
    life.live('2026-04-01');
    expect(life.open).toContain('placement-log');
    expect(life.state.followUps['placement-log.period-2']?.dueOn).toBe('2026-04-07');
  });

  test('may be told day by day; when all planned days are there nobody is asked for it, but the host is', () => {
    const life = booked(plannedBy([[2, 'am']], from, until), {}, { scheme: { id: 'free', version: 1, rules: [] } });
    life.live('2026-03-03');
    life.run('logDays', { ...march, days: [day('2026-03-03', 'am')] }, researcher);
    expect(life.open).toEqual(['placement-renewal']);
    life.live('2026-03-10');
    life.run('logDays', { ...march, days: [day('2026-03-10', 'am')] }, researcher);
    life.live('2026-03-16');
    expect(life.open).toEqual(['placement-presence', 'placement-renewal']);
  });

  test('of which nothing was planned is not asked for', () => {
    const life = asked(['2026-03-03/am', '2026-04-02/am']);
    life.run('logDays', { ...march, days: [day('2026-03-03', 'am')] }, researcher);
    life.live('2026-04-10');
    expect(life.open).not.toContain('placement-log');
    life.live('2026-04-16');
    expect(life.open).toContain('placement-log');
  });

  test('says with a reason that there was nothing, once the half month is over; the host is asked nothing then', () => {
    const life = asked();
    expect(life.refused('logDays', { ...march })).toBe('shape-invalid');
    expect(life.refused('logDays', { ...march, days: [day('2026-03-03')], nothingBecause: text('ill') })).toBe(
      'shape-invalid',
    );
    expect(life.refused('logDays', { periodId: 'period-2', nothingBecause: text('ill') })).toBe('date-in-future');
    life.run('logDays', { ...march, nothingBecause: text('ill') }, researcher);
    expect(life.open).toEqual(['placement-renewal']);
    expect(life.state.log.marks).toEqual({});
  });

  test('in one word: as planned, or nothing and why', () => {
    const life = asked();
    expect(life.refused('logDays', { ...march, took: 'as-planned' })).toBe('shape-invalid');
    expect(life.refused('logDays', { ...march, what: text('trial') })).toBe('shape-invalid');
    const all = { ...march, took: 'as-planned', what: text('trial') };
    expect(life.refused('logDays', { ...all, days: [day('2026-03-03')] })).toBe('shape-invalid');
    life.run('logDays', { ...march, days: [day('2026-03-03')] }, researcher);
    const [event] = life.run('logDays', all, researcher);
    expect(event?.data['days']).toEqual(
      ['2026-03-05/am', '2026-03-10/am', '2026-03-10/pm', '2026-03-12/am'].map((half) => ({
        onDate: half.slice(0, 10),
        half: half.slice(11),
        what: text('trial'),
      })),
    );
    expect(life.refused('logDays', all)).toBe('logged-twice');
    life.run('confirmPresence', march, hostSupervisor);
    expect(life.refused('logDays', all)).toBe('logged-twice');
    // Nothing was planned there, so that nothing comes twice.
    const rare = asked(['2026-03-03/am', '2026-04-02/am']);
    rare.live('2026-04-01');
    expect(rare.refused('logDays', { ...all, periodId: 'period-2' })).toBe('wrong-state');
    life.live('2026-04-01');
    life.run('logDays', { periodId: 'period-2', took: 'nothing', what: text('ill') }, researcher);
    expect(life.open).not.toContain('placement-log');
  });

  test('half days count, and a whole day is two of them', () => {
    const life = asked();
    life.run('logDays', { ...march, days: [day('2026-03-03', 'am', 4), day('2026-03-05', 'whole', 9)] }, researcher);
    expect(life.state.log.marks).toEqual({ '2026-03': '....l...ll' });
  });

  test('is not asked for of half months that passed on hold', () => {
    const life = asked();
    life.run('logDays', { ...march, days: [day('2026-03-03')] }, researcher);
    life.run('pausePlacement', { untilOn: '2026-04-28', reason: text('why'), approverPersonId: 'person-director' });
    life.live('2026-04-28');
    life.run('resumePlacement', {});
    life.live('2026-05-01');
    const logs = Object.keys(life.state.followUps).filter((id) => id.startsWith('placement-log'));
    expect(logs).toEqual(['placement-log.period-4']);
    life.run('logDays', { periodId: 'period-2', days: [day('2026-03-17')] }, researcher);
  });
});

describe('a log is refused', () => {
  const days = (...all: object[]) => ({ ...march, days: all });
  test.each([
    ['day-outside-period', days(day('2026-03-16')), /2026-03-16 is not within 2026-03-02 to 2026-03-15/],
    ['day-outside-period', days(day('2026-03-01')), /2026-03-02/],
    ['date-in-future', { periodId: 'period-2', days: [day('2026-03-20')] }, /lies after today, 2026-03-16/],
    ['too-many-hours', days(day('2026-03-03', 'whole', 25)), /25 hours.*24.*rule hours-a-day, source/],
    ['too-many-hours', days(day('2026-03-03', 'am', 13)), /at most 12/],
    ['logged-twice', days(day('2026-03-03', 'am'), day('2026-03-03')), /2026-03-03 \(whole\)/],
    ['unknown-item', { periodId: 'period-26', nothingBecause: text('x') }, /period-26/],
  ])('%s', (code, data, why) => {
    const life = asked();
    expect(life.refused('logDays', data, researcher)).toBe(code);
    expect(life.why('logDays', data, researcher)).toMatch(why);
  });

  test('all days at fault are named with their place', () => {
    const life = asked();
    const decision = life.decide('logDays', days(day('2026-03-03'), day('2026-03-16'), day('2026-04-01')), researcher);
    expect(decision).toMatchObject({ faults: [{ pointer: '/days/1' }, { pointer: '/days/2' }] });
  });

  test('twice: what is logged, whichever log it came with, and whatever the host said of it', () => {
    const life = asked();
    life.run('logDays', days(day('2026-03-03', 'pm')), researcher);
    expect(life.refused('logDays', days(day('2026-03-03')), researcher)).toBe('logged-twice');
    life.run('confirmPresence', march, hostSupervisor);
    expect(life.refused('logDays', days(day('2026-03-03', 'pm')), researcher)).toBe('logged-twice');
    expect(life.refused('logDays', days(day('2026-03-03', 'am')), researcher)).toBeNull();
  });

  test('from whoever is placed elsewhere, of another unit, or the host; our office may enter it', () => {
    const life = asked();
    const stranger = { ...researcher, id: 'person-7', personId: 'person-7', postIds: ['post-7'] };
    const log = days(day('2026-03-03'));
    expect(life.refused('logDays', log, stranger)).toBe('not-your-placement');
    expect(life.refused('logDays', log, hostSpeaker)).toBe('not-your-placement');
    expect(life.refused('logDays', log, { ...hostSupervisor, roles: ['liaison'] })).toBe('not-your-placement');
    expect(life.refused('logDays', log, coordinator)).toBeNull();
  });

  test('before the first day on site', () => {
    expect(booked(year).refused('logDays', days(day('2026-03-02')), researcher)).toBe('stage-not-allowed');
  });
});

describe('the host is asked whether the researcher was there', () => {
  function logged(): PlacementLife {
    const life = asked();
    life.run('logDays', { ...march, days: firstDays.map((on) => day(on)) }, researcher);
    return life;
  }

  test('its supervisor, once; confirming ends it', () => {
    const life = logged();
    expect(life.state.followUps['placement-presence.period-1']).toMatchObject({
      ownerPostId: 'post-host-supervisor',
      sideOrgId: 'org-zzuet',
      dueOn: '2026-03-23',
    });
    life.run('confirmPresence', march, hostSupervisor);
    expect(life.open).toEqual(['placement-renewal']);
    expect(life.state.log.marks).toEqual({ '2026-03': '....cc..cc........cc..cc' });
    expect(life.refused('confirmPresence', march, hostSupervisor)).toBe('wrong-state');
  });

  test('its silence costs no day, and the record says that this is why they count', () => {
    const life = logged();
    life.live('2026-03-23');
    expect(life.open).toContain('placement-presence');
    life.live('2026-03-24');
    expect(life.open).not.toContain('placement-presence');
    expect(life.events.find((event) => event.type === 'presenceTaken')?.data).toEqual({
      ...march,
      halfDays: 8,
      why: 'no-answer',
    });
    expect(life.state.log.marks).toEqual({ '2026-03': '....ll..ll........ll..ll' });
    // Saying yes late is always possible, saying no is a matter for a conversation.
    const doubt = { ...march, days: [{ onDate: '2026-03-03', half: 'am' }], reason: text('no') };
    expect(life.refused('disputePresence', doubt, hostSupervisor)).toBe('wrong-state');
    life.run('confirmPresence', march, hostSupervisor);
  });

  test('nobody of ours is told of its silence, and it is asked no second time', () => {
    const life = logged();
    const told = life.live('2026-03-31').filter((notice) => notice.followUpId === 'placement-presence.period-1');
    expect(told.map(({ to, kind }) => [to, kind])).toEqual([[{ postId: 'post-host-supervisor' }, 'due']]);
  });

  test('days it disputes go to our liaison and count once they are settled', () => {
    const life = logged();
    const half = { onDate: '2026-03-05', half: 'pm' };
    const doubt = { ...march, days: [{ onDate: '2026-03-05', half: 'am' }, half], reason: text('was not here') };
    life.run('disputePresence', doubt, hostSupervisor);
    expect(life.open).toEqual(['placement-dispute', 'placement-renewal']);
    expect(life.state.followUps['placement-dispute.period-1']?.ownerPostId).toBe('post-liaison');
    expect(life.state.log.marks).toEqual({ '2026-03': '....cc..dd........cc..cc' });
    const settle = (counts: boolean, onDate = '2026-03-05', part = 'am') => ({
      ...march,
      days: [{ onDate, half: part, counts }],
      reason: text('asked both'),
    });
    expect(life.refused('settleDays', settle(true), { ...researcher, roles: ['liaison'] })).toBe('not-by-author');
    expect(life.refused('settleDays', settle(true, '2026-03-03'))).toBe('wrong-state');
    life.run('settleDays', settle(true));
    expect(life.open).toContain('placement-dispute');
    life.run('settleDays', settle(false, '2026-03-05', 'pm'));
    expect(life.open).not.toContain('placement-dispute');
    expect(life.state.log.marks).toEqual({ '2026-03': '....cc..cx........cc..cc' });
    // What was struck is not logged once more behind everybody's back.
    expect(life.refused('logDays', { ...march, days: [day('2026-03-05', 'pm')] }, researcher)).toBe('logged-twice');
  });

  test('neither the researcher nor the home unit answers for it', () => {
    const life = logged();
    const own = { ...researcher, roles: ['confirmer' as const] };
    expect(life.refused('confirmPresence', march, own)).toBe('not-by-author');
    expect(life.refused('confirmPresence', march, unitSupervisor)).toBe('not-your-side');
    // Our office may write down what the host said on the telephone.
    expect(life.refused('confirmPresence', march, coordinator)).toBeNull();
  });

  test('a log may be corrected until then: the host is asked about what it says now', () => {
    const life = logged();
    const mended = { ...march, days: [day('2026-03-04')], reason: text('mixed up') };
    life.live('2026-03-17');
    life.run('correctLog', mended, researcher);
    expect(life.state.log.marks).toEqual({ '2026-03': '......ll' });
    expect(life.state.followUps['placement-presence.period-1']?.openedOn).toBe('2026-03-17');
    life.run('confirmPresence', march, hostSupervisor);
    expect(life.refused('correctLog', mended, researcher)).toBe('wrong-state');
    expect(life.refused('correctLog', { ...mended, periodId: 'period-2' }, researcher)).toBe('wrong-state');
  });

  test('a correction is held to the same rules', () => {
    const life = logged();
    const mended = (...all: object[]) => ({ ...march, days: all, reason: text('mixed up') });
    expect(life.refused('correctLog', mended(day('2026-03-20')), researcher)).toBe('day-outside-period');
    expect(life.refused('correctLog', mended(day('2026-03-03', 'am', 25)), researcher)).toBe('too-many-hours');
    expect(
      life.refused('correctLog', mended(day('2026-03-03')), { ...researcher, personId: 'person-7', postIds: [] }),
    ).toBe('not-your-placement');
    life.run('correctLog', { ...mended(), nothingBecause: text('was ill') }, researcher);
    expect(life.open).toEqual(['placement-renewal']);
  });
});

describe('logs that do not come', () => {
  test('twice in a row: our liaison asks, then our ladder climbs and the own unit reads of it', () => {
    const life = asked();
    life.live('2026-04-08');
    expect(life.state.log).toMatchObject({ missing: [1], missed: 1 });
    expect(life.open).not.toContain('placement-missed-log');
    // The second was due on 7 April; two working days of grace.
    life.live('2026-04-09');
    expect(life.state.log).toMatchObject({ missing: [1, 2], missed: 2 });
    expect(life.state.followUps['placement-missed-log.placement-1']).toMatchObject({
      ownerPostId: 'post-liaison',
      dueOn: '2026-04-16',
    });
    const told = life.live('2026-04-30').filter(({ followUpId }) => followUpId === 'placement-missed-log.placement-1');
    const escalated = told.filter(({ kind }) => kind === 'escalation').map(({ to, on }) => [to, on]);
    expect(escalated.slice(0, 3)).toEqual([
      [{ postId: 'post-coordinator' }, '2026-04-20'],
      [{ postId: 'post-college' }, '2026-04-20'],
      [{ postId: 'post-director' }, '2026-04-22'],
    ]);
  });

  test('one in between ends the row', () => {
    const life = asked();
    life.live('2026-04-01');
    life.run('logDays', { periodId: 'period-2', days: [day('2026-03-17')] }, researcher);
    life.live('2026-04-16');
    expect(life.open).not.toContain('placement-missed-log');
    life.live('2026-04-25');
    expect(life.state.log).toMatchObject({ missing: [1, 3], missed: 1 });
  });

  test('entering what is missing ends the task, also by our liaison and with nothing', () => {
    const life = asked();
    life.live('2026-04-12');
    expect(life.open).toContain('placement-missed-log');
    life.run(
      'logDays',
      { ...march, nothingBecause: text('was ill') },
      { id: 'person-l', personId: 'person-l', roles: ['liaison'] },
    );
    expect(life.state.log).toMatchObject({ missing: [2], missed: 1 });
    expect(life.open).toContain('placement-missed-log');
    life.run('logDays', { periodId: 'period-2', days: [day('2026-03-17')] }, researcher);
    expect(life.open).not.toContain('placement-missed-log');
  });

  test('a single one that nobody mends is not forgotten: after twenty working days our liaison asks', () => {
    const life = asked();
    for (const on of ['2026-04-01', '2026-04-16']) {
      life.live(on);
      const open = Object.values(life.state.followUps).filter((f) => f.kind === 'placement-log');
      life.run('logDays', { periodId: open.at(-1)?.about.id, nothingBecause: text('none') }, researcher);
    }
    expect(life.state.log.missing).toEqual([1]);
    // Due on 19 March; 6 April is a holiday.
    life.live('2026-04-16');
    expect(life.open).not.toContain('placement-missed-log');
    life.live('2026-04-17');
    expect(life.open).toContain('placement-missed-log');
  });

  test('a year of silence carries four open logs at the most, and every one is known to be missing', () => {
    const life = asked();
    life.live('2027-03-20');
    expect(life.open.filter((kind) => kind === 'placement-log')).toHaveLength(4);
    // All but the last, of one day, in which nothing was planned.
    expect(life.state.log.missing).toHaveLength(24);
  });

  test('after an outage of months each is asked for once, and each host answer taken once', () => {
    const life = booked(year);
    life.live('2026-03-10');
    life.goTo('2026-06-20');
    life.wake();
    expect(types(life).filter((type) => type === 'logAsked')).toHaveLength(7);
    expect(life.open.filter((kind) => kind === 'placement-log').length).toBeGreaterThan(3);
    expect(life.wake()).toEqual([]);
  });
});

test('two years, three half days a week, all logged and confirmed are carried in less than 20 KB', () => {
  const planned = plannedBy(thriceAWeek, from, '2028-03-01');
  expect(planned.length).toBeGreaterThan(290);
  const life = booked(planned, { toOn: '2028-03-01' });
  liveLogging(life, '2028-02-20', { confirms: true });
  expect(life.state.log.missing).toEqual([]);
  const letters = Object.values(life.state.log.marks).join('').replaceAll('.', '');
  expect(letters).toMatch(/^c+$/);
  expect(letters.length).toBeGreaterThan(280);
  const bytes = Buffer.byteLength(JSON.stringify(life.state));
  console.log(`carried after two years on site: ${bytes} bytes`);
  expect(bytes).toBeLessThan(20 * 1024);
});
