import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calendarBook } from '../../activities/calendar-book.ts';
import { calendarOf } from '../../activities/postbox/reach.ts';
import { uploadedYears } from '../../activities/calendar-book.ts';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** Business time is 2026-03-02. */
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await fillDirectory(api);
  await api.post('/v1/organisations', { code: 'leeds', nameEn: 'Leeds', kind: 'university', country: 'GB' });
});
afterAll(() => api.stop());

const refusal = async (url: string, body: unknown) => {
  const { status, body: answer } = await api.call('POST', url, body);
  expect(status).toBeGreaterThanOrEqual(400);
  return String(answer.type).replace('/problems/', '');
};

describe('a year of a country', () => {
  const url = '/v1/calendars/CN/years';
  const body = {
    year: 2027,
    off: ['2027-01-01', '2027-02-08', '2027-02-09'],
    on: ['2027-01-30'],
    origin: '国办发明电',
  };

  test('is refused clearly where it cannot be right', async () => {
    expect(await refusal('/v1/calendars/XX/years', body)).toBe('no-holidays-known');
    expect(await refusal(url, { ...body, year: 2031 })).toBe('too-far-ahead');
    expect(await refusal(url, { ...body, off: ['2027-02-08', '2027-02-08'] })).toBe('day-twice');
    expect(await refusal(url, { ...body, on: ['2027-02-10'] })).toBe('day-unfit');
    expect(await refusal(url, { ...body, fromOn: '2027-05-01', toOn: '2027-04-01' })).toBe('ends-before-starts');
    expect((await api.call('GET', '/v1/calendars/XX')).status).toBe(404);
    expect((await api.call('GET', '/v1/calendars/CN')).body.uploaded).toEqual([]);
  });

  test('is taken once for each key, extends the coverage, and a correction is its next version', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.call('POST', url, body, key);
    expect(first).toMatchObject({ status: 201, body: { version: 1, fromOn: '2027-01-01', toOn: '2027-12-31' } });
    expect((await api.call('POST', url, body, key)).body).toEqual(first.body);
    const corrected = await api.post(url, { ...body, off: ['2027-01-01', '2027-02-08'] });
    expect(corrected.version).toBe(2);

    const { body: calendar } = await api.call('GET', '/v1/calendars/CN');
    expect(calendar.coveredUntilOn).toBe('2027-12-31');
    expect(calendar.off).toContain('2027-02-08');
    expect(calendar.off).not.toContain('2027-02-09');
    expect(calendar.uploaded.map((row: { version: number }) => row.version)).toEqual([2, 1]);
    const { body: list } = await api.call('GET', '/v1/calendars');
    expect(list.items.map((row: { country: string }) => row.country)).toEqual(['CN', 'GB']);
    expect(list.items[0].coveredUntilOn).toBe('2027-12-31');
  });

  test('a reader in that country is not reached on its free days', async () => {
    const reader = { country: 'CN', zone: 'Asia/Shanghai' };
    const years = await uploadedYears(api.db, 'CN');
    expect(
      isWorkingDay(calendarOf(reader, '2027-02-01T00:00:00Z', { years, closures: [] }), '2027-02-08').working,
    ).toBe(false);
  });
});

describe('vacations and closures', () => {
  const url = '/v1/organisations/org-zzuet/closures';
  const summer = { kind: 'vacation', fromOn: '2026-07-11', toOn: '2026-08-30', nameZh: '暑假', nameEn: 'Summer' };

  test('are refused clearly where they cannot be right', async () => {
    expect(await refusal(url, { ...summer, toOn: '2026-07-01' })).toBe('ends-before-starts');
    expect(await refusal(url, { ...summer, toOn: '2026-12-30' })).toBe('closure-too-long');
    expect(await refusal(url, { ...summer, fromOn: '2030-07-11', toOn: '2030-08-30' })).toBe('too-far-ahead');
    expect(await refusal(url, { ...summer, fromOn: '2025-07-11', toOn: '2025-08-30' })).toBe('date-in-past');
    expect(await refusal(url, { kind: 'vacation', fromOn: '2026-07-11', toOn: '2026-08-30' })).toBe('shape-invalid');
    expect(await refusal(url, { ...summer, replacesId: 99 })).toBe('unknown-item');
    expect((await api.call('POST', '/v1/organisations/org-nobody/closures', summer)).status).toBe(404);
    expect((await api.call('GET', url)).body.items).toEqual([]);
  });

  test('are corrected by another, taken back, and stay readable', async () => {
    const first = await api.post(url, summer);
    expect(await refusal(url, summer)).toBe('already-exists');
    const second = await api.post(url, { ...summer, toOn: '2026-08-28', replacesId: first.id });
    expect(await refusal(url, { ...summer, toOn: '2026-08-29', replacesId: first.id })).toBe('wrong-state');
    const { body } = await api.call('GET', url);
    expect(body.items).toMatchObject([
      { id: first.id, endedAt: expect.any(String) },
      { id: second.id, endedAt: null, replacesId: first.id },
    ]);
    const sports = await api.post(url, { ...summer, kind: 'closure', fromOn: '2026-04-16', toOn: '2026-04-17' });
    expect((await api.call('POST', `${url}/${sports.id}/end`)).body.endedAt).not.toBeNull();
    expect(await refusal(`${url}/${sports.id}/end`, undefined)).toBe('wrong-state');
    const book = await calendarBook(api.db, ['org-zzuet']);
    const cal = book.unit('org-zzuet', '2026-03-02');
    expect(['2026-04-16', '2026-07-13', '2026-08-28', '2026-08-31'].map((on) => isWorkingDay(cal, on).working)).toEqual(
      [true, false, false, true],
    );
  });

  test('an agreement adopts those of its unit and of what stands above; the other sides’ for joint dates only', async () => {
    await api.post('/v1/organisations/org-cnuktip/closures', {
      kind: 'closure',
      fromOn: '2026-04-13',
      toOn: '2026-04-14',
      nameEn: 'Moving house',
    });
    const { entityId } = await api.post('/v1/agreements', {
      ...startBody(),
      parties: [
        { organisationId: 'org-cnuktip', role: 'host' },
        { organisationId: 'org-zzuet', role: 'guest' },
        { organisationId: 'org-leeds', role: 'partner' },
      ],
    });
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id: entityId } });
    const { calendar, others } = state as unknown as Record<'calendar' | 'others', { off: string[]; version: string }>;
    expect(calendar.off).toEqual(expect.arrayContaining(['2026-04-13', '2026-04-14']));
    // Due days count in the home unit's calendar alone.
    expect(calendar.off).not.toContain('2026-07-13');
    // Summer at the university, a bank holiday in England.
    expect(others.off).toEqual(expect.arrayContaining(['2026-07-13', '2026-08-31']));
    expect(calendar.version).toMatch(/^chinese-days@[\d.]+\+y\d+\+c1\.\d+ 2026-01-21\.\.2027-12-31$/);
  });

  test('sides of the same country without vacations need no calendar of their own', async () => {
    const { entityId } = await api.post('/v1/agreements', {
      ...startBody(),
      parties: [
        { organisationId: 'org-cnuktip', role: 'host' },
        { organisationId: 'org-fine-a', role: 'partner' },
      ],
    });
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id: entityId } });
    expect(Object.keys(state as object)).not.toContain('others');
  });

  test('a unit in a country whose holidays nobody knows cannot keep a cooperation', async () => {
    await api.post('/v1/organisations', {
      code: 'nowhere',
      nameEn: 'Nowhere',
      kind: 'unit',
      ours: true,
      country: 'ZZ',
      parentId: 'org-cnuktip',
    });
    expect(await refusal('/v1/agreements', { ...startBody(), homeUnitId: 'org-nowhere' })).toBe('no-holidays-known');
  });
});

describe('the caretaker', () => {
  test('shows its rounds; where it cannot be asked the answer says so', async () => {
    expect((await api.call('GET', '/v1/caretaker')).body).toEqual({ items: [] });
    expect(await refusal('/v1/caretaker/sweeps', undefined)).toBe('engine-away');
    const liaison = await api.tokenFor({ id: 'a-liaison', roles: ['liaison'] });
    expect((await api.call('GET', '/v1/caretaker', undefined, { authorization: liaison })).status).toBe(403);
  });
});
