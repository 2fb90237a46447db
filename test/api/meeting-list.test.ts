import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Prisma } from '../../prisma/generated/client.ts';
import { startTestApi } from '../support/api.ts';

let api: Awaited<ReturnType<typeof startTestApi>>;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const row = (id: string, meetingListOn: string | null): Prisma.FollowUpCreateManyInput => ({
  entityId: 'agreement-1',
  id,
  agreementId: 'agreement-1',
  kind: 'need',
  aboutKind: 'need',
  aboutId: id.slice('need.'.length),
  ownerPostId: 'post-1',
  sideOrgId: 'org-1',
  ownerCertainty: 'confirmed',
  dueCertainty: 'confirmed',
  openedOn: '2026-03-02',
  dueOn: '2026-03-06',
  dueAt: '2026-03-06T15:59:00.000Z',
  level: 3,
  light: 'red',
  status: 'open',
  meetingListOn,
  homeUnitId: id === 'need.need-3' ? 'org-other' : 'org-unit',
});

describe('the leaders’ meeting list', () => {
  beforeAll(async () => {
    await api.db.organisation.create({ data: { id: 'org-unit', code: 'unit', kind: 'unit', nameEn: 'A unit' } });
    await api.db.followUp.createMany({
      data: [
        row('need.need-1', '2026-04-29'),
        row('need.need-2', '2026-04-28'),
        row('need.need-3', '2026-04-27'),
        row('need.need-4', null),
      ],
    });
    const notice = { entityId: 'agreement-1', agreementId: 'agreement-1', followUpId: 'need.need-2', facts: {} };
    await api.db.notice.createMany({
      data: [
        {
          ...notice,
          id: 'n2',
          seq: 2,
          kind: 'escalation',
          postId: 'post-2',
          status: 'sent',
          at: '2026-03-12T00:00:00.000Z',
        },
        { ...notice, id: 'n1', seq: 1, kind: 'due', postId: 'post-1', status: 'sent', at: '2026-03-06T00:00:00.000Z' },
      ],
    });
    await api.db.event.create({
      data: {
        entityId: 'agreement-1',
        seq: 1,
        type: 'needRecorded',
        aboutKind: 'need',
        aboutId: 'need-2',
        at: '2026-03-02T00:00:00.000Z',
        by: 'x',
        data: { needId: 'need-2', partyId: 'org-1' },
      },
    });
  });

  test('says what waits, of which party, since when, and who was told when; the longest waiting first', async () => {
    const { status, body } = await api.call('GET', '/v1/meeting-list?homeUnit=org-unit');
    expect(status).toBe(200);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual(['need.need-2', 'need.need-1']);
    expect(body.items[0]).toMatchObject({
      meetingListOn: '2026-04-28',
      about: { kind: 'need', id: 'need-2', name: null, partyId: 'org-1' },
      told: [
        { kind: 'due', postId: 'post-1', at: '2026-03-06T00:00:00.000Z' },
        { kind: 'escalation', postId: 'post-2' },
      ],
    });
  });

  test('comes in pages', async () => {
    const first = (await api.call('GET', '/v1/meeting-list?limit=1')).body;
    expect(first.items.map((item: { id: string }) => item.id)).toEqual(['need.need-3']);
    const second = (await api.call('GET', `/v1/meeting-list?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.items.map((item: { id: string }) => item.id)).toEqual(['need.need-2', 'need.need-1']);
    expect(second.nextCursor).toBeNull();
  });

  test('is for those who prepare the meeting or sit in it', async () => {
    for (const [role, status] of [
      ['leader', 200],
      ['observer', 200],
      ['director', 200],
      ['liaison', 403],
    ] as const) {
      const authorization = await api.tokenFor({ id: `token-${role}`, roles: [role] });
      expect((await api.call('GET', '/v1/meeting-list', undefined, { authorization })).status).toBe(status);
    }
  });
});
