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
export type SenderAnswer = { report: SendReport } | { error: string };

const { databaseUrl, timing, ...settings }: SenderSettings = JSON.parse(process.argv[2] ?? '{}');
const db = connectDatabase(databaseUrl, { maxConnections: 4 });
const { sendMail } = postboxActivities({ db, clock: identityClock, isDemonstration: false, timing, ...settings });

process.on('message', (request: PostboxRequest) => {
  sendMail(request).then(
    (report) => process.send?.({ report } satisfies SenderAnswer),
    (error: unknown) => process.send?.({ error: String(error) } satisfies SenderAnswer),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
