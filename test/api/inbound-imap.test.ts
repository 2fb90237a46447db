import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReceiveDeps } from '../../activities/inbound/receive.ts';
import { receiveMail } from '../../activities/inbound/receive.ts';
import { readMailbox } from '../../api/inbound-imap.ts';
import type { MailboxReader, ReaderOptions } from '../../api/inbound-imap.ts';
import { bounce, reply } from '../activities/inbound-mail.ts';
import { at, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startImapMailbox } from '../support/imap.ts';
import type { ImapMailbox, ImapMailboxOptions } from '../support/imap.ts';
import { reasonToSkip, testUnless } from '../support/unless.ts';

let world: World;
let deps: ReceiveDeps;
let mailId: string;
let mailbox: ImapMailbox;
let troubles: string[];
const open: MailboxReader[] = [];
const started: ImapMailbox[] = [];

beforeAll(async () => {
  world = await startWorld();
  deps = {
    db: world.db,
    office: { address: 'office@example.org' },
    now: () => at,
    wakePostboxes: () => Promise.resolve(),
  };
}, 60_000);
afterAll(() => world.stop());

beforeEach(async () => {
  await world.clear();
  troubles = [];
  mailbox = await start();
  const followUp = await world.followUp('commitment', 'commitment-1');
  await world.notice('due', 'post-owner', { followUp });
  await world.postbox({ replyTo: 'sender' }).sendMail({ personId: 'person-owner', at });
  mailId = (await world.db.mail.findFirstOrThrow()).id;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function start(options: ImapMailboxOptions = {}): Promise<ImapMailbox> {
  const made = await startImapMailbox(options);
  started.push(made);
  return made;
}

function read(change: Partial<ReaderOptions> = {}, receiving = deps): MailboxReader {
  const reader = readMailbox(receiving, {
    imap: mailbox.imap,
    onTrouble: (reason) => troubles.push(reason),
    timing: { lookMs: 100, awayMs: 20, awayMaxMs: 100 },
    ...change,
  });
  open.push(reader);
  return reader;
}

/** Waits until what is expected holds; the last failure tells when it never does. */
async function soon(check: () => Promise<void> | void): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await check();
    } catch (error) {
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** As programs answer to a mail without Reply-To: to the sender, in its thread. */
const answer = (text = '收到，下周一答复。', headers: string[] = []): Buffer =>
  reply({ text, headers: [`In-Reply-To: <${mailId}@example.org>`, ...headers] });

describe('a mailbox that is read', () => {
  test('answers are filed on their matter, bounces mark the address, and both are marked as seen', async () => {
    mailbox.deliver(answer());
    mailbox.deliver(bounce({ original: `<${mailId}@example.org>` }));
    read();
    await soon(() => expect(mailbox.seen()).toEqual([true, true]));
    const { textId, ...filed } = await world.db.reply.findFirstOrThrow();
    expect(filed).toMatchObject({ kind: 'answer', mailId, followUpIds: ['commitment.commitment-1'], readAt: null });
    expect((await world.db.text.findUniqueOrThrow({ where: { id: textId } })).content).toBe('收到，下周一答复。');
    expect(await world.db.mail.findUniqueOrThrow({ where: { id: mailId } })).toMatchObject({ status: 'refused' });
    expect(troubles).toEqual([]);
  });

  test('what comes later is read too, announced or not', async () => {
    for (const plugins of [['IDLE'], []]) {
      await world.db.reply.deleteMany();
      mailbox = await start({ plugins });
      read();
      await soon(() => expect(mailbox.heard()).toContain('SEARCH'));
      mailbox.deliver(answer(plugins.length > 0 ? 'announced' : 'found by looking'));
      await soon(() => expect(mailbox.seen()).toEqual([true]));
      expect(await world.db.reply.count()).toBe(1);
    }
  });

  test('what names no mail of ours stays unread and is fetched once; what is too large as well', async () => {
    mailbox.deliver(reply({ text: 'a letter to the office' }));
    mailbox.deliver(answer('x'.repeat(5 * 1024 * 1024 + 1)));
    mailbox.deliver(answer());
    read();
    await soon(() => expect(mailbox.seen()).toEqual([false, false, true]));
    const fetched = () => mailbox.heard().match(/FETCH/g)?.length;
    const before = fetched();
    const looks = () => mailbox.heard().match(/SEARCH/g)?.length ?? 0;
    const from = looks();
    await soon(() => expect(looks()).toBeGreaterThan(from + 2));
    expect(fetched()).toBe(before);
    expect(troubles).toEqual(['a mail in the mailbox is too large; it is left unread']);
  });
});

describe('the same mail once', () => {
  test('by its Message-ID, whatever servers on the way wrote above it, and by whichever way it came', async () => {
    const raw = answer();
    await receiveMail(deps, { raw, recipients: [] });
    mailbox.deliver(Buffer.concat([Buffer.from('Received: from mx.example.net by imap.example.org\r\n'), raw]));
    mailbox.deliver(raw);
    read();
    await soon(() => expect(mailbox.seen()).toEqual([true, true]));
    expect(await world.db.reply.count()).toBe(1);
  });

  test('two readers of one mailbox', async () => {
    for (const text of ['one', 'three', 'eleven']) mailbox.deliver(answer(text));
    read();
    read();
    await soon(() => expect(mailbox.seen()).toEqual([true, true, true]));
    expect(await world.db.reply.count()).toBe(3);
  });
});

describe('faults', () => {
  test('a broken connection is made again, and what came meanwhile is read', async () => {
    read();
    await soon(() => expect(mailbox.heard()).toContain('SEARCH'));
    mailbox.hangUp();
    mailbox.deliver(answer());
    await soon(() => expect(mailbox.seen()).toEqual([true]));
    expect(mailbox.connections()).toBeGreaterThan(1);
    expect(troubles.every((reason) => reason.startsWith('the mailbox cannot be read: '))).toBe(true);
  });

  test('a server that is away is waited for', async () => {
    const { port } = mailbox.imap;
    await mailbox.stop();
    read();
    await soon(() => expect(troubles).toContain('the mailbox cannot be read: ECONNREFUSED'));
    mailbox = await start({ port });
    mailbox.deliver(answer());
    await soon(() => expect(mailbox.seen()).toEqual([true]));
  });

  test('what cannot be kept stays unread and is tried again; others do not wait for it', async () => {
    let broken = true;
    const sometimes: ReceiveDeps = { ...deps, now: () => (broken ? 'no time' : at) };
    mailbox.deliver(answer('kept later'));
    mailbox.deliver(reply({ text: 'not ours' }));
    read({}, sometimes);
    await soon(() => expect(troubles.length).toBeGreaterThan(1));
    expect(mailbox.seen()).toEqual([false, false]);
    broken = false;
    await soon(() => expect(mailbox.seen()).toEqual([true, false]));
    expect(await world.db.reply.count()).toBe(1);
  });

  test('a refused password is said, and neither it nor the user nor what a mail says is in what is logged', async () => {
    mailbox.deliver(answer('canary-7319'));
    read({ imap: { ...mailbox.imap, password: 'canary-password' } });
    await soon(() => expect(troubles.length).toBeGreaterThan(0));
    read({}, { ...deps, now: () => 'canary-7319' });
    await soon(() => expect(troubles.join()).toContain('could not be kept'));
    expect(troubles).toContain('the mailbox cannot be read: the user or the password is refused');
    expect(troubles.join('\n')).not.toMatch(/canary|office@|example\.org|password of/);
  });
});

describe('encryption', () => {
  test('where STARTTLS is required and not offered, nothing is said, least of all the password', async () => {
    read({ imap: { ...mailbox.imap, transport: 'starttls' } });
    await soon(() => expect(troubles.length).toBeGreaterThan(0));
    expect(mailbox.connections()).toBeGreaterThan(0);
    expect(mailbox.heard()).not.toMatch(/LOGIN|AUTHENTICATE|password/i);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0;
  testUnless(reasonToSkip(openssl, 'openssl is not installed'))(
    'a certificate that nobody vouches for is refused; one that somebody does is not',
    async () => {
      const credentials = selfSigned();
      mailbox = await start({ transport: 'tls', credentials });
      mailbox.deliver(answer());
      const reader = read();
      await soon(() => expect(troubles.join()).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY/));
      await reader.close();
      expect([mailbox.heard(), mailbox.seen()]).toEqual(['', [false]]);
      read({ ca: credentials.cert });
      await soon(() => expect(mailbox.seen()).toEqual([true]));
    },
  );
});

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'imap-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const args = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', ...args, ...name, '-keyout', key, '-out', cert]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  const pem = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pem;
}
