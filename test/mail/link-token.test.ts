import { describe, expect, test } from '@jest/globals';
import { isSameCode, linkCode, linkIdOf, linkToken, newLinkId } from '../../mail/link-token.ts';

const secret = 'a secret of at least thirty-two characters';

describe('tokens', () => {
  test('43 characters that lead back to the id', () => {
    const id = newLinkId();
    const token = linkToken(secret, id);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(linkIdOf(secret, token)).toBe(id);
  });

  test('any changed character is noticed, also in the unused bits of the last one', () => {
    const token = linkToken(secret, newLinkId());
    for (let i = 0; i < token.length; i += 1) {
      for (const other of 'AQgw0_') {
        if (other === token[i]) continue;
        expect(linkIdOf(secret, `${token.slice(0, i)}${other}${token.slice(i + 1)}`)).toBeNull();
      }
    }
  });

  test.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}=`, 'A'.repeat(500)])('%s is nobody’s', (token) => {
    expect(linkIdOf(secret, token)).toBeNull();
  });

  test('another secret signs nothing of ours', () => {
    expect(linkIdOf('another secret of thirty-two characters', linkToken(secret, newLinkId()))).toBeNull();
  });
});

describe('codes', () => {
  test('six digits, another for each sending', () => {
    const id = newLinkId();
    const codes = [1, 2, 3].map((count) => linkCode(secret, id, count));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(new Set(codes).size).toBe(3);
    expect(isSameCode('012345', '012345')).toBe(true);
    expect(isSameCode('012345', '012346')).toBe(false);
    expect(isSameCode('', '012346')).toBe(false);
  });
});
