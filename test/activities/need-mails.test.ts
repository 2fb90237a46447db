import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { agreementId, at, publicUrl, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** Mails about needs: courteous to who is asked, and never a word of what a need is about, to nobody. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const secret = 'catalyst-canary';

async function need(needId: string): Promise<void> {
  await world.db.text.create({
    data: {
      id: `text-${needId}`,
      entityId: agreementId,
      writtenBy: 'x',
      at,
      content: secret,
      ownerPartyId: 'org-cnuktip',
    },
  });
  const text = `text-${needId}`;
  const data = {
    needId,
    partyId: 'org-cnuktip',
    shortcoming: text,
    expectedProject: text,
    place: text,
    statusQuo: text,
  };
  const event = { type: 'needRecorded', aboutKind: 'need', aboutId: needId, at, by: 'x', data };
  await world.db.event.create({ data: { entityId: agreementId, seq: 900, ...event } });
}

test('an enterprise is asked in courteous words, once it was introduced, and answers behind a link of its own', async () => {
  const theirs = { about: { kind: 'ask', id: 'ask-1' }, ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' };
  const followUp = await world.followUp('need-ask', 'ask-1', theirs);
  await world.notice('assigned', 'post-partner', { followUp });
  // Nobody has introduced them: the letter waits, and the coordinator is asked to.
  await world.postbox().sendMail({ personId: 'person-partner', at });
  expect(world.arrived().filter(({ to }) => JSON.stringify(to).includes('partner@'))).toEqual([]);
  await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
  expect(await world.postbox().sendMail({ personId: 'person-partner', at })).toMatchObject({ outcome: 'sent' });
  const mail = world.arrived().find(({ subject }) => /技术需求|what you need/.test(subject));
  expect(mail?.text).toMatch(/恳请告知贵单位的技术短板/);
  expect(mail?.text).not.toMatch(/督办|逾期|红|黄|蓝|overdue|escalat/i);
  const [link] = await world.db.link.findMany({ where: { action: 'record' } });
  expect(link).toMatchObject({ personId: 'person-partner', followUpId: 'need-ask.ask-1', facts: { role: 'owner' } });
  expect(mail?.text).toContain(`${publicUrl}/l/`);
});

test.each(['need', 'need-match', 'need-discuss', 'need-intend', 'need-sign', 'need-deliver'] as const)(
  'a mail about a matter of %s names whose need it is, and says nothing of it',
  async (kind) => {
    await need('need-1');
    const followUp = await world.followUp(kind, 'need-1');
    await world.notice('due', 'post-owner', { followUp, step: 'due' });
    await world.notice('escalation', 'post-coordinator', { followUp, step: 'escalation' });
    for (const personId of ['person-owner', 'person-coordinator']) {
      expect(await world.postbox().sendMail({ personId, at })).toMatchObject({ outcome: 'sent' });
    }
    const mails = world.arrived();
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      expect(`${mail.subject}${mail.text}`).toContain('CNUKTIP');
      expect(JSON.stringify(mail)).not.toContain(secret);
    }
  },
);
