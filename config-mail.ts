import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How mail goes out and comes back, beside the server and the sender. */
export interface MailConfig {
  /** Every mail has its own sender in the envelope, to which it bounces; some providers forbid it. */
  hasOwnReturnPath: boolean;
  /** Answers come to us and are filed; else they go to the coordinator's own mailbox. */
  filesReplies: boolean;
  /** Where we listen for bounces and answers by SMTP; null: nowhere. */
  inboundPort: number | null;
  /** At most so many mails a minute to one domain; undefined: no limit of ours. */
  perDomainAndMinute: number | undefined;
  /** Where no relay signs. */
  dkim: { domain: string; selector: string; keyFile: string } | undefined;
}

/** Of the embedded parts, beside the inbox's 1025. */
const EMBEDDED_INBOUND_PORT = 1026;

export const mailSettings = {
  MAIL_RETURN_PATH: z.enum(['per-mail', 'sender']).default('per-mail'),
  MAIL_REPLY_TO: z.enum(['filed', 'coordinator']).optional(),
  INBOUND_SMTP_PORT: z
    .string()
    .regex(/^(off|\d{1,5})$/, 'must be a port number, or off')
    .refine((text) => text === 'off' || (Number(text) >= 1 && Number(text) <= 65_535), 'must lie between 1 and 65535')
    .optional(),
  MAIL_PER_DOMAIN_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1')
    .transform(Number)
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

/** Puts the settings together. @param isEmbedded whether mail ends in the inbox of this machine */
export function readMail(read: Partial<MailSettings>, isEmbedded: boolean): { config: MailConfig; faults: string[] } {
  const given = read.INBOUND_SMTP_PORT ?? (isEmbedded ? String(EMBEDDED_INBOUND_PORT) : 'off');
  const inboundPort = given === 'off' ? null : Number(given);
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile } = read;
  const isHalf = [domain, selector, keyFile].some(Boolean) && !(domain && selector && keyFile);
  return {
    config: {
      hasOwnReturnPath: read.MAIL_RETURN_PATH !== 'sender',
      filesReplies: read.MAIL_REPLY_TO ? read.MAIL_REPLY_TO === 'filed' : inboundPort !== null,
      inboundPort,
      perDomainAndMinute: read.MAIL_PER_DOMAIN_PER_MINUTE,
      dkim: domain && selector && keyFile ? { domain, selector, keyFile } : undefined,
    },
    faults: isHalf ? ['DKIM_*: domain, selector and key file go together; leave all out where a relay signs.'] : [],
  };
}

/** What the postbox needs of it. Throws where the key cannot be read. */
export function postboxMail({ hasOwnReturnPath, filesReplies, perDomainAndMinute, dkim }: MailConfig) {
  return {
    hasOwnReturnPath,
    filesReplies,
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
