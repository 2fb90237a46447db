import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 16 bytes of id and 16 bytes of HMAC as 43 characters of base64url. The table holds the id only: it signs nothing. */
const ID_BYTES = 16;
const MAC_BYTES = 16;

/** A new link's id: 22 characters of base64url; it is also the id of the command that the link leads to. */
export function newLinkId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

function mac(secret: string, id: Buffer): Buffer {
  return createHmac('sha256', secret).update('link').update(id).digest().subarray(0, MAC_BYTES);
}

/** The text of a link in a mail. Throws RangeError if `linkId` is not one of `newLinkId`. */
export function linkToken(secret: string, linkId: string): string {
  const id = Buffer.from(linkId, 'base64url');
  if (id.length !== ID_BYTES) throw new RangeError('not the id of a link');
  return Buffer.concat([id, mac(secret, id)]).toString('base64url');
}

export function linkUrl(publicUrl: string, secret: string, linkId: string): string {
  return `${publicUrl}/l/${linkToken(secret, linkId)}`;
}

/** Beside a link's page: why its mail came, and what comes next. */
export const whyUrl = (url: string): string => `${url}/why`;

/** The id behind a token, or null if it was not signed by us. */
export function linkIdOf(secret: string, token: string): string | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // Base64url is not unique in its last character: only the form that we wrote counts.
  if (bytes.length !== ID_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null;
  const id = bytes.subarray(0, ID_BYTES);
  return timingSafeEqual(bytes.subarray(ID_BYTES), mac(secret, id)) ? id.toString('base64url') : null;
}

/** The six digits that go with the `count`-th sending of a link's code. Kept nowhere: they are made again to compare. */
export function linkCode(secret: string, linkId: string, count: number): string {
  const digest = createHmac('sha256', secret).update(`code ${linkId} ${count}`).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** Compares in constant time. */
export function isSameCode(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
