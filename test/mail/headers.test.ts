import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { freezeMail } from '../../mail/mime.ts';
import type { MimeInput } from '../../mail/mime.ts';
import { mailIdsIn, readReturnAddress, returnAddress } from '../../mail/return-address.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const office = { name: 'Office', address: 'office@example.org' };
const mime: MimeInput = {
  mailId: 'mail-abc',
  date: '2026-03-05T00:30:00.000Z',
  from: office,
  to: { name: '吴炯', address: 'wu@example.org' },
  replyTo: null,
  rendered: { subject: '提醒', text: 'text\n', html: '<p>text</p>' },
  language: 'zh-CN',
  agreementId: 'agreement-2026-0001-zzuet-cnuktip',
  unsubscribeUrl: 'https://cooperation.example.org/l/x',
  dkim: { domain: 'example.org', selector: 'mail', privateKey },
};

describe('DKIM, where no relay signs', () => {
  const signatureOf = async (bytes: Buffer): Promise<Map<string, string>> => {
    const { headerLines } = await simpleParser(bytes);
    const line = headerLines.find(({ key }) => key === 'dkim-signature')?.line ?? '';
    const tags = line.slice(line.indexOf(':') + 1).split(';');
    return new Map(
      tags.map((tag) => [tag.split('=')[0]?.trim() ?? '', tag.slice(tag.indexOf('=') + 1).replaceAll(/\s+/g, '')]),
    );
  };

  test('covers both headers of unsubscribing, and the same mail has the same bytes', async () => {
    const first = await freezeMail(mime);
    const signature = await signatureOf(first.mime);
    const signed = signature.get('h')?.toLowerCase().split(':') ?? [];
    for (const name of [
      'list-unsubscribe',
      'list-unsubscribe-post',
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'references',
      'list-id',
    ])
      expect(signed).toContain(name);
    expect([signature.get('d'), signature.get('s')]).toEqual(['example.org', 'mail']);
    expect(Buffer.compare(first.mime, (await freezeMail(mime)).mime)).toBe(0);
  });

  test('holds when checked with the public key, and not after a change', async () => {
    const verify = async (bytes: Buffer): Promise<boolean> => {
      const signature = await signatureOf(bytes);
      const text = bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const fields = text
        .slice(0, end)
        .replaceAll(/\r\n[ \t]+/g, ' ')
        .split('\r\n');
      const relaxed = (line: string): string => {
        const [name = '', ...rest] = line.split(':');
        return `${name.toLowerCase().trim()}:${rest
          .join(':')
          .replaceAll(/[ \t]+/g, ' ')
          .trim()}`;
      };
      const body = text
        .slice(end + 4)
        .replaceAll(/[ \t]+\r\n/g, '\r\n')
        .replaceAll(/[ \t]+/g, ' ')
        .replace(/(\r\n)*$/, '\r\n');
      if (createHash('sha256').update(body, 'latin1').digest('base64') !== signature.get('bh')) return false;
      const pick = (name: string): string[] =>
        fields.filter((line) => line.toLowerCase().startsWith(`${name}:`)).slice(-1);
      const own = relaxed(fields.find((line) => line.startsWith('DKIM-Signature:')) ?? '').replace(
        /([; ]b=)[^;]*$/,
        '$1',
      );
      const headers = (signature.get('h') ?? '').toLowerCase().split(':').flatMap(pick).map(relaxed);
      return createVerify('RSA-SHA256')
        .update([...headers, own].join('\r\n'), 'latin1')
        .verify(publicKey, signature.get('b') ?? '', 'base64');
    };
    const { mime: bytes } = await freezeMail(mime);
    expect(await verify(bytes)).toBe(true);
    const changed = bytes
      .toString('latin1')
      .replace('List-Unsubscribe-Post: List-Unsubscribe=One-Click', 'List-Unsubscribe-Post: x');
    expect(await verify(Buffer.from(changed, 'latin1'))).toBe(false);
  });

  test('without a key nothing is signed', async () => {
    expect((await freezeMail({ ...mime, dkim: null })).mime.toString('latin1')).not.toContain('DKIM-Signature');
  });
});

describe('addresses that name their mail', () => {
  const id = 'mail-NHNHV9KljJ10vHZrHW_-2x';

  test('there and back, whatever a server did to the letters', () => {
    const address = returnAddress('bounce', id, office);
    expect(address).toBe(`bounce+${id}@example.org`);
    expect(readReturnAddress(address, office)).toEqual({ use: 'bounce', mailId: id });
    expect(readReturnAddress(address.toUpperCase(), office)?.mailId.toLowerCase()).toBe(id.toLowerCase());
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
  });

  test.each(['bounce+mail-x@example.org', `bounce+${id}@example.net`, 'office@example.org', `x+${id}@example.org`, ''])(
    '%j is none',
    (address) => {
      expect(readReturnAddress(address, office)).toBeNull();
    },
  );

  test('only Message-IDs of ours name a mail', () => {
    expect(
      mailIdsIn([`<${id}@example.org>`, `<${id}@example.net>`, '<agreement-2026-0001-a-b@example.org>', 'x'], office),
    ).toEqual([id]);
    expect(() => returnAddress('reply', 'mail-x\r\nBcc: y', office)).toThrow(RangeError);
  });
});
