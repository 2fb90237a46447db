import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hostOf } from '../../activities/postbox/situation.ts';
import { withSides, writeNotices } from '../../activities/record-notices.ts';
import { newAgreement } from '../../domain/agreement/state.ts';
import { EntityKind } from '../../domain/decider.ts';
import type { NoticeDraft } from '../../domain/decider.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import { UnknownSchemaVersion } from '../../domain/migrate.ts';
import type { Proposal } from '../../domain/propose.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const homeUnit: HomeUnit = {
  organisationId: 'org-office',
  liaisonPostId: 'post-liaison',
  coordinatorPostId: 'post-coordinator',
  directorPostId: 'post-director',
  leaderPostId: 'post-british',
};
const ref = { kind: EntityKind.agreement, id: agreementId, agreementId };
const to = (postId: string, kind: NoticeDraft['kind'], facts: NoticeDraft['facts'] = {}): NoticeDraft => ({
  to: { postId },
  kind,
  followUpId: 'commitment.commitment-1',
  facts: { ownerPostId: 'post-owner', ...facts },
});
const hold = (personId: string, ...posts: string[]) =>
  world.db.post.updateMany({ where: { id: { in: posts } }, data: { holderId: personId } });

/** Writes notices as caused by an act of `by`; gives whom it would wake and what was written. */
async function written(by: string, ...notify: NoticeDraft[]) {
  const event = { type: 'x', about: null, data: {}, notify, seq: 1, at, by, commandId: null };
  // Of a proposal only these are read.
  const proposal = { ref, baseSeq: 0, at, events: [event] } as unknown as Proposal;
  const woken = await world.db.$transaction((tx) => writeNotices(tx, proposal, homeUnit));
  const rows = await world.db.notice.findMany({ orderBy: { id: 'asc' } });
  return { woken, rows: rows.map(({ postId, personId, status, reason }) => ({ postId, personId, status, reason })) };
}

describe('one person with several posts', () => {
  test('is not escalated to: the next of the line is, who is somebody else', async () => {
    const climbs = to('post-coordinator', 'escalation');
    expect((await written('system', climbs)).woken).toEqual(['person-coordinator']);
    await world.clear();
    await hold('person-owner', 'post-coordinator');
    const { rows, woken } = await written('system', climbs);
    expect(rows[0]).toMatchObject({ postId: 'post-director', status: 'open' });
    expect(woken).not.toContain('person-owner');
  });

  test('a leader is not told in another’s place: that would be a surprise', async () => {
    await hold('person-owner', 'post-coordinator', 'post-director');
    const { rows } = await written('system', to('post-coordinator', 'escalation'));
    expect(rows[0]?.postId).toBe('post-coordinator');
  });

  test('who was told at the level below is not told again as the next', async () => {
    await hold('person-coordinator', 'post-director');
    const climbs = to('post-director', 'escalation', { level: 2, toldPostIds: ['post-coordinator'] });
    const { rows, woken } = await written('system', climbs);
    expect(rows[0]).toMatchObject({ status: 'suppressed', reason: 'told-before' });
    expect(woken).toEqual([]);
  });

  test('of an owner who is the coordinator too, the director was told at the first level and is not told at the second', async () => {
    await hold('person-owner', 'post-coordinator');
    const climbs = to('post-director', 'escalation', { level: 2, toldPostIds: ['post-coordinator'] });
    const { rows, woken } = await written('system', climbs);
    expect(rows[0]).toMatchObject({ personId: 'person-director', status: 'suppressed', reason: 'told-before' });
    expect(woken).toEqual([]);
  });

  test('who holds the whole line is told all the same', async () => {
    await hold('person-owner', 'post-coordinator', 'post-director', 'post-british');
    expect((await written('system', to('post-coordinator', 'escalation'))).woken).toEqual(['person-owner']);
  });

  test('is not asked to confirm what they reported', async () => {
    const reported = to('post-coordinator', 'reported', { reportedBy: 'person-coordinator' });
    expect((await written('system', reported)).rows[0]?.postId).toBe('post-director');
  });

  test('reads what is for the owner by any post', async () => {
    await hold('person-owner', 'post-coordinator');
    expect((await written('system', to('post-owner', 'due'))).rows[0]?.postId).toBe('post-owner');
  });
});

describe('somebody who is away', () => {
  const away = (personId: string, deputyPersonId: string | null) =>
    world.db.absence.create({
      data: { personId, deputyPersonId, fromOn: '2026-03-02', toOn: '2026-03-31', by: 'test', at: new Date(at) },
    });
  afterEach(() => world.db.absence.deleteMany());

  test('is stood in for by the deputy from the moment a notice is written', async () => {
    await away('person-owner', 'person-liaison');
    const { rows, woken } = await written('system', to('post-owner', 'due'));
    expect(rows[0]).toMatchObject({ postId: 'post-owner', personId: 'person-liaison', status: 'open' });
    expect(woken).toEqual(['person-liaison']);
  });

  test('and stands in for the level above has heard of it by the level below', async () => {
    await away('person-director', 'person-coordinator');
    const climbs = to('post-director', 'escalation', { level: 2, toldPostIds: ['post-coordinator'] });
    expect((await written('system', climbs)).rows[0]).toMatchObject({ status: 'suppressed', reason: 'told-before' });
  });
});

describe('what somebody entered for themselves', () => {
  test('sends no mail, and stays on record with the reason', async () => {
    const { rows, woken } = await written('person-owner', to('post-owner', 'assigned'));
    expect(rows).toEqual([{ postId: 'post-owner', personId: 'person-owner', status: 'suppressed', reason: 'own-act' }]);
    expect(woken).toEqual([]);
  });

  test('is told to others, and so is all that time brings', async () => {
    expect((await written('person-coordinator', to('post-owner', 'assigned'))).woken).toEqual(['person-owner']);
    await world.clear();
    expect((await written('person-owner', to('post-owner', 'due'))).woken).toEqual(['person-owner']);
  });
});

describe('a stored state', () => {
  const row = { id: agreementId, kind: 'agreement', agreementId };

  test('of an older version is read as this one knows it', () => {
    const { questionsCountedOn: _since, ...older } = newAgreement(agreementId);
    expect(hostOf({ ...row, state: JSON.parse(JSON.stringify(older)) }).questionsCountedOn).toBeNull();
    const planRow = { ...row, id: `${agreementId}.plan-1`, kind: 'plan', state: { schemaVersion: 1 } };
    expect(hostOf(planRow)).toMatchObject({ id: planRow.id, followUps: {} });
  });

  test('of a newer version is left to a worker that knows it', () => {
    expect(() => hostOf({ ...row, state: { schemaVersion: 99 } })).toThrow(UnknownSchemaVersion);
  });
});

describe('whose turn it is', () => {
  const replanned = (id: string, data: object) => ({
    type: 'followUpReplanned',
    about: null,
    seq: 1,
    at,
    by: 'x',
    commandId: null,
    data: { id, sideOrgId: 'org-zzuet', ...data },
  });
  const sides = async (...events: ReturnType<typeof replanned>[]) => {
    const row = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    const proposal = { ref, baseSeq: 0, at, events } as unknown as Proposal;
    const followed = await world.db.$transaction((tx) => withSides(tx, proposal, hostOf(row)));
    return followed.map(({ data }) => data['sideOrgId']);
  };

  test('follows a new owner to its organisation, and back with what returns', async () => {
    const { id } = await world.followUp('commitment', 'commitment-1');
    const partner = { ownerPostId: 'post-partner' };
    expect(await sides(replanned(id, partner))).toEqual(['org-cnuktip']);
    expect(await sides(replanned(id, { ownerPostId: 'post-owner' }))).toEqual(['org-zzuet']);
    expect(await sides(replanned(id, { ...partner, cameBack: 'declined' }))).toEqual(['org-zzuet']);
    expect(await sides(replanned(id, { ownerPostId: 'post-nobody-knows' }))).toEqual(['org-zzuet']);
  });

  test('stays with the side that is asked for the minutes, whoever sees to it', async () => {
    const { id } = await world.followUp('minutes-confirmation', 'minutes-1', { sideOrgId: 'org-zzuet' });
    expect(await sides(replanned(id, { ownerPostId: 'post-partner' }))).toEqual(['org-zzuet']);
  });
});
