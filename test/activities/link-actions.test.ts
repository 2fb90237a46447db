import { expect, test } from '@jest/globals';
import { actionsFor, keepsDays } from '../../activities/postbox/links.ts';
import type { MeetingItem } from '../../mail/letter.ts';
import { deciders } from '../../domain/deciders.ts';
import { Role } from '../../domain/decider.ts';
import { saidByOwner } from '../../domain/policy/defaults.ts';
import { waysToRecord } from '../../api/recording.ts';

/** What a mail offers to somebody of another side. */

test('what only they can say leads to a page, in each mail about it; other records are entered by our office', () => {
  for (const kind of ['assigned', 'reminder', 'due', 'overdue'] as const) {
    expect(actionsFor(kind, 'placement-host-answer', { place: null })).toContain('record');
    expect(actionsFor(kind, 'placement-presence', { place: null })).toContain('record');
    expect(actionsFor(kind, 'cover-consent', { place: null })).toContain('record');
    expect(actionsFor(kind, 'placement-document', { place: null })).not.toContain('record');
    expect(actionsFor(kind, 'placement-document', { place: Role.coordinator })).toContain('record');
  }
});

test('our liaison who telephones about a consent reads how it is recorded; of minutes the answer is entered there', () => {
  const liaison = { place: Role.liaison };
  expect(actionsFor('telephone', 'cover-consent', liaison)).toEqual(['record', 'open']);
  expect(actionsFor('telephone', 'minutes-confirmation', liaison)).toEqual(['confirm-for', 'open']);
});

test('whoever keeps days on site sees them from the invitation and beside the log', () => {
  expect(actionsFor('meeting', null, { keepsDays: true })).toEqual(['cannot-come']);
  expect(actionsFor('meeting', null, {})).toEqual(['open']);
  const log = keepsDays({ followUpKind: 'placement-log' }, 'post-researcher');
  expect(actionsFor('assigned', 'placement-log', { keepsDays: log })).toEqual(
    expect.arrayContaining(['record', 'cannot-come']),
  );
  const meeting = { kind: 'on-site', change: 'new' } as MeetingItem;
  expect(keepsDays({ followUpKind: null, meeting }, null)).toBe(true);
  // The enterprise is asked for its post, and what is called off is nobody's.
  expect(keepsDays({ followUpKind: null, meeting }, 'post-host')).toBe(false);
  expect(keepsDays({ followUpKind: null, meeting: { ...meeting, change: 'cancelled' } }, null)).toBe(false);
});

const abouts: Readonly<Record<string, { kind: string; id: string }>> = {
  'need-ask': { kind: 'ask', id: 'ask-1' },
  'placement-log': { kind: 'period', id: 'period-1' },
  'placement-presence': { kind: 'period', id: 'period-1' },
};

test('each of these pages has a command that its owner may give', () => {
  for (const kind of saidByOwner) {
    const entityKind = kind.startsWith('placement-') || kind === 'cover-consent' ? 'placement' : 'agreement';
    const ways = waysToRecord(kind, {
      entityKind,
      about: abouts[kind] ?? { kind: 'placement', id: 'placement-1' },
      todayOn: '2026-03-04',
      homeUnitId: 'org-office',
      partnerId: 'org-partner',
      partnerPersonId: 'person-partner',
      partnerPostId: 'post-partner',
      personId: 'person-reader',
      language: 'en',
    });
    const forms = ways.filter(
      ({ form, byHalfDays, spec }) =>
        (form || byHalfDays) && deciders[entityKind].commands.get(spec.name)?.who.includes(Role.owner),
    );
    expect([kind, forms.length > 0]).toEqual([kind, true]);
  }
});
