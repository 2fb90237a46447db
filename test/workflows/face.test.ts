import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { deciders } from '../../domain/deciders.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { rowsOf, runsOf, summaryOf } from '../support/histories.ts';
import type { Run } from '../support/histories.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** What the Temporal UI shows with `UI_LANGUAGE=zh-CN`, and what its dialogs offer, of one agreement and its plan. */

let system: TestSystem;
let agreement: StartedAgreement;
beforeAll(async () => {
  system = await startSystem({ language: 'zh-CN' });
  agreement = await startAgreement(system, { stage: 'symposium' });
  await posted(system, `${agreement.at}/visits`, {
    fromOn: '2026-02-27',
    direction: 'inbound',
    hostOrganisationId: agreement.unit,
  });
  await posted(system, `${agreement.at}/plans`, { name: 'A plan beside it' });
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const definition = z.object({ name: z.string(), description: z.string().optional() });
const metadata = z.object({
  definition: z.object({ queryDefinitions: z.array(definition), updateDefinitions: z.array(definition) }),
  currentDetails: z.string(),
});
const metadataOf = async (workflowId: string) =>
  metadata.parse(await system.client.workflow.getHandle(workflowId).query('__temporal_workflow_metadata'));

const han = /\p{Script=Han}/u;
/** More than one word: an id or a name as it was entered is the same in every language. */
const english = /[a-z]+ [a-z]+/i;

describe('in Chinese', () => {
  test.each([
    ['agreement', '可行性研究', () => agreement.id],
    ['plan', '可行性研究', () => `${agreement.id}.plan-1`],
  ])('the dossier and the columns of the %s', async (_kind, stage, id) => {
    const { currentDetails } = await metadataOf(id());
    for (const heading of ['轮到谁', '如无人处理']) expect(currentDetails).toContain(heading);
    expect(currentDetails).not.toMatch(/Whose turn|Most urgent|Parties/);
    const { searchAttributes } = await system.client.workflow.getHandle(id()).describe();
    expect(searchAttributes['Stage']).toEqual([stage]);
    expect(searchAttributes['Light']).toEqual([expect.stringMatching(han)]);
  });

  test('every row of the timelines', async () => {
    const runs = await runsOf(system.client, `ExecutionStatus != 'Terminated'`);
    expect(new Set(runs.map(({ type }) => type))).toEqual(new Set(['cooperationAgreement', 'cooperationPlan']));
    const summaries = runs.flatMap(({ history }: Run) => rowsOf(history).map(summaryOf));
    expect(summaries.length).toBeGreaterThan(5);
    for (const summary of summaries) {
      expect(summary).toMatch(han);
      expect(summary).not.toMatch(english);
    }
  });
});

describe('in both languages, because the dialogs are for coordinators of either', () => {
  test.each([
    ['agreement', deciders.agreement.commands, () => agreement.id],
    ['plan', deciders.plan.commands, () => `${agreement.id}.plan-1`],
  ])('every update and query of the %s says what it does', async (_kind, commands, id) => {
    const { updateDefinitions, queryDefinitions } = (await metadataOf(id())).definition;
    expect(updateDefinitions.map(({ name }) => name).toSorted()).toEqual([...commands.keys()].toSorted());
    for (const { name, description = '' } of updateDefinitions) {
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z][^·]+ · [^·]*\p{Script=Han}/u)]);
    }
    expect(queryDefinitions.map(({ name }) => name)).toContain('state');
    for (const { name, description } of queryDefinitions)
      expect([name, description]).toEqual([name, expect.stringMatching(/\w/)]);
  });
});
