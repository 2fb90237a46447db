import type { Mailbox } from './mime.ts';

/**
 * Addresses of our own that name the mail they belong to: where its bounce goes (the envelope's sender) and where its answer
 * goes (Reply-To). Both hang on the sender's domain.
 */
const MAIL_ID = /^mail-[A-Za-z0-9_-]{22}$/;
const OWN = /^(bounce|reply)\+(mail-[A-Za-z0-9_-]{22})@(.+)$/i;

export type ReturnUse = 'bounce' | 'reply';

export interface ReturnAddress {
  use: ReturnUse;
  /** Servers on the way may have changed the case of letters. */
  mailId: string;
}

export function isMailId(text: string): boolean {
  return MAIL_ID.test(text);
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** `bounce+<mail id>@<our domain>`. Throws RangeError for what is no mail's id. */
export function returnAddress(use: ReturnUse, mailId: string, from: Pick<Mailbox, 'address'>): string {
  if (!MAIL_ID.test(mailId)) throw new RangeError('not the id of a mail');
  return `${use}+${mailId}@${domainOf(from.address)}`;
}

/** Which mail an address of ours is about; null for every other address. */
export function readReturnAddress(address: string, from: Pick<Mailbox, 'address'>): ReturnAddress | null {
  const [, use = '', mailId = '', domain = ''] = OWN.exec(address.trim()) ?? [];
  if (domain.toLowerCase() !== domainOf(from.address)) return null;
  return { use: use.toLowerCase() === 'bounce' ? 'bounce' : 'reply', mailId };
}

/** The ids of our mails among Message-IDs (`<mail-...@our domain>`), in order. */
export function mailIdsIn(messageIds: readonly string[], from: Pick<Mailbox, 'address'>): string[] {
  return messageIds.flatMap((messageId) => {
    const [, id = '', domain = ''] = /^<?([^<>@\s]+)@([^<>@\s]+)>?$/.exec(messageId.trim()) ?? [];
    return domain.toLowerCase() === domainOf(from.address) && MAIL_ID.test(id) ? [id] : [];
  });
}
