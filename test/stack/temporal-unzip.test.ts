import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractEntry, listZip } from '../../stack/temporal/unzip.ts';
import { temporaryFolder, zipOf } from './temporal-fixtures.ts';

let folder: ReturnType<typeof temporaryFolder>;
let archive: string;
beforeEach(() => {
  folder = temporaryFolder();
  archive = join(folder.path, 'a.zip');
});
afterEach(() => folder.remove());

const LONG = 'the quick brown fox '.repeat(50_000);

async function extract(name: string): Promise<string> {
  const entry = (await listZip(archive)).find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  const to = join(folder.path, 'out');
  await extractEntry(archive, entry, to);
  return readFileSync(to, 'utf8');
}

describe('reading a ZIP file', () => {
  test('lists and extracts deflated and stored entries, with extra fields and a comment', async () => {
    const files = [
      { name: 'a/b', content: LONG },
      { name: '读我', content: 'plain', stored: true },
    ];
    writeFileSync(archive, zipOf(files, { extra: 17, comment: 'a comment' }));
    expect((await listZip(archive)).map(({ name, bytes }) => [name, bytes])).toEqual([
      ['a/b', LONG.length],
      ['读我', 5],
    ]);
    expect(await extract('a/b')).toBe(LONG);
  });

  test('extracts a stored entry that is not the first', async () => {
    writeFileSync(
      archive,
      zipOf([
        { name: 'a', content: LONG },
        { name: 'b', content: 'plain', stored: true },
      ]),
    );
    expect(await extract('b')).toBe('plain');
  });

  test.each([
    ['something else', Buffer.from('<html>not found</html>'.repeat(20))],
    ['nothing', Buffer.alloc(0)],
    ['half a file', zipOf([{ name: 'a', content: LONG }]).subarray(0, 900)],
    ['only the second half', zipOf([{ name: 'a', content: LONG }]).subarray(900)],
  ])('refuses %s', async (_what, content) => {
    writeFileSync(archive, content);
    await expect(extract('a')).rejects.toThrow(/ZIP|cut short|damaged/);
  });

  test('refuses content of another length and damaged content', async () => {
    const zip = zipOf([{ name: 'a', content: LONG }]);
    zip.writeUInt32LE(LONG.length + 1, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    writeFileSync(archive, zip);
    await expect(extract('a')).rejects.toThrow(/bytes instead of/);
  });

  test('never overwrites a file', async () => {
    writeFileSync(archive, zipOf([{ name: 'a', content: 'new' }]));
    writeFileSync(join(folder.path, 'out'), 'old');
    await expect(extract('a')).rejects.toThrow(/EEXIST/);
    expect(readFileSync(join(folder.path, 'out'), 'utf8')).toBe('old');
  });
});
