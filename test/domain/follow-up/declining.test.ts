import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import type { Actor } from '../../../domain/decider.ts';
import { questionCountAt } from '../../../domain/follow-up/engine.ts';
import { isAssumed, lightOf } from '../../../domain/follow-up/lights.ts';
import { calendar, Office, silentOnes } from './office.ts';

const id = 'commitment.visit-1';
const reason = 'text-1';
const owner: Partial<Actor> = { postIds: ['post-owner'], roles: ['owner'] };
const coordinator: Partial<Actor> = { postIds: ['post-coordinator'], roles: ['coordinator'] };

function owedBy(ownerPostId: string, until: string): Office {
  const office = new Office();
  office.open({ kind: 'commitment', dueOn: '2026-03-20', ownerPostId });
  office.until(until);
  office.log.length = 0;
  return office;
}
const notMine = (office: Office, who: Partial<Actor>, more: object = {}) =>
  office.send('declineFollowUp', { followUpId: id, reason, ...more }, 'person-6', who);
const now = (office: Office) => office.state.followUps[id]!;

describe('not mine, of who would be asked whose it is', () => {
  test.each(['2026-03-04T02:00:00.000Z', '2026-04-08T02:00:00.000Z'])(
    'names the post, or it stays as it stands, in time as well as late: %s',
    (at) => {
      const office = owedBy('post-coordinator', at);
      const before = now(office);
      expect(notMine(office, coordinator)).toBe('owner-to-be-named');
      expect(notMine(office, coordinator, { suggestedPostId: 'post-coordinator' })).toBe('owner-to-be-named');
      expect(notMine(office, { ...coordinator, roles: ['owner'] })).toBe('owner-to-be-named');
      expect(now(office)).toEqual(before);
    },
  );

  test('names one and has handed it over: who is named is told and accepts, else it returns as high as it stood', () => {
    const office = owedBy('post-coordinator', '2026-04-01T02:00:00.000Z');
    const { level } = now(office);
    expect(level).toBeGreaterThan(1);
    expect(notMine(office, coordinator, { suggestedPostId: 'post-other' })).toBe('done');
    expect(office.told()).toEqual(['2026-04-01 assigned post-other']);
    expect(now(office)).toMatchObject({ ownerPostId: 'post-other', handedFrom: { ownerPostId: 'post-coordinator' } });
    office.until('2026-04-08T02:00:00.000Z');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-coordinator', dueOn: '2026-03-20', level });
    expect(lightOf(office.state, now(office), office.at)).toBe('red');
  });

  test('who holds that post beside the one that owes it is asked, too', () => {
    const office = owedBy('post-owner', '2026-03-04T02:00:00.000Z');
    const both = { ...owner, postIds: ['post-owner', 'post-coordinator'] };
    expect(notMine(office, both)).toBe('owner-to-be-named');
  });

  test.each(['declineFollowUp', 'reassignFollowUp'])(
    'passed to another post of the same person, late as it is, begins nothing anew: %s',
    (name) => {
      const office = owedBy('post-coordinator', '2026-04-08T02:00:00.000Z');
      const { level, dueOn } = now(office);
      const both = { ...coordinator, postIds: ['post-coordinator', 'post-second'] };
      const to = name === 'declineFollowUp' ? { suggestedPostId: 'post-second' } : { ownerPostId: 'post-second' };
      expect(office.send(name, { followUpId: id, reason, ...to }, 'person-1', both)).toBe('done');
      expect(now(office)).toMatchObject({ ownerPostId: 'post-second', level, dueOn });
      expect(lightOf(office.state, now(office), office.at)).toBe('red');
      office.until('2026-09-01T02:00:00.000Z');
      expect(silentOnes(office.state)).toEqual([]);
    },
  );

  test('what was handed to them returns to who had it', () => {
    const office = owedBy('post-owner', '2026-03-04T02:00:00.000Z');
    const handed = { followUpId: id, ownerPostId: 'post-coordinator', reason };
    office.send('reassignFollowUp', handed, 'person-9', { postIds: ['post-director'], roles: ['director'] });
    expect(notMine(office, coordinator)).toBe('done');
    expect(now(office).ownerPostId).toBe('post-owner');
  });
});

describe('not mine, of what is late or known above its owner', () => {
  /** Due on 20 March: after the last whole day on which nothing more was told. */
  test.each([
    ['within its grace', '2026-03-23T02:00:00.000Z', 0],
    ['known to the coordinator', '2026-03-25T02:00:00.000Z', 1],
    ['known to the director', '2026-03-27T02:00:00.000Z', 2],
    ['known to the leader', '2026-04-08T02:00:00.000Z', 3],
  ])('keeps date, levels and light, and climbs on with the coordinator: %s', (_what, at, level) => {
    const office = owedBy('post-owner', at);
    expect(now(office)).toMatchObject({ level });
    const { dueOn, dueAt } = now(office);
    expect(notMine(office, owner)).toBe('done');
    expect(now(office)).toMatchObject({
      ownerPostId: 'post-coordinator',
      ownerCertainty: 'confirmed',
      dueOn,
      dueAt,
      level,
    });
    expect(isAssumed(now(office))).toBe(false);
    expect(lightOf(office.state, now(office), office.at)).toBe('red');
    expect(office.told()).toEqual([`${at.slice(0, 10)} not-taken post-coordinator`]);
    expect(office.log[0]?.notice.facts).toMatchObject({ declinedByPostId: 'post-owner', reason });
    expect(office.events.at(-1)?.data).toMatchObject({ declined: true, reason });
    office.until('2026-07-01T02:00:00.000Z');
    const kinds = office.log.map(({ notice }) => notice.kind);
    expect(kinds).not.toContain('question');
    expect(now(office)).toMatchObject({ level: 3 });
    expect(now(office).meetingListOn).toBeDefined();
    expect(silentOnes(office.state)).toEqual([]);
  });

  test('tells the director in the time that was running: a click buys no day', () => {
    const left = owedBy('post-owner', '2026-03-25T02:00:00.000Z');
    const declined = owedBy('post-owner', '2026-03-25T02:00:00.000Z');
    notMine(declined, owner);
    const [, planned] = now(left).steps[0] ?? [];
    expect(now(declined).steps[0]?.[1]).toBe(planned);
    for (const office of [left, declined]) office.until('2026-03-27T02:00:00.000Z');
    expect(declined.told()).toContain(left.told().find((line) => line.includes('escalation post-director')));
  });

  test('of the other side it is ours to see to', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20', sideOrgId: 'org-partner' });
    office.until('2026-03-25T02:00:00.000Z');
    expect(notMine(office, owner)).toBe('done');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-coordinator', sideOrgId: 'org-unit' });
  });

  test('in a pause, ends it, and the steps have moved by what it lasted', () => {
    const office = owedBy('post-owner', '2026-03-23T02:00:00.000Z');
    const pause = { followUpId: id, kind: 'snoozed', untilOn: '2026-03-26', reason };
    expect(office.send('pauseFollowUp', pause, 'person-6', owner)).toBe('done');
    office.until('2026-03-25T02:00:00.000Z');
    expect(notMine(office, owner)).toBe('done');
    expect(now(office)).not.toHaveProperty('pause');
    for (const [, at] of now(office).steps) expect(at > office.at).toBe(true);
  });

  test('in time and known to nobody above, it is a question, as it was', () => {
    const office = owedBy('post-owner', '2026-03-19T02:00:00.000Z');
    expect(notMine(office, owner)).toBe('done');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-owner', ownerCertainty: 'assumed', askedOn: '2026-03-19' });
    expect(office.events.at(-1)?.data).toMatchObject({ declined: true });
  });
});

describe('a date that is named for a question, or a matter handed over', () => {
  const question = () => {
    const office = new Office();
    office.open({ kind: 'commitment', ownerPostId: null, asks: true });
    return office;
  };

  test('is no decline, whatever reason is given with it', () => {
    const office = question();
    expect(office.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-10', reason })).toBe('done');
    expect(office.events.at(-1)?.data).toMatchObject({ ownerCertainty: 'assumed', reason });
    expect(office.events.at(-1)?.data).not.toHaveProperty('declined');
  });
});

describe('a matter whose owner was only assumed', () => {
  const question = () => {
    const office = new Office();
    office.open({ kind: 'commitment', ownerPostId: null, asks: true });
    office.until('2026-03-04T02:00:00.000Z');
    office.log.length = 0;
    expect(office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason })).toBe('done');
    return office;
  };
  const other: Partial<Actor> = { postIds: ['post-other'], roles: ['owner'] };

  test('is told to whom it is handed at once, who accepts it; whose it is, is asked no more', () => {
    const office = question();
    expect(office.told()).toEqual(['2026-03-04 assigned post-other']);
    expect(now(office)).toMatchObject({ ownerCertainty: 'confirmed', handedFrom: { ownerCertainty: 'assumed' } });
    expect(office.send('acceptFollowUp', { followUpId: id }, 'person-7', other)).toBe('done');
    office.until('2027-03-04T02:00:00.000Z');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-other', ownerCertainty: 'confirmed' });
    // Until when is still a question: it does not fall silent.
    expect(office.told().filter((line) => line.includes('question post-coordinator')).length).toBeGreaterThan(2);
    expect(silentOnes(office.state)).toEqual([]);
  });

  test('returns as the question that it was when nobody accepts it, and only to who is asked', () => {
    const office = question();
    office.until('2026-03-09T02:00:00.000Z');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-coordinator', ownerCertainty: 'assumed' });
    expect(office.told()).toContain('2026-03-09 not-taken post-coordinator');
    office.until('2026-09-09T02:00:00.000Z');
    expect(silentOnes(office.state)).toEqual([]);
  });

  test('stays to be accepted when the date is answered meanwhile, and returns with that date', () => {
    const office = question();
    expect(office.send('answerQuestion', { followUpId: id, dueOn: '2026-04-10' })).toBe('done');
    expect(now(office)).toMatchObject({ dueOn: '2026-04-10', handedFrom: { dueCertainty: 'confirmed' } });
    office.until('2026-03-09T02:00:00.000Z');
    expect(now(office)).toMatchObject({
      ownerPostId: 'post-coordinator',
      dueOn: '2026-04-10',
      dueCertainty: 'confirmed',
    });
  });

  test('that had been reported still waits to be confirmed when it returns, though its date was put off meanwhile', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    office.send('reportFollowUp', { followUpId: id }, 'person-7');
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason });
    expect(office.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-10', reason })).toBe('done');
    office.until('2026-03-09T02:00:00.000Z');
    expect(now(office)).toMatchObject({ ownerPostId: 'post-owner', reportedBy: 'person-7', dueOn: '2026-04-10' });
    office.until('2026-09-09T02:00:00.000Z');
    expect(silentOnes(office.state)).toEqual([]);
  });

  test('needs no acceptance of who hands it to themselves', () => {
    const office = new Office();
    office.open({ kind: 'commitment', ownerPostId: null, asks: true });
    const own = { followUpId: id, ownerPostId: 'post-director', reason };
    expect(office.send('reassignFollowUp', own, 'person-9', { postIds: ['post-director'], roles: ['director'] })).toBe(
      'done',
    );
    expect(now(office)).not.toHaveProperty('handedFrom');
  });
});

describe('the count of questions', () => {
  const counts = (office: Office) => office.told().filter((line) => line.includes('count-of-questions'));

  test('is told again for a question that came since, a month later at the earliest, and of none twice', () => {
    const office = new Office();
    office.open({ kind: 'commitment', ownerPostId: null, asks: true });
    office.open({ kind: 'commitment', about: { kind: 'visit', id: 'visit-2' }, dueOn: '2026-06-30' });
    office.until('2026-03-18T02:00:00.000Z');
    expect(counts(office)).toEqual(['2026-03-16 count-of-questions post-director']);
    expect(questionCountAt(office.state)).toBeNull();
    const declined = { followUpId: 'commitment.visit-2', reason };
    expect(office.send('declineFollowUp', declined, 'person-6', owner)).toBe('done');
    office.until('2027-03-01T02:00:00.000Z');
    expect(counts(office)).toEqual([
      '2026-03-16 count-of-questions post-director',
      '2026-04-15 count-of-questions post-director',
    ]);
    expect(office.log.filter(({ notice }) => notice.kind === 'count-of-questions').at(-1)?.notice.facts).toEqual({
      count: 2,
    });
  });

  test('counts a question from when it was asked, not from when its matter was opened', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-06-30' });
    office.until('2026-05-11T02:00:00.000Z');
    expect(office.send('declineFollowUp', { followUpId: id, reason }, 'person-6', owner)).toBe('done');
    expect(questionCountAt(office.state)?.slice(0, 10)).toBe('2026-05-24');
    expect(calendar.off).not.toContain('2026-05-25');
  });
});

describe('property: whatever is done with matters, "not mine" resets nothing', () => {
  const acts = [
    'decline',
    'bare',
    'named',
    'reassign',
    'accept',
    'extend',
    'answer',
    'pause',
    'report',
    'return',
  ] as const;
  const act = fc.record({
    what: fc.constantFrom(...acts),
    n: fc.nat(3),
    sleep: fc.integer({ min: 0, max: 12 }),
    by: fc.constantFrom('post-owner', 'post-liaison', 'post-coordinator', 'post-director', 'post-other'),
  });
  const opening = fc.record({
    asks: fc.boolean(),
    owner: fc.constantFrom(null, 'post-owner', 'post-coordinator', 'post-director'),
  });

  test('of what is late or told above; and nothing falls silent', () => {
    let late = 0;
    fc.assert(
      fc.property(
        fc.array(opening, { minLength: 1, maxLength: 4 }),
        fc.array(act, { maxLength: 20, size: 'max' }),
        (openings, all) => {
          const office = new Office();
          for (const [n, { asks, owner: ownerPostId }] of openings.entries())
            office.open({
              kind: 'commitment',
              about: { kind: 'item', id: `item-${n}` },
              asks,
              ownerPostId,
              ...(asks ? {} : { dueOn: '2026-03-10' }),
            });
          for (const { what, n, sleep, by } of all) {
            office.until(new Date(Date.parse(office.at) + sleep * 86_400_000).toISOString());
            const f = office.state.followUps[`commitment.item-${n}`];
            if (!f) continue;
            const who: Partial<Actor> = {
              postIds: [by],
              roles: [by === 'post-coordinator' ? 'coordinator' : by === 'post-director' ? 'director' : 'owner'],
            };
            const send = (name: string, body: object) => office.send(name, { followUpId: f.id, ...body }, by, who);
            const red = lightOf(office.state, f, office.at) === 'red';
            if (what === 'decline' || what === 'bare') {
              const done = send('declineFollowUp', {
                reason,
                ...(what === 'decline' ? { suggestedPostId: 'post-third' } : {}),
              });
              const after = office.state.followUps[f.id]!;
              if (done === 'done' && (red || f.level > 0) && !isAssumed(f)) {
                late += 1;
                const stands = after.handedFrom ?? after;
                // What was handed to them returns as high as it stood; what is handed on does so unless it is accepted.
                if (!f.handedFrom) expect(stands).toMatchObject({ dueOn: f.dueOn, level: f.level });
                expect(isAssumed(after)).toBe(false);
              }
            }
            if (what === 'named') send('declineFollowUp', { reason, suggestedPostId: by });
            if (what === 'reassign')
              send('reassignFollowUp', { ownerPostId: by === 'post-owner' ? 'post-other' : 'post-owner', reason });
            if (what === 'accept') send('acceptFollowUp', {});
            if (what === 'extend') send('extendFollowUp', { dueOn: addDays(office.at.slice(0, 10), 9), reason });
            if (what === 'answer') send('answerQuestion', { dueOn: addDays(office.at.slice(0, 10), 9) });
            if (what === 'pause')
              send('pauseFollowUp', { kind: 'snoozed', untilOn: addDays(office.at.slice(0, 10), 3), reason });
            if (what === 'report') send('reportFollowUp', {});
            if (what === 'return') send('returnFollowUp', { dueOn: addDays(office.at.slice(0, 10), 9), reason });
            expect(silentOnes(office.state)).toEqual([]);
          }
          office.until('2029-01-01T00:00:00.000Z');
          expect(silentOnes(office.state)).toEqual([]);
          expect(Object.values(office.state.followUps).filter((f) => f.handedFrom)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
    expect(late).toBeGreaterThan(20);
  }, 60_000);
});
