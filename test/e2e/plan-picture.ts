import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judgedWorld } from '../api/judged-world.ts';
import { startTestApi } from '../support/api.ts';
import { findBrowser, withPage } from './browser.ts';

/**
 * Takes the picture of docs/matching.md: the plan of the judged set (synthetic), as its page shows it.
 *
 *     npx tsx test/e2e/plan-picture.ts
 */
const path = join(import.meta.dirname, '../../docs/images/matching-plan.png');
const WIDTH = 780;
const HEIGHT = 1_600;
/** A pixel of the page is two of the picture's, so that it can be read when it is printed. */
const SCALE = 2;

const browser = findBrowser();
if (!browser) throw new Error('There is no browser here: chromium is needed.');
const api = await startTestApi();
try {
  const { agreementId } = await judgedWorld(api);
  const { id } = await api.post('/v1/matchings', { agreementIds: [agreementId], schemeId: 'own' });
  const { body } = await api.call('GET', `/v1/matchings/${id}?format=html&language=en`);
  mkdirSync(dirname(path), { recursive: true });
  await withPage(browser, async (page) => {
    await page.setViewportSize({ width: SCALE * WIDTH, height: SCALE * HEIGHT });
    await page.setContent(String(body));
    await page.addStyleTag({ content: `html{zoom:${SCALE}}` });
    // As far as the legend: the reasons are text, and are in the document's own words.
    const end = await page.locator('h2').first().boundingBox();
    const height = Math.round(end?.y ?? SCALE * HEIGHT);
    await page.screenshot({ path, clip: { x: 0, y: 0, width: SCALE * WIDTH, height } });
  });
  console.log(path);
} finally {
  await api.stop();
}
