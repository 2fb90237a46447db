import { describe, expect, test } from '@jest/globals';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication, silenceLight, silenceOf } from '../../../domain/agreement/communication.ts';
import { points } from '../../../domain/agreement/points.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, beginAt, ours, person, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const concerns = [symposium, points, commitments, communication];
const next = 'contact.communication';
const question = 'mechanism.communication';
const contact = (onDate: string, more: object = {}) => ({
  onDate,
  kind: 'call',
  summary: text('summary'),
  counterparts: [person(theirs)],
  ...more,
});
const liaisons = [
  { organisationId: ours, postId: 'post-our-liaison' },
  { organisationId: theirs, postId: 'post-their-liaison' },
];

const start = (): Life => beginAt('communication', concerns);

describe('entering without a mechanism', () => {
  test('runs monthly by default, asks whether that is right, and waits for the first contact and a plan', () => {
    const life = start();
    expect(life.state.mechanism).toMatchObject({ periodDays: 30, rhythm: 'assumed', channel: null });
    expect(life.open).toEqual([next, question, 'plan.communication']);
    // 2 March and 30 days.
    expect(life.followUp(next)).toMatchObject({ dueOn: '2026-04-01', ownerPostId: 'post-liaison' });
    expect(life.followUp(question)).toMatchObject({ ownerCertainty: 'assumed', ownerPostId: 'post-coordinator' });
    expect(
      life
        .live('2026-03-31')
        .filter((notice) => notice.followUpId === question)
        .map((notice) => notice.kind),
    ).toEqual(['question', 'question']);
  });

  test('what was long before the entry is on record and held against nobody', () => {
    const life = begin(concerns);
    life.run('recordContact', contact('2021-01-05'));
    expect(life.state.lastContactOn).toBe('2021-01-05');
    expect(life.open).not.toContain(next);
    for (const stage of ['visit', 'symposium']) {
      life.run('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-d' });
    }
    expect(life.followUp(next).dueOn).toBe('2026-04-01');
    expect(silenceOf(life.state, life.at)).toBe('quiet-ok');
  });

  test('entered again it asks nothing twice and keeps its clock', () => {
    const life = start();
    life.goTo('2026-03-16');
    life.run('returnToStage', { stage: 'symposium', reason: text('again') });
    expect(life.open).toEqual([next, question, 'symposium.symposium']);
    life.run('waiveStage', { stage: 'symposium', reason: text('enough'), approverPersonId: 'person-d' });
    expect(life.open).toEqual([next, question, 'plan.communication']);
    expect(life.followUp(next).dueOn).toBe('2026-04-01');
  });
});

describe('contacts', () => {
  test('are shown to the counterparts by name, not to ourselves nor to who entered it', () => {
    const life = start();
    const counterparts = [person(theirs), person(theirs, 2), person(theirs), person(ours)];
    const [recorded] = life.run('recordContact', contact('2026-03-02', { counterparts }));
    const [first, second] = [person(theirs).personId, person(theirs, 2).personId];
    expect(recorded?.notify).toEqual(
      [first, second].map((personId) => ({ to: { personId }, kind: 'contact-noted', facts: { onDate: '2026-03-02' } })),
    );
    const byThem = { id: first, personId: first, roles: ['liaison' as const] };
    const [entered] = life.run('recordContact', contact('2026-03-02', { counterparts }), byThem);
    expect(entered?.notify?.map((notice) => notice.to)).toEqual([{ personId: second }]);
  });

  test('of before the entry tell nobody', () => {
    const [recorded] = start().run('recordContact', contact('2026-03-01'));
    expect(recorded?.notify).toBeUndefined();
  });

  test('the next is due one period after the last real one, on a working day', () => {
    const life = start();
    life.goTo('2026-04-03');
    life.run('recordContact', contact('2026-04-02'));
    // 2 May is in the holidays, which last until the 5th.
    expect(life.followUp(next)).toMatchObject({ dueOn: '2026-05-06', level: 0 });
    expect(life.state.lastContactOn).toBe('2026-04-02');
  });

  test('only a later one moves the clock, whatever is entered afterwards', () => {
    const life = start();
    life.goTo('2026-03-20');
    life.run('recordContact', contact('2026-03-18'));
    const clock = life.followUp(next);
    expect(clock.dueOn).toBe('2026-04-17');
    life.goTo('2026-03-25');
    life.run('recordContact', contact('2026-03-10'));
    life.run('recordContact', contact('2026-03-18'));
    life.run('addContactNote', { contactId: 'contact-1', note: text('note') });
    life.run('correctContact', { contactId: 'contact-1', reason: text('typing error'), summary: text('mended') });
    expect(life.followUp(next)).toEqual(clock);
    expect(life.state.lastContactOn).toBe('2026-03-18');
  });

  test('acceptance 4: a note edited on a silent cooperation does not move the stall clock, a contact does', () => {
    const life = start();
    life.run('agreeMechanism', { period: 'monthly' });
    life.goTo('2026-03-05').run('recordContact', contact('2026-03-05'));
    life.goTo('2026-04-20');
    expect(silenceOf(life.state, life.at)).toBe('red');
    const clock = life.followUp(next);
    life.run('addContactNote', { contactId: 'contact-1', note: text('note') });
    life.run('correctContact', { contactId: 'contact-1', reason: text('typing error'), summary: text('mended') });
    expect(silenceOf(life.state, life.at)).toBe('red');
    expect(life.followUp(next)).toEqual(clock);
    life.run('recordContact', contact('2026-04-20'));
    expect(silenceOf(life.state, life.at)).toBe('quiet-ok');
  });

  test('without a named person of another side it is no contact', () => {
    const life = start();
    expect(life.refused('recordContact', contact('2026-03-02', { counterparts: [] }))).toBe(
      'named-counterpart-missing',
    );
    expect(life.refused('recordContact', contact('2026-03-02', { counterparts: [person(ours)] }))).toBe(
      'named-counterpart-missing',
    );
    expect(life.refused('recordContact', contact('2026-03-02', { counterparts: [person('org-other')] }))).toBe(
      'unknown-party',
    );
    expect(life.refused('recordContact', contact('2026-03-03'))).toBe('date-in-future');
    expect(life.refused('addContactNote', { contactId: 'contact-1', note: text('x') })).toBe('unknown-item');
    expect(life.refused('correctContact', { contactId: 'contact-1', reason: text('x') })).toBe('unknown-item');
    life.run('recordContact', contact('2026-03-02'));
    const ourselves = { contactId: 'contact-1', reason: text('x'), counterparts: [person(ours)] };
    expect(life.refused('correctContact', ourselves)).toBe('named-counterpart-missing');
  });

  test('entered so late that the next is overdue already, that one is due today', () => {
    const life = start();
    life.run('agreeMechanism', { period: 'weekly' });
    life.goTo('2026-04-20');
    life.run('recordContact', contact('2026-04-02'));
    expect(life.followUp(next).dueOn).toBe('2026-04-20');
  });

  test('what stays open is carried from contact to contact until it is settled', () => {
    const life = start();
    life.run('recordContact', contact('2026-03-02', { openItems: [text('a'), text('b')] }));
    life.goTo('2026-03-12');
    life.run('recordContact', contact('2026-03-12', { openItems: [text('c')], settledItems: ['open-item-1'] }));
    expect(life.state.openItems).toEqual(['open-item-2', 'open-item-3']);
    expect(life.refused('recordContact', contact('2026-03-12', { settledItems: ['open-item-1'] }))).toBe(
      'unknown-item',
    );
  });

  test('a symposium with people of the other side is a contact, one among ourselves is not', () => {
    const life = start();
    life.goTo('2026-03-20');
    life.run('recordSymposium', { onDate: '2026-03-19', attendance: [person(ours)] });
    expect(life.followUp(next).dueOn).toBe('2026-04-01');
    life.run('recordSymposium', { onDate: '2026-03-18', attendance: [person(ours), person(theirs)] });
    expect(life.followUp(next).dueOn).toBe('2026-04-17');
    expect(life.state.lastContactOn).toBe('2026-03-18');
  });

  test('a missed one climbs our own ladder, and the contact ends it', () => {
    const life = start();
    const told = life.live('2026-04-03').filter((notice) => notice.followUpId === next);
    expect(told.at(-1)).toMatchObject({ kind: 'escalation', to: { postId: 'post-coordinator' }, on: '2026-04-03' });
    life.run('recordContact', contact('2026-04-03'));
    expect(life.followUp(next)).toMatchObject({ level: 0, dueOn: '2026-05-06' });
  });
});

describe('the mechanism', () => {
  test('the question stays until rhythm, channel and a liaison on each side are named', () => {
    const life = start();
    life.run('agreeMechanism', { period: 'monthly', channel: 'video' });
    expect(life.open).toContain(question);
    life.run('agreeMechanism', { liaisons: [{ organisationId: ours, postId: 'post-our-liaison' }] });
    expect(life.open).toContain(question);
    life.run('agreeMechanism', { liaisons: [{ organisationId: theirs, postId: 'post-their-liaison' }] });
    expect(life.open).not.toContain(question);
    expect(life.state.mechanism).toMatchObject({ rhythm: 'confirmed', channel: 'video', periodDays: 30 });
  });

  test('confirming the default rhythm is no contact: the clock stays; a named liaison takes the next contact over', () => {
    const life = start();
    const clock = life.followUp(next);
    life.goTo('2026-03-20');
    life.run('agreeMechanism', { period: 'monthly', channel: 'mail' });
    expect(life.followUp(next)).toEqual(clock);
    life.run('agreeMechanism', { liaisons });
    expect(life.followUp(next)).toMatchObject({ ownerPostId: 'post-our-liaison', dueOn: clock.dueOn });
  });

  test('a new rhythm counts from the last contact, but is not held against the time before it', () => {
    const life = start();
    life.goTo('2026-03-06');
    life.run('agreeMechanism', { period: 'fortnightly' });
    expect(life.followUp(next).dueOn).toBe('2026-03-16');
    life.goTo('2026-03-13');
    life.run('agreeMechanism', { period: 'weekly' });
    expect(life.followUp(next).dueOn).toBe('2026-03-20');
  });

  test('agreed before the stage it runs at once, and entering assumes nothing', () => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period: 'quarterly', channel: 'meeting', liaisons });
    expect(life.followUp(next).dueOn).toBe('2026-06-01');
    for (const stage of ['visit', 'symposium']) {
      life.run('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-d' });
    }
    expect(life.state.mechanism?.rhythm).toBe('confirmed');
    expect(life.open).toEqual([next, 'plan.communication']);
  });

  test('nothing said, or said of no party, is refused', () => {
    const life = start();
    expect(life.refused('agreeMechanism', {})).toBe('shape-invalid');
    expect(life.refused('agreeMechanism', { liaisons: [{ organisationId: 'org-other', postId: 'post-x' }] })).toBe(
      'unknown-party',
    );
  });
});

describe('a long silence', () => {
  const dormancy = 'dormancy.communication';

  test('is put to a decision after three periods, once, and climbs our ladder', () => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period: 'monthly' });
    life.live('2026-05-30');
    expect(life.open).not.toContain(dormancy);
    const told = life.live('2026-08-31').filter((notice) => notice.followUpId === dormancy);
    expect(life.followUp(dormancy)).toMatchObject({ openedOn: '2026-05-31', ownerPostId: 'post-coordinator' });
    expect(new Set(told.map((notice) => notice.kind))).toEqual(
      new Set(['reminder', 'due', 'overdue', 'escalation', 'escalation-ahead', 'meeting-list']),
    );
    expect(life.events.filter((event) => event.type === 'dormancyOpened')).toHaveLength(1);
  });

  test('ends with a contact, and a new silence is a new decision', () => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period: 'fortnightly' });
    life.live('2026-04-13');
    expect(life.open).toContain(dormancy);
    life.run('recordContact', contact('2026-04-13'));
    expect(life.open).not.toContain(dormancy);
    life.live('2026-05-24');
    expect(life.open).not.toContain(dormancy);
    life.live('2026-05-25');
    expect(life.open).toContain(dormancy);
  });
});

describe('the next contact', () => {
  test('is told to the liaisons of both sides three working days ahead, and chased on ours only', () => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period: 'monthly', channel: 'video', liaisons });
    const told = life.live('2026-04-03').filter((notice) => notice.followUpId === next);
    expect(told.map((notice) => [notice.on, notice.kind, notice.to])).toEqual([
      ['2026-03-27', 'reminder', { postId: 'post-our-liaison' }],
      ['2026-03-27', 'reminder', { postId: 'post-their-liaison' }],
      ['2026-04-01', 'due', { postId: 'post-our-liaison' }],
      ['2026-04-02', 'overdue', { postId: 'post-our-liaison' }],
      ['2026-04-03', 'escalation', { postId: 'post-coordinator' }],
    ]);
  });

  test('a new liaison of the other side reads the next one', () => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period: 'monthly', liaisons });
    life.run('agreeMechanism', { liaisons: [{ organisationId: theirs, postId: 'post-successor' }] });
    expect(life.followUp(next).alsoPostIds).toEqual(['post-successor']);
  });
});

describe('silence', () => {
  test.each([
    ['monthly', ['2026-03-31', '2026-04-01', '2026-04-15', '2026-04-16', '2026-05-30', '2026-05-31']],
    ['fortnightly', ['2026-03-15', '2026-03-16', '2026-03-22', '2026-03-23', '2026-04-12', '2026-04-13']],
  ])('scales with the period: %s', (period, days) => {
    const life = begin(concerns);
    life.run('agreeMechanism', { period });
    expect(days.map((on) => silenceOf(life.state, `${on}T04:00:00Z`))).toEqual([
      'quiet-ok',
      'amber',
      'amber',
      'red',
      'red',
      'dormant',
    ]);
    expect(days.map((on) => silenceLight(life.state, `${on}T04:00:00Z`))).toEqual([
      'green',
      'yellow',
      'yellow',
      'red',
      'red',
      'red',
    ]);
  });

  test('against a default that nobody agreed to it is never red', () => {
    const life = start();
    expect(silenceOf(life.state, '2026-06-30T04:00:00Z')).toBe('dormant');
    expect(silenceLight(life.state, '2026-06-30T04:00:00Z')).toBe('yellow');
  });

  test('nobody is silent before communication began or while it is on hold', () => {
    const life = begin(concerns);
    expect(silenceOf(life.state, '2027-01-01T04:00:00Z')).toBe('quiet-ok');
    life.run('agreeMechanism', { period: 'weekly' });
    const held = { ...life.state, hold: { sinceOn: '2026-03-02', untilOn: '2026-05-29' } };
    expect(silenceOf(held, '2026-05-01T04:00:00Z')).toBe('quiet-ok');
  });
});
