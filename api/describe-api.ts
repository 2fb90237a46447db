import { identityClock } from '../domain/calendar/business-clock.ts';
import type { Database } from '../prisma/client.ts';
import { buildServer } from './server.ts';

const unused = () => Promise.reject(new Error('only described'));

/** The OpenAPI document as text. Nothing is connected to: the routes alone say it. */
export async function describeApi(db: Database): Promise<string> {
  const app = await buildServer({
    db,
    gateway: { send: unused, start: unused, check: unused },
    clock: identityClock,
    publicUrl: '',
    mailFrom: 'office@example.org',
    linkSecret: '',
    logLevel: 'silent',
    isDemonstration: false,
    sendCode: unused,
    wakePostboxes: unused,
    startImport: unused,
  });
  try {
    return `${JSON.stringify(app.swagger(), undefined, 2)}\n`;
  } finally {
    await app.close();
  }
}
