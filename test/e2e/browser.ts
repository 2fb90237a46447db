import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** A browser of this machine, null if there is none. */
export function findBrowser(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** A page of a headless browser with a fresh profile; nothing of it stays. */
export async function withPage<T>(executablePath: string, look: (page: Page) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  let context: BrowserContext | undefined;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      viewport: { width: 1600, height: 1200 },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return await look(await context.newPage());
  } finally {
    await context?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The list of workflows of a query with columns of our own; the server's UI keeps them in the browser. */
export async function openList(page: Page, uiUrl: string, query: string, columns: readonly string[]): Promise<void> {
  const table = JSON.stringify({ default: columns.map((label) => ({ label })) });
  const content = `localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(table)})`;
  await page.addInitScript({ content });
  await page.goto(`${uiUrl}/namespaces/default/workflows?query=${encodeURIComponent(query)}`);
}

/** One workflow, its latest run unless another is named. */
export interface Shown {
  workflowId: string;
  runId?: string;
}

const addressOf = (uiUrl: string, { workflowId, runId }: Shown): string =>
  `${uiUrl}/namespaces/default/workflows/${workflowId}${runId ? `/${runId}` : ''}`;

/**
 * The dossier of a workflow: its page, then the tab that a manager reads. The UI renders each part in a frame of its own; the
 * summary is empty in later chapters.
 */
export async function openDossier(
  page: Page,
  uiUrl: string,
  workflow: Shown,
): Promise<{ summary: FrameLocator; details: FrameLocator }> {
  const address = addressOf(uiUrl, workflow);
  // The address of a tab needs the run.
  await page.goto(workflow.runId ? `${address}/user-metadata` : address);
  if (!workflow.runId) await page.getByText('User Metadata', { exact: false }).first().click();
  await page.getByText('Current Details').waitFor();
  return { summary: page.frameLocator('iframe').first(), details: page.frameLocator('iframe').last() };
}

/** The timeline of a run, when its rows are drawn. */
export async function openTimeline(page: Page, uiUrl: string, workflow: Shown): Promise<void> {
  await page.goto(`${addressOf(uiUrl, workflow)}/timeline`);
  await page
    .getByText(/^record •/)
    .first()
    .waitFor();
}

/** The dialog that sends an update, with its list open; nothing is sent. */
export async function openUpdateDialog(page: Page, uiUrl: string, workflow: Shown): Promise<void> {
  // Not over the timeline, which is drawn anew all the time.
  await openDossier(page, uiUrl, workflow);
  await page.getByText('More Actions').locator('visible=true').first().click();
  await page.getByText('Send an Update').locator('visible=true').first().click();
  await page.getByRole('button', { name: 'Select an Update' }).locator('visible=true').first().click();
  await page.getByRole('option').locator('visible=true').first().waitFor();
}
