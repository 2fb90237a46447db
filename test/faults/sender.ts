import { identityClock } from '../../domain/calendar/business-clock.ts';
import { postboxActivities } from '../../activities/postbox.ts';
import type { PostboxRequest, SendReport } from '../../activities/postbox.ts';
import type { SendTiming } from '../../activities/postbox/deps.ts';
import { connectDatabase } from '../../prisma/client.ts';

/**
 * A process that sends as a worker does, and that a test may kill, freeze and wake: told whose mail to send, it answers with the
 * report, or with the error's message. Its settings are its argument, as JSON.
 */
export interface SenderSettings {
  databaseUrl: string;
  smtpUrl: string;
  from: string;
  publicUrl: string;
  linkSecret: string;
  timing: Partial<SendTiming>;
}
export interface SenderOrder {
  number: number;
  request: PostboxRequest;
}
export type SenderAnswer = { number: number } & ({ report: SendReport } | { error: string });

const { databaseUrl, timing, ...settings }: SenderSettings = JSON.parse(process.argv[2] ?? '{}');
const db = connectDatabase(databaseUrl, { maxConnections: 6 });
const { sendMail } = postboxActivities({ db, clock: identityClock, isDemonstration: false, timing, ...settings });

process.on('message', ({ number, request }: SenderOrder) => {
  sendMail(request).then(
    (report) => process.send?.({ number, report } satisfies SenderAnswer),
    (error: unknown) => process.send?.({ number, error: String(error) } satisfies SenderAnswer),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
