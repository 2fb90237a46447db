import { expect } from '@jest/globals';
import { linkIdOf } from '../../mail/link-token.ts';
import { at, linkSecret } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** The newest mail, with its links: what they are called, what they do and in whose place. */
export async function newestTo(world: World, name: string, when = at) {
  expect(await world.postbox().sendMail({ personId: `person-${name}`, at: when })).toMatchObject({ outcome: 'sent' });
  const mail = world.inbox.messages().find(({ to }) => to.includes(`${name}@example.org`))!;
  const tokens = [...mail.text.matchAll(/^\* (.+): \S+\/l\/([A-Za-z0-9_-]+)/gm)];
  const links = [];
  for (const [, label, token] of tokens) {
    const row = await world.db.link.findUniqueOrThrow({ where: { id: linkIdOf(linkSecret, token ?? '') ?? '' } });
    links.push({ label, row, action: row.action, role: (row.facts as { role: string }).role });
  }
  return { text: mail.text, links, actions: links.map(({ action }) => action) };
}
