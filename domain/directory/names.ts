/**
 * Folds a name for matching (S2, S14): without case, diacritics, apostrophes, hyphens, dots, spaces and full-width forms, so
 * that "Liu Jian 'en" and "LIU Jian’en" meet in `liujianen`. What is stored and shown stays as printed; characters of a name
 * are never invented or converted.
 */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');
}

/** Every form under which something may be looked for, folded, without repeats. */
export function nameKeys(names: readonly (string | null | undefined)[]): string[] {
  return [...new Set(names.flatMap((name) => (name ? [nameKey(name)] : [])))].filter((key) => key.length > 0);
}

/** The one key of a person: as printed, else Latin, else original script. */
export function personKey(names: {
  nameAsPrinted?: string | null;
  namePinyin?: string | null;
  nameEn?: string | null;
  nameZh?: string | null;
}): string {
  return nameKey(names.namePinyin ?? names.nameEn ?? names.nameAsPrinted ?? names.nameZh ?? '');
}
