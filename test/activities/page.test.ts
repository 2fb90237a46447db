import { describe, expect, test } from '@jest/globals';
import { comingUp } from '../../activities/page-coming.ts';
import { pageOf } from '../../activities/page.ts';
import type { PageNames, PageSettings } from '../../activities/page.ts';
import { agreement } from '../../domain/agreement/index.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { deciders } from '../../domain/deciders.ts';
import { isRefusal } from '../../domain/decider.ts';
import type { RecordedEvent } from '../../domain/decider.ts';
import { cutToBytes } from '../../domain/cut.ts';
import { shortTitle } from '../../domain/labels.ts';
import { propose } from '../../domain/propose.ts';
import type { Proposal, QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';
import { commandLabels } from '../../workflows/command-labels.ts';
import { passSummary } from '../../workflows/labels.ts';
import { nextWake } from '../../domain/follow-up/engine.ts';
import { cardItems } from '../../domain/follow-up/lights.ts';
import { china, coordinator, homeUnit, ours, text, theirs } from '../domain/agreement/life.ts';
import { Office } from '../domain/follow-up/office.ts';

const ref = { kind: 'agreement', id: 'agreement-2026-0001-a-b', agreementId: 'agreement-2026-0001-a-b' } as const;
const settings = (language: 'en' | 'zh-CN'): PageSettings => ({
  language,
  apiUrl: 'http://api',
  uiUrl: 'http://ui',
  namespace: 'default',
  isDemonstration: false,
});
const names = (parties: readonly string[] = [theirs, ours]): PageNames => ({
  organisations: new Map(parties.map((id) => [id, `Organisation ${id.slice(4)}`])),
  shortNames: new Map(parties.map((id) => [id, id.slice(4).toUpperCase()])),
  posts: new Map([
    ['post-liaison', 'Liaison, Office'],
    ['post-coordinator', 'Coordinator, Office'],
  ]),
});

/** One agreement as the loop and the recorder take it through its passes. */
class Passes {
  state = agreement.initial(ref);
  seq = 0;
  readonly events: RecordedEvent[] = [];

  pass(at: string, ...commands: { name: string; data: unknown }[]): { proposal: Proposal; before: unknown } {
    const before = this.state;
    const batch = commands.map(({ name, data }, index): QueuedCommand => {
      const spec = agreement.commands.get(name);
      if (!spec) throw new Error(`no command ${name}`);
      return {
        commandId: `${at}-${index}`,
        name,
        actor: coordinator,
        data: spec.schema(storedText).parse(data),
      };
    });
    const proposal = propose(agreement, ref, { state: this.state, seq: this.seq }, batch, at);
    this.state = agreement.evolve(this.state, proposal.events);
    this.seq += proposal.events.length;
    this.events.push(...proposal.events);
    return { proposal, before };
  }

  page(proposal: Proposal, language: 'en' | 'zh-CN', known = names()) {
    const coming = comingUp(this.state, proposal.nextWakeAt);
    return pageOf(settings(language), proposal, known, {
      coming,
      todayOn: localDateOf(this.state.calendar.zone, proposal.at),
    });
  }
}

const start = (others: readonly string[] = []) => ({
  name: 'startAgreement',
  data: {
    parties: [
      { organisationId: theirs, role: 'guest' },
      { organisationId: ours, role: 'host', ours: true },
      ...others.map((organisationId) => ({ organisationId, role: 'beneficiary' })),
    ],
    accept: true,
    adopted: { homeUnit, calendar: china, policy: { version: 1 } },
  },
});
const visit = {
  name: 'recordVisit',
  data: {
    fromOn: '2026-03-02',
    toOn: '2026-03-02',
    direction: 'inbound',
    hostOrganisationId: ours,
    delegation: [{ personId: 'person-9', organisationId: theirs }],
    hosts: [{ personId: 'person-1', organisationId: ours }],
  },
};
const firstDay = '2026-03-02T02:00:00.000Z';

describe('the dossier', () => {
  test('says at one look what is open, whose turn it is and what happens next', () => {
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start(), visit);
    const { details, attributes, wakeLabel } = life.page(proposal, 'en');
    const [callOut = ''] = details.split('\n\n').filter((part) => part.startsWith('>'));
    expect(callOut).toMatch(/Most urgent: \*\*File the visit note \(visit-1\)\*\*, due 2026-03-05/);
    expect(callOut).toMatch(/Whose turn: (Liaison|Coordinator), Office/);
    expect(callOut).toMatch(/\*\*Next:\*\* 2026-03-\d\d, .*File the visit note \(visit-1\)/);
    expect(details).toContain('**▶ Visit** → Symposium');
    expect(details).toContain('- Organisation zzuet');
    expect(details).not.toContain('person-9');
    expect(wakeLabel).toMatch(/^until 2026-03-\d\d: File the visit note \(visit-1\)/);
    expect(attributes).toMatchObject({ title: 'ZZUET × CNUKTIP', stage: 'visit', openItems: proposal.card.openCount });
  });

  test('is overdue in words, and says who has been told', () => {
    const life = new Passes();
    life.pass(firstDay, start(), visit);
    for (const day of ['04', '05', '06', '09', '10', '11']) life.pass(`2026-03-${day}T02:00:00.000Z`);
    const { proposal } = life.pass('2026-03-12T02:00:00.000Z');
    const { details, attributes } = life.page(proposal, 'en');
    expect(attributes.light).toBe('red');
    expect(details).toContain('> **Red: overdue.**');
    expect(details).toMatch(
      /File the visit note \(visit-1\), due \*\*2026-03-05\*\* \(our usual date\) – \*\*\*overdue\*\*/,
    );
  });

  test('says of a date that no official calendar covers that it is provisional', () => {
    const office = new Office();
    office.open({ dueOn: '2027-02-09' });
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start(), visit);
    const card = { ...proposal.card, items: cardItems(office.state, office.at) };
    const shown = (language: 'en' | 'zh-CN') => life.page({ ...proposal, card }, language).details;
    expect(shown('en')).toMatch(/due \*\*2027-02-09\*\*.* \(provisional: no official calendar yet\)/);
    expect(shown('zh-CN')).toMatch(/\*\*2027-02-09\*\*.*（暂定：尚无正式放假安排）/);
  });

  test('a meeting that was held is not skipped: its minutes wait, and when they are confirmed it is done', () => {
    const life = new Passes();
    const waive = (stage: string) => ({
      name: 'waiveStage',
      data: { stage, reason: text('reason'), approverPersonId: 'person-7' },
    });
    const held = { onDate: '2026-03-02', attendance: [{ personId: 'person-9', organisationId: theirs }] };
    const minutes = { symposiumId: 'symposium-1' };
    const asked = [{ organisationId: theirs, postId: 'post-theirs' }];
    const before = life.pass(firstDay, start(), waive('visit'), { name: 'recordSymposium', data: held });
    expect(life.page(before.proposal, 'en').details).toContain('Visit (skipped) → **▶ Symposium**');
    const sent = { name: 'sendMinutes', data: { ...minutes, minutes: text('minutes'), to: asked } };
    const passed = life.pass(firstDay, sent, waive('symposium')).proposal;
    expect(life.page(passed, 'en').details).toContain(
      'Symposium (passed, minutes waiting) → **▶ Regular communication**',
    );
    expect(life.page(passed, 'zh-CN').details).toContain('座谈 (已召开，纪要待确认)');
    const agreed = { organisationId: theirs, personId: 'person-9' };
    const { proposal } = life.pass(firstDay, { name: 'confirmMinutes', data: { ...minutes, ...agreed } });
    expect(life.page(proposal, 'en').details).toContain('✓ Symposium → **▶ Regular communication**');
  });

  test('the nearest date is the oldest that is overdue, then the next', () => {
    const life = new Passes();
    life.pass(firstDay, start(), visit);
    expect(life.page(life.pass('2026-03-03T02:00:00.000Z').proposal, 'en').details).toContain(
      '**Nearest date:** 2026-03-05 ·',
    );
    const { proposal } = life.pass('2026-03-10T02:00:00.000Z', {
      name: 'recordCommitment',
      data: {
        sentence: text('s'),
        ownerPostId: 'post-coordinator',
        ownerOrganisationId: ours,
        beneficiaryOrganisationId: theirs,
        dueOn: '2026-03-20',
      },
    });
    expect(life.page(proposal, 'en').details).toContain('**Nearest date:** 2026-03-05 (overdue), then 2026-03-20 ·');
    expect(life.page(proposal, 'zh-CN').details).toContain('2026-03-05 (已逾期)，其次 2026-03-20');
  });

  test('of a demonstration says what is still true when its clock has come to its end', () => {
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start());
    const page = (change: Partial<PageSettings>) =>
      pageOf({ ...settings('en'), ...change }, proposal, names(), { coming: [], todayOn: '2026-03-02' }).details;
    expect(page({})).not.toContain('Demonstration');
    expect(page({ isDemonstration: true, standsStillOn: '2026-05-01' })).toContain(
      'a day lasts seconds until 2026-05-01; from then on time stands still.',
    );
  });

  test('in Chinese lists show Chinese values, while codes stay what plans and chapters are told by', () => {
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start(), visit);
    const page = life.page(proposal, 'zh-CN');
    expect(page.shown).toMatchObject({ stage: '来访', status: '进行中' });
    expect(page.attributes).toMatchObject({ stage: 'visit', status: 'open' });
    expect(page.details).toContain('### 轮到谁');
    expect(page.details).toMatch(/提交来访纪要（visit-1）/);
    expect(page.details).not.toMatch(/turn|open|Next/i);
    expect(life.page(proposal, 'en').shown).toBeUndefined();
  });

  test('links lead to the family, to all and to the red ones, and survive the next chapter', () => {
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start());
    const urls = [...life.page(proposal, 'en').details.matchAll(/\]\((.*?)\)/g)].map(
      (match) => new URL(match[1] ?? ''),
    );
    const queries = urls.map((url) => url.searchParams.get('query')).filter((query) => query !== null);
    expect(queries).toContain(`Agreement="${ref.id}" AND ExecutionStatus="Running"`);
    expect(queries).toContain('Light="red" AND ExecutionStatus="Running"');
    expect(urls.map((url) => url.pathname)).toContain(`/v1/agreements/${ref.id}`);
  });

  test.each([
    '<img src=x onerror=alert(1)>',
    '[our list](https://evil.example/)',
    '**Closed** `x` _y_',
    '&lt;script&gt;',
    '</p><script>alert(1)</script>',
  ])('a name is shown as it is, for the UI lets HTML pass: %s', (name) => {
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start(), visit);
    const each = (ids: readonly string[]) => new Map(ids.map((id) => [id, name]));
    const known = {
      organisations: each([theirs, ours]),
      shortNames: each([theirs, ours]),
      posts: each(['post-liaison', 'post-coordinator']),
    };
    const { details, attributes } = life.page(proposal, 'en', known);
    expect(details).not.toMatch(/<\w|<\//);
    expect(details.replaceAll(/\\[[\]]/g, '')).not.toContain('](https://evil');
    // What was written can be read back: entities and backslashes are all that was added.
    const read = details
      .replaceAll(/\\(?=[\\`*_[\]~])/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(read).toContain(`- ${name}`);
    expect(attributes.parties).toContain(name);
  });

  test('nothing outgrows what the server takes, however long the names are', () => {
    const many = Array.from({ length: 30 }, (_, n) => `org-enterprise-${n}`);
    const life = new Passes();
    const { proposal } = life.pass(firstDay, start(many), visit);
    const parties = [theirs, ours, ...many];
    const long = '很长的名称'.repeat(60);
    const known: PageNames = {
      organisations: new Map(parties.map((id) => [id, long])),
      shortNames: new Map(parties.map((id) => [id, long])),
      posts: new Map(['post-liaison', 'post-coordinator'].map((id) => [id, long])),
    };
    const page = life.page(proposal, 'zh-CN', known);
    const bytes = (value: string): number => Buffer.byteLength(value);
    expect(bytes(page.wakeLabel)).toBeLessThanOrEqual(200);
    expect(bytes(page.attributes.title)).toBeLessThanOrEqual(200);
    expect(page.attributes.owner.length).toBeLessThanOrEqual(255);
    expect(bytes(page.details)).toBeLessThanOrEqual(20_000);
    expect(life.page(proposal, 'en', names(parties)).attributes.title).toBe('ZZUET × CNUKTIP +30');
  });
});

test('an open request for a later date stands at its matter: asked for which day, and since when', () => {
  const life = new Passes();
  life.pass(firstDay, start(), visit);
  const asked = { followUpId: 'visit-note.visit-1', dueOn: '2026-03-20', reason: text('why') };
  const { decide, evolve } = agreement;
  const owner = { id: 'person-1', roles: ['owner' as const] };
  const drafts = decide(life.state, 'askExtension', asked, { at: firstDay, actor: owner });
  if (isRefusal(drafts)) throw new Error(drafts.refused);
  life.state = evolve(
    life.state,
    drafts.map((draft, index) => ({
      ...draft,
      seq: life.seq + 1 + index,
      at: firstDay,
      by: owner.id,
      commandId: null,
    })),
  );
  const { proposal } = life.pass('2026-03-03T02:00:00.000Z');
  expect(life.page(proposal, 'en').details).toContain('later date 2026-03-20 asked for on 2026-03-02, not decided yet');
  expect(life.page(proposal, 'zh-CN').details).toContain('2026-03-02 申请延至 2026-03-20，待决定');
  const grant = { name: 'extendFollowUp', data: asked };
  const { proposal: granted } = life.pass('2026-03-03T03:00:00.000Z', grant);
  expect(life.page(granted, 'en').details).not.toContain('not decided yet');
});

describe('the labels of the timeline', () => {
  test('every command has one in both languages', () => {
    const commands = Object.values(deciders).flatMap((decider) => [...decider.commands.keys()]);
    expect(commands.filter((name) => !commandLabels[name]?.en || !commandLabels[name]?.zh)).toEqual([]);
    expect(Object.keys(commandLabels).filter((name) => !commands.includes(name))).toEqual([]);
  });

  test('a pass reads as a sentence: what was recorded', () => {
    const life = new Passes();
    const { proposal, before } = life.pass(firstDay, start(), visit);
    expect(passSummary(proposal, 'en', before)).toMatch(/^cooperation started.*; visit recorded \(visit-1\)/);
    expect(passSummary(proposal, 'zh-CN', before)).toMatch(/^建立合作.*；登记来访（visit-1）/);
  });

  test('and what fell due, with the role that is told', () => {
    const life = new Passes();
    life.pass(firstDay, start(), visit);
    const told: string[] = [];
    for (const day of ['03', '04', '05', '06', '09', '10', '11', '12']) {
      const { proposal, before } = life.pass(`2026-03-${day}T02:00:00.000Z`);
      if (proposal.events.length > 0) told.push(passSummary(proposal, 'en', before));
    }
    expect(told.join('\n')).toMatch(/due-day notice to the (liaison|coordinator): File the visit note \(visit-1\)/);
    expect(told.join('\n')).toMatch(/escalation to the (coordinator|director): File the visit note \(visit-1\)/);
  });

  test('a refusal says its code and writes nothing', () => {
    const life = new Passes();
    life.pass(firstDay, start());
    const { proposal, before } = life.pass('2026-03-02T03:00:00.000Z', {
      name: 'fileVisitNote',
      data: { visitId: 'visit-7', note: text('note') },
    });
    expect(passSummary(proposal, 'en', before)).toMatch(/^refused \([a-z-]+\): visit note filed$/);
  });

  test('never longer than 200 bytes, never a broken character', () => {
    const life = new Passes();
    const commands = Array.from({ length: 40 }, () => ({
      name: 'recordNote',
      data: { note: text('n') },
    }));
    const { proposal, before } = life.pass(firstDay, start(), ...commands);
    const summary = passSummary(proposal, 'zh-CN', before);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
    expect(summary).not.toContain('\uFFFD');
  });
});

test('a title has three names at the most, then two and a number', () => {
  expect(shortTitle(['A', 'B', 'C'])).toBe('A × B × C');
  expect(shortTitle(['A', 'B', 'C', 'D'])).toBe('A × B +2');
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, '…'],
  ['合作合作', 9, '合作…'],
  ['a😀b😀', 8, 'a😀…'],
])('%s in %d bytes is %s', (whole, most, cut) => {
  expect(cutToBytes(whole, most)).toBe(cut);
  expect(Buffer.byteLength(cutToBytes(whole, most))).toBeLessThanOrEqual(most);
});

test('a wake that tells nobody is announced neither as a notice nor as a count of questions', () => {
  const office = new Office();
  office.open({ kind: 'minutes-confirmation' });
  office.until('2026-03-30T12:00:00.000Z');
  expect(office.state.followUps['minutes-confirmation.visit-1']?.steps[0]?.[0]).toBe('late');
  const coming = comingUp(office.state, nextWake(office.state));
  expect(coming.map(({ notice, on }) => [notice, on])).toEqual([['telephone', '2026-04-07']]);
});
