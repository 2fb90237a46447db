import type { Language } from '../../domain/notices/names.ts';
import { safeUrl } from '../../mail/html.ts';

/**
 * The address of a page about plans, in the language of the page that names it: whole, so that it holds in a page that was printed or
 * kept as a file.
 *
 * @param path below `/v1/matchings`, `3` or `3/compare/4`
 */
export const planLink = (publicUrl: string, path: string, language: Language): string =>
  safeUrl(publicUrl, `${publicUrl}/v1/matchings/${path}?format=html&language=${language}`);
