import { postboxActivities } from '../../activities/postbox.ts';
import { recordActivities } from '../../activities/record.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { Database } from '../../prisma/client.ts';

/** The recorder and the postboxes of an office that is lived in memory, on a real Postgres and a real SMTP server. */
export function officeActivities(of: {
  db: Database;
  clock: BusinessClock;
  smtpUrl: string;
  wakePostboxes(personIds: readonly string[]): Promise<void>;
}) {
  const { db, clock, wakePostboxes } = of;
  return {
    ...recordActivities({
      db,
      clock,
      page: { language: 'en', apiUrl: 'http://api', uiUrl: 'http://ui', namespace: 'default', isDemonstration: false },
      wakePostboxes,
    }),
    postbox: postboxActivities({
      ...of,
      from: 'Cooperation office <office@example.org>',
      publicUrl: 'http://127.0.0.1:3000',
      linkSecret: 'x'.repeat(32),
      isDemonstration: false,
    }),
  };
}
