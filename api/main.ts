import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { loadConfig, readLinkSecret } from '../config.ts';
import { startImport } from '../activities/start-import.ts';
import { askCaretaker } from '../activities/wake-caretaker.ts';
import { wakePostboxes } from '../activities/wake-postboxes.ts';
import { isDemonstration as isClockOfDemonstration } from '../domain/calendar/business-clock.ts';
import { codeSender } from '../mail/code-mail.ts';
import { connectDatabase } from '../prisma/client.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { storeBootstrapToken } from './authentication.ts';
import { findOutcome } from './entity-commands.ts';
import { readMailbox } from './inbound-imap.ts';
import { listenForMail } from './inbound-smtp.ts';
import { receiving } from './inbound.ts';
import { buildServer } from './server.ts';
import { temporalGateway } from './temporal-gateway.ts';

/** Runs the API until it is told to stop. Several may run; nothing of theirs is stateful. */
const config = loadConfig(process.env);
const log = pino({ level: config.logLevel });
const databaseUrl = config.database.url;
if (!databaseUrl) throw new Error('DATABASE_URL: the API needs it; the launcher passes the embedded one.');

const db = connectDatabase(databaseUrl, {
  maxConnections: 10,
  onPoolError: (error) => log.warn({ reason: error.message }, 'a database connection broke'),
});
// Lazy, and without the SDK's silent repeats: readiness tells whether Temporal is there, and the gateway must know what was sent.
const connection = Connection.lazy({ ...connectionSettings(config.temporal), interceptors: [] });
const client = new Client({ connection, namespace: config.temporal.namespace });

const wake = (personIds: readonly string[]): Promise<void> =>
  wakePostboxes(client, config.businessClock, personIds, config.uiLanguage);
const isDemonstration = isClockOfDemonstration(config.businessClock);
const app = await buildServer({
  db,
  gateway: temporalGateway({ client, findOutcome: (commandId) => findOutcome(db, commandId) }),
  clock: config.businessClock,
  publicUrl: config.publicUrl,
  mailFrom: config.smtp.from,
  linkSecret: readLinkSecret(config),
  logLevel: config.logLevel,
  isDemonstration,
  uiLanguage: config.uiLanguage,
  sendCode: codeSender({
    smtpUrl: config.smtp.url ?? `smtp://127.0.0.1:${config.smtp.port}`,
    from: config.smtp.from,
    publicUrl: config.publicUrl,
    isDemonstration,
  }),
  startImport: (spreadsheet) => startImport(client, spreadsheet, config.uiLanguage),
  wakePostboxes: wake,
  askCaretaker: () => askCaretaker(client, config.businessClock, config.uiLanguage),
});

if (config.bootstrapToken) await patiently(storeBootstrapToken, config.bootstrapToken);
await app.listen({ host: config.api.host, port: config.api.port });
const toReceive = receiving({ db, clock: config.businessClock, mailFrom: config.smtp.from, wakePostboxes: wake });
const inbound =
  config.mail.inboundPort === null
    ? null
    : await listenForMail(toReceive, {
        host: config.api.host,
        port: config.mail.inboundPort,
        onTrouble: (reason) => log.warn({ reason }, 'a mail that came back could not be kept; it is put off'),
      });
const mailbox = config.mail.imap
  ? readMailbox(toReceive, {
      imap: config.mail.imap,
      onTrouble: (reason) => log.warn({ reason }, 'mail that came back waits in its mailbox'),
    })
  : null;
process.send?.('ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

/** Requests under way are answered first. */
async function stop(): Promise<void> {
  await Promise.all([app.close(), inbound?.close(), mailbox?.close()]);
  await Promise.allSettled([connection.close(), db.$disconnect()]);
  process.exit(0);
}

/** The database may come up after us. */
async function patiently(store: typeof storeBootstrapToken, token: string): Promise<void> {
  const TRIES = 30;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store(db, token);
    } catch (error) {
      if (attempt >= TRIES) throw error;
      log.warn('the database is not there yet');
      await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 100 * attempt)));
    }
  }
}
