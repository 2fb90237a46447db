import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { caretakerActivities, lateBefore } from '../../activities/caretaker.ts';
import type { CaretakerActivities } from '../../activities/caretaker.ts';
import { startCaretaker } from '../../activities/wake-caretaker.ts';
import { demonstrationClock, identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { caretakerDeps } from '../../worker/caretaker.ts';
import { caretakerId, workflowTypes } from '../../workflows/inputs.ts';
import type { CaretakerInput, Round } from '../../workflows/inputs.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { replayAll, runsOf } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** The caretaker on the real parts; where its own clock and pages matter, with activities in memory. */

const DAY_MS = 4_000;
let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({
    clock: { ...demonstrationClock(new Date().toISOString(), DAY_MS), endsAt: null },
    caretaker: true,
  });
}, 120_000);
afterAll(() => system.stop(), 60_000);

async function until(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
  for (const endsAt = Date.now() + seconds * 1_000; Date.now() < endsAt; await sleep(200)) if (await holds()) return;
  throw new Error(`${what}: not within ${seconds} s`);
}
const rounds = async () => (await system.call('GET', '/v1/caretaker?limit=60')).body.items;
const mailTo = (address: string) => system.inbox.messages().filter((mail) => String(mail.to).includes(address));

/** Waits for a round that names an entity as this. */
const named = (kind: string, id: string): Promise<void> =>
  until(`${id} is named ${kind}`, async () =>
    (await rounds()).some((round: { findings: { id: string; kind: string }[] }) =>
      round.findings.some((each) => each.id === id && each.kind === kind),
    ),
  );

describe('a calendar that is published later', () => {
  let agreement: StartedAgreement;
  const followUp = () =>
    system.db.followUp.findUniqueOrThrow({
      where: { entityId_id: { entityId: agreement.id, id: 'commitment.commitment-1' } },
    });

  test('acceptance 3: re-plans the open timers in the night, what lies in it, as an event, and the owner reads it in the morning’s mail', async () => {
    agreement = await startAgreement(system, { code: 'cal', stage: 'communication' });
    await posted(system, `${agreement.at}/plans`, { name: 'A plan with dates of its own' });
    const promise = { beneficiaryOrganisationId: agreement.partner, ownerPostId: agreement.posts.liaison };
    await posted(system, `${agreement.at}/commitments`, {
      ...promise,
      sentence: 'In the new year',
      dueOn: '2027-02-09',
    });
    await posted(system, `${agreement.at}/commitments`, { ...promise, sentence: 'Before', dueOn: '2026-12-08' });
    expect((await followUp()).dueOn).toBe('2027-02-09');
    await until('a night passes with nothing to do', async () => (await rounds()).length > 0);
    expect((await rounds())[0]).toMatchObject({
      kind: 'night',
      checked: { overdue: 0, putBack: 0, calendars: 0 },
      findings: [],
    });

    await posted(system, '/v1/calendars/CN/years', {
      year: 2027,
      off: ['2027-01-01', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'],
      on: ['2027-01-30', '2027-02-20'],
    });
    await until('the date has moved', async () => (await followUp()).dueOn === '2027-02-12');
    const event = await system.db.event.findFirstOrThrow({
      where: { entityId: agreement.id, type: 'calendarAdopted' },
    });
    const { clocks } = event.data as { clocks: object };
    expect(Object.keys(clocks)).toContain('commitment.commitment-1');
    expect(Object.keys(clocks)).not.toContain('commitment.commitment-2');
    await until(
      'its plan has it too',
      async () =>
        (await system.db.event.count({ where: { entityId: `${agreement.id}.plan-1`, type: 'calendarAdopted' } })) === 1,
    );

    await until('the owner reads it', async () =>
      mailTo('liaison-cal').some((mail) => /from .*9 February 2027 to .*12 February 2027/.test(mail.text ?? '')),
    );
    await until('the round is filed', async () =>
      (await rounds()).some((round: { checked: { calendars: number } }) => round.checked.calendars >= 2),
    );

    // Told once: the nights that follow find nothing new.
    const nights = (await rounds()).length;
    await until('two more nights', async () => (await rounds()).length >= nights + 2);
    expect((await rounds())[0].checked.calendars).toBe(0);
    expect(await system.db.event.count({ where: { entityId: agreement.id, type: 'calendarAdopted' } })).toBe(1);
  }, 120_000);
});

describe('what was ended from outside', () => {
  test.each(['terminated', 'deleted'] as const)(
    '%s in the Temporal UI: it is put back when asked, named, and the coordinator is told',
    async (how) => {
      const code = how.slice(0, 3);
      const { id, people } = await startAgreement(system, { code });
      const handle = system.client.workflow.getHandle(id);
      if (how === 'terminated') await handle.terminate('by mistake');
      else {
        await system.client.workflowService.deleteWorkflowExecution({
          namespace: 'default',
          workflowExecution: { workflowId: id },
        });
        await until('it is gone', async () =>
          handle.describe().then(
            () => false,
            () => true,
          ),
        );
      }
      await system.call('POST', '/v1/caretaker/sweeps');
      await until('it runs again', async () =>
        handle.describe().then(
          ({ status }) => status.name === 'RUNNING',
          () => false,
        ),
      );
      await named('put-back', id);
      await until('the coordinator is told', async () =>
        mailTo(`coordinator-${code}`).some((mail) => mail.text?.includes('ended in the Temporal UI')),
      );
      const notices = await system.db.notice.findMany({ where: { entityId: id, kind: 'put-back' } });
      expect(notices.map((notice) => notice.personId)).toEqual([people.coordinator]);
    },
    60_000,
  );

  test('an overdue wake is named, and the agreement looks at its clock', async () => {
    const { id } = await startAgreement(system, { code: 'late' });
    await system.db.entity.update({ where: { id }, data: { wakeAt: new Date('2025-03-02T00:00:00Z') } });
    expect((await system.call('POST', '/v1/caretaker/sweeps')).status).toBe(202);
    await named('overdue', id);
    const runs = await runsOf(system.client, `WorkflowId="${id}"`);
    const history = JSON.stringify(
      runs.map((run) => run.history.events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)),
    );
    expect(history).toContain('"tell"');
  }, 60_000);

  test('a postbox that stands still is started again, and what waited is sent', async () => {
    const { id, people } = await startAgreement(system, { code: 'still' });
    const row = { id: `${id}/0/9`, entityId: id, agreementId: id, seq: 0, kind: 'put-back', facts: {} };
    // Written long ago, and nobody was woken.
    await system.db.notice.create({
      data: { ...row, personId: people.coordinator, at: new Date('2026-01-05T01:00:00Z') },
    });
    expect((await system.call('POST', '/v1/caretaker/sweeps')).status).toBe(202);
    await named('overdue', 'postboxes');
    await until('the notice is sent', async () => {
      const { status } = await system.db.notice.findUniqueOrThrow({ where: { id: row.id } });
      return status === 'sent';
    });
  }, 90_000);

  test('starting it while it runs changes nothing, ended itself it is there again when asked', async () => {
    await startCaretaker(system.client, system.clock);
    const handle = system.client.workflow.getHandle(caretakerId);
    const { runId } = await handle.describe();
    await handle.terminate('by mistake');
    await system.call('POST', '/v1/caretaker/sweeps');
    const again = await handle.describe();
    expect([again.status.name, again.runId === runId]).toEqual(['RUNNING', false]);
  });

  test('its runs replay, are short, and name no person', async () => {
    const runs = await runsOf(system.client, `WorkflowId="${caretakerId}"`);
    await replayAll(system.bundle, runs);
    for (const run of runs) {
      expect(run.events).toBeLessThan(420);
      expect(JSON.stringify(run.history)).not.toContain('person-');
    }
  }, 60_000);
});

describe('a post that changes hands', () => {
  test('its matters wait to be accepted at once, its holder reads it, and what nobody accepts is told above', async () => {
    const { posts, people, partner, at, id, unit } = await startAgreement(system, {
      code: 'succession',
      stage: 'communication',
    });
    const promise = { beneficiaryOrganisationId: partner, ownerPostId: posts.liaison, dueOn: '2027-06-30' };
    await posted(system, `${at}/commitments`, { ...promise, sentence: 'We will write the plan.' });
    const next = await posted(system, '/v1/people', {
      nameEn: 'Next Liaison',
      email: 'next-liaison@example.org',
      language: 'en',
      organisationId: unit,
      ours: true,
    });
    const body = { organisationId: unit, titleEn: 'Liaison', holderId: next.id };
    await posted(system, `/v1/posts/${posts.liaison}`, body, 'PUT', { 'if-match': '"v1"' });
    const waiting = () => system.db.followUp.count({ where: { entityId: id, untakenSinceOn: { not: null } } });
    await until('it waits to be accepted', async () => (await waiting()) > 0);
    await until('the brief is there', async () =>
      mailTo('next-liaison@').some(({ subject }) => subject.includes('What comes with the post: Liaison')),
    );
    const told = () => system.db.notice.findMany({ where: { entityId: id, kind: 'duties-not-accepted' } });
    await until('nobody accepted it', async () => (await told()).length > 0);
    expect((await told())[0]?.personId).toBe(people.coordinator);
    await posted(system, `${at}/posts/${posts.liaison}/accept-duties`, {});
    await until('it is accepted', async () => (await waiting()) === 0);
    expect(mailTo('liaison-succession@').every(({ subject }) => !subject.includes('What comes'))).toBe(true);
  }, 120_000);

  test('and the leader gets the month’s page', async () => {
    await until('the page is there', async () =>
      mailTo('director-succession@').some(({ subject }) => subject.includes('your page for')),
    );
  }, 90_000);
});

describe('its clock and pages', () => {
  interface Memory {
    filed: Round[];
    told: string[];
    activities: CaretakerActivities;
  }
  function memory(replace: Partial<CaretakerActivities> = {}): Memory {
    const box: Memory = {
      filed: [],
      told: [],
      activities: {
        pokeOverdue: async () => [],
        putBackMissing: async () => ({ open: 0, findings: [] }),
        staleCalendars: async () => ({ ids: [], after: null }),
        passOnDuties: async () => 0,
        writeMonthlyPages: async () => 0,
        certifyDayBefore: async () => ({ lost: {}, after: null }),
        adoptCalendars: async ({ ids }) => box.told.push(...ids) && ids.length,
        fileRound: async (round) => {
          box.filed.push(round);
        },
        ...replace,
      },
    };
    return box;
  }
  async function withCaretaker(clock: BusinessClock, box: Memory, body: (id: string) => Promise<void>): Promise<void> {
    const taskQueue = `memory-${randomUUID()}`;
    const worker = await Worker.create({
      connection: system.temporal.native,
      taskQueue,
      workflowBundle: system.bundle,
      activities: box.activities,
    });
    const input: CaretakerInput = { clock, language: 'zh-CN', lastNightOn: null };
    await worker.runUntil(async () => {
      const handle = await system.client.workflow.start(workflowTypes.caretaker, {
        workflowId: taskQueue,
        taskQueue,
        args: [input],
      });
      try {
        await body(taskQueue);
      } finally {
        await handle.terminate().catch(() => undefined);
      }
    });
  }
  const ask = (id: string) => system.client.workflow.getHandle(id).signal('sweep');

  test('where the clock stands still before the night it looks only when asked', async () => {
    const clock = { ...demonstrationClock(new Date().toISOString(), 100), endsAt: '2026-03-02T01:00:00.000Z' };
    const box = memory();
    await withCaretaker(clock, box, async (id) => {
      await sleep(1_500);
      expect(box.filed).toEqual([]);
      await ask(id);
      await until('it looked', async () => box.filed.length === 1, 20);
      await sleep(1_000);
      expect(box.filed.map(({ kind, onDate }) => [kind, onDate])).toEqual([['asked', '2026-03-02']]);
    });
  }, 60_000);

  test('each night is looked at once, whatever is asked between', async () => {
    const clock = { ...demonstrationClock(new Date().toISOString(), 1_500), endsAt: null };
    const box = memory();
    await withCaretaker(clock, box, async (id) => {
      await ask(id);
      await until('three nights', async () => box.filed.filter(({ kind }) => kind === 'night').length >= 3, 30);
    });
    const nights = box.filed.filter(({ kind }) => kind === 'night').map(({ onDate }) => onDate);
    expect(new Set(nights).size).toBe(nights.length);
  }, 60_000);

  test('many that need a calendar are told page by page over several runs, each once; what fails is named', async () => {
    const scans = 52;
    const box = memory({
      pokeOverdue: async () => {
        throw ApplicationFailure.nonRetryable('no database');
      },
      staleCalendars: async ({ after }) => {
        const n = Number(after === '' ? 0 : after);
        return { ids: [`agreement-${n}`], after: n + 1 < scans ? String(n + 1) : null };
      },
    });
    await withCaretaker(identityClock, box, async (id) => {
      await ask(id);
      await until('it is filed', async () => box.filed.length === 1, 60);
      const runs = await runsOf(system.client, `WorkflowId="${id}"`);
      expect(runs.length).toBeGreaterThan(2);
      for (const run of runs) expect(run.events).toBeLessThan(420);
    });
    expect(box.told).toEqual(Array.from({ length: scans }, (_, n) => `agreement-${n}`));
    expect(box.filed[0]).toMatchObject({
      kind: 'asked',
      checked: { calendars: scans },
      findings: [{ kind: 'check-failed', id: 'overdue', detail: '' }],
    });
  }, 90_000);

  test('a night with more to certify than one activity may take is certified in parts, over several runs; only a night is', async () => {
    const parts = 60;
    const asked: string[] = [];
    const filed: Round[] = [];
    const box = memory({
      certifyDayBefore: async ({ onDate, after }) => {
        asked.push(`${onDate} ${after}`);
        const n = Number(after);
        const lost: Record<string, number> = n % 2 === 0 ? { missing: 1 } : {};
        return { lost, after: n + 1 < parts ? String(n + 1) : null };
      },
      fileRound: async (round) => void filed.push(round),
    });
    const clock = { ...demonstrationClock(new Date().toISOString(), 60_000), endsAt: '2026-03-03T00:00:00.000Z' };
    await withCaretaker(clock, box, async (id) => {
      await ask(id);
      await until('it is filed when asked', async () => filed.length > 0, 60);
      expect([filed[0]?.kind, asked]).toEqual(['asked', []]);
      await until('the night is filed', async () => filed.some(({ kind }) => kind === 'night'), 90);
      expect((await runsOf(system.client, `WorkflowId="${id}"`)).length).toBeGreaterThan(1);
    });
    const night = filed.find(({ kind }) => kind === 'night');
    expect(asked).toEqual(Array.from({ length: parts }, (_, n) => `${night?.onDate} ${n || ''}`));
    expect(night?.certified).toEqual({ lost: { missing: 30 }, after: null });
  }, 180_000);
});

test('an hour is late at real speed; on a fast clock a minute of real time', () => {
  const realMs = Date.parse('2026-03-02T12:00:00Z');
  expect(lateBefore(identityClock, realMs)).toBe('2026-03-02T11:00:00.000Z');
  const fast = { ...demonstrationClock('2026-03-02T11:00:00.000Z', 60_000), endsAt: null };
  expect(lateBefore(fast, realMs)).toBe(new Date(Date.parse('2026-03-02T00:30:00Z') + 59 * 86_400_000).toISOString());
});

test('nothing open: the listing of what runs is not even asked for', async () => {
  const asked: string[] = [];
  const deps = caretakerDeps(system, { wakePostboxes: async () => undefined });
  const { putBackMissing } = caretakerActivities({
    ...deps,
    db: { ...system.db, entity: { findMany: async () => [] } } as never,
    running: async () => {
      asked.push('running');
      return new Set();
    },
  });
  expect(await putBackMissing({ at: '2026-03-02T00:00:00.000Z', runId: 'x' })).toEqual({ open: 0, findings: [] });
  expect(asked).toEqual([]);
});
