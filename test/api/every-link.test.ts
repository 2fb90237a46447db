import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LinkAction } from '../../mail/letter.ts';
import type { LinkWorld } from './link-world.ts';
import { startLinkWorld } from './link-world.ts';

/** Mail scanners fetch each link, often twice; a reader presses twice. Neither may do more than the reader wanted (DOMAIN 1.9). */

let links: LinkWorld;
beforeAll(async () => {
  links = await startLinkWorld();
}, 60_000);
afterAll(() => links.stop());
beforeEach(() => links.clear());

/** Fields of every form at once: a page ignores those that are not its own. */
const filledIn = {
  name: '吴炯',
  reason: '出差',
  evidence: '两名专家已到校',
  untilOn: '2026-03-09',
  dueOn: '2026-03-31',
  ownerPostId: 'post-coordinator',
  how: 'phone',
  answer: 'agree',
};
/** With these one press is one command to the agreement. */
const commanding: ReadonlySet<string> = new Set(['report', 'pause', 'ask-extension', 'not-mine']);

/** All that a press could change. */
async function everything(): Promise<string> {
  const { db } = links.world;
  const byId = { orderBy: { id: 'asc' } } as const;
  const rows = await Promise.all([
    db.link.findMany(byId),
    db.person.findMany(byId),
    db.notice.findMany(byId),
    db.text.findMany(byId),
    db.absence.findMany(byId),
    db.mail.count(),
    db.event.count(),
  ]);
  return JSON.stringify([rows, links.behind.sendings, links.world.inbox.messages().length]);
}

describe('acceptance 2: a link in a mail', () => {
  test.each(Object.values(LinkAction))(
    'to %s: looking twice changes nothing, pressing twice changes once',
    async (action) => {
      await links.world.followUp('commitment', 'commitment-1');
      const { url } = await links.link(action);
      const before = await everything();
      for (const method of ['GET', 'HEAD', 'GET', 'HEAD'] as const) {
        expect((await links.app.inject({ method, url })).statusCode).toBe(200);
      }
      expect(await everything()).toBe(before);

      const first = await links.post(url, filledIn);
      expect(first.statusCode).toBeLessThan(500);
      if (commanding.has(action)) {
        expect(first.statusCode).toBe(200);
        expect(links.behind.applied.size).toBe(1);
      }
      const applied = links.behind.applied.size;
      const after = action === 'preferences' || first.body.includes('name="code"') ? null : await everything();
      const second = await links.post(url, filledIn);
      // What is there already is said kindly, on a page.
      expect(second.statusCode).toBe(first.statusCode);
      expect(second.headers['content-type']).toContain('text/html');
      expect(links.behind.applied.size).toBe(applied);
      if (after !== null) expect(await everything()).toBe(after);
    },
  );
});
