import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { merge, planMail } from '../../../domain/notices/compose.ts';
import type { Addressee, FollowUpNow, WaitingNotice } from '../../../domain/notices/facts.ts';
import { byUrgency, isInternal } from '../../../domain/notices/kinds.ts';
import type { MailKind } from '../../../domain/notices/kinds.ts';

const at = '2026-03-05T01:00:00.000Z';
const week = { at, recentMailAts: [] };
const ours: Addressee = { isOurs: true, isIntroduced: true, takesMail: true, remindersOff: false };
const outside: Addressee = { ...ours, isOurs: false };

const open: FollowUpNow = { status: 'open', ownerPostId: 'post-1', dueOn: '2026-03-05', isAssumed: false };
let counter = 0;
function notice(kind: MailKind, change: Partial<WaitingNotice> = {}): WaitingNotice {
  counter += 1;
  return {
    id: `a/${counter}/0`,
    agreementId: 'a',
    entityId: 'a',
    kind,
    followUpId: 'commitment.commitment-1',
    at,
    postId: 'post-1',
    isOurs: true,
    dueOn: '2026-03-05',
    followUp: open,
    isEntityClosed: false,
    isSettled: false,
    ...change,
  };
}

const kindsOf = (plan: ReturnType<typeof planMail>) => plan.mail?.items.map((item) => item.notice.kind);

describe('merging', () => {
  test('one mail, the most urgent first, one follow-up once with its strongest kind', () => {
    const weak = notice('reminder');
    const strong = notice('overdue');
    const question = notice('question', { followUpId: 'contact.mechanism', followUp: { ...open, isAssumed: true } });
    const escalation = notice('escalation', { followUpId: 'minutes.symposium-1', postId: 'post-2' });
    const plan = planMail(ours, [weak, question, strong, escalation], week);
    expect(kindsOf(plan)).toEqual(['escalation', 'overdue', 'question']);
    expect(plan.mail?.items[1]?.merged.map((n) => n.id)).toEqual([weak.id]);
    expect(plan.mail?.voice).toBe('ours');
  });

  test('the same follow-up id of two agreements is two matters', () => {
    const items = merge([notice('due'), notice('due', { entityId: 'b', agreementId: 'b' })]);
    expect(items).toHaveLength(2);
  });

  test.each(['relay', 'undeliverable', 'introduction-wanted', 'answered', 'absence-suggested'] as const)(
    'two of %s in one cooperation are two matters: each is about somebody else',
    (kind) => {
      const task = { followUpId: null, followUp: null };
      expect(planMail(ours, [notice(kind, task), notice(kind, task)], week).mail?.items).toHaveLength(2);
    },
  );

  test('among equals the one due first comes first', () => {
    const later = notice('due', { followUpId: 'a.a-1', followUp: { ...open, dueOn: '2026-03-09' } });
    const sooner = notice('due', { followUpId: 'a.a-2', followUp: { ...open, dueOn: '2026-03-06' } });
    expect(merge([later, sooner]).map((item) => item.notice.id)).toEqual([sooner.id, later.id]);
  });

  test('every notice is in exactly one place, whatever comes', () => {
    const anyNotice = fc
      .record({
        kind: fc.constantFrom(...byUrgency),
        followUpId: fc.constantFrom('c.c-1', 'c.c-2', null),
        isOurs: fc.boolean(),
        status: fc.constantFrom('open', 'paused', 'reported', 'done', null),
        isEntityClosed: fc.boolean(),
        isSettled: fc.boolean(),
      })
      .map(({ status, ...change }) =>
        notice(change.kind, { ...change, followUp: status === null ? null : { ...open, status } }),
      );
    const anyAddressee = fc.record({
      isOurs: fc.boolean(),
      isIntroduced: fc.boolean(),
      takesMail: fc.boolean(),
      remindersOff: fc.boolean(),
    });
    const recent = fc.array(fc.constantFrom('2026-03-04T00:00:00.000Z', '2026-02-01T00:00:00.000Z'), { maxLength: 3 });
    fc.assert(
      fc.property(anyAddressee, fc.array(anyNotice, { maxLength: 12 }), recent, (addressee, notices, recentMailAts) => {
        const plan = planMail(addressee, notices, { at, recentMailAts });
        const told = [...(plan.mail?.items ?? []), ...plan.relays].flatMap((item) => [item.notice, ...item.merged]);
        const others = [...plan.held, ...plan.suppressed].map((entry) => entry.notice);
        const all = [...told, ...others, ...plan.later].map((n) => n.id);
        expect(all.toSorted()).toEqual(notices.map((n) => n.id).toSorted());
        if (!addressee.takesMail) expect(plan.mail).toBeNull();
        // A partner never reads of what is our own office's business.
        if (plan.mail?.voice === 'partner' && !addressee.isOurs) {
          for (const item of plan.mail.items) if (!item.notice.isOurs) expect(isInternal(item.notice.kind)).toBe(false);
        }
      }),
    );
  });
});

describe('facts are checked again', () => {
  test.each<[string, MailKind, Partial<WaitingNotice>, string]>([
    ['solved meanwhile', 'overdue', { followUp: { ...open, status: 'done' } }, 'solved'],
    ['dropped meanwhile', 'question', { followUp: { ...open, status: 'dropped' } }, 'solved'],
    ['paused', 'escalation', { followUp: { ...open, status: 'paused' } }, 'paused'],
    ['reported done', 'due', { followUp: { ...open, status: 'reported' } }, 'reported'],
    ['returned again', 'reported', { followUp: { ...open, status: 'open' } }, 'not-reported'],
    ['the question was answered', 'question', {}, 'answered'],
    ['handed over', 'due', { followUp: { ...open, ownerPostId: 'post-9' } }, 'handed-over'],
    ['a later date', 'overdue', { followUp: { ...open, dueOn: '2026-04-01' } }, 'new-date'],
    ['closed', 'due', { isEntityClosed: true }, 'closed'],
    ['a ladder across organisations', 'escalation', { isOurs: false }, 'not-for-partners'],
    ['the task is done', 'relay', { followUpId: null, followUp: null, isSettled: true }, 'passed-on'],
  ])('%s', (_name, kind, change, reason) => {
    const plan = planMail(ours, [notice(kind, change)], week);
    expect(plan.suppressed.map((entry) => entry.reason)).toEqual([reason]);
    expect(plan.mail).toBeNull();
  });

  test('who reads along is told, unlike a former owner', () => {
    const followUp = { ...open, ownerPostId: 'post-9', alsoPostIds: ['post-1'] };
    expect(kindsOf(planMail(ours, [notice('reminder', { postId: 'post-1', followUp })], week))).toEqual(['reminder']);
    expect(kindsOf(planMail(ours, [notice('reminder', { postId: 'post-2', followUp })], week))).toBeUndefined();
  });

  test('a pause that has ended and a hand-over are still told to their reader', () => {
    expect(kindsOf(planMail(ours, [notice('returned')], week))).toEqual(['returned']);
    expect(kindsOf(planMail(ours, [notice('escalation', { postId: 'post-2' })], week))).toEqual(['escalation']);
  });

  test('who switched reminders off still reads what is due', () => {
    const plan = planMail(
      { ...ours, remindersOff: true },
      [notice('reminder'), notice('due', { followUpId: 'x.x-1' })],
      week,
    );
    expect(kindsOf(plan)).toEqual(['due']);
    expect(plan.suppressed[0]?.reason).toBe('reminders-off');
  });
});

describe('outside people', () => {
  const partner = (kind: MailKind, change: Partial<WaitingNotice> = {}) => notice(kind, { isOurs: false, ...change });

  test('are held until they are introduced; the introduction itself goes out alone', () => {
    const stranger = { ...outside, isIntroduced: false };
    const plan = planMail(stranger, [partner('due')], week);
    expect(plan.mail).toBeNull();
    expect(plan.held).toMatchObject([{ reason: 'not-introduced', untilAt: null }]);
    const released = planMail(
      outside,
      [partner('due'), partner('introduction', { followUpId: null, followUp: null })],
      week,
    );
    expect(kindsOf(released)).toEqual(['introduction']);
    expect(released.later.map((n) => n.kind)).toEqual(['due']);
  });

  test('get two mails in seven days at the most, meetings excepted', () => {
    const recentMailAts = ['2026-03-02T01:00:00.000Z', '2026-03-04T01:00:00.000Z'];
    const plan = planMail(outside, [partner('due'), partner('meeting', { followUpId: 'itinerary.visit-1' })], {
      at,
      recentMailAts,
    });
    expect(kindsOf(plan)).toEqual(['meeting']);
    expect(plan.held).toMatchObject([{ reason: 'weekly-limit', untilAt: '2026-03-09T01:00:00.000Z' }]);
    const afterwards = planMail(outside, [partner('due')], { at: '2026-03-09T01:00:00.000Z', recentMailAts });
    expect(kindsOf(afterwards)).toEqual(['due']);
    expect(planMail(ours, [notice('due')], { at, recentMailAts }).held).toEqual([]);
  });

  test('counted over all cooperations, not for each', () => {
    const many = ['a', 'b', 'c'].map((id) => partner('due', { entityId: id, agreementId: id }));
    expect(planMail(outside, many, week).mail?.items).toHaveLength(3);
    const recentMailAts = ['2026-03-02T01:00:00.000Z', '2026-03-04T01:00:00.000Z'];
    const third = planMail(outside, many, { at, recentMailAts });
    expect([third.mail, third.held.map(({ reason }) => reason)]).toEqual([null, Array(3).fill('weekly-limit')]);
  });

  test('what is asked for by a date before the next mail may go is passed on; what has time, or our usual date, waits', () => {
    const recentMailAts = ['2026-03-02T01:00:00.000Z', '2026-03-04T01:00:00.000Z'];
    const asked = (kind: MailKind, dueOn: string, isDateNamed = true) =>
      planMail(outside, [partner(kind, { dueOn, followUp: { ...open, dueOn, isDateNamed } })], { at, recentMailAts });
    const fates = (plan: ReturnType<typeof planMail>) => [
      plan.relays.length,
      plan.held.map(({ reason }) => reason).join(),
      plan.mail,
    ];
    // The next mail may go on 9 March.
    for (const dueOn of ['2026-03-05', '2026-03-09']) expect(fates(asked('assigned', dueOn))).toEqual([1, '', null]);
    const waits = [0, 'weekly-limit', null];
    expect(fates(asked('assigned', '2026-03-10'))).toEqual(waits);
    expect(fates(asked('assigned', '2026-03-06', false))).toEqual(waits);
    expect(fates(asked('assigned', '2026-03-04'))).toEqual(waits);
    expect(fates(asked('due', '2026-03-06'))).toEqual(waits);
    const first = planMail(outside, [partner('assigned', { followUp: { ...open, isDateNamed: true } })], week);
    expect([first.relays, kindsOf(first)]).toEqual([[], ['assigned']]);
  });

  const noted = (dueOn: string) => partner('contact-noted', { postId: null, followUpId: null, followUp: null, dueOn });

  test('read what we noted of each contact once, within the usual limits, by mail or not at all', () => {
    const two = [noted('2026-03-03'), noted('2026-03-04'), noted('2026-03-04')];
    expect(planMail(outside, two, week).mail?.items.map((item) => item.merged.length)).toEqual([0, 1]);
    expect(planMail({ ...outside, isIntroduced: false }, two, week).held).toHaveLength(3);
    const recentMailAts = ['2026-03-02T01:00:00.000Z', '2026-03-04T01:00:00.000Z'];
    expect(planMail(outside, two, { at, recentMailAts }).held[0]?.reason).toBe('weekly-limit');
    const byHand = planMail({ ...outside, takesMail: false }, two, week);
    expect([byHand.relays, byHand.suppressed.map(({ reason }) => reason)]).toEqual([
      [],
      ['no-mail', 'no-mail', 'no-mail'],
    ]);
    expect(planMail({ ...outside, remindersOff: true }, two, week).suppressed[0]?.reason).toBe('reminders-off');
  });

  test('without mail their notices are passed on by hand, introduced or not', () => {
    const plan = planMail(
      { ...outside, isIntroduced: false, takesMail: false },
      [partner('due'), partner('reminder')],
      week,
    );
    expect(plan.mail).toBeNull();
    expect(plan.relays.map((item) => [item.notice.kind, item.merged.length])).toEqual([['due', 1]]);
  });

  test('somebody on both sides reads two mails, each in its voice (S6)', () => {
    const plan = planMail(ours, [notice('escalation', { postId: 'post-2' }), partner('due', { entityId: 'b' })], week);
    expect(plan.mail?.voice).toBe('ours');
    expect(kindsOf(plan)).toEqual(['escalation']);
    const rest = planMail(ours, plan.later, week);
    expect(rest.mail?.voice).toBe('partner');
    expect(kindsOf(rest)).toEqual(['due']);
  });
});

describe('answered by mail', () => {
  const answered = { answeredUntilAt: '2026-03-06T01:00:00.000Z' };

  test('its matter waits for its reader, other matters and the end of the wait do not', () => {
    const mine = notice('overdue', answered);
    const other = notice('due', { followUpId: 'minutes.symposium-1' });
    const plan = planMail(ours, [mine, other], week);
    expect(kindsOf(plan)).toEqual(['due']);
    expect(plan.held).toEqual([{ notice: mine, reason: 'answered-by-mail', untilAt: answered.answeredUntilAt }]);
    expect(kindsOf(planMail(ours, [mine], { ...week, at: answered.answeredUntilAt }))).toEqual(['overdue']);
  });

  test('an outsider is not asked again, however long, until somebody of ours has read the answer', () => {
    const unread = notice('overdue', { isOurs: false, isAnswerUnread: true });
    const outsider = { ...ours, isOurs: false };
    const later = { ...week, at: '2026-12-01T01:00:00.000Z' };
    for (const time of [week, later]) {
      expect(planMail(outsider, [unread], time)).toMatchObject({
        mail: null,
        held: [{ notice: unread, reason: 'answer-unread', untilAt: null }],
      });
    }
    expect(kindsOf(planMail(outsider, [notice('overdue', { isOurs: false })], later))).toEqual(['overdue']);
    // Our own people are asked again after two days: their ladder is ours.
    expect(kindsOf(planMail(ours, [notice('overdue', { isAnswerUnread: true })], later))).toEqual(['overdue']);
  });

  test('what is solved meanwhile is not held but dropped', () => {
    const solved = notice('overdue', { ...answered, followUp: { ...open, status: 'done' } });
    expect(planMail(ours, [solved], week).suppressed.map(({ reason }) => reason)).toEqual(['solved']);
  });
});

describe('meetings', () => {
  const meeting = {
    id: 'visit-1',
    method: 'request',
    sequence: 0,
    wasInvited: false,
    isCalledOff: false,
    isOver: false,
  } as const;
  const asked = (change: Partial<WaitingNotice['meeting']> = {}) =>
    notice('meeting', { followUpId: null, followUp: null, postId: null, meeting: { ...meeting, ...change } });

  test('each has a mail of its own; of one the newest change is told', () => {
    const first = asked();
    const moved = asked({ sequence: 1 });
    const other = asked({ id: 'visit-2' });
    const plan = planMail(ours, [first, moved, other, notice('due')], week);
    expect(kindsOf(plan)).toEqual(['due']);
    const next = planMail(ours, [first, moved, other], week);
    expect(next.mail?.items).toEqual([{ notice: moved, merged: [first] }]);
    expect(next.later).toEqual([other]);
  });

  test('whoever was never asked hears of no cancellation; a closed cooperation still cancels', () => {
    const reasonOf = (change: Partial<WaitingNotice['meeting']>, isEntityClosed = false) =>
      planMail(ours, [{ ...asked(change), isEntityClosed }], week).suppressed[0]?.reason;
    expect(reasonOf({ method: 'cancel' })).toBe('never-invited');
    expect(reasonOf({ method: 'cancel', wasInvited: true }, true)).toBeUndefined();
    expect(reasonOf({}, true)).toBe('closed');
    expect(reasonOf({ isCalledOff: true })).toBe('called-off');
    expect(reasonOf({ isOver: true })).toBe('over');
  });
});
