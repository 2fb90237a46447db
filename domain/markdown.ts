import { cutToBytes } from './cut.ts';

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A name in Markdown, shown as it is: the Temporal UI renders Markdown and lets HTML in it pass. */
export function inMarkdown(name: string): string {
  return name.replaceAll(/[&<>]/g, (sign) => MARKUP[sign] ?? '').replaceAll(/[\\`*_[\]~]/g, '\\$&');
}

/** What the server takes of a summary, in bytes. */
const SUMMARY_BYTES = 200;

/** A title as the summary of its workflow, which the Temporal UI renders too. */
export function titleSummary(title: string): string {
  return cutToBytes(inMarkdown(title), SUMMARY_BYTES);
}
