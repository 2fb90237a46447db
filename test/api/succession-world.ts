import { postboxActivities } from '../../activities/postbox.ts';
import { caretakerActivities } from '../../activities/caretaker.ts';
import { businessNow, demonstrationClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { inlineGateway } from '../support/inline-gateway.ts';

/** An office whose posts change hands: API, Postgres and mail are real, the caretaker and the postboxes are called by hand. */
export interface SuccessionWorld {
  api: TestApi;
  inbox: Inbox;
  woken: string[];
  /** Sends what a person is to get now, mail by mail; gives their subjects, the first one first. */
  mailTo(personId: string, at?: string): Promise<string[]>;
  /** Gives a post to somebody, or to nobody, through the API. */
  give(postId: string, holderId: string | null, more?: object): Promise<void>;
  /** The caretaker tells agreements and plans what changed hands. */
  passOn(at?: string): Promise<number>;
  writePages(at: string): Promise<number>;
  /** Each open agreement and plan looks at its clock, as if it were later. */
  live(at: string): Promise<void>;
  now(): string;
  stop(): Promise<void>;
}

/** Monday 2026-03-02, 09:30 in China, going on at real speed. */
export const clock: BusinessClock = {
  ...demonstrationClock(new Date(Date.now() - 3_600_000).toISOString(), 86_400_000),
  endsAt: null,
};
const later = (at: string): BusinessClock => ({
  ...clock,
  realOriginAt: new Date().toISOString(),
  businessOriginAt: at,
});

export async function startSuccessionWorld(): Promise<SuccessionWorld> {
  const api = await startTestApi({ clock });
  const { db, gateway } = api;
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0 });
  const woken: string[] = [];
  const wakePostboxes = async (ids: readonly string[]) => void woken.push(...ids);
  const { sendMail } = postboxActivities({
    db,
    clock,
    smtpUrl: inbox.smtpUrl,
    from: 'Cooperation office <office@example.org>',
    publicUrl: 'http://127.0.0.1:3000',
    linkSecret: 'x'.repeat(32),
    isDemonstration: false,
    wakePostboxes,
    timing: { deferredMs: 10 },
  });
  const open = () =>
    db.entity.findMany({ where: { closed: false }, orderBy: { id: 'asc' }, select: { id: true, seq: true } });
  const caretaker = caretakerActivities({
    db,
    clock,
    running: async () => new Set((await open()).map(({ id }) => id)),
    isRunning: () => Promise.resolve(true),
    // A signal is taken, whatever becomes of it.
    tell: async (entityId: string, command: QueuedCommand) => {
      if ((await db.command.count({ where: { id: command.commandId } })) === 0) await gateway.send(entityId, command);
      return true;
    },
    restore: () => Promise.resolve([]),
    wakePostboxes,
  });
  const now = (): string => businessNow(clock, Date.now());
  return {
    api,
    inbox,
    woken,
    now,
    mailTo: async (personId, at = now()) => {
      // Mail waits for agreements that are late; who looks at their clocks here is the test, so none of them is.
      await db.entity.updateMany({ where: { wakeAt: { lt: new Date(at) } }, data: { wakeAt: null } });
      const before = inbox.messages().length;
      for (let tries = 20; tries > 0; tries -= 1) {
        const { outcome } = await sendMail({ personId, at });
        if (outcome === 'nothing' || outcome === 'deferred') break;
      }
      const messages = inbox.messages();
      return messages
        .slice(0, messages.length - before)
        .map(({ subject }) => subject)
        .toReversed();
    },
    give: async (postId, holderId, more = {}) => {
      const { headers, body } = await api.call('GET', `/v1/posts/${postId}`);
      const { organisationId, titleEn, titleZh, deputyPostId, officePostId } = body;
      const changed = { organisationId, titleEn, titleZh, deputyPostId, officePostId, holderId, ...more };
      const answer = await api.call('PUT', `/v1/posts/${postId}`, changed, { 'if-match': String(headers['etag']) });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    },
    passOn: (at = now()) => caretaker.passOnDuties({ at }),
    writePages: (at) => caretaker.writeMonthlyPages({ at }),
    live: async (at) => {
      const then = inlineGateway(db, later(at));
      for (const { id } of await open()) await then.look(id);
    },
    stop: async () => {
      await inbox.stop();
      await api.stop();
    },
  };
}

/** A link of a mail, by its label, as a path. */
export function linkIn(text: string, label: string): string {
  const line = text.split('\n').find((one) => one.startsWith(`* ${label}: `));
  if (!line) throw new Error(`no link "${label}" in ${text}`);
  return line.slice(line.indexOf('http://127.0.0.1:3000') + 'http://127.0.0.1:3000'.length).trim();
}
