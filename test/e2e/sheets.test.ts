import { describe, expect } from '@jest/globals';
import { bodyOf } from '../../api/brief-page.ts';
import { renderPrintPage } from '../../api/print-page.ts';
import { most as mostOfBrief } from '../../activities/sheets/brief.ts';
import { briefWords } from '../../activities/sheets/brief-words.ts';
import { most as mostOfMonth } from '../../activities/sheets/month.ts';
import { monthWords } from '../../activities/sheets/month-words.ts';
import { quoted } from '../../activities/sheets/names.ts';
import { Voice } from '../../domain/notices/facts.ts';
import type { Language } from '../../domain/notices/names.ts';
import type { LetterLink } from '../../mail/letter.ts';
import { renderLetter } from '../../mail/render.ts';
import { dutyKey } from '../../mail/sheet.ts';
import type { Sheet, SheetRow } from '../../mail/sheet.ts';
import { writeLetter } from '../../mail/write.ts';
import { testUnless } from '../support/unless.ts';
import { findBrowser, withPage } from './browser.ts';

/** As full as a sheet can be, printed on A4 by a browser: a brief is two pages at the most, a leader's page is one. */

const browser = findBrowser();
const inBrowser = testUnless(browser ? null : 'no browser on this machine');
const publicUrl = 'http://127.0.0.1:3000';

const long = (en: string, zh: string, length: number) => ({
  en: en.repeat(9).slice(0, length),
  zh: zh.repeat(9).slice(0, Math.round(length / 2)),
});
const post = long(
  'Director of the University-Enterprise Cooperation Department ',
  '校企合作处处长兼合作办公室主任',
  60,
);
const cooperation = long(
  'Zhengzhou University of Engineering and Technology × Platform and 10 others ',
  '郑州工程技术学院×平台等十二方',
  90,
);
const quote = quoted('We will send three researchers for a year and report what they have found. '.repeat(4));
const rows = (count: number, isDuty = false): SheetRow[] =>
  Array.from({ length: count }, (_, n) => ({
    what: long(
      'Confirm the minutes of the symposium (fine chemicals) ',
      '确认座谈会纪要（精细化工产业园企业技术需求）',
      60,
    ),
    detail: {
      en: `${cooperation.en} · by Wednesday, 30 September 2026`,
      zh: `${cooperation.zh} · 2026年9月30日（周三）前`,
    },
    quote,
    ...(isDuty
      ? { duty: { entityId: 'agreement-1', agreementId: 'agreement-1', followUpId: `x-${n}`, isUntaken: true } }
      : {}),
  }));
const full = (title: Sheet['title'], count: number, isDuty = false) => ({ title, rows: rows(count, isDuty), more: 99 });

/** Of a date nobody wrote anything. */
const dates = (title: Sheet['title'], count: number) => ({
  title,
  rows: rows(count).map((row) => ({ ...row, quote: null })),
  more: 99,
});

const facts = {
  post,
  changedOn: post,
  acceptBy: { en: 'Wednesday, 30 September 2026', zh: '2026年9月30日（周三）' },
  count: 111,
};
const brief: Sheet = {
  title: briefWords.title(post),
  opening: [briefWords.standsIn(facts), briefWords.accept(facts, true)],
  why: briefWords.why(true),
  groups: [
    full(briefWords.matters(111), mostOfBrief.matters, true),
    full(briefWords.promised(true), mostOfBrief.promises),
    full(briefWords.received(true), mostOfBrief.promises),
    full(briefWords.contacts, mostOfBrief.contacts),
    dates(briefWords.dates, mostOfBrief.dates),
  ],
};
const month: Sheet = {
  title: monthWords.title('2026-09'),
  opening: [monthWords.opening(60)],
  why: monthWords.why,
  groups: [
    full(monthWords.achieved('2026-08'), mostOfMonth.achieved),
    full(monthWords.decisions, mostOfMonth.decisions),
    dates(monthWords.visits, mostOfMonth.visits),
  ],
};

function mailOf(sheet: Sheet, language: Language): string {
  const link = (action: LetterLink['action']): LetterLink => ({ action, url: `${publicUrl}/l/${'x'.repeat(43)}` });
  const duties = sheet.groups.flatMap((group) => group.rows.flatMap(({ duty }) => duty ?? []));
  const links = new Map(duties.map((duty) => [dutyKey(duty), [link('accept'), link('not-mine')]]));
  const letter = writeLetter({
    language,
    voice: Voice.ours,
    todayOn: '2026-09-01',
    salutation: { stored: null, name: 'Somebody', title: 'Director' },
    items: [],
    office: 'Cooperation Office',
    isDemonstration: true,
    unsubscribeUrl: null,
    preferencesUrl: link('preferences').url,
    introducedBy: null,
    sheet: { sheet, links },
  });
  return renderLetter(letter, publicUrl).html;
}

/** How many A4 pages a browser prints it on. */
const printed = (markup: string): Promise<number> =>
  withPage(browser ?? '', async (page) => {
    await page.setContent(markup);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, margin: { top: '12mm', bottom: '12mm' } });
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  });

describe.each<Language>(['en', 'zh-CN'])('printed, in %s', (language) => {
  const options = { language, message: null, issuedTo: { en: 'Somebody', zh: '某人' } };
  inBrowser('the page of a brief', async () => {
    const body = bodyOf(brief, options);
    const count = await printed(renderPrintPage({ language, isDemonstration: true, title: brief.title, body }));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(2);
  });
  inBrowser('the mail of a brief', async () => {
    const count = await printed(mailOf(brief, language));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(2);
  });
  inBrowser('a leader’s page', async () => {
    expect(await printed(mailOf(month, language))).toBe(1);
  });
});
