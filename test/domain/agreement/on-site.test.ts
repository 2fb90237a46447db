import { expect, test } from '@jest/globals';
import { communication, silenceOf } from '../../../domain/agreement/communication.ts';
import { placements } from '../../../domain/agreement/placements.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { beginAt, theirs, text } from './life.ts';
import type { Life } from './life.ts';

/** A day on site is progress (DOMAIN section 2): it ends a silence. It is no contact, which is waited for as before. */

const system = { id: 'agreement.placement-1', roles: ['system' as const] };
const news = (lastLoggedOn?: string) => ({
  placementId: 'placement-1',
  stage: 'on-site',
  status: 'open',
  light: 'green',
  ...(lastLoggedOn ? { lastLoggedOn } : {}),
});

/** In regular communication since 2 March 2026, monthly by default, with somebody on site. */
function placed(): Life {
  const life = beginAt('communication', [communication, placements]);
  life.state.placements['placement-1'] = { stage: 'on-site', status: 'open', light: 'green' };
  return life;
}

test('silence counts from the last day on site, and the next contact from the last contact', () => {
  const life = placed();
  life.live('2026-04-20');
  expect(silenceOf(life.state, life.at)).toBe('red');
  const due = life.followUp('contact.communication').dueOn;
  life.run('placementProgressed', news('2026-04-10'), system);
  expect(silenceOf(life.state, life.at)).toBe('quiet-ok');
  expect(life.followUp('contact.communication').dueOn).toBe(due);
  expect(life.state.lastContactOn).toBeNull();
  life.live('2026-05-12');
  expect(silenceOf(life.state, life.at)).toBe('amber');
});

test('other news of a placement do not', () => {
  const life = placed();
  life.live('2026-04-20');
  life.run('placementProgressed', { ...news(), light: 'yellow' }, system);
  expect(silenceOf(life.state, life.at)).toBe('red');
});

test('nobody has to decide about a silence that a day on site has ended; a new one is asked about again', () => {
  const life = placed();
  life.live('2026-06-02');
  expect(life.open).toContain('dormancy.communication');
  life.run('placementProgressed', news('2026-05-29'), system);
  expect(life.open).not.toContain('dormancy.communication');
  // The same day told again, and an earlier one, end nothing.
  life.live('2026-08-29');
  expect(life.open).toContain('dormancy.communication');
  life.run('placementProgressed', { ...news('2026-05-29'), light: 'red' }, system);
  expect(life.open).toContain('dormancy.communication');
});

test('a placement that ends before any day was booked leaves its need to somebody else; one that was kept does not', () => {
  const closed = { ...news(), status: 'closed' };
  for (const [stage, isAsked] of [
    ['accepted', true],
    ['on-site', false],
  ] as const) {
    const life = placed();
    life.run('placementProgressed', { ...closed, stage }, system);
    expect([stage, life.open.includes('placement-other.placement-1')]).toEqual([stage, isAsked]);
  }
});

test('a need is matched again as soon as nobody comes any more; what ends it later changes nothing', () => {
  const life = beginAt('communication', [communication, needs, placements]);
  life.run('recordNeed', { partyId: theirs, class: 'new-product', shortcoming: text('shortcoming') });
  life.run('evaluateNeed', { needId: 'need-1' });
  life.run('matchNeed', { needId: 'need-1', personIds: ['person-7'] });
  life.state.placements['placement-1'] = { stage: 'on-site', status: 'open', light: 'green' as const };
  const ending = { ...news(), status: 'ending', needIds: ['need-1'], outcome: 'withdrawn' };
  const types = (status: string) =>
    life.run('placementProgressed', { ...ending, status }, system).map(({ type }) => type);
  expect(types('ending')).toContain('needReturned');
  expect(types('closed')).toEqual(['placementProgressed']);
});

test.each([
  ['refused', {}, true],
  ['withdrawn', {}, true],
  ['fulfilled', {}, false],
  ['refused', { 'placement-2': ['need-1'] }, false],
  ['refused', { 'placement-2': ['need-2'] }, true],
  // As older versions tell it.
  [undefined, {}, false],
] as const)(
  'a need whose placement ended as %s, with others at %j, is matched again: %s',
  (outcome, others, isBack) => {
    const life = beginAt('communication', [communication, needs, placements]);
    life.run('recordNeed', { partyId: theirs, class: 'new-product', shortcoming: text('shortcoming') });
    life.run('evaluateNeed', { needId: 'need-1' });
    life.run('matchNeed', { needId: 'need-1', personIds: ['person-7'] });
    const open = { stage: 'accepted', status: 'open', light: 'green' as const };
    life.state.placements['placement-1'] = open;
    for (const [id, needIds] of Object.entries(others)) life.state.placements[id] = { ...open, needIds };
    const closed = {
      ...news(),
      stage: 'proposed',
      status: 'closed',
      needIds: ['need-1'],
      ...(outcome ? { outcome } : {}),
    };
    const events = life.run('placementProgressed', closed, system);
    expect(events.find(({ type }) => type === 'needReturned')?.data['reason']).toBe(
      isBack ? 'placement-ended' : undefined,
    );
    expect(life.state.needs['need-1']?.status).toBe(isBack ? 'evaluated' : 'matched');
    expect(life.open.filter((id) => id.endsWith('.need-1'))).toEqual([
      isBack ? 'need-match.need-1' : 'need-discuss.need-1',
    ]);
    expect(life.state.placements['placement-1']).not.toHaveProperty('needIds');
    // Told again, it changes nothing more.
    expect(life.run('placementProgressed', closed, system).map(({ type }) => type)).toEqual(['placementProgressed']);
  },
);
