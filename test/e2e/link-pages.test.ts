import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Prisma } from '../../prisma/generated/client.ts';
import { agreementId, at } from '../activities/postbox-world.ts';
import { startLinkWorld } from '../api/link-world.ts';
import type { LinkChange, LinkWorld } from '../api/link-world.ts';
import { reasonToSkip, testUnless } from '../support/unless.ts';
import { findBrowser, withPage } from './browser.ts';

/** The pages behind the links in mails, as a phone draws them: nothing is cut off, whatever is filled in goes out without scripts. */
const browser = findBrowser();
const inBrowser = testUnless(reasonToSkip(browser !== null, 'there is no chromium on this machine'));
const phone = { width: 390, height: 844 };
let links: LinkWorld;
let base = '';

beforeAll(async () => {
  links = await startLinkWorld();
  base = await links.app.listen({ port: 0, host: '127.0.0.1' });
}, 60_000);
afterAll(() => links.stop());

const minutes = 'minutes-confirmation.minutes-1';
const pages: [action: string, change: LinkChange][] = [
  ['extend', {}],
  ['hand-over', { facts: { role: 'coordinator', suggestedPostId: 'post-partner' } }],
  ['hold-escalation', {}],
  ['pause', {}],
  ['record', { followUpId: 'contact.communication' }],
  ['record', { followUpId: 'intake.intake' }],
  ['confirm-for', { followUpId: minutes, facts: { role: 'confirmer' } }],
  ['preferences', {}],
  ['open', { followUpId: minutes }],
  ['open', {}],
];
const readers = { en: 'person-coordinator', 'zh-CN': 'person-director' };

async function matters(): Promise<void> {
  const { world } = links;
  await links.clear();
  const promise = await world.followUp('commitment', 'commitment-1', {
    extensionAsked: { dueOn: '2026-04-20', on: '2026-03-04' },
    steps: [['escalation-3', '2026-03-10T18:00:00.000Z']],
  });
  // With all that is told of it.
  await world.db.event.create({
    data: {
      entityId: agreementId,
      seq: 1,
      type: 'followUpOpened',
      aboutKind: 'commitment',
      aboutId: 'commitment-1',
      at,
      by: 'person-coordinator',
      data: { ...promise } as unknown as Prisma.InputJsonObject,
    },
  });
  await world.notice('reminder', 'post-owner', { followUp: promise, step: 'before' });
  await world.followUp('contact', 'communication');
  await world.followUp('intake', 'intake');
  await world.followUp('minutes-confirmation', 'minutes-1', { ownerPostId: 'post-wechat' });
}

inBrowser(
  'fit a phone in both languages, each field with its label and each form with one button',
  async () => {
    await matters();
    await withPage(browser ?? '', async (page) => {
      await page.setViewportSize(phone);
      for (const [language, personId] of Object.entries(readers)) {
        for (const [action, change] of pages) {
          const { url } = await links.link(action, { facts: { role: 'coordinator' }, ...change, personId });
          await page.goto(`${base}${url}`);
          const where = `${action} in ${language}`;
          expect([where, await page.locator('html').getAttribute('lang')]).toEqual([where, language]);
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
          expect([where, wide <= 0]).toEqual([where, true]);
          if (action === 'open' && !change.followUpId) expect(await page.locator('table').count()).toBeGreaterThan(2);
          // No letter or half a weekday stands alone on its line.
          const narrow = await page
            .locator('time')
            .evaluateAll(
              (all: { clientWidth?: number; offsetWidth: number }[]) =>
                all.filter(({ offsetWidth }) => offsetWidth < 40).length,
            );
          expect([where, narrow]).toEqual([where, 0]);
          const fields = page.locator('input:not([type=hidden]), select, textarea');
          const unlabelled = await fields.evaluateAll((all: { labels?: { length: number } | null; name?: string }[]) =>
            all.filter((field) => !field.labels || field.labels.length === 0).map(({ name }) => name),
          );
          expect([where, unlabelled]).toEqual([where, []]);
          const forms = await page.locator('form').count();
          expect([where, await page.locator('button').count()]).toEqual([where, forms]);
        }
      }
    });
  },
  60_000,
);

inBrowser(
  'take a contact that was held, filled in by hand',
  async () => {
    await matters();
    const { id, url } = await links.link('record', {
      personId: 'person-coordinator',
      followUpId: 'contact.communication',
      facts: { role: 'coordinator' },
    });
    await withPage(browser ?? '', async (page) => {
      await page.setViewportSize(phone);
      await page.goto(`${base}${url}`);
      await page.getByLabel('When did you speak?').fill('2026-03-03');
      await page.getByLabel('With whom?').selectOption('person-partner');
      await page.locator('select[name=kind]').selectOption('call');
      await page.getByLabel('What was said?').fill('They send the list by Friday.');
      await page.getByLabel('Your name').fill('Wu Bo');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByText('Thank you, this is recorded.').waitFor();
    });
    expect(links.behind.applied.get(id)?.command).toMatchObject({
      name: 'recordContact',
      data: { onDate: '2026-03-03', kind: 'call' },
    });
  },
  60_000,
);
