import type { Bilingual } from '../domain/decider.ts';
import { inBoth } from '../domain/notices/names.ts';
import type { Language } from '../domain/notices/names.ts';
import { dateText } from '../mail/dates.ts';
import { html } from '../mail/html.ts';
import type { HtmlValue, SafeHtml } from '../mail/html.ts';
import { said } from './link-words.ts';
import { headersOfPage } from './page-headers.ts';

/** Pages that are read on a screen and laid on a table: both languages, the reader's first; no scripts; A4 when printed. */

/** Words stay whole where a screen is narrow: `anywhere` would let a column shrink to a letter. */
export const tableStyle =
  'table{width:100%;border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid #d9dce3;overflow-wrap:break-word}tr{break-inside:avoid}time{word-break:keep-all}' +
  '@media(max-width:36rem){th,td{padding:.3rem .25rem}table{font-size:.88rem}}';
const buttonStyle =
  'button{font:inherit;margin-top:1rem;padding:.5rem 1rem;background:#2f54a8;color:#fff;border:0}button small{color:inherit}';

const style =
  'body{margin:0;background:#f4f5f7;color:#1f2430;font:15px/1.5 sans-serif}main{max-width:52rem;margin:1.5rem auto;padding:1.5rem;background:#fff;border:1px solid #d9dce3}' +
  'h1{font-size:1.3rem;margin:0 0 .5rem}h2{font-size:1.05rem;margin:1.4rem 0 .4rem;break-after:avoid}span[lang],small{display:block}td:first-child{min-width:8.5em}small{color:#5b6475;font-size:.82em}.screen input[type=text]{font:inherit;width:100%;max-width:24rem;box-sizing:border-box}' +
  tableStyle +
  buttonStyle +
  // A picture is not made smaller than it can be read: where a screen is narrower, it is moved in its own box.
  '.picture{overflow-x:auto}@media screen{.picture svg{min-width:46rem}}' +
  '.row{padding:.25rem 0;border-bottom:1px solid #d9dce3;break-inside:avoid;overflow-wrap:anywhere}tr.deadline td{font-weight:bold}ul{padding-left:1.2rem}.note{background:#fff4d6;padding:.4rem .8rem}' +
  '@media (max-width:36rem){td:first-child{min-width:0}main{margin:0;border:0;padding:1rem}}' +
  // Side by side where there is room; on a phone each row is a card, with its heads inside.
  '.stacked .head{display:none}@media screen and (max-width:36rem){.stacked thead{display:none}.stacked tr{display:grid;grid-template-columns:1fr 1fr;gap:.4rem .8rem;padding:.6rem 0;border-bottom:1px solid #d9dce3}.stacked td{display:block;border:0;padding:0;min-width:0;overflow-wrap:anywhere}.stacked td:first-child,.stacked td:nth-child(4){grid-column:1/3}.stacked td:first-child{font-weight:bold}.stacked td:first-child small{font-weight:normal}.stacked .head{display:block;color:#5b6475;font-size:.82em;font-weight:normal}.stacked .head small{display:inline;font-size:1em}.stacked .head span{display:inline;margin-right:.4em}.stacked td:first-child .head{display:none}}' +
  '@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark}body{background:#14161b;color:#e4e7ee}main{background:#1d2027;border-color:#3a3f4b}a{color:#9db8ff}small,.stacked .head{color:#a9b0bf}button small{color:inherit}th,td,.row,.stacked tr{border-color:#3a3f4b}.note{background:#3d3411}main svg{filter:invert(.9) hue-rotate(180deg)}}' +
  '@page{size:A4;margin:14mm}@media print{body{background:#fff;font-size:10pt}main{max-width:none;margin:0;padding:0;border:0}thead{display:table-header-group}.screen{display:none}.row{font-size:8pt;line-height:1.25;padding:.5mm 0}h2{margin:2.5mm 0 0;font-size:11pt}p{margin:1.5mm 0;line-height:1.35}h1{font-size:13pt}.brief h2 span,.brief h2 small,.more span,.more small{display:inline;margin-right:.6em}}';

export const printHeaders = headersOfPage(style);

/** Words in both languages, the reader's first; once where both are the same. */
export function both(language: Language, { en, zh }: Bilingual): SafeHtml {
  const [first, second] = language === 'zh-CN' ? [zh, en] : [en, zh];
  if (first === second) return html`<span>${first}</span>`;
  const [is, other] = language === 'zh-CN' ? ['zh-CN', 'en'] : ['en', 'zh-CN'];
  return html`<span lang="${is}">${first}</span><small lang="${other}">${second}</small>`;
}

/** For a remark beside a name. */
export const inBrackets = ({ en, zh }: Bilingual): Bilingual => ({ en: `(${en})`, zh: `（${zh}）` });

/** The same on one line, where no markup can stand: an option of a list, the title of a window. */
export function bothInLine(language: Language, { en, zh }: Bilingual): string {
  if (en === zh) return en;
  return language === 'zh-CN' ? `${zh} · ${en}` : `${en} · ${zh}`;
}

/** A local date in both languages; a weekday is not broken in two. */
export function day(language: Language, on: string): SafeHtml {
  const text = both(
    language,
    inBoth((as) => dateText(as, on)),
  );
  return html`<time datetime="${on}">${text}</time>`;
}

/** A table with its heads in both languages; rows of cells. */
export function table(
  language: Language,
  heads: readonly Bilingual[],
  rows: readonly { cells: readonly HtmlValue[]; isDeadline?: boolean }[],
): SafeHtml {
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${both(language, head)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ cells, isDeadline }) =>
          html`<tr class="${isDeadline ? 'deadline' : 'told'}">
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * The same of two things side by side, with what they are about before them and a remark after them if there is one: on a phone a row
 * is a card, and each of its cells but the first says what it is.
 */
export function stackedTable(
  language: Language,
  heads: readonly Bilingual[],
  rows: readonly { cells: readonly HtmlValue[] }[],
): SafeHtml {
  const head = (index: number): SafeHtml =>
    html`<div class="head">${both(language, heads[index] ?? { en: '', zh: '' })}</div>`;
  const told = rows.map(({ cells }) => ({ cells: cells.map((cell, index) => html`${head(index)}${cell}`) }));
  return html`<div class="stacked">${table(language, heads, told)}</div>`;
}

export interface PrintPage {
  language: Language;
  isDemonstration: boolean;
  title: Bilingual;
  body: HtmlValue;
}

export function renderPrintPage({ language, isDemonstration, title, body }: PrintPage): string {
  const name = language === 'zh-CN' ? title.zh : title.en;
  const head = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${name}</title><style>`;
  const rest = html`</style></head>
<body><main>
${isDemonstration ? html`<p class="note">${both(language, said('demonstration'))}</p>` : null}
<h1>${both(language, title)}</h1>
${body}
</main></body></html>`;
  return `${head.toString()}${style}${rest.toString()}`;
}
