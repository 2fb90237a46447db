import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Outcome, QueuedCommand } from '../../domain/propose.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { replayAll, runsOf } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { Answer, TestSystem } from '../support/system.ts';
import { until } from './sending.ts';

/** Rows 20, 22 and 35 of the fault matrix on real parts: what comes twice, and what comes in a shape that nothing has. */

let system: TestSystem;
let agreement: StartedAgreement;
beforeAll(async () => {
  system = await startSystem();
  agreement = await startAgreement(system, { code: 't', stage: 'communication' });
}, 120_000);
afterAll(() => system.stop(), 60_000);

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
/** As a caller does who was told to ask again. */
async function call(path: string, body: object, key: string): Promise<Answer> {
  for (;;) {
    const answer = await system.call('POST', path, body, key);
    if (![409, 503, 504].includes(answer.status) || !answer.headers.has('retry-after')) return answer;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
const actor: QueuedCommand['actor'] = { id: 'somebody', roles: ['coordinator'] };
const point = (commandId: string): QueuedCommand => ({
  commandId,
  name: 'recordPoint',
  actor,
  data: { kind: 'topic', text: `text-${'A'.repeat(22)}` },
});
const eventsOf = (commandId: string) => system.db.event.count({ where: { commandId } });
const handle = () => system.client.workflow.getHandle(agreement.id);

describe('row 20: twice at once', () => {
  test('30 starts under one key are one agreement; a start under another key is refused and leaves nothing', async () => {
    const { unit } = agreement;
    await posted(system, '/v1/organisations', { code: 'other-t', nameEn: 'Other T', kind: 'university' });
    const body = {
      homeUnitId: unit,
      parties: [
        { organisationId: unit, role: 'host' },
        { organisationId: 'org-other-t', role: 'guest' },
      ],
      accept: true,
    };
    const before = await system.db.entity.count();
    const key = randomUUID();
    const answers = await times(30, () => call('/v1/agreements', body, key));
    expect(new Set(answers.map(({ status, body: told }) => `${status} ${told.entityId} ${told.commandId}`)).size).toBe(
      1,
    );
    const others = await times(5, () => call('/v1/agreements', body, randomUUID()));
    expect(others.map(({ status }) => status)).toEqual(Array(5).fill(409));
    expect(await system.db.entity.count()).toBe(before + 1);
    const id = String(answers[0]?.body.entityId);
    expect(await system.db.reservedNumber.count({ where: { entityId: { contains: 'other-t' } } })).toBe(1);
    expect(await runsOf(system.client, `WorkflowId="${id}"`)).toHaveLength(1);
  }, 90_000);

  test('30 commands under one key are one event, and everybody has the same answer', async () => {
    const key = randomUUID();
    const body = { kind: 'topic', text: 'Said once, sent thirty times' };
    const answers = await times(30, () => call(`${agreement.at}/points`, body, key));
    expect(new Set(answers.map(({ status, body: told }) => `${status} ${JSON.stringify(told)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await eventsOf(String(answers[0]?.body.commandId))).toBe(1);
    expect(await system.db.text.count({ where: { content: body.text } })).toBe(1);
  }, 90_000);

  test('one signal ten times is one event', async () => {
    const commandId = randomUUID();
    await times(10, () => handle().signal('tell', point(commandId)));
    await until('it is recorded', async () => (await eventsOf(commandId)) > 0);
    await handle().signal('tell', point(commandId));
    // Whatever came after it has been looked at when this is answered.
    expect((await call(`${agreement.at}/points`, { kind: 'topic', text: 'Afterwards' }, randomUUID())).status).toBe(
      200,
    );
    expect(await eventsOf(commandId)).toBe(1);
  }, 60_000);

  test('one update id ten times gets the first result, also when a signal has brought it already', async () => {
    const commandId = randomUUID();
    const send = () =>
      handle().executeUpdate<Outcome, [QueuedCommand]>('recordPoint', {
        updateId: commandId,
        args: [point(commandId)],
      });
    const outcomes = await times(8, send);
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    const bySignal = randomUUID();
    await handle().signal('tell', point(bySignal));
    const outcome = await handle().executeUpdate<Outcome, [QueuedCommand]>('recordPoint', {
      updateId: bySignal,
      args: [point(bySignal)],
    });
    expect(outcome.status).toBe('recorded');
    expect([await eventsOf(commandId), await eventsOf(bySignal)]).toEqual([1, 1]);
  }, 60_000);
});

test('row 22: links of a real mail: a scanner’s GET and HEAD have no effect, ten POSTs one', async () => {
  const { posts, people, unit, at, id } = agreement;
  await posted(system, `${at}/commitments`, {
    sentence: 'We send the list of laboratories',
    beneficiaryOrganisationId: unit,
    ownerPostId: posts.director,
    dueOn: '2026-03-20',
  });
  const mail = () => system.inbox.messages().find(({ text }) => text.includes('list of laboratories'));
  await until('the owner is told', () => mail() !== undefined, { withinMs: 60_000 });
  const links = [...(mail()?.text ?? '').matchAll(/https?:\/\/\S+\/l\/\S+/g)].map(([url]) => url);
  expect(links.length).toBeGreaterThan(3);
  const state = async () => [
    await system.db.event.count({ where: { entityId: id } }),
    await system.db.link.count({ where: { OR: [{ NOT: { usedAt: null } }, { NOT: { realClaimedAt: null } }] } }),
    await system.db.person.findUnique({ where: { id: people.director } }),
  ];
  const before = await state();
  for (const url of links) {
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(200);
  }
  expect(await state()).toEqual(before);

  const reports = await system.db.link.findMany({ where: { action: 'report', personId: people.director } });
  const [report, url] =
    reports.flatMap((row) => {
      // The last of an id's 22 characters holds two bits of it only; in a token others follow.
      const found = links.find((one) => one.includes(row.id.slice(0, 21)));
      return found ? [[row, found] as const] : [];
    })[0] ?? [];
  if (!report || !url) throw new Error('the mail has no link to report');
  const pages = await times(10, async () => {
    const body = new URLSearchParams({ name: 'The director', evidence: 'Sent on Monday' });
    const page = await fetch(url, { method: 'POST', body });
    return { status: page.status, text: await page.text() };
  });
  expect(pages.filter(({ status }) => ![200, 503].includes(status))).toEqual([]);
  const reported = await system.db.event.findMany({ where: { entityId: id, type: 'followUpReported' } });
  expect(reported).toHaveLength(1);
  expect(reported[0]?.commandId).toBe(report.id);
  // Used, it explains itself.
  const again = await fetch(url);
  expect([again.status, await again.text()]).toEqual([200, expect.stringMatching(/has been used|已经使用|already/)]);
}, 120_000);

describe('row 35: what nothing has the shape of, from the Temporal UI', () => {
  const junk: Record<string, unknown> = {
    nothing: undefined,
    null: null,
    'a text': 'recordPoint',
    'a list': [point('x')],
    'no actor': { commandId: 'x', name: 'recordPoint', data: {} },
    'an actor without roles': { ...point('x1'), actor: { id: 'x' } },
    'no id': { ...point(''), commandId: undefined },
    'no data': { ...point('x2'), data: null },
    'data of another command': { ...point('x3'), data: { days: 3 } },
    'a text where its id belongs': { ...point('x4'), data: { kind: 'topic', text: 'What was said' } },
    'an unknown command': { ...point('x5'), name: 'launchRocket' },
    'a name of the language': { ...point('x6'), name: '__proto__' },
    'it knows what is to come': { ...point('x7'), data: 7, afterSeq: 1_000_000 },
    'roles that are none': { ...point('x8'), actor: { id: 'x', roles: [null, 5, {}] } },
  };

  test.each(Object.keys(junk))(
    '%s, as a signal and as an update: the agreement goes on',
    async (name) => {
      const before = await system.db.event.count({ where: { entityId: agreement.id } });
      await handle().signal('tell', junk[name]);
      const updated = handle().executeUpdate('recordPoint', { updateId: randomUUID(), args: [junk[name]] });
      await expect(updated).rejects.toThrow();
      const next = await call(`${agreement.at}/points`, { kind: 'topic', text: `After ${name}` }, randomUUID());
      expect(next.status).toBe(200);
      expect(await system.db.event.count({ where: { entityId: agreement.id } })).toBe(before + 1);
    },
    60_000,
  );

  test('no workflow task has failed, and every run replays', async () => {
    const runs = await runsOf(system.client, `WorkflowId="${agreement.id}"`);
    const failed = runs.flatMap(({ history }) =>
      (history.events ?? []).filter((e) => e.workflowTaskFailedEventAttributes),
    );
    expect(failed).toEqual([]);
    await replayAll(system.bundle, runs);
  }, 60_000);
});
