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

/** The dossier of a workflow: its page, then the tab that a manager reads. The UI renders it in a frame of its own. */
export async function openDossier(page: Page, uiUrl: string, workflowId: string): Promise<FrameLocator> {
  await page.goto(`${uiUrl}/namespaces/default/workflows/${workflowId}`);
  await page.getByText('User Metadata', { exact: false }).first().click();
  await page.getByText('Current Details').waitFor();
  return page.frameLocator('iframe').last();
}
