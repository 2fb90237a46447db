import { yearFromOn, yearToOn } from './a-year.ts';
import type { LivedYear, Scenario } from './a-year.ts';
import type { CaseOfMails, MailRead, Reader } from './mails-of.ts';

/** `docs/a-year-of-mail.md`: the same bytes from the same mails. It knows nothing of their wording. */

/** Between these the counts of a scenario stand, which a test compares with those of a year lived anew. */
const begin = (scenario: Scenario): string => `<!-- counts of ${scenario} -->`;
const end = (scenario: Scenario): string => `<!-- end of the counts of ${scenario} -->`;

/** Of one mail; a longer one is cut. */
const MOST_LINES = 16;
const WIDTH = 400;

export function yearReport(lived: readonly LivedYear[]): string {
  return [
    '# A year of mail',
    '',
    `Both source cases live a year, from ${yearFromOn} to ${yearToOn}, on the time-skipping server with Postgres, SMTP, the nightly`,
    'caretaker and the API, once in neglect and once in diligence. This is the mail that the SMTP server received, by person. It is',
    'written by `npm run year-of-mail`; a test lives both years again and compares the counts.',
    '',
    '- **Neglect**: both cases are entered on the first day, and nobody does anything after that.',
    '- **Diligence**: whoever is asked for something does it on the working day after the first mail that asks, by the link in that',
    '  mail where it has one, else by the API. Studies are filed when three quarters of their time are used, the yearly review is decided',
    '  at its second reminder.',
    '',
    'A line that a person has read before in the same year is left out; links stand as their labels, in brackets.',
    'Addresses, tokens and codes are left out. Times are those of China. Mails are in the language of their reader. In the numbers',
    '“to others” are mails to people of other organisations; “open”, “red” and “meeting list” are matters at the end of the year.',
    ...lived.flatMap((year) => ['', begin(year.scenario), '', countsOf(year), '', end(year.scenario)]),
    ...lived.flatMap((year) => year.cases.flatMap((one) => mailsIn(year, one))),
    '',
  ].join('\n');
}

/** The counts of a year, by person and month, as they stand in the report. */
export const countsOf = (year: LivedYear): string =>
  [...summary(year), ...year.cases.flatMap((one) => monthsOf(year, one))].join('\n').trim();

/** The same of a report that was written before; throws where it has none. */
export function countsIn(report: string, scenario: Scenario): string {
  const block = report.split(begin(scenario))[1]?.split(end(scenario))[0];
  if (block === undefined) throw new Error(`The report has no counts of ${scenario}.`);
  return block.trim();
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const rule = (columns: number): string => row(['---', ...Array.from({ length: columns - 1 }, () => '--:')]);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

function summary({ scenario, cases }: LivedYear): string[] {
  const head = ['', 'readers', 'mails', 'most in a month', 'to the leader', 'to others', 'open', 'red', 'meeting list'];
  const rows = cases.map(({ key, readers, end: stands }) => {
    const perMonth = readers.flatMap((reader) => months.map((month) => inMonth(reader, month).length));
    return row([
      titled(key),
      readers.length,
      sum(readers.map(({ mails }) => mails.length)),
      Math.max(0, ...perMonth),
      sum(readers.filter(({ isLeader }) => isLeader).map(({ mails }) => mails.length)),
      sum(readers.filter(({ isOurs }) => !isOurs).map(({ mails }) => mails.length)),
      stands.open,
      stands.red,
      stands.onMeetingList,
    ]);
  });
  return [`## A year of ${scenario} in numbers`, '', row(head), rule(head.length), ...rows, ''];
}

const months: string[] = [];
for (let month = yearFromOn.slice(0, 7); month <= yearToOn.slice(0, 7); month = nextMonth(month)) months.push(month);

function nextMonth(month: string): string {
  const [year = 0, n = 0] = month.split('-').map(Number);
  return n === 12 ? `${year + 1}-01` : `${year}-${String(n + 1).padStart(2, '0')}`;
}

const inMonth = ({ mails }: Reader, month: string): MailRead[] => mails.filter(({ on }) => on.startsWith(month));

function monthsOf({ scenario }: LivedYear, { key, readers }: CaseOfMails): string[] {
  const total = (mails: readonly number[]): (string | number)[] => [
    ...mails.map((n) => (n === 0 ? '' : n)),
    sum(mails),
  ];
  const counts = readers.map((reader) => months.map((month) => inMonth(reader, month).length));
  const all = months.map((_month, at) => sum(counts.map((mine) => mine[at] ?? 0)));
  return [
    `### ${titled(key)}, ${scenario}: mails per person and month`,
    '',
    row(['', ...months.map((month) => month.slice(2)), 'all']),
    rule(months.length + 2),
    ...readers.map((reader, at) => row([nameOf(reader), ...total(counts[at] ?? [])])),
    row(['all', ...total(all)]),
    '',
  ];
}

const titled = (key: string): string => key.slice(0, 1).toUpperCase() + key.slice(1);
const nameOf = ({ name, posts, isOurs }: Reader): string =>
  `${name}${posts.length > 0 ? `, ${posts.join(' and ')}` : ''}${isOurs ? '' : ' (other side)'}`;

function mailsIn({ scenario }: LivedYear, { key, title, readers }: CaseOfMails): string[] {
  return [
    '',
    `## ${titled(key)}, ${scenario}: the mails`,
    '',
    `${title}.`,
    ...readers.flatMap((reader) => ['', `### ${nameOf(reader)}`, ...mailsTo(reader)]),
  ];
}

function mailsTo({ mails }: Reader): string[] {
  const read = new Set<string>();
  const tail = commonEnd(mails.map(({ subject }) => subject));
  const known = tail.length > 0 ? ['', `Every subject ends with “${tail.trim()}”.`] : [];
  return [...known, ...mails.flatMap((mail) => oneMail(mail, { read, tail }))];
}

function oneMail(mail: MailRead, { read, tail }: { read: Set<string>; tail: string }): string[] {
  const { on, time, subject, matters, text } = mail;
  const about = matters.map(({ kind, title }) => (title === '' ? kind : `${kind}: ${title}`)).reduce(counted, []);
  const head = `**${on} ${time}** ${shown(subject.slice(0, subject.length - tail.length))}`;
  // A backslash ends a line within a paragraph.
  const lines = [about.length > 0 ? `_${about.join('; ')}_` : '_a code_', ...abridged(text, read)];
  return ['', head, '', ...lines.map((line, at) => `> ${line}${at < lines.length - 1 ? '\\' : ''}`)];
}

/** `reminder: x` twice is `reminder: x (2)`. */
function counted(seen: string[], one: string): string[] {
  const at = seen.findIndex((each) => each === one || each.startsWith(`${one} (`));
  if (at < 0) return [...seen, one];
  const n = Number(/\((\d+)\)$/.exec(seen[at] ?? '')?.[1] ?? 1) + 1;
  return seen.with(at, `${one} (${n})`);
}

/** The lines of a mail that its reader has not read before; the links of a matter are one line. */
function abridged(text: string, read: Set<string>): string[] {
  const lines: string[] = [];
  let labels: string[] = [];
  const add = (line: string): void => {
    if (line === '' || line === '--' || read.has(line)) return;
    read.add(line);
    lines.push(shown(line));
  };
  const endLinks = (): void => {
    add(labels.join(' '));
    labels = [];
  };
  for (const line of text.split('\n').map((one) => one.trim())) {
    const label = /^(?:\* )?(.*?)[:：]?\s*<?https?:\/\/\S+$/.exec(line)?.[1];
    if (label !== undefined) labels.push(`[${label}]`);
    else {
      endLinks();
      add(line);
    }
  }
  endLinks();
  const more = lines.length - MOST_LINES;
  return more > 1 ? [...lines.slice(0, MOST_LINES), `(${more} more lines)`] : lines;
}

/** Markdown of ours only: what a mail has stands as it is. */
function shown(line: string): string {
  const cut = line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line;
  return cut.replace(/^(==|>)\s*/, '').replaceAll(/([*_<`|])/g, String.raw`\$1`);
}

/** What all subjects end with: the cooperation's name, from its ` · ` on. */
function commonEnd(subjects: readonly string[]): string {
  const [first = '', ...others] = subjects.filter((subject) => subject.includes(' · '));
  const tail = first.slice(first.lastIndexOf(' · '));
  return others.length + 1 === subjects.length && others.every((subject) => subject.endsWith(tail)) ? tail : '';
}
