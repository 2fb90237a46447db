import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { imapSettings, readImap } from './config-imap.ts';
import type { ImapConfig } from './config-imap.ts';

/** Mails a minute: to any one domain (null: no limit), and to those of which something else holds. */
export interface MailRate {
  usual: number | null;
  byDomain: Readonly<Record<string, number>>;
}

/** How mail goes out and comes back, beside the server and the sender. */
export interface MailConfig {
  /** Every mail has its own sender in the envelope, to which it bounces; some providers forbid it. */
  hasOwnReturnPath: boolean;
  /**
   * Where answers go: to an address of ours that names the mail, to the sender's own mailbox, which is read (the thread names the
   * mail), or to the coordinator, who reads them without us.
   */
  replyTo: 'filed' | 'sender' | 'coordinator';
  /** Where we listen for bounces and answers by SMTP; null: nowhere. */
  inboundPort: number | null;
  /** A mailbox that we read for them; null: none. */
  imap: ImapConfig | null;
  /** At most so many mails a minute to one receiving domain; undefined: no limit of ours. */
  perDomainAndMinute: MailRate | undefined;
  /** Where no relay signs. */
  dkim: { domain: string; selector: string; keyFile: string } | undefined;
}

/** Of the embedded parts, beside the inbox's 1025. */
const EMBEDDED_INBOUND_PORT = 1026;

const RATES = /^([1-9]\d{0,5}|[a-z0-9.-]+=[1-9]\d{0,5})(,[a-z0-9.-]+=[1-9]\d{0,5})*$/i;

function rateOf(text: string): MailRate {
  const parts = text
    .toLowerCase()
    .split(',')
    .map((part) => part.split('='));
  const [first = []] = parts;
  return {
    usual: first.length === 1 ? Number(first[0]) : null,
    byDomain: Object.fromEntries(parts.flatMap(([domain = '', count]) => (count ? [[domain, Number(count)]] : []))),
  };
}

/** As the setting is written. */
export const rateText = ({ usual, byDomain }: MailRate): string =>
  [...(usual === null ? [] : [String(usual)]), ...Object.entries(byDomain).map((pair) => pair.join('='))].join(',');

export const mailSettings = {
  MAIL_RETURN_PATH: z.enum(['per-mail', 'sender']).default('per-mail'),
  MAIL_REPLY_TO: z.enum(['filed', 'sender', 'coordinator']).optional(),
  INBOUND_SMTP_PORT: z
    .string()
    .regex(/^(off|\d{1,5})$/, 'must be a port number, or off')
    .refine((text) => text === 'off' || (Number(text) >= 1 && Number(text) <= 65_535), 'must lie between 1 and 65535')
    .optional(),
  ...imapSettings,
  MAIL_PER_DOMAIN_PER_MINUTE: z
    .string()
    .regex(RATES, 'must be a whole number from 1, and domains with their own after it, such as 60,qq.com=10')
    .transform(rateOf)
    .optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/i, 'must be a domain')
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9._-]+$/i, 'must be a selector')
    .optional(),
  DKIM_KEY_FILE: z.string().optional(),
};

type MailSettings = { [K in keyof typeof mailSettings]: z.infer<(typeof mailSettings)[K]> };

/**
 * Puts the settings together.
 * @param isEmbedded whether mail ends in the inbox of this machine
 * @param isLoopback whether a host is this machine
 */
export function readMail(
  read: Partial<MailSettings>,
  isEmbedded: boolean,
  isLoopback: (host: string) => boolean,
): { config: MailConfig; faults: string[] } {
  const given = read.INBOUND_SMTP_PORT ?? (isEmbedded ? String(EMBEDDED_INBOUND_PORT) : 'off');
  const inboundPort = given === 'off' ? null : Number(given);
  const imap = readImap(read, isLoopback);
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile } = read;
  const isHalf = [domain, selector, keyFile].some(Boolean) && !(domain && selector && keyFile);
  return {
    config: {
      hasOwnReturnPath: read.MAIL_RETURN_PATH !== 'sender',
      replyTo: read.MAIL_REPLY_TO ?? (inboundPort !== null || imap.config ? 'filed' : 'coordinator'),
      inboundPort,
      imap: imap.config,
      perDomainAndMinute: read.MAIL_PER_DOMAIN_PER_MINUTE,
      dkim: domain && selector && keyFile ? { domain, selector, keyFile } : undefined,
    },
    faults: [
      ...imap.faults,
      ...(isHalf ? ['DKIM_*: domain, selector and key file go together; leave all out where a relay signs.'] : []),
    ],
  };
}

/** What the postbox needs of it. Throws where the key cannot be read. */
export function postboxMail({ hasOwnReturnPath, replyTo, perDomainAndMinute, dkim }: MailConfig) {
  return {
    hasOwnReturnPath,
    replyTo,
    ...(perDomainAndMinute ? { perDomainAndMinute } : {}),
    ...(dkim
      ? {
          dkim: {
            domain: dkim.domain,
            selector: dkim.selector,
            privateKey: readFileSync(dkim.keyFile, 'utf8'),
          },
        }
      : {}),
  };
}
