import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ourMessageZh } from '../../api/shape-words.ts';

test('every message that a schema of ours gives is known in Chinese', () => {
  const given = ['domain', 'api'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /\.(?:regex|refine)\((?:[^()']|\([^()]*\))*?,\s*['`]([^'`]{4,})['`]|error: '([^']{8,})'/gs,
        ),
      ]),
  );
  const messages = given.map(([, message, error]) => (message ?? error ?? '').replaceAll(/\$\{[^}]*\}/g, '7'));
  expect(messages.length).toBeGreaterThan(15);
  expect(messages.filter((message) => ourMessageZh(message) === null)).toEqual([]);
});
