import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { importActivities } from '../../activities/import-rows.ts';
import { postboxActivities } from '../../activities/postbox.ts';
import { recordActivities } from '../../activities/record.ts';
import { agreement } from '../../domain/agreement/index.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import type { EntityRef } from '../../domain/decider.ts';
import { groupedBy } from '../../domain/labels.ts';
import { propose } from '../../domain/propose.ts';
import { commandSender } from '../../worker/commands.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { plainCsv, sheetOf } from '../support/spreadsheet.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** Sixty cooperations arrive in a spreadsheet: on Postgres, Temporal, SMTP and a worker that is stopped in the middle. */

const ROWS = 60;
/** Twenty working days after the entry. */
const NAMED_ON = '2026-03-30';
let system: TestSystem;
let home: StartedAgreement;
let file: Buffer;

beforeAll(async () => {
  system = await startSystem();
  home = await startAgreement(system, { code: 'a' });
  const partners = Array.from({ length: ROWS }, (_, n) => `p${n + 1}`);
  for (const code of partners) {
    await posted(system, '/v1/organisations', { code, nameEn: `Partner ${code}`, kind: 'enterprise' });
  }
  // A next step without owner or day for most; for ten with the liaison's post and a day.
  file = Buffer.from(
    plainCsv(
      sheetOf(
        partners.map((code, n) => ({
          homeUnit: 'unit-a',
          parties: `unit-a; ${code}`,
          ...(n % 3 === 0
            ? { stage: '常态化沟通', stageApprover: 'director a', firstEventKind: '来访', firstEventOn: '2025-06-02' }
            : {}),
          nextStep: `Next step of ${code}`,
          ...(n % 6 === 5 ? { nextStepOwner: 'Liaison', nextStepDueOn: '2026-04-10' } : {}),
          // Where the first dates of ours would be, named by later rows.
          ...(n % 6 === 4 && n > 40 ? { nextStepOwner: 'Coordinator', nextStepDueOn: NAMED_ON } : {}),
        })),
      ),
    ),
  );
}, 120_000);
afterAll(() => system.stop(), 60_000);

const upload = async (query = '') => {
  const answer = await fetch(`${system.apiUrl}/v1/imports?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.token}`, 'content-type': 'text/csv' },
    body: new Uint8Array(file),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { id: string; done: number; left: number; failed: number },
  };
};
const progress = async (id: string) => (await system.call('GET', `/v1/imports/${id}`)).body;
async function until(id: string, isReached: (seen: { done: number; left: number }) => boolean) {
  for (let tries = 0; tries < 600; tries += 1) {
    const seen = await progress(id);
    if (isReached(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the import does not get on: ${JSON.stringify(await progress(id))}`);
}

/** What the rules have to say on the next morning, recorded as the workflows would do it then. */
async function nextMorning(at: string): Promise<void> {
  const { record } = recordActivities({
    db: system.db,
    clock: system.clock,
    wakePostboxes: () => Promise.resolve(),
    page: { language: 'en', apiUrl: '', uiUrl: '', namespace: 'default', isDemonstration: true },
  });
  for (const { id, state, seq } of await system.db.entity.findMany({ where: { kind: 'agreement' } })) {
    const ref: EntityRef = { kind: 'agreement', id, agreementId: id };
    await record(propose(agreement, ref, { state: agreement.migrate(ref, state), seq }, [], at));
  }
}

test('sixty rows become sixty cooperations, once, though the worker goes away; nobody gets a storm', async () => {
  const before = await system.db.entity.count({ where: { kind: 'agreement' } });
  expect(await upload('dryRun=true')).toMatchObject({ status: 200, body: { rows: ROWS, good: ROWS, faults: [] } });
  const sent = await upload('name=Sixty');
  expect(sent).toMatchObject({ status: 202, body: { rows: ROWS } });
  const { id } = sent.body;
  await until(id, ({ done }) => done >= 5);
  await system.stopWorker();
  await system.startWorker();
  const end = await until(id, ({ left }) => left === 0);
  expect(end).toMatchObject({ done: ROWS, failed: 0, failures: [], finishedAt: expect.any(String) });
  expect(new Set(end.agreements.map((row: { agreementId: string }) => row.agreementId)).size).toBe(ROWS);
  expect(await system.db.entity.count({ where: { kind: 'agreement' } })).toBe(before + ROWS);

  // The same file again, and each row run again as after a worker that died before it could say so: nothing new.
  const counts = async () => [
    await system.db.event.count(),
    await system.db.text.count(),
    await system.db.reservedNumber.count(),
  ];
  const stood = await counts();
  expect(await upload()).toMatchObject({ status: 202, body: { id, done: ROWS, left: 0 } });
  await system.db.importRow.updateMany({
    where: { importId: id, row: { lte: 6 } },
    data: { status: 'waiting' },
  });
  const { importNextRow } = importActivities(commandSender(system));
  for (let left = 1; left > 0;) ({ left } = await importNextRow({ importId: id }));
  expect(await counts()).toEqual(stood);
  expect(await progress(id)).toMatchObject({ done: ROWS, failed: 0 });

  // Texts are in Postgres, ids only in Temporal; the timeline says which row it is at.
  const history = await system.client.workflow.getHandle(id).fetchHistory();
  expect(JSON.stringify(history)).not.toContain('Next step of');
  const handle = await system.client.workflow.getHandle(id).describe();
  expect([handle.type, handle.status.name]).toEqual(['spreadsheetImport', 'COMPLETED']);
  const sentences = await system.db.text.findMany({ where: { content: { startsWith: 'Next step of' } } });
  expect(sentences).toHaveLength(ROWS);

  // A date of ours never makes a sixth for one owner on one day, over all of them and beside those that somebody named.
  const open = await system.db.followUp.findMany({ where: { status: 'open', agreementId: { not: home.id } } });
  const on = ({ ownerPostId, dueOn }: { ownerPostId: string | null; dueOn: string }) => `${ownerPostId} ${dueOn}`;
  const most = (values: readonly (typeof open)[number][], keyOf: (value: (typeof open)[number]) => string): number =>
    Math.max(...groupedBy(values, keyOf).map((same) => same.length));
  const ofOurs = open.filter((each) => each.kind !== 'commitment' || each.dueCertainty === 'assumed');
  const daysOfOurs = new Set(ofOurs.map(on));
  expect(
    most(
      open.filter((each) => daysOfOurs.has(on(each))),
      on,
    ),
  ).toBeLessThanOrEqual(5);
  expect(open.filter((each) => each.dueOn === NAMED_ON && each.dueCertainty === 'confirmed')).toHaveLength(3);
  // Nor are more than five questions put to the coordinator on one morning.
  const asked = open.filter((f) => [f.ownerCertainty, f.dueCertainty].includes('assumed'));
  expect(asked.length).toBeGreaterThanOrEqual(ROWS - 15);
  expect(most(asked, ({ nextAt }) => localDateOf('Asia/Shanghai', nextAt?.toISOString() ?? ''))).toBeLessThanOrEqual(5);
  // Clocks start on the day of entry: nothing is overdue, and nobody was told of anything at once.
  expect(open.filter((f) => f.openedOn !== '2026-03-02' || f.dueOn < '2026-03-02' || f.light === 'red')).toEqual([]);
  expect(await system.db.notice.count({ where: { agreementId: { not: home.id } } })).toBe(0);

  // The next morning: the first questions are one mail to the coordinator, and nobody else gets any.
  const morning = `${addDays('2026-03-02', 1)}T00:30:00.000Z`;
  await nextMorning(morning);
  const questions = await system.db.notice.count({ where: { kind: 'question', agreementId: { not: home.id } } });
  expect(questions).toBeGreaterThan(0);
  expect(questions).toBeLessThanOrEqual(5);
  const { sendMail } = postboxActivities({
    db: system.db,
    clock: system.clock,
    smtpUrl: system.inbox.smtpUrl,
    from: 'Cooperation office <cooperation@example.org>',
    publicUrl: system.apiUrl,
    linkSecret: 'x'.repeat(32),
    isDemonstration: true,
    wakePostboxes: () => Promise.resolve(),
  });
  const mails: Record<string, number> = {};
  for (const [who, personId] of Object.entries(home.people)) {
    for (let report = await sendMail({ personId, at: morning }); report.outcome === 'sent';) {
      mails[who] = (mails[who] ?? 0) + 1;
      report = await sendMail({ personId, at: morning });
    }
  }
  expect(mails).toEqual({ coordinator: 1 });
}, 300_000);
