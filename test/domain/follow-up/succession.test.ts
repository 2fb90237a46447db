import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addWorkingDays } from '../../../domain/calendar/calendar.ts';
import { today } from '../../../domain/follow-up/clocks.ts';
import { nextWake } from '../../../domain/follow-up/engine.ts';
import { nextUntaken, untakenAhead, untakenOf } from '../../../domain/follow-up/succession.ts';
import { calendar, Office, withoutQuestions } from './office.ts';

const system = { roles: ['system' as const] };
const owner = { personId: 'person-new', postIds: ['post-owner'], roles: ['owner' as const] };
const post = { postId: 'post-owner' };
const [first, second] = ['commitment.visit-1', 'visit-note.visit-2'];
const LONG_AFTER = '2027-06-01T00:00:00.000Z';

/** Two matters of a post, far from their dates, on the Monday on which it changes hands. */
function changed(): Office {
  const one = new Office();
  one.open({ kind: 'commitment', dueOn: '2026-06-30' });
  one.open({ about: { kind: 'visit', id: 'visit-2' }, dueOn: '2026-06-30' });
  one.open({ about: { kind: 'visit', id: 'visit-3' }, ownerPostId: 'post-other', dueOn: '2026-06-30' });
  expect(one.send('changeHolder', post, 'system', system)).toBe('done');
  return one;
}
const waiting = (one: Office): string[] => untakenOf(one.state, 'post-owner').map(({ id }) => id);
const told = (one: Office): string[] => one.told().filter((line) => line.includes('duties-not-accepted'));

describe('a post that changed hands', () => {
  test('keeps its matters with their dates, and all of them wait to be accepted; those of other posts do not', () => {
    const one = changed();
    expect(waiting(one)).toEqual([first, second]);
    expect(one.state.followUps[first]).toMatchObject({ ownerPostId: 'post-owner', dueOn: '2026-06-30', level: 0 });
    expect(one.state.successions).toMatchObject({ 'post-owner': { on: '2026-03-02', level: 0 } });
    expect(one.send('changeHolder', { postId: 'post-nobody' }, 'system', system)).toBe('wrong-state');
  });

  test('what is carried of it stays small, however much the post owes', () => {
    const one = new Office();
    for (let n = 1; n <= 40; n += 1) one.open({ about: { kind: 'visit', id: `visit-${n}` }, dueOn: '2026-06-30' });
    const before = JSON.stringify(one.state).length;
    one.send('changeHolder', post, 'system', system);
    expect(waiting(one)).toHaveLength(40);
    expect(JSON.stringify(one.state).length - before).toBeLessThan(800);
  });

  test('accepted one by one, or all at once: then nothing is waited for', () => {
    const one = changed();
    expect(one.send('acceptFollowUp', { followUpId: first }, 'person-new', owner)).toBe('done');
    expect(one.send('acceptFollowUp', { followUpId: first }, 'person-new', owner)).toBe('wrong-state');
    expect(waiting(one)).toEqual([second]);
    expect(one.send('acceptDuties', post, 'person-new', owner)).toBe('done');
    expect(one.state.successions).toBeUndefined();
    expect(one.send('acceptDuties', post, 'person-new', owner)).toBe('wrong-state');
    one.until('2026-04-01T00:00:00.000Z');
    expect(told(one)).toEqual([]);
  });

  test('those that are marked are accepted, the others wait on', () => {
    const one = changed();
    one.send('acceptDuties', { ...post, followUpIds: [second, 'visit-note.visit-3'] }, 'person-new', owner);
    expect(waiting(one)).toEqual([first]);
  });

  test('whoever acts on a matter has taken it; who only reads along has not', () => {
    const one = changed();
    one.send('reportFollowUp', { followUpId: first }, 'person-new', owner);
    expect(waiting(one)).toEqual([second]);
    one.send('pauseFollowUp', { followUpId: second, kind: 'snoozed', untilOn: '2026-03-06', reason: 'text-1' });
    expect(waiting(one)).toEqual([second]);
  });

  test('not mine: it becomes a question to the coordinator', () => {
    const one = changed();
    expect(one.send('declineFollowUp', { followUpId: first, reason: 'text-1' }, 'person-new', owner)).toBe('done');
    expect(waiting(one)).toEqual([second]);
    expect(one.state.followUps[first]?.ownerCertainty).toBe('assumed');
  });

  test('another date leaves open who takes it; another owner does not', () => {
    const one = changed();
    one.send('extendFollowUp', { followUpId: first, dueOn: '2026-07-31', reason: 'text-1' });
    expect(waiting(one)).toEqual([first, second]);
    one.send('reassignFollowUp', { followUpId: first, ownerPostId: 'post-third', reason: 'text-1' });
    expect(waiting(one)).toEqual([second]);
  });

  test('what was handed over and not accepted yet goes by that acceptance, and returns', () => {
    const one = new Office();
    one.open({ kind: 'commitment', ownerPostId: 'post-third', dueOn: '2026-06-30' });
    one.send('reassignFollowUp', { followUpId: first, ownerPostId: 'post-owner', reason: 'text-1' });
    expect(one.send('changeHolder', post, 'system', system)).toBe('wrong-state');
    one.until('2026-03-10T00:00:00.000Z');
    expect(one.state.followUps[first]?.ownerPostId).toBe('post-third');
  });
});

describe('what nobody accepts within the grace', () => {
  test('climbs our line, one notice for all matters each time, and ends on the meeting list', () => {
    const one = changed();
    one.until('2026-04-01T00:00:00.000Z');
    expect(told(one)).toEqual([
      '2026-03-05 duties-not-accepted post-coordinator',
      '2026-03-10 duties-not-accepted post-director',
      '2026-03-13 duties-not-accepted post-coordinator',
    ]);
    expect(one.state.followUps[first]?.meetingListOn).toBe('2026-03-13');
    expect(one.state.successions?.['post-owner']).not.toHaveProperty('at');
    one.send('acceptDuties', post, 'person-new', owner);
    expect(one.state.followUps[first]).not.toHaveProperty('meetingListOn');
  });

  test('what comes next is known: each level in turn, then the list, of which the coordinator hears though told before', () => {
    const one = changed();
    expect(untakenAhead(one.state, 'post-owner')).toEqual([
      { on: '2026-03-05', postId: 'post-coordinator', isListed: false },
      { on: '2026-03-10', postId: 'post-director', isListed: false },
      { on: '2026-03-13', postId: 'post-coordinator', isListed: true },
    ]);
    one.until('2026-03-05T02:00:00.000Z');
    expect(nextUntaken(one.state, 'post-owner', 'post-coordinator')?.postId).toBe('post-director');
    expect(nextUntaken(one.state, 'post-owner', 'post-director')).toMatchObject({ on: '2026-03-13', isListed: true });
    one.until('2026-03-16T00:00:00.000Z');
    expect(untakenAhead(one.state, 'post-owner')).toEqual([]);
    const facts = one.log.at(-1)?.notice.facts;
    expect(facts).toMatchObject({ isListed: true });
    expect(facts).not.toHaveProperty('toldPostIds');
  });

  test('is listed once: when its own ladder ends, the day stands, nobody is told anew, and accepting leaves it listed', () => {
    const one = changed();
    one.until(LONG_AFTER);
    expect(one.state.followUps[first]).toMatchObject({ meetingListOn: '2026-03-13', steps: [], untaken: true });
    expect(one.told().filter((line) => line.includes(' meeting-list '))).toEqual([
      expect.stringContaining('meeting-list post-coordinator'),
    ]);
    one.send('acceptDuties', post, 'person-new', owner);
    expect(one.state.followUps[first]).toMatchObject({ meetingListOn: '2026-03-13' });
  });

  test('stays listed whatever happens to its date, until somebody accepts', () => {
    const one = changed();
    one.until('2026-04-01T00:00:00.000Z');
    one.send('extendFollowUp', { followUpId: first, dueOn: '2026-07-31', reason: 'text-1' });
    one.send('reportFollowUp', { followUpId: second });
    expect([first, second].map((id) => one.state.followUps[id]?.meetingListOn)).toEqual(['2026-03-13', '2026-03-13']);
    one.send('acceptDuties', post, 'person-new', owner);
    expect([first, second].map((id) => one.state.followUps[id]?.meetingListOn)).toEqual([undefined, undefined]);
  });

  test('neither a pause nor a hold keeps it from running: it is about who, not about when', () => {
    const one = changed();
    one.send('pauseFollowUp', { followUpId: first, kind: 'snoozed', untilOn: '2026-03-06', reason: 'text-1' });
    one.state.hold = { sinceOn: '2026-03-02', untilOn: '2026-05-29' };
    one.until('2026-03-05T02:00:00.000Z');
    expect(told(one)).toEqual(['2026-03-05 duties-not-accepted post-coordinator']);
  });

  test('a second change begins anew', () => {
    const one = changed();
    one.until('2026-03-05T02:00:00.000Z');
    one.send('changeHolder', post, 'system', system);
    expect(one.state.successions).toMatchObject({ 'post-owner': { on: '2026-03-05', level: 0 } });
    one.until('2026-03-10T02:00:00.000Z');
    expect(told(one).slice(1)).toEqual(['2026-03-10 duties-not-accepted post-coordinator']);
  });

  test('and takes what was listed before off the list until the next grace is over', () => {
    const one = changed();
    one.until('2026-04-01T00:00:00.000Z');
    one.send('changeHolder', post, 'system', system);
    expect(one.state.followUps[first]).not.toHaveProperty('meetingListOn');
    one.send('acceptDuties', post, 'person-new', owner);
    one.until('2026-05-01T00:00:00.000Z');
    expect(one.state.followUps[first]).not.toHaveProperty('meetingListOn');
  });

  test('of the coordinator’s own post is told to the director', () => {
    const one = new Office();
    one.open({ kind: 'commitment', ownerPostId: 'post-coordinator', dueOn: '2026-06-30' });
    one.send('changeHolder', { postId: 'post-coordinator' }, 'system', system);
    one.until('2026-03-05T02:00:00.000Z');
    expect(told(one)).toEqual(['2026-03-05 duties-not-accepted post-director']);
  });
});

describe('property', () => {
  const act = fc.record({
    do: fc.constantFrom('sleep', 'change', 'accept', 'accept-all', 'decline', 'pause', 'extend', 'hand-over', 'report'),
    which: fc.constantFrom(first, second),
    days: fc.integer({ min: 1, max: 16 }),
  });

  test('whatever is done, nothing that came with a post is left without somebody who accepted it or was told', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), fc.constantFrom('post-director', null), (acts, directorPostId) => {
        const one = changed();
        one.state.homeUnit = { ...one.state.homeUnit, directorPostId };
        for (const { do: what, which: followUpId, days } of acts) {
          const dueOn = addWorkingDays(calendar, today(one.state, one.at), days).on;
          const about = { followUpId, reason: 'text-1' };
          if (what === 'sleep') one.until(new Date(Date.parse(one.at) + days * 86_400_000).toISOString());
          if (what === 'change') one.send('changeHolder', post, 'system', system);
          if (what === 'accept') one.send('acceptFollowUp', { followUpId }, 'person-new', owner);
          if (what === 'accept-all') one.send('acceptDuties', post, 'person-new', owner);
          if (what === 'decline') one.send('declineFollowUp', about, 'person-new', owner);
          if (what === 'pause') one.send('pauseFollowUp', { ...about, kind: 'snoozed', untilOn: dueOn });
          if (what === 'extend') one.send('extendFollowUp', { ...about, dueOn });
          if (what === 'hand-over') one.send('reassignFollowUp', { ...about, ownerPostId: 'post-third' });
          if (what === 'report') one.send('reportFollowUp', { followUpId }, 'person-new', owner);
        }
        const at = one.at;
        const open = waiting(one);
        one.until(new Date(Date.parse(at) + 16 * 86_400_000).toISOString());
        // The grace has passed: what is still open and not accepted, somebody above has heard of.
        if (waiting(one).length > 0) {
          expect(open).toEqual(expect.arrayContaining(waiting(one)));
          expect(one.state.successions?.['post-owner']?.level).toBeGreaterThan(0);
          expect(told(one).length).toBeGreaterThan(0);
        }
        one.until(LONG_AFTER);
        for (const id of waiting(one)) expect(one.state.followUps[id]?.meetingListOn).toBeDefined();
        expect(nextWake(withoutQuestions(one.state))).toBeNull();
        // Nothing is carried of what is settled, and little of what is not.
        const marked = Object.values(one.state.followUps).filter(({ untaken }) => untaken);
        expect(Object.keys(one.state.successions ?? {}).length).toBe(marked.length > 0 ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });
});
