import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isZone } from '../../domain/calendar/zones.ts';
import { startLinkWorld } from './link-world.ts';
import type { LinkWorld } from './link-world.ts';

let links: LinkWorld;
beforeAll(async () => {
  links = await startLinkWorld();
}, 60_000);
afterAll(() => links.stop());
beforeEach(async () => {
  await links.clear();
  await links.world.db.absence.deleteMany();
  await links.world.db.preferenceChange.deleteMany();
});

const said = {
  name: '吴炯',
  language: 'zh-CN',
  zone: 'Asia/Shanghai',
  channel: 'email',
  reachFromTime: '10:00',
  reachToTime: '16:00',
  digestTime: '11:00',
  awayFromOn: '2026-03-09',
  awayToOn: '2026-03-13',
  deputyPersonId: 'person-director',
};
const owner = () => links.world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
const absences = () => links.world.db.absence.findMany({ orderBy: { id: 'asc' } });

describe('a person’s own page', () => {
  test('is only shown by GET, with what holds now', async () => {
    const { url } = await links.link('preferences');
    const before = await owner();
    for (let i = 0; i < 2; i += 1) {
      const page = await links.app.inject({ method: 'GET', url });
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('语言、时段与休假设置');
      expect(page.body).toContain('value="person-director"');
      expect(page.body).not.toMatch(/<script|value="person-(owner|partner)"/);
    }
    expect(await owner()).toEqual(before);
    expect(await links.world.db.preferenceChange.count()).toBe(0);
  });

  test('offers the reader’s time zone first, Shanghai and London next, then the usual ones by region, none twice', async () => {
    const zonesOf = async (zone: string) => {
      await links.world.db.person.update({ where: { id: 'person-owner' }, data: { zone } });
      const page = await links.app.inject({ method: 'GET', url: (await links.link('preferences')).url });
      const [, list = ''] = /<select id="zone"[^>]*>([^]*?)<\/select>/.exec(page.body) ?? [];
      return {
        zones: [...list.matchAll(/<option value="([^"]+)"/g)].map((match) => match[1]),
        groups: [...list.matchAll(/<optgroup label="([^"]+)"/g)].map((match) => match[1]),
        chosen: [...list.matchAll(/<option value="([^"]+)" +selected/g)].map((match) => match[1]),
        list,
      };
    };
    const chile = await zonesOf('America/Santiago');
    expect(chile.zones.slice(0, 3)).toEqual(['America/Santiago', 'Asia/Shanghai', 'Europe/London']);
    expect(chile.groups).toEqual([
      '常用 · Most used',
      '亚洲 · Asia',
      '欧洲 · Europe',
      '美洲 · America',
      '非洲 · Africa',
      '大洋洲 · Australia and the Pacific',
    ]);
    expect(chile.chosen).toEqual(['America/Santiago']);
    expect(chile.list).toMatch(/Asia\/Shanghai · 中国标准时间 · China/);
    // One that is in no list of ours stays as it is.
    const rare = await zonesOf('Pacific/Chatham');
    expect([rare.zones[0], rare.chosen]).toEqual(['Pacific/Chatham', ['Pacific/Chatham']]);
    const home = await zonesOf('Asia/Shanghai');
    expect(home.zones.slice(0, 2)).toEqual(['Asia/Shanghai', 'Europe/London']);
    expect(new Set(home.zones).size).toBe(home.zones.length);
    expect(home.zones.length).toBeLessThan(80);
    expect(home.zones.every((zone) => isZone(zone ?? ''))).toBe(true);
  });

  test('shows a zone that does not exist as missing, not as a fault', async () => {
    const page = await links.post((await links.link('preferences')).url, { ...said, zone: 'Mars/Phobos' });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('请补充：');
  });

  test('keeps what is said again and again: each time is recorded, the last one holds', async () => {
    const { id, url } = await links.link('preferences');
    const first = await links.post(url, said);
    expect(first.statusCode).toBe(200);
    expect(first.body).toContain('设置已保存');
    expect(first.body).toContain('value="10:00"');
    const second = await links.post(url, { ...said, language: 'en', reachFromTime: '', awayToOn: '2026-03-11' });
    expect(second.body).toContain('this is kept');
    expect(await owner()).toMatchObject({
      language: 'en',
      reachFromTime: null,
      reachToTime: '16:00',
      digestTime: '11:00',
    });
    expect(await absences()).toMatchObject([
      { toOn: '2026-03-13', withdrawnAt: expect.any(Date) },
      { toOn: '2026-03-11', withdrawnAt: null, deputyPersonId: 'person-director', by: '吴炯' },
    ]);
    expect(await links.world.db.preferenceChange.count({ where: { linkId: id } })).toBe(2);
    await links.post(url, { ...said, awayFromOn: '', awayToOn: '' });
    expect((await absences()).filter(({ withdrawnAt }) => withdrawnAt === null)).toEqual([]);
    expect(links.behind.sendings).toBe(0);
  });

  test('quiet times within the hours, whole days by leaving the times empty', async () => {
    const { url } = await links.link('preferences');
    const quiet = { quietDay1: 'daily', quietFrom1: '12:00', quietTo1: '14:00', quietDay3: '3', quietFrom3: '' };
    const page = await links.post(url, { ...said, ...quiet });
    expect(page.statusCode).toBe(200);
    const kept = [
      { weekday: null, fromTime: '12:00', toTime: '14:00' },
      { weekday: 3, fromTime: '00:00', toTime: '24:00' },
    ];
    expect((await owner()).quietTimes).toEqual(kept);
    expect(page.body).toMatch(/name="quietDay1">[^]*?<option value="daily"\s+selected>/);
    expect(page.body).toContain('name="quietFrom1" type="time" value="12:00"');
    expect(page.body).toMatch(/name="quietDay2">[^]*?<option value="3"\s+selected>/);
    expect((await links.world.db.preferenceChange.findFirstOrThrow()).values).toMatchObject({ quietTimes: kept });
    await links.post(url, said);
    expect((await owner()).quietTimes).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      'a quiet time that ends before it begins',
      { quietDay1: '2', quietFrom1: '14:00', quietTo1: '12:00' },
      '须晚于开始时间',
    ],
    ['quiet that leaves no morning’s mail', { quietDay1: 'daily' }, '任何工作日都无法送达'],
    ['a day that no week has', { quietDay1: '9' }, '免打扰'],
    ['hours that end before they begin', { reachFromTime: '17:00' }, '须晚于开始时间'],
    ['a digest outside them', { digestTime: '18:00' }, '不在可联系时段'],
    ['oneself as deputy', { deputyPersonId: 'person-owner' }, '代理人不能是本人'],
    ['a deputy of another organisation', { deputyPersonId: 'person-partner' }, '须为本单位同事'],
    ['an absence that ends before it begins', { awayToOn: '2026-03-08' }, '早于开始日期'],
    ['half an absence', { awayToOn: '' }, '请同时填写'],
    ['no zone', { zone: 'Mars/Base' }, '时区'],
  ])('refuses %s, keeps what was filled in and changes nothing', async (_what, change, sentence) => {
    const { url } = await links.link('preferences');
    const before = await owner();
    const page = await links.post(url, { ...said, ...change });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(sentence);
    expect(page.body).toContain('value="2026-03-09"');
    expect(await owner()).toEqual(before);
    expect(await absences()).toEqual([]);
  });
});
