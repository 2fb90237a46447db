import type { Bilingual } from '../decider.ts';
import { nameKey } from '../directory/names.ts';

/** What a spreadsheet of one kind is made of: cooperations, researchers, needs. */
export interface Column {
  name: Bilingual;
  /** What to write, with an example. */
  help: Bilingual;
  example: string;
  isRequired?: true;
}
export interface Sheet<K extends string> {
  columns: Readonly<Record<K, Column>>;
  /** In their order. */
  keys: readonly K[];
  /** Rows of one file at the most. */
  mostRows: number;
  /** Characters of each column that may be longer than a name. */
  longest: Partial<Record<K, number>>;
}

export function sheetOf<K extends string>(of: Omit<Sheet<K>, 'keys'>): Sheet<K> {
  // The keys of the object, in its order.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...of, keys: Object.keys(of.columns) as K[] };
}

/** Between the two languages of a heading. */
const BETWEEN = ' / ';

export function headingOf<K extends string>({ columns }: Sheet<K>, key: K, language: 'en' | 'zh-CN'): string {
  const { en, zh } = columns[key].name;
  return language === 'en' ? `${en}${BETWEEN}${zh}` : `${zh}${BETWEEN}${en}`;
}

/** A heading in either language, both, or as the key; null for what is none of the sheet's. */
export function columnOf<K extends string>(sheet: Sheet<K>, heading: string): K | null {
  const said = nameKey(heading);
  const { columns, keys } = sheet;
  const matches = (key: K): boolean =>
    [key, columns[key].name.en, columns[key].name.zh, headingOf(sheet, key, 'en'), headingOf(sheet, key, 'zh-CN')].some(
      (name) => nameKey(name) === said,
    );
  return keys.find(matches) ?? null;
}

/** Rows that begin with this are for people and are not read. */
export const COMMENT = '#';

/** Its names are in nobody's directory: whoever copies the line is to know that. */
const example: Record<'en' | 'zh-CN', string> = {
  en: 'Example only, passed over; its names are made up, write those of your directory:',
  'zh-CN': '仅为示例，不会导入；姓名、编号均为虚构，请改填通讯录中已有者：',
};

/** Headings, then what to write into each column, then an example: the two lines are passed over when the file comes back. */
export function templateRows<K extends string>(sheet: Sheet<K>, language: 'en' | 'zh-CN'): string[][] {
  const { columns, keys } = sheet;
  const help = keys.map((key) => (language === 'en' ? columns[key].help.en : columns[key].help.zh));
  const [first = '', ...others] = keys.map((key) => columns[key].example);
  const comment = ([head = '', ...rest]: string[]): string[] => [`${COMMENT} ${head}`, ...rest];
  return [
    keys.map((key) => headingOf(sheet, key, language)),
    comment(help),
    comment([`${example[language]} ${first}`, ...others]),
  ];
}
