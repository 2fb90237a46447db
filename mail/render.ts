import { html, safeUrl } from './html.ts';
import type { SafeHtml } from './html.ts';
import type { Letter, Reason, Section } from './letter.ts';

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
  const link = ({ label, url }: { label: string; url: string }): string => `${label}: ${safeUrl(publicUrl, url)}`;
  const links = (actions: Section['actions']): string[] => actions.map((action) => `* ${link(action)}`);
  const reason = ({ sentence, account }: Reason): string[] => [sentence, ...(account ? [link(account)] : [])];
  const section = ({ heading, quote, quoteLabel, lines, draft, actions, why, rows = [] }: Section): string =>
    [
      `== ${heading}`,
      ...(quote && quoteLabel ? [quoteLabel] : []),
      ...(quote ? quote.split('\n').map((line) => `> ${line}`) : []),
      ...lines,
      ...(draft ? [draft.label, `> ${draft.text}`] : []),
      ...rows.flatMap((row) => [row.text, ...links(row.actions)]),
      ...links(actions),
      ...(why ? reason(why) : []),
    ].join('\n');
  return [
    letter.notice ? `*** ${letter.notice}` : null,
    letter.greeting,
    ...letter.opening,
    ...letter.sections.map(section),
    letter.closing.join('\n'),
    letter.why ? reason(letter.why).join('\n') : null,
    ['--', ...letter.footer, ...footerLinks(letter).map(link)].join('\n'),
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
const inline = 'color:#2f54a8';
const button = 'display:inline-block;margin:4px 8px 4px 0;padding:4px 10px;border:1px solid #2f54a8;color:#2f54a8';

function asHtml(letter: Letter, publicUrl: string): SafeHtml {
  const paragraph = (line: string): SafeHtml => html`<p style="margin:0 0 10px">${line}</p>`;
  const link = ({ label, url }: Section['actions'][number], style: string, kind: string): SafeHtml =>
    html`<a href="${safeUrl(publicUrl, url)}" class="${kind}" style="${style}">${label}</a> `;
  const row = ({ text, actions }: NonNullable<Section['rows']>[number]): SafeHtml =>
    html`<p style="${listed}">${text} ${actions.map((action) => link(action, inline, 'inline'))}</p>`;
  const quoted = (text: string): SafeHtml => html`<blockquote class="said" style="${said}">${text}</blockquote>`;
  const smallLink = (action: Section['actions'][number]): SafeHtml => link(action, 'color:#5a6172', 'small');
  const reason = ({ sentence, account }: Reason): SafeHtml =>
    html`<p class="small" style="${small}">${sentence} ${account ? smallLink(account) : null}</p>`;
  const section = ({ heading, quote, quoteLabel, lines, draft, actions, why, rows = [] }: Section): SafeHtml =>
    html`<div class="matter" style="${matter}">
      <h2 style="margin:0 0 8px;font-size:16px">${heading}</h2>
      ${quote && quoteLabel ? paragraph(quoteLabel) : null} ${quote ? quoted(quote) : null} ${lines.map(paragraph)}
      ${draft ? html`${paragraph(draft.label)} ${quoted(draft.text)}` : null} ${rows.map(row)}
      <p style="margin:0 0 8px">${actions.map((action) => link(action, button, 'button'))}</p>
      ${why ? reason(why) : null}
    </div>`;
  return html`<!doctype html>
    <html lang="${letter.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${letter.subject}</title>
        <style>
          @media (prefers-color-scheme: dark) {
            body {
              background: #16181d !important;
              color: #e6e8ee !important;
            }
            .sheet {
              background: #20232b !important;
              border-color: #3a3f4c !important;
            }
            .matter {
              border-color: #3a3f4c !important;
            }
            .note {
              background: #4a3c10 !important;
              color: #ffe9ad !important;
            }
            .said {
              color: #c3c8d4 !important;
            }
            .small {
              color: #a9b0bf !important;
            }
            .inline {
              color: #9db8f5 !important;
            }
            .button {
              border-color: #9db8f5 !important;
              color: #9db8f5 !important;
            }
          }
        </style>
      </head>
      <body style="${body}">
        <table
          role="presentation"
          align="center"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          class="sheet"
          style="${sheet}"
        >
          <tr>
            <td style="${cell}">
              ${letter.notice ? html`<p class="note" style="${note}">${letter.notice}</p>` : null}
              ${paragraph(letter.greeting)} ${letter.opening.map(paragraph)} ${letter.sections.map(section)}
              ${letter.closing.map(paragraph)} ${letter.why ? reason(letter.why) : null}
              ${letter.footer.map((line) => html`<p class="small" style="${small}">${line}</p>`)}
              ${footerLinks(letter).map((one) => html`<p class="small" style="${small}">${smallLink(one)}</p>`)}
            </td>
          </tr>
        </table>
      </body>
    </html>`;
}
