import type { Prisma } from '../../prisma/generated/client.ts';

type Reader = Pick<Prisma.TransactionClient, 'mail' | 'person'>;
type Came = Pick<Prisma.ReplyGetPayload<object>, 'id' | 'mailId' | 'personId' | 'fromAddress' | 'pausedUntilAt'>;

/** Whether an address is one of those that belong to somebody; letters count in either case. */
export function isAmong(address: string, own: readonly (string | null | undefined)[]): boolean {
  return own.some((one) => one?.toLowerCase() === address.toLowerCase());
}

/**
 * Which of these came from another address than that of whoever was written to, by id. A reply address is passed on with its mail, so
 * anybody may write to it: what they say is filed and read, and is nobody's word but theirs (DOMAIN 2a "Replies").
 */
export async function fromOthers(db: Reader, replies: readonly Came[]): Promise<ReadonlySet<string>> {
  // Only their own answer pauses anything: it was recognised when it came, whatever their address is now.
  const asked = replies.filter(({ pausedUntilAt }) => pausedUntilAt === null);
  if (asked.length === 0) return new Set();
  const [mails, people] = await Promise.all([
    db.mail.findMany({
      where: { id: { in: asked.map(({ mailId }) => mailId) } },
      select: { id: true, recipient: true },
    }),
    db.person.findMany({
      where: { id: { in: asked.map(({ personId }) => personId) } },
      select: { id: true, email: true },
    }),
  ]);
  const recipients = new Map(mails.map(({ id, recipient }) => [id, recipient]));
  const addresses = new Map(people.map(({ id, email }) => [id, email]));
  const isOwn = ({ mailId, personId, fromAddress }: Came): boolean =>
    isAmong(fromAddress, [recipients.get(mailId), addresses.get(personId)]);
  return new Set(asked.filter((reply) => !isOwn(reply)).map(({ id }) => id));
}
