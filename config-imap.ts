import { z } from 'zod';

/** A mailbox that is read for answers and bounces, beside or instead of the SMTP listener. */
export interface ImapConfig {
  host: string;
  port: number;
  /** `tls`: from the first byte; `starttls`: required before the password; `plain`: on this machine only. */
  transport: 'tls' | 'starttls' | 'plain';
  user: string;
  password: string;
  mailbox: string;
}

const STANDARD_PORTS: Readonly<Record<ImapConfig['transport'], number>> = { tls: 993, starttls: 143, plain: 143 };

export const imapSettings = {
  /** imaps://user@host/INBOX, or imap:// where the server speaks STARTTLS only. The password is never part of it. */
  IMAP_URL: z
    .string()
    .refine((text) => URL.canParse(text) && ['imaps:', 'imap:'].includes(new URL(text).protocol), {
      error: 'must be a URL that begins with imaps:// or imap://',
    })
    .optional(),
  IMAP_PASSWORD: z.string().optional(),
};

/**
 * @param isLoopback whether a host is this machine, where nobody listens in
 */
export function readImap(
  { IMAP_URL: text, IMAP_PASSWORD: password }: { IMAP_URL?: string | undefined; IMAP_PASSWORD?: string | undefined },
  isLoopback: (host: string) => boolean,
): { config: ImapConfig | null; faults: string[] } {
  if (!text) {
    return {
      config: null,
      faults: password ? ['IMAP_PASSWORD: is given without IMAP_URL. Give both, or neither.'] : [],
    };
  }
  const url = new URL(text);
  const faults: string[] = [];
  if (url.password !== '') faults.push('IMAP_URL: must not hold the password. Give it as IMAP_PASSWORD.');
  if (url.username === '') faults.push('IMAP_URL: must name the user: imaps://user@host/INBOX, an @ in it as %40.');
  if (!password) faults.push('IMAP_PASSWORD: is needed with IMAP_URL.');
  const transport = url.protocol === 'imaps:' ? 'tls' : isLoopback(url.hostname) ? 'plain' : 'starttls';
  const config: ImapConfig = {
    host: url.hostname,
    port: url.port === '' ? STANDARD_PORTS[transport] : Number(url.port),
    transport,
    user: decodeURIComponent(url.username),
    password: password ?? '',
    mailbox: decodeURIComponent(url.pathname.replace(/^\//, '')) || 'INBOX',
  };
  return { config: faults.length === 0 ? config : null, faults };
}
