import { html, safeUrl } from './html.ts';
import type { SafeHtml } from './html.ts';
import type { Letter, Section } from './letter.ts';

export interface Rendered {
  subject: string;
  text: string;
  html: string;
}

/** A letter as text and HTML, from the same sentences. Links lead below `publicUrl` only; RangeError otherwise. */
export function renderLetter(letter: Letter, publicUrl: string): Rendered {
  return { subject: letter.subject, text: asText(letter, publicUrl), html: asHtml(letter, publicUrl).toString() };
}

function asText(letter: Letter, publicUrl: string): string {
  const links = (actions: Section['actions']): string[] =>
    actions.map(({ label, url }) => `* ${label}: ${safeUrl(publicUrl, url)}`);
  const section = ({ heading, quote, lines, draft, actions, rows = [] }: Section): string =>
    [
      `== ${heading}`,
      ...(quote ? quote.split('\n').map((line) => `> ${line}`) : []),
      ...lines,
      ...(draft ? [draft.label, `> ${draft.text}`] : []),
      ...rows.flatMap((row) => [row.text, ...links(row.actions)]),
      ...links(actions),
    ].join('\n');
  return [
    letter.notice ? `*** ${letter.notice}` : null,
    letter.greeting,
    ...letter.opening,
    ...letter.sections.map(section),
    letter.closing.join('\n'),
    [
      '--',
      ...letter.footer,
      ...footerLinks(letter).map(({ label, url }) => `${label}: ${safeUrl(publicUrl, url)}`),
    ].join('\n'),
  ]
    .filter((part): part is string => part !== null)
    .join('\n\n')
    .concat('\n');
}

function footerLinks({ preferences, unsubscribe }: Letter): { label: string; url: string }[] {
  return [preferences, unsubscribe].filter((link) => link !== null && link !== undefined);
}

const body = 'margin:0;padding:16px;background:#f4f5f7;color:#1f2430;font:15px/1.6 sans-serif';
const sheet = 'max-width:640px;background:#ffffff;border:1px solid #d9dce3';
const cell = 'padding:20px 24px';
const note = 'margin:0 0 12px;padding:6px 10px;background:#fff4d6;color:#5c4400';
const matter = 'margin:0 0 16px;padding:12px 0 0;border-top:1px solid #d9dce3';
const said = 'margin:6px 0;padding:2px 12px;border-left:3px solid #9aa3b5;color:#444b5c;white-space:pre-line';
const small = 'margin:0 0 6px;font-size:13px;color:#5a6172';
const listed = 'margin:0 0 3px;font-size:12px;line-height:1.35';
const inline = 'color:#2f54a8;white-space:nowrap';
const button = 'display:inline-block;margin:4px 8px 4px 0;padding:4px 10px;border:1px solid #2f54a8;color:#2f54a8';

function asHtml(letter: Letter, publicUrl: string): SafeHtml {
  const paragraph = (line: string): SafeHtml => html`<p style="margin:0 0 10px">${line}</p>`;
  const link = ({ label, url }: Section['actions'][number], style: string): SafeHtml =>
    html`<a href="${safeUrl(publicUrl, url)}" style="${style}">${label}</a> `;
  const row = ({ text, actions }: NonNullable<Section['rows']>[number]): SafeHtml =>
    html`<p style="${listed}">${text} ${actions.map((action) => link(action, inline))}</p>`;
  const section = ({ heading, quote, lines, draft, actions, rows = [] }: Section): SafeHtml =>
    html`<div style="${matter}">
      <h2 style="margin:0 0 8px;font-size:16px">${heading}</h2>
      ${quote ? html`<blockquote style="${said}">${quote}</blockquote>` : null} ${lines.map(paragraph)}
      ${
        draft
          ? html`${paragraph(draft.label)}
              <blockquote style="${said}">${draft.text}</blockquote>`
          : null
      }
      ${rows.map(row)}
      <p style="margin:0">${actions.map((action) => link(action, button))}</p>
    </div>`;
  return html`<!doctype html>
    <html lang="${letter.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${letter.subject}</title>
      </head>
      <body style="${body}">
        <table role="presentation" align="center" width="100%" cellpadding="0" cellspacing="0" style="${sheet}">
          <tr>
            <td style="${cell}">
              ${letter.notice ? html`<p style="${note}">${letter.notice}</p>` : null} ${paragraph(letter.greeting)}
              ${letter.opening.map(paragraph)} ${letter.sections.map(section)} ${letter.closing.map(paragraph)}
              ${letter.footer.map((line) => html`<p style="${small}">${line}</p>`)}
              ${footerLinks(letter).map(({ label, url }) => html`<p style="${small}"><a href="${safeUrl(publicUrl, url)}" style="color:#5a6172">${label}</a></p>`)}
            </td>
          </tr>
        </table>
      </body>
    </html>`;
}
