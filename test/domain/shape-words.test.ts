import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { issueZh, ourMessageZh } from '../../domain/shape-words.ts';

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

test.each<[z.ZodType, unknown, string]>([
  [z.array(z.string()).min(1), [], '最少 1 项'],
  [z.array(z.string()).max(1), ['a', 'b'], '最多 1 项'],
  [z.array(z.string()), 'a', '类型须为列表'],
  [z.strictObject({}), 1, '类型须为对象'],
  [z.string(), 1, '类型须为文本'],
  [z.number(), 'a', '类型须为数字'],
  [z.int(), 1.5, '类型须为整数'],
  [z.boolean(), 1, '类型须为 true 或 false'],
  [z.string(), undefined, '必填'],
  [z.string().min(2), 'a', '最少 2 个字符'],
  [z.number().max(9), 10, '最多 9'],
  [z.number().multipleOf(5), 7, '须为 5 的倍数'],
  [z.enum(['a', 'b']), 'c', '须为以下之一：a、b'],
  [z.email(), 'a', '格式不正确'],
  [z.strictObject({}), { a: 1 }, '此处没有该字段'],
  [z.union([z.string(), z.number()]), true, '与可填的任何一种形式均不符'],
])('what zod says itself is told in Chinese: %#', (schema, value, zh) => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  expect(issue && issueZh(issue)).toBe(zh);
});
