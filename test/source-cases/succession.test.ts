import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seatsOf, standInsOf } from '../../activities/holders.ts';
import { hostOf } from '../../activities/postbox/situation.ts';
import { loadDemonstration } from '../../stack/demonstration/load.ts';
import { people } from '../../stack/demonstration/people.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import { startSuccessionWorld } from '../api/succession-world.ts';
import type { SuccessionWorld } from '../api/succession-world.ts';
import { TOKEN } from '../support/api.ts';

/**
 * S71 over everybody of both source cases: remove any one person, and after the grace no open matter is without somebody who has
 * accepted it or was told that nobody has; put somebody else there who accepts, and nothing climbs.
 */

let world: SuccessionWorld;
let ids: DirectoryIds;
/** How many open matters changed hands, over all people: a test of nothing would pass. */
let moved = 0;
/** Friday morning: the two working days of the grace are over. */
const afterGrace = '2026-03-06T01:00:00.000Z';

beforeAll(async () => {
  world = await startSuccessionWorld();
  const apiUrl = await world.api.app.listen({ host: '127.0.0.1', port: 0 });
  ({ ids } = await loadDemonstration({ apiUrl, token: TOKEN }));
}, 240_000);
afterAll(() => world?.stop());

const postsOf = async (personId: string): Promise<string[]> =>
  (await world.api.db.post.findMany({ where: { holderId: personId }, orderBy: { id: 'asc' } })).map(({ id }) => id);

/** Open matters with who answers for each at an instant: whoever reads for its post and accepted, else who was told above. */
async function withoutAnswer(gone: string, at: string): Promise<string[]> {
  const { db } = world.api;
  const entities = new Map((await db.entity.findMany({ where: { closed: false } })).map((row) => [row.id, row]));
  const rows = await db.followUp.findMany({
    where: { entityId: { in: [...entities.keys()] }, status: { in: ['open', 'paused', 'reported'] } },
  });
  const lost: string[] = [];
  for (const row of rows) {
    const entity = entities.get(row.entityId);
    if (!entity) continue;
    const { homeUnit } = hostOf(entity);
    const postId = row.ownerPostId ?? homeUnit.coordinatorPostId;
    const reader = (await seatsOf(db, [postId], (id) => standInsOf(homeUnit, id), at)).get(postId)?.personId ?? null;
    const told = row.untakenSinceOn
      ? await db.notice.findMany({
          where: {
            entityId: row.entityId,
            kind: 'duties-not-accepted',
            facts: { path: ['ownerPostId'], equals: postId },
          },
          orderBy: { seq: 'desc' },
          take: 1,
        })
      : null;
    const answers = told ? (told[0]?.status === 'open' ? told[0].personId : null) : reader;
    if (reader === null || reader === gone || answers === null || answers === gone)
      lost.push(`${row.entityId} ${row.id}`);
  }
  return lost;
}

async function acceptAll(postId: string): Promise<number> {
  const rows = await world.api.db.followUp.findMany({ where: { ownerPostId: postId, untakenSinceOn: { not: null } } });
  for (const entityId of new Set(rows.map((row) => row.entityId))) {
    const [agreementId, planId] = entityId.split('.');
    const at = `/v1/agreements/${agreementId}${planId ? `/plans/${planId}` : ''}`;
    await world.api.post(`${at}/posts/${postId}/accept-duties`, {});
  }
  return rows.length;
}

describe('whoever goes', () => {
  test.each(Object.keys(people))(
    '%s',
    async (key) => {
      const { db } = world.api;
      const gone = ids.person(key);
      const posts = await postsOf(gone);
      const open = await db.followUp.count({
        where: { ownerPostId: { in: posts }, status: { in: ['open', 'paused', 'reported'] } },
      });

      // Nobody comes after them.
      for (const postId of posts) await world.give(postId, null);
      await world.passOn();
      await world.live(afterGrace);
      expect(await withoutAnswer(gone, afterGrace)).toEqual([]);
      expect(await db.notice.count({ where: { kind: 'brief', postId: { in: posts }, personId: gone } })).toBe(0);

      // Somebody comes, and accepts what is there.
      const { organisationId, ours } = await db.person.findUniqueOrThrow({ where: { id: gone } });
      const { id: next } = await world.api.post('/v1/people', {
        nameEn: `After ${key}`,
        organisationId,
        ours,
        channel: 'phone',
      });
      for (const postId of posts) await world.give(postId, next);
      await world.passOn();
      const before = await db.notice.count({ where: { kind: 'duties-not-accepted' } });
      let accepted = 0;
      for (const postId of posts) accepted += await acceptAll(postId);
      await world.live(afterGrace);
      expect(accepted).toBe(open);
      expect(await db.notice.count({ where: { kind: 'duties-not-accepted' } })).toBe(before);
      expect(await withoutAnswer(gone, afterGrace)).toEqual([]);
      moved += open;
    },
    60_000,
  );

  test('took something with them', () => {
    expect(moved).toBeGreaterThan(20);
  });
});
