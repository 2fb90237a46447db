import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { newestTo } from './newest-mail.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** A mail that asks for a decision offers it, to whoever may take it. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { db } = world;
  const leader = { nameKey: 'leader', nameZh: '分管领导姓名', email: 'leader@example.org', ours: true };
  await db.person.create({ data: { id: 'person-leader', organisationId: 'org-zzuet', ...leader } });
  await db.post.create({
    data: { id: 'post-leader', organisationId: 'org-zzuet', titleZh: '分管副校长', holderId: 'person-leader' },
  });
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const mailTo = (name: string, when?: string) => newestTo(world, name, when);

async function withLeader(): Promise<void> {
  const { state } = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const before = state as { homeUnit: object };
  const after = { ...before, homeUnit: { ...before.homeUnit, leaderPostId: 'post-leader' } } as Prisma.InputJsonValue;
  await world.db.entity.update({ where: { id: agreementId }, data: { state: after } });
}

const late = (change: Partial<FollowUp> = {}) => world.followUp('commitment', 'commitment-1', change);
const escalated = (followUp: FollowUp, name: string, step: string) =>
  world.notice('escalation', `post-${name}`, { followUp, step });

describe('an escalation', () => {
  test.each([
    ['coordinator', 'coordinator', 'Set a new date', 'Hand it to another post'],
    ['director', 'director', '另定时限', '转交其他职务'],
  ])('offers the %s a new date and another post, in their own place', async (name, role, extend, handOver) => {
    await escalated(await late(), name, 'escalation');
    const { links, text } = await mailTo(name);
    expect(links.map(({ label, action }) => [label, action]).slice(0, 2)).toEqual([
      [extend, 'extend'],
      [handOver, 'hand-over'],
    ]);
    expect(links.slice(0, 2).map((link) => link.role)).toEqual([role, role]);
    expect(text).toMatch(/press on, agree a new date|继续推进、商定新的时限/);
  });

  test('to somebody who owes it themselves offers no date: another agrees it', async () => {
    const followUp = await late({ ownerPostId: 'post-director' });
    await escalated(followUp, 'director', 'escalation');
    expect((await mailTo('director')).actions).toEqual(['hand-over', 'pause', 'open']);
  });

  test('while a later date is asked for offers to agree or refuse it, and says since when it waits', async () => {
    const followUp = await late({ extensionAsked: { dueOn: '2026-04-20', on: '2026-03-03' } });
    await escalated(followUp, 'coordinator', 'escalation');
    const { actions, text } = await mailTo('coordinator');
    expect(actions).toEqual(['grant', 'refuse', 'hand-over', 'pause', 'open']);
    expect(text).toContain('A later date was asked for on Tuesday, 3 March 2026: Monday, 20 April 2026.');
    expect(text).toContain('until then Friday, 6 March 2026 stands');
  });

  test('to our liaison, who may not decide, names who does', async () => {
    await escalated(await late({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' }), 'liaison', 'escalation');
    const { actions, text } = await mailTo('liaison');
    expect(actions).toEqual(['ask-extension', 'pause', 'open']);
    const asking = await world.db.link.findFirstOrThrow({ where: { action: 'ask-extension' } });
    expect(asking.facts).toMatchObject({ role: 'liaison' });
    expect(text).toContain('ask for it by the link below');
    expect(text).toContain('tell Post of coordinator, who decides');
  });

  test('to the leader names the decision and takes a word in reply for it', async () => {
    const followUp = await late();
    await withLeader();
    await escalated(followUp, 'leader', 'escalation-3');
    const { actions, text } = await mailTo('leader');
    expect(actions).toEqual(['open']);
    expect(text).toContain(
      '请您决定：按原要求继续推进、另定时限，或转交其他职务。直接回复本邮件一句话即可，由coordinator职务登记办理。',
    );
  });

  test('to a leader who is reached through the office has a page to look at, and none that acts', async () => {
    const followUp = await late();
    await withLeader();
    await world.db.person.update({ where: { id: 'person-leader' }, data: { channel: 'office' } });
    await escalated(followUp, 'leader', 'escalation-3');
    await world.postbox().sendMail({ personId: 'person-leader', at });
    await world.db.person.update({ where: { id: 'person-leader' }, data: { channel: 'email' } });
    expect(await world.db.link.findMany()).toMatchObject([{ action: 'open', personId: 'person-leader' }]);
  });

  test('before it reaches the leader can be held, or settled, by the coordinator', async () => {
    const followUp = await late();
    await world.notice('escalation-ahead', 'post-coordinator', { followUp, step: 'leader-ahead' });
    const { actions, links } = await mailTo('coordinator');
    expect(actions).toEqual(['hold-escalation', 'extend', 'hand-over', 'pause', 'open']);
    expect(links[0]?.label).toBe('Keep it from the leader for now');
  });

  test('on the meeting list can still be settled', async () => {
    const followUp = await late({ meetingListOn: '2026-03-04' });
    await world.notice('meeting-list', 'post-coordinator', { followUp, step: 'meeting-list' });
    expect((await mailTo('coordinator')).actions).toEqual(['extend', 'hand-over', 'open']);
  });
});

describe('how a later date was decided', () => {
  const facts = { askedDueOn: '2026-04-10', askedByPostId: 'post-owner', decidedByPostId: 'post-director' };

  test('is told to who asked: what was asked, what stands, by which post, and that a day off was named', async () => {
    const followUp = await late({ dueOn: '2026-04-07' });
    await world.notice('extension-agreed', 'post-owner', {
      followUp,
      facts: { ...facts, namedDueOn: '2026-04-04', wasDueOn: '2026-03-31' },
    });
    const { text, actions } = await mailTo('owner');
    expect(text).toContain('曾申请延至2026年4月10日（周五），经director职务决定，时限定为2026年4月7日（周二）。');
    expect(text).toContain('所定2026年4月4日（周六）为非工作日，故顺延。');
    expect(actions).toEqual(['report', 'ask-extension', 'pause', 'not-mine', 'open']);
  });

  test('a refusal names the post too, and is not lost beside a reminder of the same morning', async () => {
    const followUp = await late();
    await world.notice('overdue', 'post-owner', { followUp, step: 'overdue' });
    await world.notice('extension-refused', 'post-owner', { followUp, facts });
    const { text } = await mailTo('owner');
    expect(text).toContain('延至2026年4月10日（周五）的申请，director职务未予同意，时限仍为2026年3月6日（周五）。');
  });

  test('is told to our liaison who asked for it, though another owes it, with nothing to do', async () => {
    const followUp = await late({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' });
    const asked = { ...facts, askedByPostId: 'post-liaison' };
    await world.notice('extension-refused', 'post-liaison', { followUp, facts: asked });
    expect((await mailTo('liaison')).actions).toEqual(['open']);
  });

  test('is told to a partner as a request, without a post of ours', async () => {
    await world.db.person.updateMany({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const followUp = await late({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip', dueOn: '2026-04-10' });
    const asked = { ...facts, askedByPostId: 'post-partner' };
    await world.notice('extension-agreed', 'post-partner', { followUp, facts: asked });
    const { text } = await mailTo('partner');
    expect(text).toMatch(/已按您所提改至2026年4月10日|We are glad to note Friday, 10 April 2026, as you asked/);
    expect(text).not.toMatch(/Post of director|director职务/);
  });
});

describe('what only a record ends', () => {
  test('is led to its page, in the reader’s own place', async () => {
    const followUp = await world.followUp('contact', 'communication', { ownerPostId: 'post-liaison' });
    await world.notice('due', 'post-liaison', { followUp, step: 'due' });
    const { links } = await mailTo('liaison');
    expect(links.map(({ label, action, role }) => [label, action, role]).slice(0, 2)).toEqual([
      ['Record it', 'record', 'liaison'],
      ['Ask for time', 'ask-extension', 'owner'],
    ]);
  });

  test('goes to no page of ours from a partner’s mail, who may answer it', async () => {
    await world.db.person.updateMany({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const followUp = await world.followUp('payment', 'payment-1', {
      ownerPostId: 'post-partner',
      sideOrgId: 'org-cnuktip',
    });
    await world.notice('due', 'post-partner', { followUp, step: 'due' });
    const { actions, text } = await mailTo('partner');
    expect(actions).toEqual(['pause', 'not-mine', 'open']);
    expect(text).toMatch(/直接回复本邮件|answer to this mail/);
  });
});

/** As the recorder writes that somebody said it is not theirs. */
async function declined(f: FollowUp, data: Record<string, string>): Promise<void> {
  await world.db.event.create({
    data: {
      entityId: agreementId,
      seq: 500,
      type: 'followUpReplanned',
      aboutKind: f.about.kind,
      aboutId: f.about.id,
      at,
      by: 'person-owner',
      data: { id: f.id, ownerPostId: 'post-owner', ...data },
    },
  });
}

describe('what is not theirs', () => {
  test('comes to the coordinator with the post that was named, and one link to hand it there', async () => {
    const f = await late({ ownerCertainty: 'assumed' });
    await world.db.followUp.updateMany({ data: { ownerCertainty: 'assumed' } });
    await declined(f, { ownerCertainty: 'assumed', reason: 'text-none', suggestedPostId: 'post-british' });
    await world.notice('question', 'post-coordinator', { followUp: f, step: 'question' });
    const { links, text } = await mailTo('coordinator');
    expect(text).toContain('says that it is not theirs and names: Post of british');
    expect(links.map(({ action }) => action)).toEqual(['hand-over', 'answer', 'open']);
    expect(links[0]?.row.facts).toMatchObject({ suggestedPostId: 'post-british', role: 'coordinator' });
  });

  test('and was handed back keeps the suggestion', async () => {
    const f = await late();
    await declined(f, { cameBack: 'declined', reason: 'text-none', suggestedPostId: 'post-british' });
    await world.notice('not-taken', 'post-coordinator', { followUp: f, facts: { notTakenByPostId: 'post-director' } });
    const { links, text } = await mailTo('coordinator');
    expect(text).toContain('They name: Post of british.');
    expect(links.map(({ action }) => action)).toEqual(['hand-over', 'open']);
    expect(links[0]?.row.facts).toMatchObject({ suggestedPostId: 'post-british' });
  });

  test('a suggestion that was overtaken by a later decision is not shown', async () => {
    const f = await late();
    await declined(f, { ownerCertainty: 'assumed', reason: 'text-none', suggestedPostId: 'post-british' });
    await world.db.event.create({
      data: {
        entityId: agreementId,
        seq: 501,
        type: 'followUpReplanned',
        aboutKind: f.about.kind,
        aboutId: f.about.id,
        at,
        by: 'x',
        data: { id: f.id, ownerPostId: 'post-owner', ownerCertainty: 'confirmed' },
      },
    });
    await world.notice('not-taken', 'post-coordinator', { followUp: f, facts: { notTakenByPostId: 'post-director' } });
    expect((await mailTo('coordinator')).text).not.toContain('They name');
  });
});

describe('a question of which a person has said something', () => {
  const question = async (data: Record<string, unknown>, before: Record<string, unknown> | null) => {
    const f = await late({ ownerCertainty: 'assumed' });
    await world.db.followUp.updateMany({ data: { ownerCertainty: 'assumed' } });
    await world.db.text.create({
      data: { id: 'text-why', entityId: agreementId, content: 'need more', writtenBy: 'person-coordinator', at },
    });
    const of = { entityId: agreementId, aboutKind: f.about.kind, aboutId: f.about.id, at, by: 'person-coordinator' };
    const all = [...(before ? [before] : []), { reason: 'text-why', ...data }];
    for (const [n, one] of all.entries()) {
      const event = { id: f.id, ownerPostId: 'post-owner', ...one };
      await world.db.event.create({ data: { ...of, seq: 500 + n, type: 'followUpReplanned', data: event } });
    }
    await world.notice('question', 'post-coordinator', { followUp: f, step: 'question' });
    return mailTo('coordinator');
  };
  const assumed = { ownerCertainty: 'assumed', dueCertainty: 'confirmed' };

  test('a date that was named, with a reason, is no "not mine"; and it is no default of ours', async () => {
    const { text, actions } = await question(assumed, assumed);
    expect(text).not.toContain('not theirs');
    expect(text).not.toContain('need more');
    expect(text).toContain('Nobody said who owes this, due on Friday, 6 March 2026.');
    expect(text).not.toContain('(assumed by us, not agreed)');
    expect(actions).toEqual(['answer', 'open']);
  });

  test.each([
    ['says so itself', { ...assumed, declined: true }, assumed],
    ['of an older version, by an owner who was certain', assumed, { ...assumed, ownerCertainty: 'confirmed' }],
  ])('a decline is told with its reason: %s', async (_how, data, before) => {
    const { text, actions } = await question(data, before);
    expect(text).toContain('says that it is not theirs');
    expect(text).toContain('need more');
    expect(actions).toEqual(['hand-over', 'answer', 'open']);
  });

  test('of an older version of which nothing came before, nothing is claimed', async () => {
    expect((await question(assumed, null)).text).not.toContain('not theirs');
  });

  test('a date that nobody named is one, though its owner is known', async () => {
    const f = await late({ dueCertainty: 'assumed' });
    await world.db.followUp.updateMany({ data: { dueCertainty: 'assumed' } });
    await world.notice('question', 'post-coordinator', { followUp: f, step: 'question' });
    const { text } = await mailTo('coordinator');
    expect(text).toContain('Nobody said until when this is due; Post of owner owes it.');
    expect(text).toContain('(assumed by us, not agreed)');
  });
});

describe('what is late and not theirs', () => {
  test('is the coordinator’s until it is handed over, and says so, and whose it may be', async () => {
    const f = await late({ ownerPostId: 'post-coordinator' });
    await declined(f, { ownerCertainty: 'confirmed', cameBack: 'declined', suggestedPostId: 'post-british' });
    await world.notice('not-taken', 'post-coordinator', { followUp: f, facts: { declinedByPostId: 'post-director' } });
    const { links, text } = await mailTo('coordinator');
    expect(text).toMatch(/says that it is not theirs and names: Post of british/);
    expect(text).toContain('it is yours until you hand it over');
    expect(links[0]?.row.facts).toMatchObject({ suggestedPostId: 'post-british' });
  });
});
