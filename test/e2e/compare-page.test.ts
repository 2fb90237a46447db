import { afterAll, beforeAll, expect } from '@jest/globals';
import { judgedWorld } from '../api/judged-world.ts';
import { startTestApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { reasonToSkip, testUnless } from '../support/unless.ts';
import { findBrowser, withPage } from './browser.ts';

/** Two plans side by side, as a phone and a screen draw them. */
const browser = findBrowser();
const inBrowser = testUnless(reasonToSkip(browser !== null, 'there is no chromium on this machine'));
let api: TestApi;
let url = '';

beforeAll(async () => {
  api = await startTestApi();
  const { agreementId, people, keyOf } = await judgedWorld(api);
  const asked = { agreementIds: [agreementId], schemeId: 'own' };
  const a = await api.post('/v1/matchings', asked);
  const b = await api.post('/v1/matchings', {
    ...asked,
    pinned: [{ personId: people['process'], needKey: keyOf(9) }],
    weights: { travel: 0 },
  });
  const base = await api.app.listen({ port: 0, host: '127.0.0.1' });
  url = `${base}/v1/matchings/${a.id}/compare/${b.id}?format=html`;
}, 120_000);
afterAll(() => api.stop());

inBrowser(
  'on a phone a need is a card with both plans beside each other, on a screen a row; nothing is cut off, by day or night',
  async () => {
    await withPage(browser ?? '', async (page) => {
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${TOKEN}` });
      for (const language of ['en', 'zh-CN']) {
        for (const width of [390, 1200]) {
          await page.setViewportSize({ width, height: 844 });
          await page.goto(`${url}&language=${language}`);
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
          expect([language, width, wide]).toEqual([language, width, 0]);
          const row = page.locator('tr', { hasText: 'Example process is fixed here' });
          const [need, planA, planB, why] = await row
            .locator('td')
            .evaluateAll(
              (cells: { getBoundingClientRect(): { top: number; bottom: number; left: number; right: number } }[]) =>
                cells.map((cell) => {
                  const { top, bottom, left, right } = cell.getBoundingClientRect();
                  return { top, bottom, left, right };
                }),
            );
          expect(planA?.top).toBe(planB?.top);
          expect((planA?.right ?? 0) <= (planB?.left ?? 0)).toBe(true);
          expect([(need?.bottom ?? 0) <= (planA?.top ?? 0), (why?.top ?? 0) >= (planB?.bottom ?? 0)]).toEqual(
            width === 390 ? [true, true] : [false, false],
          );
          const colours: string[] = [];
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            colours.push(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
          }
          expect(colours).toEqual(['rgb(244, 245, 247)', 'rgb(20, 22, 27)']);
        }
      }
    });
  },
  60_000,
);
