import { describe, expect, test } from '@jest/globals';
import { agreement } from '../../../domain/agreement/index.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { loadCalendar } from '../../../activities/calendars.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { isRefusal } from '../../../domain/decider.ts';
import type { NoticeDraft, RecordedEvent } from '../../../domain/decider.ts';
import { newOrganisation, personBody, postBody, reportingLine } from '../../../domain/directory/schemas.ts';
import { liftTexts, storedText, writtenText } from '../../../domain/text.ts';
import { districtCase } from '../../../stack/demonstration/case-district.ts';
import { platformCase } from '../../../stack/demonstration/case-platform.ts';
import { callOf } from '../../../stack/demonstration/load.ts';
import { organisations } from '../../../stack/demonstration/organisations.ts';
import { people } from '../../../stack/demonstration/people.ts';
import { posts, reportingLines } from '../../../stack/demonstration/posts.ts';
import type { DirectoryIds, SourceCase } from '../../../stack/demonstration/script.ts';

const startedAt = '2026-03-02T01:00:00.000Z';
const startedOn = '2026-03-02';
const ids: DirectoryIds = {
  person: (key) => (people[key] ? `person-${key}` : fail(key)),
  post: (key) => (posts[key] ? `post-${key}` : fail(key)),
};
function fail(key: string): never {
  throw new Error(`no ${key}`);
}
const actor = { id: 'token-coordinator', roles: ['coordinator' as const] };

/** Runs a case through schemas and decider, as API and loop do together. */
function enter(source: SourceCase, at = startedAt): { state: AgreementState; events: RecordedEvent[] } {
  const line = reportingLines[source.start.homeUnitId] ?? fail(source.start.homeUnitId);
  const homeUnit = {
    organisationId: source.start.homeUnitId,
    liaisonPostId: ids.post(line.liaison),
    coordinatorPostId: ids.post(line.coordinator),
    directorPostId: ids.post(line.director),
    leaderPostId: ids.post(line.leader),
  };
  const { homeUnitId: _unit, ...start } = source.start;
  const adopted = { homeUnit, calendar: loadCalendar('CN', { fromOn: startedOn }), policy: { version: 1 } };
  const parties = (start.parties as { organisationId: string }[]).map((party) => ({
    ...party,
    ours: organisations.some((o) => `org-${o.code}` === party.organisationId && o.ours),
  }));
  const steps = [
    { command: 'startAgreement', fields: { ...start, parties, adopted } },
    ...source.steps(ids, startedOn),
  ];
  let state = agreement.initial({
    kind: 'agreement',
    id: 'agreement-2026-0001-x',
    agreementId: 'agreement-2026-0001-x',
  });
  const events: RecordedEvent[] = [];
  for (const [index, { command, fields }] of steps.entries()) {
    const spec = agreement.commands.get(command) ?? fail(command);
    let texts = 0;
    const written = spec.schema(writtenText).parse(fields);
    const lifted = liftTexts(
      written,
      () => `text-${String(index).padStart(11, '0')}${String((texts += 1)).padStart(11, '0')}`,
    );
    const decision = agreement.decide(state, command, spec.schema(storedText).parse(lifted), { at, actor });
    if (isRefusal(decision)) throw new Error(`step ${index} ${command}: ${decision.refused}: ${decision.detail.en}`);
    const recorded = decision.map((draft, n) => ({
      ...draft,
      seq: events.length + n + 1,
      at,
      by: actor.id,
      commandId: `c${index}`,
    }));
    state = agreement.evolve(state, recorded);
    events.push(...recorded);
  }
  return { state, events };
}

/** Lives on from the entry day by day; gives what people are told. */
function live(source: SourceCase, untilOn: string): { told: (NoticeDraft & { on: string })[] } {
  let { state } = enter(source);
  const told: (NoticeDraft & { on: string })[] = [];
  for (let on = addDays(startedOn, 1); on <= untilOn; on = addDays(on, 1)) {
    const at = `${on}T01:00:00.000Z`;
    const drafts = agreement.due(state, { at, actor: { id: 'system', roles: ['system'] } });
    told.push(...drafts.flatMap((draft) => (draft.notify ?? []).map((notice) => ({ ...notice, on }))));
    state = agreement.evolve(
      state,
      drafts.map((draft, n) => ({ ...draft, seq: n, at, by: 'system', commandId: null })),
    );
  }
  return { told };
}

describe('the directory', () => {
  test('every entry passes the schema of the API, and every parent stands before its children', () => {
    const seen = new Set<string>();
    for (const organisation of organisations) {
      expect(newOrganisation.safeParse(organisation).error?.issues ?? []).toEqual([]);
      if (organisation.parentId) expect(seen).toContain(organisation.parentId);
      seen.add(`org-${organisation.code}`);
    }
    for (const person of Object.values(people)) {
      expect(personBody.safeParse(person).error?.issues ?? []).toEqual([]);
      expect(seen).toContain(person.organisationId);
    }
    for (const { code, holder, ...post } of Object.values(posts)) {
      expect(seen).toContain(`org-${code}`);
      const body = { ...post, organisationId: `org-${code}`, holderId: ids.person(holder) };
      expect(postBody.safeParse(body).error?.issues ?? []).toEqual([]);
    }
    for (const { liaison, coordinator, director, leader } of Object.values(reportingLines)) {
      const line = {
        liaisonPostId: ids.post(liaison),
        coordinatorPostId: ids.post(coordinator),
        directorPostId: ids.post(director),
        leaderPostId: ids.post(leader),
      };
      expect(reportingLine.safeParse(line).success).toBe(true);
    }
  });

  test('nobody whom the sources name only in pinyin has been given characters, and no address is a real one', () => {
    for (const person of Object.values(people)) {
      if (person.nameAsPrinted) expect(person.nameZh ?? null).toBeNull();
      if (person.email) expect(person.email).toMatch(/\.example\.org$/);
    }
  });
});

describe.each([platformCase, districtCase])('the case $key', (source) => {
  test('every step is taken, in 32 KB of carried state', () => {
    const { state } = enter(source);
    const bytes = Buffer.byteLength(JSON.stringify(state));
    console.info(`carried state of ${source.key}: ${bytes} bytes, ${Object.keys(state.followUps).length} follow-ups`);
    expect(bytes).toBeLessThan(32 * 1024);
  });

  test('exactly one commitment has a confirmed owner and date, due a few working days after entry', () => {
    const { state } = enter(source);
    const sure = Object.values(state.commitments).filter((c) => c.owner === 'confirmed' && c.due === 'confirmed');
    expect(sure).toHaveLength(1);
    const due = Object.values(state.followUps).find((f) => f.kind === 'commitment' && f.dueCertainty === 'confirmed');
    expect(due?.dueOn).toBe('2026-03-12');
    expect(due?.steps.find(([key]) => key === 'escalation')?.[1].slice(0, 10)).toBe('2026-03-15');
  });

  test('within two weeks one matter climbs to the coordinator, and nothing else does', () => {
    const { told } = live(source, '2026-03-16');
    const climbed = told.filter((notice) => notice.kind === 'escalation');
    const coordinator = ids.post(reportingLines[source.start.homeUnitId]?.coordinator ?? '');
    expect(climbed.map(({ on, to }) => ({ on, to }))).toEqual([{ on: '2026-03-16', to: { postId: coordinator } }]);
    expect(told.filter(({ on }) => on < '2026-03-16').length).toBeLessThan(15);
  });

  test('every step has an address without braces left', () => {
    for (const step of source.steps(ids, startedOn)) {
      const { path, body } = callOf(step);
      expect(path).not.toMatch(/[{}]|undefined/);
      expect(JSON.parse(JSON.stringify(body))).toEqual(body);
    }
  });
});
