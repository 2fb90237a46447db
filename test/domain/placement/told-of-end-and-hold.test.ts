import { describe, expect, test } from '@jest/globals';
import { found, leaves } from './healing-life.ts';
import { booked, coordinator, hostSpeaker, open, posts, researcher, researcherId, says, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';
import type { RecordedEvent } from '../../../domain/decider.ts';

/** The end, and a hold, as the sides of a placement are told of them: once, with the true day, and again only where it changes. */

type Told = [post: string, change: unknown, fromOn: unknown, insteadOfOn?: unknown];
const changesIn = (events: readonly RecordedEvent[], ...wanted: string[]): Told[] =>
  events
    .flatMap(({ notify }) => notify ?? [])
    .filter(({ kind, facts }) => kind === 'placement-changed' && wanted.some((one) => one === facts['change']))
    .map(({ to, facts }) => [
      ('postId' in to ? to.postId : '') ?? '',
      facts['change'],
      facts['fromOn'],
      ...(facts['insteadOfOn'] ? [facts['insteadOfOn']] : []),
    ]) as Told[];
const withdraws = (life: PlacementLife, fromOn: string) =>
  life.run('reportDisruption', { cause: 'withdrawal', by: 'host', fromOn }, hostSpeaker);

describe('that a placement ends', () => {
  test('is told when it is known, with the last day, and not once more on the day', () => {
    const life = booked();
    life.live('2026-04-20');
    const said = changesIn(withdraws(life, '2026-04-24'), 'ended');
    expect(said).toEqual([
      [posts.researcher, 'ended', '2026-04-23'],
      [posts.unitSupervisor, 'ended', '2026-04-23'],
    ]);
    const before = life.events.length;
    life.live('2026-04-25');
    expect(life.state.outcome).toBe('withdrawn');
    expect(changesIn(life.events.slice(before), 'ended')).toEqual([]);
  });

  test('is told again where it ends earlier than they read, and says so', () => {
    const life = booked();
    life.live('2026-04-20');
    withdraws(life, '2026-05-08');
    expect(changesIn(withdraws(life, '2026-04-24'), 'ended')[0]).toEqual([
      posts.researcher,
      'ended',
      '2026-04-23',
      '2026-05-07',
    ]);
    const before = life.events.length;
    life.live('2026-04-25');
    expect(changesIn(life.events.slice(before), 'ended')).toEqual([]);
  });

  test('names the last day that was kept, not the one on which a successor was proposed', () => {
    const life = booked();
    life.live('2026-04-07');
    leaves(life, '2026-04-07');
    found(life);
    life.live('2026-04-14');
    const events = life.run('coverPlaced', { placementId: 'placement-2', fromOn: '2026-04-14' }, system);
    expect(changesIn(events, 'ended').map(([, , on]) => on)).toEqual(['2026-04-06', '2026-04-06', '2026-04-06']);
  });

  test('where nobody was told before, it is told on the day', () => {
    const life = booked();
    leaves(life, '2026-05-12');
    found(life);
    life.run('acceptShortfall', { reason: text('nobody') });
    life.live('2026-05-11');
    const before = life.events.length;
    life.live('2026-05-12');
    expect(changesIn(life.events.slice(before), 'ended').map(([, , on]) => on)).toEqual([
      '2026-05-11',
      '2026-05-11',
      '2026-05-11',
    ]);
  });
});

describe('that a placement is on hold', () => {
  const hold = (untilOn: string) => ({ untilOn, reason: text('they move'), approverPersonId: 'person-director' });
  const facts = (events: readonly RecordedEvent[]) =>
    events
      .flatMap(({ notify }) => notify ?? [])
      .filter(({ kind }) => kind === 'placement-changed')
      .map(({ to, facts: all }) => [
        ('postId' in to && to.postId) || '',
        all['change'],
        all['untilOn'],
        all['days'],
        'reason' in all,
      ]);

  test('is told to every side at once: until when, how many days, and why; and that it goes on', () => {
    const life = booked();
    life.live('2026-03-20');
    expect(facts(life.run('pausePlacement', hold('2026-04-06'), coordinator))).toEqual([
      [posts.researcher, 'paused', '2026-04-06', 4, true],
      [posts.unitSupervisor, 'paused', '2026-04-06', 4, true],
      [posts.hostSupervisor, 'paused', '2026-04-06', 4, true],
    ]);
    life.live('2026-04-02');
    expect(changesIn(life.run('resumePlacement', {}, coordinator), 'resumed')).toEqual([
      [posts.researcher, 'resumed', '2026-04-02'],
      [posts.unitSupervisor, 'resumed', '2026-04-02'],
      [posts.hostSupervisor, 'resumed', '2026-04-02'],
    ]);
  });

  test('of the whole agreement too; why is not for the enterprise, because it may be about another', () => {
    const life = booked();
    life.live('2026-03-20');
    const told = facts(life.run('pausePlacement', hold('2026-04-06'), system));
    expect(told.map(([post, , , , isWhy]) => [post, isWhy])).toEqual([
      [posts.researcher, true],
      [posts.unitSupervisor, true],
      [posts.hostSupervisor, false],
    ]);
    expect(changesIn(life.run('resumePlacement', {}, system), 'resumed')).toHaveLength(3);
  });

  test('a hold beside another is told where it lasts longer', () => {
    const life = booked();
    life.live('2026-03-20');
    life.run('pausePlacement', hold('2026-04-06'), coordinator);
    expect(facts(life.run('pausePlacement', hold('2026-03-31'), system))).toEqual([]);
    expect(facts(life.run('pausePlacement', hold('2026-04-20'), system)).map(([, change, on]) => [change, on])).toEqual(
      Array.from({ length: 3 }, () => ['paused', '2026-04-20']),
    );
    // Its own hold ends, and nothing changes for them.
    expect(facts(life.run('resumePlacement', {}, coordinator))).toEqual([]);
  });

  test('nobody hears of it who was not asked yet', () => {
    const life = open();
    life.run('answerForPerson', says(researcherId), researcher);
    expect(facts(life.run('pausePlacement', hold('2026-04-06'), coordinator)).map(([post]) => post)).toEqual([
      posts.researcher,
    ]);
  });
});
