import { describe, expect, test } from '@jest/globals';
import { review } from '../../../domain/agreement/review.ts';
import { notParty } from '../../../domain/agreement/state.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import type { RecordedEvent } from '../../../domain/decider.ts';
import { meetingFacts } from '../../../domain/meeting/invitation.ts';
import { plannedMeetings } from '../../../domain/meeting/planned.ts';
import { begin, china, ours, person, text, theirs } from '../agreement/life.ts';
import { member, running } from '../plan/life.ts';

const start = () => begin([plannedMeetings<AgreementState>(['symposium', 'contact'], notParty), review]);

/** Who is told of which meeting, by an event's notices. */
const told = (events: readonly RecordedEvent[]) =>
  events.flatMap((event) =>
    (event.notify ?? []).flatMap(({ to, kind, facts }) => {
      const { data } = meetingFacts.safeParse(facts['meeting']);
      return data && kind === 'meeting' ? [{ to: 'personId' in to ? to.personId : to.postId, ...data }] : [];
    }),
  );

const guest = person(theirs, 1);
const host = person(ours, 2);
const visit = (more: object = {}) => ({
  fromOn: '2026-03-20',
  direction: 'inbound',
  hostOrganisationId: ours,
  delegation: [guest],
  hosts: [host],
  stops: [{ name: text('laboratory'), hosts: [host, person(ours, 3)] }],
  ...more,
});

describe('a planned visit', () => {
  test('asks both sides, everybody once; one that is over asks nobody', () => {
    const life = start();
    const asked = told(life.run('recordVisit', visit({ toOn: '2026-03-21', place: text('Nanjing') })));
    expect(asked.map(({ to }) => to)).toEqual([guest.personId, host.personId, 'person-cnuktip-3']);
    expect(asked[0]).toMatchObject({
      kind: 'visit',
      id: 'visit-1',
      method: 'request',
      sequence: 0,
      fromOn: '2026-03-20',
      toOn: '2026-03-21',
      startAt: null,
      place: text('Nanjing'),
    });
    expect(told(life.run('recordVisit', visit({ fromOn: '2026-02-27' })))).toEqual([]);
  });

  test('times are local ones of the home unit, told as instants', () => {
    const [asked] = told(start().run('recordVisit', visit({ times: { from: '09:00', to: '11:30' } })));
    expect(asked).toMatchObject({ startAt: '2026-03-20T01:00:00.000Z', endAt: '2026-03-20T03:30:00.000Z' });
  });

  test('moved: the same meeting, a higher number each time, and its preparation moves along', () => {
    const life = start();
    life.run('recordVisit', visit({ fromOn: '2026-03-19', toOn: '2026-03-20' }));
    expect(life.followUp('itinerary.visit-1').dueOn).toBe('2026-03-20');
    const [first] = told(
      life.run('rescheduleVisit', { visitId: 'visit-1', fromOn: '2026-03-26', reason: text('fog') }),
    );
    expect(first).toMatchObject({
      id: 'visit-1',
      sequence: 1,
      fromOn: '2026-03-26',
      toOn: '2026-03-27',
      reason: text('fog'),
    });
    expect(life.followUp('itinerary.visit-1').dueOn).toBe('2026-03-27');
    const [second] = told(
      life.run('rescheduleVisit', { visitId: 'visit-1', fromOn: '2026-03-26', place: text('Hall 2') }),
    );
    expect(second).toMatchObject({ sequence: 2, place: text('Hall 2'), method: 'request' });
    expect(life.state.visits['visit-1']).toMatchObject({ fromOn: '2026-03-26', toOn: '2026-03-27' });
  });

  test('its day stands in one place: the preparation takes no date of its own', () => {
    const life = start();
    life.run('recordVisit', visit());
    const later = { followUpId: 'itinerary.visit-1', dueOn: '2026-04-10' };
    expect(life.refused('extendFollowUp', { ...later, reason: text('fog') })).toBe('wrong-state');
    expect(life.followUp('itinerary.visit-1').dueOn).toBe(life.state.visits['visit-1']?.toOn);
    life.run('rescheduleVisit', { visitId: 'visit-1', fromOn: '2026-04-10' });
    expect(life.followUp('itinerary.visit-1').dueOn).toBe('2026-04-10');
    expect(life.state.visits['visit-1']?.toOn).toBe('2026-04-10');
  });

  test('called off: everybody who was asked hears it, with the reason', () => {
    const life = start();
    life.run('recordVisit', visit());
    const off = told(life.run('cancelVisit', { visitId: 'visit-1', reason: text('ill') }));
    expect(off).toHaveLength(3);
    expect(off[0]).toMatchObject({ to: guest.personId, method: 'cancel', sequence: 1, reason: text('ill') });
    expect(life.open).not.toContain('itinerary.visit-1');
  });

  test('what cannot be', () => {
    const life = start();
    life.run('recordVisit', visit());
    const move = (change: object) => life.refused('rescheduleVisit', { visitId: 'visit-1', ...change });
    expect(move({ fromOn: '2026-03-20' })).toBe('wrong-state');
    expect(move({ fromOn: '2026-03-02' })).toBe('date-in-past');
    expect(move({ fromOn: '2026-03-25', toOn: '2026-03-24' })).toBe('ends-before-starts');
    expect(move({ fromOn: '2026-03-25', times: { from: '11:00', to: '09:00' } })).toBe('ends-before-starts');
    expect(life.refused('rescheduleVisit', { visitId: 'visit-9', fromOn: '2026-03-25' })).toBe('unknown-item');
    life.goTo('2026-03-20');
    expect(move({ fromOn: '2026-03-25' })).toBe('wrong-state');
    expect(life.refused('cancelVisit', { visitId: 'visit-1', reason: text('late') })).toBe('wrong-state');
  });
});

describe('a meeting that is planned before it is recorded', () => {
  const symposium = {
    kind: 'symposium',
    fromOn: '2026-03-24',
    title: text('Joint workshop'),
    invited: [guest, host, guest],
  };

  test('planned, moved, called off', () => {
    const life = start();
    const planned = told(life.run('planMeeting', symposium));
    expect(planned.map(({ to, sequence }) => [to, sequence])).toEqual([
      [guest.personId, 0],
      [host.personId, 0],
    ]);
    const moved = told(
      life.run('rescheduleMeeting', {
        meetingId: 'planned-meeting-1',
        fromOn: '2026-03-24',
        times: { from: '14:00', to: '16:00' },
      }),
    );
    expect(moved[0]).toMatchObject({ sequence: 1, startAt: '2026-03-24T06:00:00.000Z', zone: china.zone });
    const off = told(life.run('cancelMeeting', { meetingId: 'planned-meeting-1', reason: text('no room') }));
    expect(off[1]).toMatchObject({ to: host.personId, method: 'cancel', sequence: 2, title: text('Joint workshop') });
    expect(life.refused('cancelMeeting', { meetingId: 'planned-meeting-1', reason: text('again') })).toBe(
      'unknown-item',
    );
  });

  test('it moves no stage and no clock, and is not carried for ever', () => {
    const life = start();
    const before = life.open;
    life.run('planMeeting', symposium);
    expect(life.open).toEqual(before);
    life.goTo('2026-06-01');
    life.run('planMeeting', { ...symposium, fromOn: '2026-06-10' });
    expect(Object.keys(life.state.plannedMeetings ?? {})).toEqual(['planned-meeting-2']);
  });

  test('what cannot be', () => {
    const life = start();
    expect(life.refused('planMeeting', { ...symposium, fromOn: '2026-03-02' })).toBe('date-in-past');
    expect(life.refused('planMeeting', { ...symposium, toOn: '2026-03-23' })).toBe('ends-before-starts');
    expect(life.refused('planMeeting', { ...symposium, invited: [person('org-nobody')] })).toBe('unknown-party');
    expect(life.refused('rescheduleMeeting', { meetingId: 'planned-meeting-1', fromOn: '2026-03-24' })).toBe(
      'unknown-item',
    );
    expect(() => life.decide('planMeeting', { ...symposium, kind: 'team' })).toThrow();
  });
});

describe('the end of a cooperation', () => {
  const end = { outcome: 'lapsed', reason: text('nobody wants to go on') };

  test('calls off what is ahead, one number higher, without saying why it ended', () => {
    const life = start();
    life.run('recordVisit', visit());
    life.run('planMeeting', { kind: 'contact', fromOn: '2026-03-24', invited: [guest, host] });
    life.run('rescheduleMeeting', { meetingId: 'planned-meeting-1', fromOn: '2026-03-25' });
    const events = life.run('closeAgreement', end);
    const off = told(events);
    expect(off.map(({ to, id, method, sequence }) => [to, id, method, sequence])).toEqual([
      [guest.personId, 'visit-1', 'cancel', 1],
      [host.personId, 'visit-1', 'cancel', 1],
      ['person-cnuktip-3', 'visit-1', 'cancel', 1],
      [guest.personId, 'planned-meeting-1', 'cancel', 2],
      [host.personId, 'planned-meeting-1', 'cancel', 2],
    ]);
    expect(off.every(({ reason }) => reason === null)).toBe(true);
    expect(events.at(-1)?.type).toBe('agreementClosed');
    expect(life.state.plannedMeetings).toEqual({});
  });

  test('leaves alone what has begun, and what was called off already', () => {
    const life = start();
    life.run('recordVisit', visit());
    life.run('planMeeting', { kind: 'contact', fromOn: '2026-03-24', invited: [guest] });
    life.run('cancelMeeting', { meetingId: 'planned-meeting-1', reason: text('fog') });
    life.goTo('2026-03-20');
    expect(told(life.run('closeAgreement', end))).toEqual([]);
  });

  test('of a plan calls off its meetings, however it ends', () => {
    const life = running();
    life.run('planMeeting', { kind: 'team', fromOn: '2026-03-24', invited: [member(theirs)] });
    const off = told(life.run('closePlan', { outcome: 'withdrawn', reason: text('no money') }));
    expect(off).toMatchObject([
      { to: member(theirs).personId, id: 'planned-meeting-1', method: 'cancel', sequence: 1 },
    ]);
  });
});
