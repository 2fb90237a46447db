import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** Joint events avoid all sides' days off, and nothing is planned onto a make-up day, unless it is meant (DOMAIN 2). */

let api: TestApi;
let at: string;
let people: string[];
beforeAll(async () => {
  api = await startTestApi();
  ({ people } = await fillDirectory(api));
  at = `/v1/agreements/${(await api.post('/v1/agreements', startBody())).entityId}`;
  const closure = { organisationId: 'org-zzuet', kind: 'closure', fromOn: '2026-04-14', toOn: '2026-04-15' };
  await api.db.closure.create({ data: { ...closure, by: 'tester', at: new Date() } });
});
afterAll(() => api.stop());

const meeting = (fromOn: string, more: object = {}) => ({
  kind: 'contact',
  fromOn,
  invited: [{ personId: people[1], organisationId: 'org-zzuet' }],
  ...more,
});
const plan = (fromOn: string, more: object = {}) => api.call('POST', `${at}/planned-meetings`, meeting(fromOn, more));

describe('a day that somebody names for a meeting', () => {
  test.each([
    ['a Saturday', '2026-03-28', 'a day off of all sides', '各方的休息日', '2026-03-30'],
    ['a make-up working day', '2026-05-09', 'a make-up working day of all sides', '各方的调休上班日', '2026-05-11'],
    ['a public holiday', '2026-10-01', 'a day off of all sides', '各方的休息日', '2026-10-08'],
    [
      'a closure of one side',
      '2026-04-14',
      'a day off of Zhengzhou University of Engineering and Technology',
      '郑州工程技术学院的休息日',
      '2026-04-16',
    ],
  ])(
    '%s is asked about before anybody is invited: whose it is, and the next that suits',
    async (_what, on, en, zh, next) => {
      const { status, body } = await plan(on);
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { type: '/problems/day-off', rule: 'joint-events-avoid-days-off', source: 'DOMAIN 2' },
      });
      expect(body.detail).toContain(`${on} is ${en}; ${next} is the next day that suits all sides`);
      expect(body.errors).toEqual([
        {
          pointer: '/fromOn',
          detail: `is ${en}; the next day that suits all sides: ${next}`,
          detailZh: `为${zh}；各方均合适的下一日：${next}`,
        },
      ]);
      expect(await api.db.notice.count({ where: { kind: 'meeting' } })).toBe(0);
    },
  );

  test('is taken where it is meant, once, and so is a change to one', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = meeting('2026-03-28', { onDayOff: true });
    const taken = await api.call('POST', `${at}/planned-meetings`, body, key);
    expect(taken).toMatchObject({ status: 200, body: { provisional: false } });
    expect((await api.call('POST', `${at}/planned-meetings`, body, key)).body).toEqual(taken.body);
    const [id] = taken.body.created;
    const move = (more: object) => api.call('POST', `${at}/planned-meetings/${id}/reschedule`, more);
    expect((await move({ fromOn: '2026-03-29' })).body.type).toBe('/problems/day-off');
    expect((await move({ fromOn: '2026-03-27', toOn: '2026-03-28' })).body.errors[0].pointer).toBe('/toOn');
    expect(await move({ fromOn: '2026-03-29', onDayOff: true })).toMatchObject({ status: 200 });
    expect(await move({ fromOn: '2026-03-31' })).toMatchObject({ status: 200, body: { provisional: false } });
  });

  test('beyond the holidays that are published is taken, and the answer says that it is provisional', async () => {
    expect(await plan('2027-10-04')).toMatchObject({ status: 200, body: { provisional: true } });
    expect((await plan('2027-10-02')).body.type).toBe('/problems/day-off');
  });
});

test('a planned visit is asked about as well; one that has taken place is recorded as it was', async () => {
  const visit = (fromOn: string, more: object = {}) =>
    api.call('POST', `${at}/visits`, { fromOn, direction: 'inbound', hostOrganisationId: 'org-cnuktip', ...more });
  expect((await visit('2026-03-28')).body.type).toBe('/problems/day-off');
  expect(await visit('2026-02-28')).toMatchObject({ status: 200 });
  const ahead = await visit('2026-03-27');
  expect(ahead).toMatchObject({ status: 200, body: { provisional: false } });
  const [visitId] = ahead.body.created;
  const move = (more: object) => api.call('POST', `${at}/visits/${visitId}/reschedule`, more);
  expect((await move({ fromOn: '2026-03-28' })).body.type).toBe('/problems/day-off');
  expect(await move({ fromOn: '2026-03-28', onDayOff: true })).toMatchObject({ status: 200 });
});

test('a day off that is named for a promise moves, and the answer says from which day to which, and why; its account does, too', async () => {
  const promise = (dueOn: string) =>
    api.call('POST', `${at}/commitments`, {
      sentence: 'We send two experts.',
      beneficiaryOrganisationId: 'org-zzuet',
      dueOn,
    });
  const { body } = await promise('2026-12-05');
  const followUpId = `commitment.${body.created[0]}`;
  const why = {
    en: '2026-12-05 is no working day in the calendar of the home unit; 2026-12-07 is the first that may be planned.',
    zh: '2026-12-05 在归口单位的工作日历中为非工作日，顺延至 2026-12-07。',
  };
  expect(body.amendments).toMatchObject([
    { followUpId, became: 'moved', askedDueOn: '2026-12-05', dueOn: '2026-12-07', why },
  ]);
  const account = await api.call('GET', `${at}/follow-ups/${followUpId}/account`);
  expect(account.body.changes).toMatchObject([{ askedDueOn: '2026-12-05', dueOn: '2026-12-07' }]);
  expect((await promise('2026-12-08')).body.amendments).toEqual([]);
});
