import { afterAll, beforeAll, expect } from '@jest/globals';
import { filledIn, startPlacementWorld, ticks } from '../api/placement-world.ts';
import type { PlacementWorld } from '../api/placement-world.ts';
import { reasonToSkip, testUnless } from '../support/unless.ts';
import { findBrowser, withPage } from './browser.ts';

/** Days on site by link, as a phone draws the pages and somebody fills them in. */
const browser = findBrowser();
const inBrowser = testUnless(reasonToSkip(browser !== null, 'there is no chromium on this machine'));
let world: PlacementWorld;
let base = '';

beforeAll(async () => {
  world = await startPlacementWorld();
  base = await world.api.app.listen({ port: 0, host: '127.0.0.1' });
}, 120_000);
afterAll(() => world.stop());

inBrowser(
  'a log is ticked half day by half day, and the host disputes one of them; both fit a phone',
  async () => {
    await world.begin();
    await withPage(browser ?? '', async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const open = async (url: string): Promise<void> => {
        await page.goto(`${base}${url}`);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
        const unlabelled = await page
          .locator('input:not([type=hidden]), select, textarea')
          .evaluateAll((all: { labels?: { length: number } | null; name?: string }[]) =>
            all.filter((field) => !field.labels || field.labels.length === 0).map(({ name }) => name),
          );
        expect(unlabelled).toEqual([]);
      };
      const day = (on: string) => page.locator('fieldset', { hasText: on });
      await open(await world.link('placement-log'));
      await day('3 March').getByLabel('morning').check();
      await day('12 March').getByLabel('morning').check();
      await page.getByLabel('What was done').fill('Trials on line 2.');
      await page.getByText('Also there at a time that was not planned?').click();
      await page.locator('[name="extraOn.0"]').fill('2026-03-06');
      await page.locator('[name="extraHalf.0"]').selectOption('pm');
      await page.getByLabel('Your name').fill('Li Ming');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByText('Thank you, this is recorded.').waitFor();
      expect(await world.marked('logged')).toBe('3am 6pm 12am');

      await open(await world.link('placement-presence'));
      await day('6 March').getByLabel('not there in the afternoon').check();
      await page.getByLabel('Where a half day is ticked').fill('It was a holiday of ours.');
      await page.getByLabel('Your name').fill('Zhao Min');
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.getByText('Thank you, this is recorded.').waitFor();
      expect([await world.marked('disputed'), await world.marked('confirmed')]).toEqual(['6pm', '3am 12am']);
    });
  },
  60_000,
);

inBrowser(
  'a form that comes back has what was typed',
  async () => {
    await world.begin();
    const url = await world.link('placement-log');
    const { body } = await world.press(url, filledIn(await world.page(url), { ...ticks('5am'), name: 'Li Ming' }));
    await withPage(browser ?? '', async (page) => {
      await page.setContent(body);
      expect(await page.locator('[name="half.2026-03-05/am"]').isChecked()).toBe(true);
      expect(await page.getByLabel('Your name').inputValue()).toBe('Li Ming');
    });
  },
  60_000,
);
