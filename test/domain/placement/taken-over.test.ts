import { describe, expect, test } from '@jest/globals';
import { placements } from '../../../domain/agreement/placements.ts';
import { takenOverOf } from '../../../domain/placement/cover.ts';
import { successorOf } from '../../../workflows/family-news.ts';
import { figuresOf } from '../../../mail/placement-figures.ts';
import { beginAt } from '../agreement/life.ts';
import { found, leaves, says as answers, successor, told } from './healing-life.ts';
import {
  booked,
  coordinator,
  facts,
  hostSpeaker,
  open,
  proposed,
  ref,
  researcher,
  researcherId,
  says,
  system,
  text,
  unitSpeaker,
} from './life.ts';
import type { PlacementLife } from './life.ts';

/** Whoever takes a place over carries its days, so that somebody hears which of them nobody keeps where it comes to nothing. */

const covers = { days: 6, firstOn: '2026-04-14', lastOn: '2026-04-30' };
const office = ['post-coordinator', 'post-director'];
const unsucceeded = office.map((post) => [post, 'unsucceeded']);
const next = (more: object = {}): PlacementLife =>
  open({ coverOf: `${ref.agreementId}.placement-9` }, { covers, ...more });

describe('a successor that comes to nothing', () => {
  test('the days that it takes over are those that are open from its first day on', () => {
    const life = booked(
      {},
      {},
      { halfDays: ['2026-04-07/am', '2026-04-14/am', '2026-04-14/pm'], pattern: [], underMinimumReason: text('x') },
    );
    leaves(life, '2026-04-07');
    expect(takenOverOf(life.state, '2026-04-10')).toEqual({ days: 1, firstOn: '2026-04-14', lastOn: '2026-04-14' });
    expect(takenOverOf(life.state, '2026-05-01')).toBeUndefined();
    found(life, successor('wang'));
    const event = answers(life, 'wang', 'yes').find(({ type }) => type === 'successorFound');
    const command = event && successorOf(event, life.state);
    expect(command?.data).toMatchObject({
      facts: { covers: { days: 1.5, firstOn: '2026-04-07', lastOn: '2026-04-14' } },
    });
  });

  test.each([
    ['unit', (life: PlacementLife) => life.run('answerForUnit', says('person-college', 'no'), unitSpeaker)],
    [
      'enterprise',
      (life: PlacementLife) => {
        life.run('answerForUnit', says('person-college'), unitSpeaker);
        return life.run('answerForHost', says('person-enterprise', 'no'), hostSpeaker);
      },
    ],
  ])(
    'the %s says no: coordinator and director hear of the days at once, and the open matter names them',
    (_, refuse) => {
      const life = next();
      life.run('answerForPerson', says(researcherId), researcher);
      const events = refuse(life);
      expect(told(events)).toEqual(unsucceeded);
      expect(events.flatMap(({ notify }) => notify ?? [])[0]?.facts).toMatchObject({
        fromOn: '2026-04-14',
        untilOn: '2026-04-30',
        days: 6,
      });
      const f = life.state.followUps['placement-other.placement-1'];
      expect(f && figuresOf('en', life.state, f, life.at)).toBe(
        'It was to take over 6 days on site, the first on 14 April 2026, the last on 30 April 2026; as it stands nobody keeps them.',
      );
      // Of what was told nobody hears again.
      expect(told(life.run('closePlacement', { outcome: 'refused', reason: text('no') }, coordinator))).toEqual([]);
    },
  );

  test('the person says no, or our office lets it be', () => {
    const refused = next();
    expect(told(refused.run('answerForPerson', says(researcherId, 'no'), researcher))).toEqual(unsucceeded);
    const lapsed = next();
    expect(told(lapsed.run('closePlacement', { outcome: 'lapsed', reason: text('let be') }, coordinator))).toEqual(
      unsucceeded,
    );
  });

  test('nobody hears of it where days were booked, or it takes nothing over', () => {
    const life = booked({ coverOf: `${ref.agreementId}.placement-9` }, { covers });
    expect(told(life.run('closePlacement', { outcome: 'lapsed', reason: text('x') }, coordinator))).not.toContainEqual(
      unsucceeded[0],
    );
    const plain = open();
    expect(told(plain.run('answerForPerson', says(researcherId, 'no'), researcher))).toEqual([]);
  });

  test('the agreement asks for somebody else, and says which days they are', () => {
    const life = beginAt('communication', [placements]);
    const data = { ...proposed, coverOf: `${ref.agreementId}.placement-9`, facts: { ...facts, covers } };
    life.run('proposePlacement', data, coordinator);
    const face = {
      placementId: 'placement-1',
      stage: 'proposed',
      status: 'closed',
      light: 'green',
      outcome: 'refused',
    };
    life.run('placementProgressed', face, system);
    const f = life.followUp('placement-other.placement-1');
    expect(figuresOf('zh-CN', life.state, f, life.at)).toBe(
      '原拟接替 6 个到岗日，首日为2026年4月14日，末日为2026年4月30日，目前无人承担。',
    );
  });
});

test('a successor that begins later leaves days between, and all hear of them; the first search had asked for all', () => {
  const life = booked();
  leaves(life, '2026-03-10');
  found(life);
  expect(life.state.cover?.status).toBe('short');
  const events = life.run('coverPlaced', { placementId: 'placement-2', fromOn: '2026-03-19' }, system);
  const short = events.find(({ type }) => type === 'coverShort');
  expect(short?.data).toMatchObject({ days: 3, firstOn: '2026-03-10', lastOn: '2026-03-17' });
  expect(told(short ? [short] : []).map(([post]) => post)).toEqual([
    'post-researcher',
    'post-unit-supervisor',
    'post-host-supervisor',
    ...office,
  ]);
});
