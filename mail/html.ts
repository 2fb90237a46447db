/** HTML that is known to be safe to embed: made only by `html`, so that escaping cannot be forgotten. */
export class SafeHtml {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** Only for literals of ours, which `html` hands over piece by piece. */
  static fromTemplate(strings: readonly string[], values: readonly HtmlValue[]): SafeHtml {
    return new SafeHtml(
      strings.map((part, index) => part + (index < values.length ? embed(values[index]) : '')).join(''),
    );
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = string | number | SafeHtml | readonly HtmlValue[] | null | undefined | false;

/**
 * A tagged literal: every value is escaped, except other `html` literals. Values belong into text or into attributes in double
 * quotes; addresses go through `safeUrl` first.
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): SafeHtml {
  return SafeHtml.fromTemplate(strings, values);
}

function embed(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (Array.isArray(value)) return value.map(embed).join('');
  return escapeHtml(String(value));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** An address that a mail or page may link to: below our own base only. Throws RangeError for any other. */
export function safeUrl(publicUrl: string, url: string): string {
  if (!/^https?:\/\//.test(publicUrl) || !url.startsWith(`${publicUrl}/`)) {
    throw new RangeError('a link leads out of our own address');
  }
  return url;
}
