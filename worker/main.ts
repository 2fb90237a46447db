import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { bookingActivities } from '../activities/bookings.ts';
import { coverActivities } from '../activities/cover.ts';
import { leavingActivities } from '../activities/leaving.ts';
import { importActivities } from '../activities/import-rows.ts';
import { caretakerActivities } from '../activities/caretaker.ts';
import { postboxActivities } from '../activities/postbox.ts';
import { recordActivities } from '../activities/record.ts';
import { wakePostboxes } from '../activities/wake-postboxes.ts';
import { postboxMail } from '../config-mail.ts';
import { loadConfig, readLinkSecret } from '../config.ts';
import { demonstrationZone, isDemonstration } from '../domain/calendar/business-clock.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { connectDatabase } from '../prisma/client.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { commandSender } from './commands.ts';
import { caretakerDeps, startCaretakerPatiently, teller } from './caretaker.ts';
import { connectPatiently, createWorker } from './worker.ts';

/** Runs one worker until it is told to stop. Several may run; nothing of theirs is stateful but their cache. */
const config = loadConfig(process.env);
const log = pino({ level: config.logLevel });
Runtime.install({
  logger: new DefaultLogger('WARN', ({ level, message, meta }) => log.warn({ ...meta, level }, message)),
});

const settings = connectionSettings(config.temporal);
const connection = await connectPatiently(settings);
const client = new Client({ connection: await Connection.connect(settings), namespace: config.temporal.namespace });
// What is sent must be known, so without the SDK's silent repeats.
const plainConnection = Connection.lazy({ ...settings, interceptors: [] });
const plainClient = new Client({ connection: plainConnection, namespace: config.temporal.namespace });
const databaseUrl = config.database.url;
if (!databaseUrl) throw new Error('DATABASE_URL: a worker needs it; the launcher passes the embedded one.');
const db = connectDatabase(databaseUrl, { maxConnections: 10 });
const clock = config.businessClock;
const wake = (personIds: readonly string[]): Promise<void> =>
  wakePostboxes(client, clock, personIds, config.uiLanguage);
const demonstration = isDemonstration(clock);

const worker = await createWorker(connection, {
  namespace: config.temporal.namespace,
  maxCachedWorkflows: config.worker.maxCachedWorkflows,
  // On one machine Ctrl-C is to end everything within ten seconds; what is cut off is taken up again at the next start.
  graceMs: config.nodeEnv === 'production' ? 25_000 : 3_000,
  activities: {
    ...recordActivities({
      db,
      clock,
      wakePostboxes: wake,
      page: {
        language: config.uiLanguage,
        apiUrl: config.publicUrl,
        uiUrl: config.temporal.uiUrl,
        namespace: config.temporal.namespace,
        isDemonstration: demonstration,
        ...(clock.endsAt ? { standsStillOn: localDateOf(demonstrationZone, clock.endsAt) } : {}),
      },
    }),
    ...bookingActivities({ db }),
    ...coverActivities({ db, clock }),
    ...leavingActivities({ db, tell: teller(client) }),
    ...importActivities(commandSender({ db, client: plainClient, clock, uiLanguage: config.uiLanguage })),
    ...postboxActivities({
      db,
      clock,
      smtpUrl: config.smtp.url ?? `smtp://127.0.0.1:${config.smtp.port}`,
      from: config.smtp.from,
      ...postboxMail(config.mail),
      publicUrl: config.publicUrl,
      linkSecret: readLinkSecret(config),
      isDemonstration: demonstration,
      wakePostboxes: wake,
    }),
    ...caretakerActivities(
      caretakerDeps(
        { db, client, clock, language: config.uiLanguage },
        { wakePostboxes: wake, log: (finding) => log.warn(finding, 'the caretaker found something') },
      ),
    ),
  },
});
void startCaretakerPatiently({ client, clock, language: config.uiLanguage }, (reason) =>
  log.error({ reason }, 'the caretaker could not be started'),
);

// The launcher waits for this; alone there is no parent to tell.
process.send?.('ready');
await worker.run();
await Promise.all([connection.close(), client.connection.close(), plainConnection.close(), db.$disconnect()]);
