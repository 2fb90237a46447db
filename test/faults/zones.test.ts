import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

/** Row 26 of the fault matrix: clocks that change twice a year, hosts and readers in other zones. */

const instants = {
  'London, a time in the gap': '2026-03-29T01:30:00.000Z',
  'London, a time that happens twice': '2026-10-25T00:30:00.000Z',
  'London, the end of the short day': '2026-03-29T22:59:00.000Z',
  'London, the end of the long day': '2026-10-25T23:59:00.000Z',
  'New York, the end of a day': '2026-03-09T03:59:00.000Z',
  'Shanghai, the end of a day': '2026-03-29T15:59:00.000Z',
  'Cairo, where the day begins at one': '2026-04-23T22:00:00.000Z',
  'the same moment is another date': ['2026-03-30', '2026-03-29'],
  'a morning in London before the change': '2026-03-30T07:30:00.000Z',
  'a morning in London after it': '2026-03-31T07:30:00.000Z',
  'a morning in London after the change back': '2026-10-26T08:30:00.000Z',
  'a reminder of Friday night, read in London on the Monday after the change': '2026-03-30T07:30:00.000Z',
  'the same, read in Shanghai': '2026-03-30T00:30:00.000Z',
  'away over the change': '2026-03-31T07:30:00.000Z',
  'five working days over Qingming': '2026-04-10',
  'three working days over Easter': '2026-04-09',
};

describe('on any host the instants are these', () => {
  test.each([
    ['UTC', 'C'],
    ['Asia/Shanghai', 'zh_CN.UTF-8'],
    ['America/New_York', 'en_US.UTF-8'],
    ['Pacific/Chatham', 'de_DE.UTF-8'],
  ])(
    'in %s, %s',
    async (zone, language) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', join(import.meta.dirname, 'zones.ts')],
        { env: { PATH: process.env['PATH'], TZ: zone, LANG: language, LC_ALL: language } },
      );
      expect(JSON.parse(stdout)).toEqual(instants);
    },
    60_000,
  );
});

describe('a reader who moves to another zone', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  }, 60_000);
  afterAll(() => world.stop());

  test('has the next mail in the morning of the new one, and once', async () => {
    const personId = 'person-owner';
    const evening = '2026-03-04T12:00:00.000Z';
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('due', 'post-owner', { followUp, at: evening });
    const { nextMail, sendMail } = world.postbox();
    expect((await nextMail({ personId, at: evening })).reachAt).toBe('2026-03-05T00:30:00.000Z');
    await world.db.person.update({ where: { id: personId }, data: { zone: 'Europe/London', country: 'GB' } });
    const { reachAt } = await nextMail({ personId, at: evening });
    expect(reachAt).toBe('2026-03-05T08:30:00.000Z');
    // The old timer rings: it is the middle of the night there.
    expect((await sendMail({ personId, at: '2026-03-05T00:30:00.000Z' })).outcome).toBe('nothing');
    expect((await sendMail({ personId, at: String(reachAt) })).outcome).toBe('sent');
    // And back: what was read is not sent again on the other side.
    await world.db.person.update({ where: { id: personId }, data: { zone: 'Asia/Shanghai', country: 'CN' } });
    expect((await sendMail({ personId, at: '2026-03-06T00:30:00.000Z' })).outcome).toBe('nothing');
    expect(world.inbox.messages()).toHaveLength(1);
  });
});
