import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox, InboxOptions } from '../../stack/inbox/inbox.ts';

const open = new Set<Inbox>();
const folders: string[] = [];

afterEach(async () => {
  for (const inbox of open) await inbox.stop();
  open.clear();
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<InboxOptions> = {}): Promise<Inbox> {
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0, ...options });
  open.add(inbox);
  return inbox;
}

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'inbox-'));
  folders.push(dir);
  return dir;
}

type Mail = {
  to?: string;
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  raw?: string;
};

function send(inbox: Inbox, { to = 'wu@zzuet.example', ...mail }: Mail = {}): Promise<unknown> {
  const url = new URL(inbox.smtpUrl);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    greetingTimeout: 5_000,
  });
  const from = 'cooperation@example.org';
  return transport.sendMail({
    from: `"Cooperation 合作" <${from}>`,
    to,
    subject: 'Minutes',
    text: 'Dear',
    envelope: { from, to },
    ...mail,
  });
}

const failure = async (sending: Promise<unknown>): Promise<{ responseCode?: number; code?: string }> => {
  try {
    await sending;
  } catch (error) {
    return z.object({ responseCode: z.number().optional(), code: z.string().optional() }).parse(error);
  }
  throw new Error('the mail was accepted');
};

const listSchema = z.array(
  z.looseObject({ id: z.string(), subject: z.string(), to: z.array(z.string()), from: z.string() }),
);

async function list(inbox: Inbox, query = ''): Promise<z.infer<typeof listSchema>> {
  const response = await fetch(`${inbox.httpUrl}/api/messages${query}`);
  expect(response.status).toBe(200);
  return listSchema.parse(await response.json());
}

/** fetch sets Host itself; this one can lie about it. */
function statusFor(inbox: Inbox, host: string, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${inbox.httpUrl}/api/messages`, { method, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('mail arrives', () => {
  test('newest first, with its parts, headers and exact source', async () => {
    const inbox = await start();
    await send(inbox, { subject: 'first' });
    await send(inbox, {
      to: 'Ren@cnuktip.example',
      subject: '会议纪要待确认',
      text: '烦请确认：http://127.0.0.1:3000/l/abc',
      html: '<p>烦请<a href="http://127.0.0.1:3000/l/abc">确认</a></p>',
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Agreement': 'agreement-2026-0001' },
    });
    const [newest, older] = await list(inbox);
    expect(newest).toMatchObject({
      subject: '会议纪要待确认',
      from: 'cooperation@example.org',
      fromName: 'Cooperation 合作',
      to: ['ren@cnuktip.example'],
      envelope: { from: 'cooperation@example.org', to: ['Ren@cnuktip.example'] },
      headers: { 'auto-submitted': 'auto-generated', 'x-agreement': 'agreement-2026-0001' },
      text: expect.stringContaining('烦请确认：http://127.0.0.1:3000/l/abc'),
      html: expect.stringContaining('确认</a>'),
      messageId: expect.stringMatching(/^<.+@.+>$/),
    });
    expect(older).toMatchObject({ subject: 'first' });
    expect(older).not.toHaveProperty('html');
    const single: unknown = await (await fetch(`${inbox.httpUrl}/api/messages/${newest?.id}`)).json();
    expect(single).toEqual(newest);
    expect(inbox.messages().map((message) => message.subject)).toEqual(['会议纪要待确认', 'first']);
  });

  test('the source is what was sent, byte for byte', async () => {
    const inbox = await start();
    const raw = 'From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?B?5Lya6K6u?=\r\n\r\nline\r\n..dots\r\n';
    await send(inbox, { raw });
    const [message] = await list(inbox);
    expect(message?.subject).toBe('会议');
    const source = await fetch(`${inbox.httpUrl}/api/messages/${message?.id}/source`);
    expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await source.text()).toBe(raw);
  });

  test('filters by recipient and by words', async () => {
    const inbox = await start();
    await send(inbox, { to: 'wu@zzuet.example', subject: 'Minutes due', text: 'tomorrow' });
    await send(inbox, { to: 'bwu@zzuet.example', subject: 'Visit', text: 'The MINUTES are missing' });
    const subjects = async (query: string): Promise<string[]> =>
      (await list(inbox, query)).map((message) => message.subject);
    expect(await subjects('?to=wu@zzuet.example')).toEqual(['Minutes due']);
    expect(await subjects('?to=ZZUET')).toEqual(['Visit', 'Minutes due']);
    expect(await subjects('?q=minutes')).toEqual(['Visit', 'Minutes due']);
    expect(await subjects('?q=minutes&to=bwu@zzuet.example')).toEqual(['Visit']);
    expect(await subjects('?q=nothing')).toEqual([]);
    const [brief] = await list(inbox, '?brief=1');
    expect(brief).toMatchObject({ preview: 'The MINUTES are missing' });
    expect(brief).not.toHaveProperty('text');
  });

  test('an attachment can be fetched, and only as a download', async () => {
    const inbox = await start();
    const raw = [
      'From: a@example.org',
      'To: b@example.org',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/html; name="inv\'ite.html"',
      'Content-Disposition: attachment; filename="inv\'ite.html"',
      '',
      '<script>1</script>',
      '--x--',
      '',
    ].join('\r\n');
    await send(inbox, { raw });
    const [message] = inbox.messages();
    expect(message?.attachments).toEqual([{ name: "inv'ite.html", contentType: 'text/html', size: 18 }]);
    const base = `${inbox.httpUrl}/api/messages/${message?.id}/attachments`;
    const file = await fetch(`${base}/0`);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''inv%27ite.html");
    expect(await file.text()).toBe('<script>1</script>');
    expect((await fetch(`${base}/1`)).status).toBe(404);
  });

  test('a hundred at once: all kept, each once', async () => {
    const inbox = await start();
    await Promise.all(Array.from({ length: 100 }, (_, i) => send(inbox, { subject: `mail ${i}` })));
    expect(new Set(inbox.messages().map((message) => message.subject)).size).toBe(100);
    expect(new Set(inbox.messages().map((message) => message.id)).size).toBe(100);
  });
});

test('a sender that leaves in the middle of a body leaves no half mail', async () => {
  const inbox = await start();
  const socket = connect(Number(new URL(inbox.smtpUrl).port), '127.0.0.1');
  const heard = (pattern: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const listen = (chunk: Buffer): void => {
        if (!pattern.test(chunk.toString())) return;
        socket.off('data', listen);
        resolve();
      };
      socket.on('data', listen);
    });
  await heard(/^220 /);
  for (const line of ['HELO x', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA']) {
    socket.write(`${line}\r\n`);
    await heard(/^(250|354) /);
  }
  socket.write('Subject: half\r\n\r\nof a ma');
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(inbox.messages()).toHaveLength(0);
  await send(inbox, { subject: 'whole' });
  expect(inbox.messages().map((message) => message.subject)).toEqual(['whole']);
});

describe('kept over restarts', () => {
  test('a stopped inbox has its mail again, in the same order, under the same ids', async () => {
    const dir = await folder();
    const before = await start({ dir });
    for (const subject of ['one', 'two', 'three']) await send(before, { subject });
    const kept = before.messages();
    await before.stop();
    open.delete(before);

    const after = await start({ dir });
    expect(after.messages()).toEqual(kept);
    await send(after, { subject: 'four' });
    expect(after.messages().map((message) => message.subject)).toEqual(['four', 'three', 'two', 'one']);
    expect((await readdir(dir)).filter((name) => name.endsWith('.eml')).length).toBe(4);
  });

  test('a half-written mail is not shown, a mail copied in is', async () => {
    const dir = await folder();
    await writeFile(join(dir, '1700000000000-aaaaaa.part'), 'From: a@example.org\r\n');
    await writeFile(
      join(dir, 'copied.eml'),
      'From: a@example.org\r\nTo: b@example.org\r\nSubject: copied\r\n\r\nhi\r\n',
    );
    const inbox = await start({ dir });
    expect(inbox.messages().map((message) => message.subject)).toEqual(['copied']);
    expect((await fetch(`${inbox.httpUrl}/api/messages/copied/source`)).status).toBe(200);
  });

  test('a taken port is an error, and the other port is free again', async () => {
    const first = await start();
    const smtpPort = Number(new URL(first.smtpUrl).port);
    await expect(startInbox({ dir: null, httpPort: 0, smtpPort })).rejects.toThrow(/EADDRINUSE/);
    const httpPort = Number(new URL(first.httpUrl).port);
    await first.faults.closePort();
    await expect(startInbox({ dir: null, httpPort, smtpPort })).rejects.toThrow(/EADDRINUSE/);
    await first.faults.openPort();
    await send(first);
    expect(first.messages()).toHaveLength(1);
  });
});

describe('reading is safe', () => {
  test("a mail's HTML runs no script and loads nothing; its links open in a new tab", async () => {
    const inbox = await start();
    await send(inbox, {
      html: '<base href="https://evil.example/"><script>alert(1)</script><a href="https://x.example/">x</a>',
    });
    const response = await fetch(`${inbox.httpUrl}/api/messages/${inbox.messages()[0]?.id}/html`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox;/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(await response.text()).toMatch(/^<!doctype html><base target="_blank">/);
  });

  test('the page has a strict policy, no inline script and nothing of a mail in it', async () => {
    const inbox = await start();
    await send(inbox, { subject: '<img src=x onerror=alert(1)>' });
    const page = await fetch(inbox.httpUrl);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const html = await page.text();
    expect(html).not.toContain('onerror');
    expect(html).not.toMatch(/<script(?! src="\/inbox\.js" defer><\/script>)/);
    for (const [path, type] of Object.entries({ '/inbox.js': 'text/javascript', '/inbox.css': 'text/css' })) {
      expect((await fetch(inbox.httpUrl + path)).headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    }
    const script = await (await fetch(`${inbox.httpUrl}/inbox.js`)).text();
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);
  });

  test('only local names, only reading', async () => {
    const inbox = await start();
    expect(await statusFor(inbox, 'rebound.example')).toBe(403);
    expect(await statusFor(inbox, '127.0.0.1.rebound.example')).toBe(403);
    expect(await statusFor(inbox, 'localhost:1080')).toBe(200);
    expect(await statusFor(inbox, '[::1]:1080')).toBe(200);
    expect(await statusFor(inbox, '127.0.0.1', 'DELETE')).toBe(405);
    for (const path of ['/api/messages/nope', '/api/messages/..%2f..%2fetc%2fpasswd/source', '/nope', '//']) {
      expect((await fetch(inbox.httpUrl + path)).status).toBe(404);
    }
  });

  test('says that it is well, and that nothing is new', async () => {
    const inbox = await start();
    await send(inbox);
    expect(await (await fetch(`${inbox.httpUrl}/api/healthz`)).json()).toEqual({ status: 'ok', messages: 1 });
    const etag = (await fetch(`${inbox.httpUrl}/api/messages`)).headers.get('etag') ?? '';
    const ask = (): Promise<Response> => fetch(`${inbox.httpUrl}/api/messages`, { headers: { 'if-none-match': etag } });
    expect((await ask()).status).toBe(304);
    await send(inbox);
    expect((await ask()).status).toBe(200);
  });
});

describe('faults on request', () => {
  test('recipients and senders are refused with the code asked for', async () => {
    const inbox = await start();
    inbox.faults.rcpt((address) => (address.startsWith('gone') ? { code: 550, text: '5.1.1 No such user' } : null));
    expect(await failure(send(inbox, { to: 'gone@example.org' }))).toMatchObject({ responseCode: 550 });
    await send(inbox, { to: 'here@example.org' });
    inbox.faults.sender(() => ({ code: 421, text: 'Busy' }));
    expect(await failure(send(inbox))).toMatchObject({ responseCode: 421 });
    inbox.faults.clear();
    await send(inbox, { to: 'gone@example.org' });
    expect(inbox.messages()).toHaveLength(2);
  });

  test('a body is refused, or the connection breaks before or after the mail is kept', async () => {
    const inbox = await start();
    inbox.faults.data(() => ({ kind: 'refuse', refusal: { code: 452, text: '4.2.2 Mailbox full' } }));
    expect(await failure(send(inbox))).toMatchObject({ responseCode: 452 });
    for (const kind of ['cut-before-body', 'cut-before-reply'] as const) {
      inbox.faults.data(() => ({ kind }));
      expect(await failure(send(inbox))).not.toHaveProperty('responseCode');
      expect(inbox.messages()).toHaveLength(0);
    }
    inbox.faults.data(() => ({ kind: 'cut-after-keep' }));
    expect(await failure(send(inbox))).not.toHaveProperty('responseCode');
    expect(inbox.messages()).toHaveLength(1);
  });

  test('greylisting refuses each recipient once', async () => {
    const inbox = await start();
    inbox.faults.greylistOnce();
    expect(await failure(send(inbox, { to: 'a@example.org' }))).toMatchObject({ responseCode: 451 });
    await send(inbox, { to: 'a@example.org' });
    expect(await failure(send(inbox, { to: 'b@example.org' }))).toMatchObject({ responseCode: 451 });
    expect(inbox.messages()).toHaveLength(1);
  });

  test('a delay is a delay', async () => {
    const inbox = await start();
    inbox.faults.delay('body', 300);
    const startedMs = performance.now();
    await send(inbox);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(295);
  });

  test('a closed port refuses, breaks what is open, and opens again under the same address', async () => {
    const inbox = await start();
    const address = inbox.smtpUrl;
    inbox.faults.delay('body', 60_000);
    const interrupted = failure(send(inbox));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await inbox.faults.closePort();
    expect(await interrupted).not.toHaveProperty('responseCode');
    expect(await failure(send(inbox))).toMatchObject({ code: 'ESOCKET' });
    inbox.faults.clear();
    await inbox.faults.openPort();
    await send(inbox);
    expect(inbox.smtpUrl).toBe(address);
    expect(inbox.messages()).toHaveLength(1);
  });
});
