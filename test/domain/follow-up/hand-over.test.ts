import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '../../../domain/decider.ts';
import type { Actor } from '../../../domain/decider.ts';
import { addWorkingDays } from '../../../domain/calendar/calendar.ts';
import { declineFollowUp } from '../../../domain/follow-up/accepting.ts';
import { isAssumed } from '../../../domain/follow-up/lights.ts';
import { calendar, Office, silentOnes } from './office.ts';

const id = 'commitment.visit-1';
const reason = 'text-1';
const other = { postIds: ['post-other'], roles: ['owner' as const] };

function handedOver(at = '2026-03-03T02:00:00.000Z'): Office {
  const office = new Office();
  office.open({ kind: 'commitment', dueOn: '2026-03-20' });
  office.until(at);
  expect(office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason })).toBe('done');
  office.log.length = 0;
  return office;
}

describe('what is handed over', () => {
  test('returns after two working days that nobody accepted, with its former owner and date, and the coordinator reads it', () => {
    const office = handedOver();
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-other', level: 0 });
    office.until('2026-03-05T16:00:00.000Z');
    expect(office.told()).toEqual([]);
    office.until('2026-03-06T02:00:00.000Z');
    expect(office.told()).toEqual(['2026-03-06 not-taken post-coordinator', '2026-03-06 returned post-owner']);
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-owner', dueOn: '2026-03-20' });
    expect(office.state.followUps[id]).not.toHaveProperty('handedFrom');
  });

  test('keeps how far it had climbed when it returns: a hand-over is no way off the ladder', () => {
    const office = handedOver('2026-03-26T02:00:00.000Z');
    office.until('2026-03-31T08:00:00.000Z');
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-owner', dueOn: '2026-03-20', level: 2 });
    office.log.length = 0;
    office.until('2026-04-02T08:00:00.000Z');
    expect(office.told()).toEqual([
      '2026-04-01 escalation-ahead post-coordinator',
      '2026-04-02 escalation post-leader',
    ]);
  });

  test('still waits to be confirmed when it returns, where it had been reported: it does not fall silent', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    expect(office.send('reportFollowUp', { followUpId: id }, 'person-7')).toBe('done');
    expect(office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason })).toBe('done');
    expect(office.state.followUps[id]).not.toHaveProperty('reportedOn');
    office.until('2026-03-06T02:00:00.000Z');
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-owner', reportedBy: 'person-7' });
    office.log.length = 0;
    office.until('2026-05-30T02:00:00.000Z');
    expect(new Set(office.log.map(({ notice }) => notice.kind))).toEqual(new Set(['reported', 'meeting-list']));
    expect(silentOnes(office.state)).toEqual([]);
  });

  test('stays when accepted', () => {
    const office = handedOver();
    expect(office.send('acceptFollowUp', { followUpId: id }, 'person-7', other)).toBe('done');
    expect(office.send('acceptFollowUp', { followUpId: id }, 'person-7', other)).toBe('wrong-state');
    office.until('2026-03-10T02:00:00.000Z');
    expect(office.state.followUps[id]?.ownerPostId).toBe('post-other');
  });

  test.each([
    ['pauseFollowUp', { kind: 'snoozed', untilOn: '2026-03-05', reason }],
    ['askExtension', { dueOn: '2026-04-20', reason }],
    ['reportFollowUp', {}],
  ])('is accepted by an act of its new owner: %s', (name, body) => {
    const office = handedOver();
    expect(office.send(name, { followUpId: id, ...body }, 'person-7', other)).toBe('done');
    expect(office.state.followUps[id]).not.toHaveProperty('handedFrom');
    office.until('2026-03-12T02:00:00.000Z');
    expect(office.state.followUps[id]?.ownerPostId).toBe('post-other');
  });

  test('declined, returns at once with the reason', () => {
    const office = handedOver();
    expect(office.send('declineFollowUp', { followUpId: id, reason }, 'person-7', other)).toBe('done');
    expect(office.state.followUps[id]?.ownerPostId).toBe('post-owner');
    expect(office.told()).toEqual(['2026-03-03 not-taken post-coordinator', '2026-03-03 returned post-owner']);
    expect(office.log[0]?.notice.facts['reason']).toBe(reason);
  });

  test('declined, keeps whose it may be, for the coordinator to hand it there', () => {
    const office = handedOver();
    const declined = { followUpId: id, reason, suggestedPostId: 'post-third' };
    expect(office.send('declineFollowUp', declined, 'person-7', other)).toBe('done');
    expect(office.events.at(-1)?.data).toMatchObject({ cameBack: 'declined', suggestedPostId: 'post-third' });
    expect(office.state.followUps[id]).not.toHaveProperty('suggestedPostId');
    expect(office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-third', reason })).toBe('done');
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-third' });
  });

  test('handed on before it was accepted, returns to the last who had it', () => {
    const office = handedOver();
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-third', reason });
    office.until('2026-03-10T02:00:00.000Z');
    expect(office.state.followUps[id]?.ownerPostId).toBe('post-owner');
  });

  test('taken by whoever hands it to their own post, is accepted already', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason }, 'person-7', {
      ...other,
      roles: ['coordinator'],
    });
    expect(office.state.followUps[id]).not.toHaveProperty('handedFrom');
  });
});

describe('what was assigned and is not theirs', () => {
  test('becomes a question to the coordinator, with the reason and whose it may be', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    const declined = { followUpId: id, reason, suggestedPostId: 'post-other' };
    expect(office.send('declineFollowUp', declined, 'person-6')).toBe('done');
    expect(isAssumed(office.state.followUps[id]!)).toBe(true);
    expect(office.events.at(-1)?.data).toMatchObject({ reason, suggestedPostId: 'post-other' });
    office.until('2026-03-04T02:00:00.000Z');
    expect(office.told()).toEqual(['2026-03-03 question post-coordinator']);
    // Handed where it was suggested it is no question any more: the new post is told, and has to accept it.
    expect(office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason })).toBe('done');
    expect(office.told().at(-1)).toBe('2026-03-04 assigned post-other');
    expect(isAssumed(office.state.followUps[id]!)).toBe(false);
  });
});

describe('not mine, of a matter of which nobody has said whose it is', () => {
  const owner = { roles: ['owner' as const], postIds: ['post-owner'] };
  const asked = () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    expect(office.send('declineFollowUp', { followUpId: id, reason }, 'person-6', owner)).toBe('done');
    return office;
  };
  const refusalOf = (office: Office, who: Partial<Actor>) => {
    const actor: Actor = { id: 'person-6', roles: ['coordinator'], ...who };
    const data = { followUpId: id, reason } as never;
    const decision = declineFollowUp.decide(office.state, data, { at: office.at, actor });
    return isRefusal(decision) ? decision : null;
  };

  test('with a post named, is the answer of whoever may give it', () => {
    const office = asked();
    const named = { followUpId: id, reason, suggestedPostId: 'post-other' };
    expect(office.send('declineFollowUp', named, 'person-1', { roles: ['coordinator'] })).toBe('done');
    expect(office.state.followUps[id]).toMatchObject({ ownerPostId: 'post-other', ownerCertainty: 'confirmed' });
    expect(office.told().at(-1)).toBe('2026-03-02 assigned post-other');
  });

  test('with a post named by its holder, goes to the coordinator, who is asked anew', () => {
    const office = asked();
    office.until('2026-04-02T02:00:00.000Z');
    const before = office.told().length;
    const named = { followUpId: id, reason, suggestedPostId: 'post-other' };
    expect(office.send('declineFollowUp', named, 'person-6', owner)).toBe('done');
    expect(office.events.at(-1)?.data).toMatchObject({ suggestedPostId: 'post-other', ownerCertainty: 'assumed' });
    office.until('2026-04-03T02:00:00.000Z');
    expect(office.told().slice(before)).toEqual(['2026-04-03 question post-coordinator']);
  });

  test.each<[string, Partial<Actor>, string, string]>([
    ['its holder', owner, 'the coordinator decides', '由协调人决定'],
    ['who decides', {}, 'yours to decide', '由您决定'],
  ])('without one, says who decides it: to %s, in words without a machine’s id', (_who, who, en, zh) => {
    const refusal = refusalOf(asked(), who);
    expect(refusal?.refused).toBe('wrong-state');
    expect(refusal?.detail.en).toContain(en);
    expect(refusal?.detail.zh).toContain(zh);
    expect(`${refusal?.detail.en}${refusal?.detail.zh}`).not.toMatch(/commitment|post-/);
  });

  test('whose date only was assumed, becomes a question about its owner too', () => {
    const office = new Office();
    office.open({ kind: 'commitment', asks: true });
    expect(office.state.followUps[id]).toMatchObject({ ownerCertainty: 'confirmed', dueCertainty: 'assumed' });
    expect(office.send('declineFollowUp', { followUpId: id, reason }, 'person-6', owner)).toBe('done');
    expect(office.state.followUps[id]).toMatchObject({ ownerCertainty: 'assumed', dueCertainty: 'assumed' });
  });
});

describe('a later date beyond the limit', () => {
  const owed = (dueOn = '2026-03-20') => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn });
    return office;
  };
  const extend = (office: Office, dueOn: string) => office.send('extendFollowUp', { followUpId: id, dueOn, reason });

  test('is sixty working days ahead, from the date that stands or, where that has passed, from today', () => {
    const office = owed();
    const last = addWorkingDays(calendar, '2026-03-20', 60).on;
    expect(extend(office, addWorkingDays(calendar, last, 1).on)).toBe('later-date-limit');
    expect(extend(office, last)).toBe('done');
    const late = owed();
    late.until('2026-04-20T02:00:00.000Z');
    expect(extend(late, addWorkingDays(calendar, '2026-04-20', 61).on)).toBe('later-date-limit');
    expect(extend(late, addWorkingDays(calendar, '2026-04-20', 60).on)).toBe('done');
  });

  test('is the third of a matter, whoever owes it meanwhile; an earlier date is none', () => {
    const office = owed();
    expect(extend(office, '2026-03-27')).toBe('done');
    expect(extend(office, '2026-03-25')).toBe('done');
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason });
    expect(extend(office, '2026-04-10')).toBe('done');
    expect(office.state.followUps[id]?.extensions).toBe(2);
    expect(extend(office, '2026-04-20')).toBe('later-date-limit');
    expect(extend(office, '2026-04-09')).toBe('done');
  });

  test('is not asked for either', () => {
    const office = owed();
    const asked = { followUpId: id, dueOn: '2026-12-31', reason };
    expect(office.send('askExtension', asked, 'person-6', { roles: ['owner'] })).toBe('later-date-limit');
  });

  test('is what the policy says', () => {
    const office = owed();
    office.state.policy = { version: 2, values: { 'extensions.times': 0 } };
    expect(extend(office, '2026-03-27')).toBe('later-date-limit');
  });
});

describe('a later date', () => {
  const asked = { followUpId: id, dueOn: '2026-04-20', reason };
  const owner = { postIds: ['post-owner'], roles: ['owner' as const] };

  function askedFor(ownerPostId = 'post-owner'): Office {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20', ownerPostId });
    expect(office.send('askExtension', asked, 'person-6', owner)).toBe('done');
    return office;
  }

  test('is asked of the coordinator, once, and the clock goes on', () => {
    const office = askedFor();
    expect(office.told()).toEqual(['2026-03-02 extension-asked post-coordinator']);
    expect(office.send('askExtension', asked, 'person-6', owner)).toBe('wrong-state');
    office.until('2026-03-18T02:00:00.000Z');
    expect(office.told().at(-1)).toBe('2026-03-17 reminder post-owner');
    expect(office.state.followUps[id]?.dueOn).toBe('2026-03-20');
  });

  test('is asked of the director where the coordinator owes it', () => {
    expect(askedFor('post-coordinator').told()).toEqual(['2026-03-02 extension-asked post-director']);
  });

  test('granted by another, it stands, and nothing is asked any more', () => {
    const office = askedFor();
    const grant = { followUpId: id, dueOn: '2026-04-20', reason };
    expect(office.send('extendFollowUp', grant, 'person-6', { ...owner, roles: ['coordinator'] })).toBe('not-by-owner');
    expect(office.send('extendFollowUp', grant)).toBe('done');
    expect(office.state.followUps[id]).toMatchObject({ dueOn: '2026-04-20' });
    expect(office.state.followUps[id]).not.toHaveProperty('extensionAsked');
    expect(office.state.followUps[id]).not.toHaveProperty('extensionAskedBy');
  });

  test('granted or set otherwise, whoever asked reads what was asked, what stands and by whom; also that a day off was named', () => {
    const office = askedFor();
    const director = { roles: ['director' as const], postIds: ['post-director'] };
    office.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-04', reason: 'text-2' }, 'person-7', director);
    expect(office.told().slice(-1)).toEqual(['2026-03-02 extension-agreed post-owner']);
    expect(office.log.at(-1)?.notice.facts).toMatchObject({
      askedDueOn: '2026-04-20',
      wasDueOn: '2026-03-20',
      namedDueOn: '2026-04-04',
      dueOn: '2026-04-07',
      decidedByPostId: 'post-director',
      reason: 'text-2',
    });
  });

  test('that is set unasked is told to who owes it; one that answers a question is not', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    office.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-20', reason });
    expect(office.told()).toEqual(['2026-03-02 extension-agreed post-owner']);
    expect(office.log.at(-1)?.notice.facts).not.toHaveProperty('askedDueOn');
    const question = new Office();
    question.open({ kind: 'commitment', ownerPostId: null, asks: true });
    question.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-20', reason });
    expect(question.told()).toEqual([]);
  });

  test('asked for by our liaison, to whom it has climbed, is answered to the liaison; the owner reads of a new date only', () => {
    const liaison = { postIds: ['post-liaison'], roles: ['liaison' as const] };
    const theirs = (): Office => {
      const office = new Office();
      office.open({ kind: 'commitment', dueOn: '2026-03-20', sideOrgId: 'org-other' });
      office.send('askExtension', asked, 'person-6', liaison);
      return office;
    };
    const granted = theirs();
    granted.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-20', reason });
    expect(granted.told().slice(-2)).toEqual([
      '2026-03-02 extension-agreed post-liaison',
      '2026-03-02 extension-agreed post-owner',
    ]);
    const refused = theirs();
    refused.send('refuseExtension', { followUpId: id, reason });
    expect(refused.told().at(-1)).toBe('2026-03-02 extension-refused post-liaison');
  });

  test('of what was reported done is refused: it is confirmed or returned first', () => {
    const office = askedFor();
    office.send('reportFollowUp', { followUpId: id }, 'person-6', owner);
    expect(office.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-20', reason })).toBe('wrong-state');
    expect(office.state.followUps[id]).toMatchObject({ dueOn: '2026-03-20', reportedOn: '2026-03-02' });
  });

  test('refused by another, the owner is told why and the date stands', () => {
    const office = askedFor();
    const no = { followUpId: id, reason: 'text-2' };
    expect(office.send('refuseExtension', no, 'person-6', { ...owner, roles: ['coordinator'] })).toBe('not-by-owner');
    expect(office.send('refuseExtension', no)).toBe('done');
    expect(office.told().at(-1)).toBe('2026-03-02 extension-refused post-owner');
    expect(office.log.at(-1)?.notice.facts).toMatchObject({ reason: 'text-2', askedDueOn: '2026-04-20' });
    expect(office.state.followUps[id]).toMatchObject({ dueOn: '2026-03-20' });
    expect(office.send('refuseExtension', no)).toBe('wrong-state');
  });

  test('is later, and of no question', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    expect(office.send('askExtension', { ...asked, dueOn: '2026-03-20' }, 'person-6', owner)).toBe('wrong-state');
    const question = new Office();
    question.open({ kind: 'commitment', ownerPostId: null, asks: true });
    expect(question.send('askExtension', asked, 'person-6', owner)).toBe('wrong-state');
  });
});
