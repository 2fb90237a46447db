import { describe, expect, test } from '@jest/globals';
import { nameKey, nameKeys, personKey } from '../../../domain/directory/names.ts';
import { newOrganisation, personBody, postBody } from '../../../domain/directory/schemas.ts';
import { changeOfHolder } from '../../../domain/directory/tenure.ts';

describe('names are folded for matching and kept as printed', () => {
  test.each([
    ["Liu Jian 'en", 'liujianen'],
    ['LIU Jian’en', 'liujianen'],
    ['Liú Jiàn-ēn', 'liujianen'],
    ['Ｗｕ　Ｂｏ', 'wubo'],
    ['吴　波', '吴波'],
    ['Sino-British Science & Technology', 'sinobritishsciencetechnology'],
  ])('%s', (printed, key) => expect(nameKey(printed)).toBe(key));

  test('aliases without repeats and without empty ones', () =>
    expect(nameKeys(['CNUKTIP', 'cnuktip', '—', null, '中英平台'])).toEqual(['cnuktip', '中英平台']));
  test('a person is found by pinyin where there is one', () =>
    expect(personKey({ nameAsPrinted: "Liu Jian 'en", nameZh: '刘建恩' })).toBe('liujianen'));
});

describe('people', () => {
  test('without mail are reached through the office', () =>
    expect(personBody.parse({ nameEn: 'Ren Xiang' })).toMatchObject({
      channel: 'office',
      email: null,
      language: 'zh-CN',
    }));
  test('with mail are reached by it', () =>
    expect(personBody.parse({ nameEn: 'Ren Xiang', email: 'ren@example.org' }).channel).toBe('email'));
  test('cannot be reached by mail without an address', () =>
    expect(personBody.safeParse({ nameEn: 'Ren Xiang', channel: 'email' }).success).toBe(false));
  test('need a name', () => expect(personBody.safeParse({ ours: true }).success).toBe(false));
  test('have the salutation that was stored, and no other', () =>
    expect(personBody.parse({ nameZh: '吴波', fullTitleZh: '副校长' })).toMatchObject({
      salutationZh: null,
      salutationEn: null,
    }));
  test('take no field we do not know', () =>
    expect(personBody.safeParse({ nameEn: 'A', wechatId: 'x' }).success).toBe(false));
});

describe('organisations and posts', () => {
  test('keep aliases as printed and default to China', () =>
    expect(
      newOrganisation.parse({
        code: 'cnuktip',
        nameEn: 'CNUKTIP',
        aliases: ['Sino-British  Platform'],
        kind: 'platform',
      }),
    ).toMatchObject({
      aliases: ['Sino-British  Platform'],
      zone: 'Asia/Shanghai',
      established: true,
    }));
  test.each(['CNUKTIP', 'a b', '', '-a', 'x'.repeat(25)])('refuse the code %s', (code) =>
    expect(newOrganisation.safeParse({ code, nameEn: 'A', kind: 'unit' }).success).toBe(false),
  );
  test('refuse a zone that does not exist', () =>
    expect(newOrganisation.safeParse({ code: 'a', nameEn: 'A', kind: 'unit', zone: 'Asia/Nowhere' }).success).toBe(
      false,
    ));
  test('a post needs a title', () => expect(postBody.safeParse({ organisationId: 'org-a' }).success).toBe(false));
});

describe('tenure (S71)', () => {
  test('a new holder ends the old one', () =>
    expect(changeOfHolder('person-1', 'person-2')).toEqual({ endsPresent: true, begins: 'person-2' }));
  test('a vacancy ends it too', () =>
    expect(changeOfHolder('person-1', null)).toEqual({ endsPresent: true, begins: null }));
  test('the first holder begins', () =>
    expect(changeOfHolder(null, 'person-1')).toEqual({ endsPresent: false, begins: 'person-1' }));
  test('the same holder changes nothing', () =>
    expect(changeOfHolder('person-1', 'person-1')).toEqual({ endsPresent: false, begins: null }));
});
