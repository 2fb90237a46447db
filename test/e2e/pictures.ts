import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { loadConfig } from '../../config.ts';
import { labelOf, stageLabels } from '../../domain/labels.ts';
import { connectionSettings } from '../../temporal-connection.ts';
import { workflowTypes } from '../../workflows/inputs.ts';
import { findBrowser, openDossier, openList, openTimeline, openUpdateDialog, withPage } from './browser.ts';

/**
 * Takes the pictures of docs/for-managers.md from a demonstration that runs, at the addresses that its settings give. The
 * settings are those that it was started with: UI_LANGUAGE chooses what the workflows show, and `-zh` is in the names then.
 *
 *     npm run pictures
 */
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs', 'images');
const WIDTH = 1400;
/** Of the UI's own navigation, at the left and on top; no picture needs it. */
const NAVIGATION = { x: 256, y: 48 };
const COLUMNS = ['Light', 'Workflow ID', 'Title', 'Stage', 'NextDue', 'Owner'];
/** For what the UI draws a moment after it is there. */
const SETTLED_MS = 2_500;

interface Run {
  workflowId: string;
  runId: string;
  type: string;
  isRunning: boolean;
  /** Events; the list does not know those of a run that goes on. */
  events: number;
  /** As a chapter it begins with this stage; a code in English, a label in Chinese. */
  stage: string;
}

const config = loadConfig(process.env);
const { uiUrl, namespace } = config.temporal;
const language = config.uiLanguage;
const suffix = language === 'zh-CN' ? '-zh' : '';

/** Stages and lights are codes in English, and labels in Chinese. */
const shown = (stage: string): string => (language === 'zh-CN' ? labelOf(language, stageLabels, stage) : stage);

async function runsOfAll(): Promise<Run[]> {
  const connection = await Connection.connect(connectionSettings(config.temporal));
  try {
    const { workflow } = new Client({ connection, namespace });
    const found = [];
    const query = `WorkflowType IN ("${workflowTypes.agreement}", "${workflowTypes.plan}")`;
    for await (const run of workflow.list({ query })) found.push(run);
    // A chapter ends with the stage that the next one begins with.
    const stages = new Map<string, string>();
    return found
      .toSorted((a, b) => a.startTime.getTime() - b.startTime.getTime())
      .map(({ workflowId, runId, type, status, searchAttributes, historyLength }): Run => {
        const first = shown(type === workflowTypes.plan ? 'feasibility' : 'visit');
        const stage = stages.get(workflowId) ?? first;
        stages.set(workflowId, z.array(z.string()).parse(searchAttributes['Stage'] ?? [])[0] ?? stage);
        return { workflowId, runId, type, isRunning: status.name === 'RUNNING', events: historyLength, stage };
      });
  } finally {
    await connection.close();
  }
}

async function take(page: Page, name: string, height: number): Promise<void> {
  await page.waitForTimeout(SETTLED_MS);
  const path = join(folder, `${name}${suffix}.png`);
  await page.screenshot({ path, clip: { ...NAVIGATION, width: WIDTH, height } });
  console.log(path);
}

/** The first query of the document, so that the picture shows what its link opens. */
function listQuery(): string {
  const text = readFileSync(join(root, 'docs', 'for-managers.md'), 'utf8');
  const [, query] = /`(WorkflowType="[^`]+)`/.exec(text) ?? [];
  if (!query) throw new Error('docs/for-managers.md has no query for the list.');
  return query;
}

/** The chapter that shows a stage best: of a plan if there is one, then one that goes on, else the longest. */
function chapterOf(runs: readonly Run[], stage: string): Run | undefined {
  const worth = (run: Run): number[] => [Number(run.type === workflowTypes.plan), Number(run.isRunning), run.events];
  const isBetter = (a: readonly number[], b: readonly number[]): boolean => {
    const i = a.findIndex((value, at) => value !== b[at]);
    return i >= 0 && (a[i] ?? 0) > (b[i] ?? 0);
  };
  const chapters = runs.filter((run) => run.stage === shown(stage));
  return chapters.reduce<Run | undefined>(
    (best, run) => (!best || isBetter(worth(run), worth(best)) ? run : best),
    undefined,
  );
}

async function takeAll(page: Page, runs: readonly Run[]): Promise<void> {
  const agreement = runs.find((run) => run.type === workflowTypes.agreement && run.isRunning);
  const plan = runs.find((run) => run.type === workflowTypes.plan && run.isRunning);
  if (!agreement || !plan) throw new Error('There is no agreement and plan that runs: npm start, without data before.');
  await openList(page, uiUrl, listQuery(), COLUMNS);
  await page.getByText(agreement.workflowId).first().waitFor();
  await take(page, 'list', 320);
  await openDossier(page, uiUrl, agreement);
  await take(page, 'agreement', 1_250);
  await openDossier(page, uiUrl, plan);
  await take(page, 'plan', 1_250);
  for (const stage of Object.keys(stageLabels)) {
    const run = chapterOf(runs, stage);
    if (!run) {
      console.log(`No chapter of the stage "${stage}" runs or has run here: no picture of it.`);
      continue;
    }
    await openTimeline(page, uiUrl, run);
    await take(page, `timeline-${stage}`, 1_000);
  }
  await page.setViewportSize({ width: WIDTH + NAVIGATION.x, height: 700 + NAVIGATION.y });
  await openUpdateDialog(page, uiUrl, agreement);
  await take(page, 'dialog', 700);
}

const browser = findBrowser();
if (!browser) throw new Error('There is no chromium on the PATH: install it (Debian: apt-get install chromium).');
mkdirSync(folder, { recursive: true });
const runs = await runsOfAll();
await withPage(browser, async (page) => {
  await page.setViewportSize({ width: WIDTH + NAVIGATION.x, height: 1_400 });
  await takeAll(page, runs);
});
