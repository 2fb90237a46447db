import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { linkIdOf } from '../../mail/link-token.ts';
import { agreementId, at, linkSecret, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** A mail with many matters, and what it calls cooperations. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const arrived = () => world.arrived();
const owner = { personId: 'person-owner', at };
const partner = { personId: 'person-partner', at };

describe('what a cooperation is called', () => {
  const named = async (ownerPartyId: string | null = null) => {
    await world.db.text.create({
      data: { id: 'text-title', entityId: agreementId, ownerPartyId, content: '批量合作1', writtenBy: 'tester', at },
    });
    const start = { entityId: agreementId, seq: 1, type: 'agreementStarted', at, by: 'tester' };
    await world.db.event.create({ data: { ...start, data: { title: 'text-title' } } });
  };

  test('our own people read the name that our office has given it, with its parties', async () => {
    await world.reminderToOwner();
    await named();
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.subject).toBe('落实约定事项（3月6日） · 批量合作1（郑州工程技术学院 × CNUKTIP）');
  });

  test('others read its parties; a name that is private to a side nobody reads in a mail', async () => {
    const f = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-partner' });
    await world.notice('due', 'post-partner', { followUp: f, step: 'due' });
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    await named();
    await world.postbox().sendMail(partner);
    expect(arrived()).toHaveLength(1);
    expect(`${arrived()[0]?.subject}${arrived()[0]?.text}`).not.toContain('批量合作1');
    await world.clear();
    await world.reminderToOwner();
    await named('org-cnuktip');
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.subject).toBe('落实约定事项（3月6日） · 郑州工程技术学院 × CNUKTIP');
  });
});

describe('a morning with very much', () => {
  test('is one mail that lists the rest; every notice is sent, and each account is behind its link', async () => {
    const ids: string[] = [];
    for (let n = 1; n <= 30; n += 1) {
      const followUp = await world.followUp('commitment', `commitment-${n}`, {
        ownerCertainty: 'assumed',
        dueCertainty: 'assumed',
        dueOn: `2026-04-${String(n).padStart(2, '0')}`,
      });
      ids.push(await world.notice('question', 'post-coordinator', { followUp, step: 'question' }));
    }
    const coordinator = { personId: 'person-coordinator', at };
    expect(await world.postbox().sendMail(coordinator)).toMatchObject({ outcome: 'sent', count: 30 });
    expect(arrived()).toHaveLength(1);
    const text = arrived()[0]?.text ?? '';
    expect(text.split('\n').length).toBeLessThan(60);
    for (const id of ids) expect(await world.statusOf(id)).toEqual({ status: 'sent', reason: null });
    const answers = await world.db.link.findMany({ where: { action: 'answer' } });
    expect(new Set(answers.map(({ followUpId }) => followUpId)).size).toBe(30);
    const shown = [...text.matchAll(/\/l\/([\w-]{43})(?!\/)/g)].map(([, token = '']) => linkIdOf(linkSecret, token));
    expect(answers.filter(({ id }) => !shown.includes(id))).toEqual([]);
  });
});
