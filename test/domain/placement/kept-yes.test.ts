import { describe, expect, test } from '@jest/globals';
import {
  candidate,
  found,
  halfDaysOfWeek,
  ill,
  isRefused,
  says,
  settles,
  told,
  typesOf,
  week,
} from './healing-life.ts';
import { booked, coordinator, hostSpeaker, posts, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';

/** Whoever has said yes to stand in is kept while they can come: neither the enterprise's silence nor a late answer loses them. */

const standIns = (life: PlacementLife) => life.state.standIns.map(({ personId, halfDays }) => [personId, halfDays]);

/** The enterprise asked for somebody by name, and is asked about whoever stands in: on Monday 2 March, for Tuesday 10 and Thursday 12. */
function asked(days: object = week): PlacementLife {
  const life = booked({ isRequested: true });
  ill(life, days);
  found(life, candidate('wang'), candidate('zhao'));
  says(life, 'wang', 'yes');
  return life;
}
const consents = (life: PlacementLife, answer: 'yes' | 'no') => life.run('answerSubstitute', { answer }, hostSpeaker);
const question = (life: PlacementLife) => life.state.followUps['cover-consent.cover-1'];

describe('The enterprise does not answer about whoever stands in', () => {
  test('on the day of the question our liaison telephones, then the coordinator hears; nobody else is looked for', () => {
    const life = asked();
    expect(question(life)?.dueOn).toBe('2026-03-04');
    const before = life.live('2026-03-09').filter(({ followUpId }) => followUpId === 'cover-consent.cover-1');
    expect(before.map(({ on, kind, to }) => [on, kind, 'postId' in to && to.postId])).toEqual([
      ['2026-03-04', 'due', posts.host],
      ['2026-03-04', 'telephone', 'post-liaison'],
      ['2026-03-05', 'overdue', posts.host],
      ['2026-03-06', 'escalation', 'post-coordinator'],
    ]);
    expect(life.state.cover).toMatchObject({ status: 'consent', chosen: 'candidate-1', open: halfDaysOfWeek });
    // What it said on the telephone is recorded by our office.
    life.run('answerSubstitute', { answer: 'yes' }, coordinator);
    settles(life);
    expect(standIns(life)).toEqual([['person-wang', halfDaysOfWeek]]);
  });

  test('the question is for the working day before the first of the days, where these are near', () => {
    const life = booked({ isRequested: true });
    life.goTo('2026-03-09');
    ill(life);
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    expect(question(life)?.dueOn).toBe('2026-03-09');
  });

  test('until the first day: it is for our office to decide, and it may still agree to what is left', () => {
    const life = asked();
    const events = life.events.length;
    life.live('2026-03-10');
    const since = life.events.slice(events);
    expect(typesOf(since)).toContain('coverShort');
    expect(told(since)).toEqual([
      [posts.researcher, 'unagreed'],
      [posts.unitSupervisor, 'unagreed'],
      [posts.hostSupervisor, 'unagreed'],
    ]);
    expect(life.state.cover).toMatchObject({ status: 'short', chosen: 'candidate-1' });
    expect(life.open).toEqual(expect.arrayContaining(['placement-shortfall', 'cover-consent']));
    consents(life, 'yes');
    expect(life.open).not.toContain('placement-shortfall');
    expect(life.events.at(-1)?.data).toMatchObject({ halfDays: halfDaysOfWeek.slice(2) });
    settles(life);
    expect(standIns(life)).toEqual([['person-wang', halfDaysOfWeek.slice(2)]]);
    expect(life.state.cover).toBeNull();
  });

  test('until the last: whoever had said yes is thanked, and the others hear that the days are missing', () => {
    const life = asked();
    life.live('2026-03-11');
    const events = life.events.length;
    life.live('2026-03-12');
    expect(told(life.events.slice(events))).toEqual([
      [posts.researcher, 'short'],
      [posts.unitSupervisor, 'short'],
      [posts.hostSupervisor, 'short'],
      ['post-wang', 'not-needed'],
    ]);
    expect([life.state.cover?.status, life.state.cover?.chosen]).toEqual(['short', null]);
    expect(life.open.filter((kind) => kind.startsWith('cover') || kind === 'placement-shortfall')).toEqual([
      'placement-shortfall',
    ]);
    expect(life.refused('answerSubstitute', { answer: 'yes' }, hostSpeaker)).toBe('wrong-state');
    // Nothing is waited for any more.
    expect(life.wake()).toEqual([]);
  });

  test('whoever it does not want is thanked, early or late; somebody else is looked for', () => {
    for (const on of ['2026-03-03', '2026-03-10']) {
      const life = asked();
      life.live(on);
      const events = consents(life, 'no');
      expect(told(events)).toEqual([['post-wang', 'not-needed']]);
      expect([life.state.cover?.status, life.open.includes('placement-cover')]).toEqual(['looking', true]);
      expect(life.open).not.toContain('placement-shortfall');
    }
  });

  test('whoever had said yes is thanked where the shortfall is accepted or the placement ends, not where more is looked for', () => {
    const accepted = asked();
    accepted.live('2026-03-10');
    const events = accepted.run('acceptShortfall', { reason: text('made up in autumn') });
    expect(told(events)).toEqual([['post-wang', 'not-needed']]);
    expect(accepted.open.filter((kind) => kind.startsWith('cover'))).toEqual([]);
    const ended = asked().run('closePlacement', { outcome: 'withdrawn', reason: text('over') });
    expect(told(ended)).toContainEqual(['post-wang', 'not-needed']);
    const more = ill(asked(), { fromOn: '2026-03-16', untilOn: '2026-03-18' });
    expect(told(more).map(([, change]) => change)).not.toContain('not-needed');
  });

  test('our office looks once more: whoever waits is asked with the others', () => {
    const life = asked();
    life.live('2026-03-10');
    life.run('seekCover');
    expect(life.open).not.toContain('cover-consent');
    found(life, candidate('wang'));
    expect(life.state.cover).toMatchObject({ status: 'asked', chosen: null });
    says(life, 'wang', 'yes');
    expect(life.open).toContain('cover-consent');
  });
});

describe('A yes that comes late', () => {
  const silent = (more: object = {}): PlacementLife => {
    const life = booked();
    ill(life);
    found(life, candidate('wang', more));
    life.live('2026-03-05');
    expect(life.state.cover).toMatchObject({ status: 'looking', requests: { 'candidate-1': { answer: 'silent' } } });
    return life;
  };

  test('is taken while nobody is found and the days are open, and our office has nothing to decide any more', () => {
    const life = silent();
    found(life);
    expect(life.open).toContain('placement-shortfall');
    says(life, 'wang', 'yes');
    expect([life.state.cover?.status, life.open.includes('placement-shortfall')]).toEqual(['booking', false]);
    settles(life);
    expect([standIns(life), life.state.cover]).toEqual([[['person-wang', halfDaysOfWeek]], null]);
  });

  test('is taken while others are looked for or asked; these need not answer any more', () => {
    const looking = silent();
    says(looking, 'wang', 'yes');
    expect(looking.refused('proposeCover', { round: 3, candidates: [] }, system)).toBe('wrong-state');
    const others = silent();
    found(others, candidate('zhao'));
    says(others, 'wang', 'yes');
    expect([others.state.cover?.chosen, others.open.includes('cover-request')]).toEqual(['candidate-1', false]);
    expect(isRefused(others, 'zhao', 'yes')).toBe('cover-taken');
  });

  test('means the days that they could keep, as they were asked', () => {
    const life = silent({ halfDays: halfDaysOfWeek.slice(2) });
    says(life, 'wang', 'yes');
    expect(life.events.at(-1)?.data).toMatchObject({ halfDays: halfDaysOfWeek.slice(2) });
    const passed = silent({ halfDays: halfDaysOfWeek.slice(0, 2) });
    passed.live('2026-03-10');
    expect(isRefused(passed, 'wang', 'yes')).toBe('cover-taken');
  });

  test('is too late once somebody else was faster; a late no changes nothing', () => {
    const life = silent();
    expect(isRefused(life, 'wang', 'no')).toBe('cover-taken');
    found(life, candidate('zhao'));
    says(life, 'zhao', 'yes');
    expect(isRefused(life, 'wang', 'yes')).toBe('cover-taken');
  });
});
