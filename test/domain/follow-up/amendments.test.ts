import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agreement } from '../../../domain/agreement/index.ts';
import { isRefusal } from '../../../domain/decider.ts';
import { storedText } from '../../../domain/text.ts';
import { text, theirs } from '../agreement/life.ts';
import { anAgreement, aPlan, everybody } from '../foresight/lives.ts';
import type { Looped } from '../foresight/lives.ts';

const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs };

/** The first commitment is assumed, the second agreed. */
function discussed(): Looped<ReturnType<typeof agreement.initial>> {
  const life = anAgreement();
  life.send('recordCommitment', commitment);
  life.send('recordCommitment', { ...commitment, ownerPostId: 'post-owner', dueOn: '2026-03-20' });
  return life;
}

const [assumed, agreed] = ['commitment.commitment-1', 'commitment.commitment-2'];

function decide(life: ReturnType<typeof discussed>, amendments: object[]) {
  const data: unknown = agreement.commands.get('amendFlightPlan')?.schema(storedText).parse({ amendments });
  return agreement.decide(life.state, 'amendFlightPlan', data, { at: life.at, actor: everybody });
}

describe('amending the flight plan', () => {
  test('makes assumed and agreed dates confirmed values, each with its ladder from today', () => {
    const life = discussed();
    const amendments = [
      { followUpId: assumed, dueOn: '2026-04-10', ownerPostId: 'post-dean' },
      { followUpId: agreed, dueOn: '2026-04-17' },
    ];
    expect(life.send('amendFlightPlan', { amendments, reason: text('as we said') })).toBe(true);
    expect(life.state.followUps[assumed]).toMatchObject({
      dueOn: '2026-04-10',
      ownerPostId: 'post-dean',
      ownerCertainty: 'confirmed',
      dueCertainty: 'confirmed',
      level: 0,
    });
    expect(life.state.followUps[agreed]).toMatchObject({ dueOn: '2026-04-17', ownerPostId: 'post-owner' });
    expect(life.state.followUps[agreed]?.steps[0]?.[0]).toBe('before');
    const [first, second] = life.events.slice(-2);
    expect([first?.type, second?.type]).toEqual(['followUpReplanned', 'followUpReplanned']);
    expect(first?.notify).toMatchObject([{ kind: 'assigned', to: { postId: 'post-dean' } }]);
    expect(second?.notify).toBeUndefined();
  });

  test('is the answer to whoever asked for a later date', () => {
    const life = discussed();
    life.send('askExtension', { followUpId: agreed, dueOn: '2026-04-20', reason: text('the hall') });
    life.send('amendFlightPlan', { amendments: [{ followUpId: agreed, dueOn: '2026-04-17' }] });
    expect(life.events.at(-1)?.notify).toMatchObject([
      {
        kind: 'extension-agreed',
        to: { postId: 'post-owner' },
        facts: { askedDueOn: '2026-04-20', dueOn: '2026-04-17' },
      },
    ]);
  });

  test('a date alone leaves the question of the owner open', () => {
    const life = discussed();
    life.send('amendFlightPlan', { amendments: [{ followUpId: assumed, dueOn: '2026-04-10' }] });
    expect(life.state.followUps[assumed]).toMatchObject({ dueCertainty: 'confirmed', ownerCertainty: 'assumed' });
  });

  test('is all or nothing: everything that cannot stand is pointed at', () => {
    const life = discussed();
    const no = decide(life, [
      { followUpId: agreed, dueOn: '2026-04-17' },
      { followUpId: 'commitment.commitment-9', dueOn: '2026-04-17' },
      { followUpId: assumed, dueOn: '2026-02-27' },
      { followUpId: agreed, dueOn: '2026-04-18' },
    ]);
    expect(no).toMatchObject({
      refused: 'unknown-item',
      faults: [
        { pointer: '/amendments/1/followUpId' },
        { pointer: '/amendments/2/dueOn', detail: { en: expect.stringContaining('before today') } },
        { pointer: '/amendments/3/followUpId', detail: { zh: expect.stringContaining('重复') } },
      ],
    });
  });

  test('neither a hold nor what waits for confirmation is moved by it', () => {
    const life = discussed();
    life.send('reportFollowUp', { followUpId: agreed });
    life.send('pauseAgreement', {
      untilOn: '2026-04-01',
      reason: text('why'),
      approverPersonId: 'person-director',
    });
    for (const followUpId of [agreed, 'hold.hold'])
      expect(decide(life, [{ followUpId, dueOn: '2026-04-17' }])).toMatchObject({ refused: 'wrong-state' });
  });

  test('at most fifty, at least one', () => {
    const schema = agreement.commands.get('amendFlightPlan')?.schema(storedText);
    const many = (n: number) => ({
      amendments: Array.from({ length: n }, () => ({ followUpId: agreed, dueOn: '2026-04-17' })),
    });
    expect([0, 1, 50, 51].map((n) => schema?.safeParse(many(n)).success)).toEqual([false, true, true, false]);
  });

  test('property: a refused one has no event, an accepted one an event for each amendment', () => {
    const one = fc.record({
      followUpId: fc.constantFrom(assumed, agreed, 'visit-plan.visit', 'commitment.commitment-9'),
      dueOn: fc.constantFrom('2026-02-27', '2026-03-02', '2026-04-10'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (amendments) => {
        const decision = decide(discussed(), amendments);
        const ids = amendments.map(({ followUpId }) => followUpId);
        const stands =
          new Set(ids).size === ids.length &&
          amendments.every(({ followUpId, dueOn }) => followUpId !== 'commitment.commitment-9' && dueOn > '2026-03-01');
        expect(isRefusal(decision)).toBe(!stands);
        if (!isRefusal(decision)) expect(decision.map(({ data }) => data['id'])).toEqual(ids);
      }),
      { numRuns: 60 },
    );
  });

  test('plans have it too', () => {
    const life = aPlan();
    const [open] = Object.keys(life.state.followUps);
    expect(life.send('amendFlightPlan', { amendments: [{ followUpId: open, dueOn: '2026-05-08' }] })).toBe(true);
    expect(life.state.followUps[open ?? '']).toMatchObject({ dueOn: '2026-05-08', dueCertainty: 'confirmed' });
  });
});
