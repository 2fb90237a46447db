import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rateText } from '../config-mail.ts';
import { ConfigError, loadConfig, readLinkSecret } from '../config.ts';
import { identityClock } from '../domain/calendar/business-clock.ts';
import { connectionSettings } from '../temporal-connection.ts';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const SECRET = 'x'.repeat(32);

describe('settings', () => {
  test('nothing set gives the demonstration with every part embedded, on the usual ports', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      api: { host: '127.0.0.1', port: 3000 },
      publicUrl: 'http://127.0.0.1:3000',
      database: { url: undefined, port: 5433 },
      temporal: {
        connection: undefined,
        namespace: 'default',
        port: 7233,
        uiPort: 8233,
      },
      smtp: { url: undefined, port: 1025 },
      inbox: { port: 1080 },
      uiLanguage: 'en',
      demoDayMs: 10_000,
      real: false,
      worker: { maxCachedWorkflows: 1000 },
    });
    expect(config.stackDir).toBe(join(process.cwd(), '.stack'));
    expect(config.tokenFile).toBe(join(process.cwd(), '.stack', 'coordinator.token'));
    expect(config.businessClock).toEqual(identityClock);
  });

  test('all faults are reported together, by the name of their setting', () => {
    const faults = faultsOf({
      API_PORT: '70000',
      DEMO_DAY: 'ten',
      UI_LANGUAGE: 'fr',
      DATABASE_URL: 'mysql://x',
      LINK_SECRET: 'short',
      TEMPORAL_API_KEY: 'key',
      SMTP_URL: 'smtp://mail.example.org',
    });
    const names = faults.map((fault) => fault.split(':')[0]);
    expect(new Set(names)).toEqual(
      new Set(['API_PORT', 'DEMO_DAY', 'UI_LANGUAGE', 'DATABASE_URL', 'LINK_SECRET', 'TEMPORAL_ADDRESS', 'PUBLIC_URL']),
    );
  });

  test('an empty value counts as not given', () => {
    expect(loadConfig({ API_PORT: '', DATABASE_URL: '', SMTP_URL: '' }).real).toBe(false);
  });

  test.each([
    ['10s', 10_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1.5s', 1_500],
    ['24h', 86_400_000],
  ])('a demonstration day of %s lasts %d ms', (text, ms) => {
    expect(loadConfig({ DEMO_DAY: text }).demoDayMs).toBe(ms);
  });

  test.each(['10', '-1s', '1ms', '25h', '10 s'])('a demonstration day of "%s" is refused', (text) => {
    expect(faultsOf({ DEMO_DAY: text })).toHaveLength(1);
  });

  test('two embedded parts on one port are refused; a part that is replaced needs no port', () => {
    expect(faultsOf({ INBOX_PORT: '3000' })[0]).toMatch(/INBOX_PORT.*API_PORT/);
    expect(faultsOf({ POSTGRES_PORT: '3000', DATABASE_URL: 'postgresql://db.example.org/x' })).toEqual([]);
  });
});

describe('real parts', () => {
  test.each([
    { DATABASE_URL: 'postgresql://u:p@db.example.org/x' },
    { TEMPORAL_ADDRESS: 'temporal.example.org:7233' },
    { SMTP_URL: 'smtp://127.0.0.1:2525' },
    { DATA_SET: 'real' },
  ])('%j means real time', (environment) => {
    expect(loadConfig(environment).real).toBe(true);
  });

  test("the launcher's children see addresses of every part and still belong to the demonstration", () => {
    const child = {
      DATABASE_URL: 'postgresql://127.0.0.1/x',
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
      DATA_SET: 'demonstration',
    };
    expect(loadConfig(child).real).toBe(false);
  });

  test('a real mail server with a loopback PUBLIC_URL refuses to start, given or by default', () => {
    const smtp = { SMTP_URL: 'smtps://mail.example.org:465' };
    expect(faultsOf(smtp)[0]).toMatch(/^PUBLIC_URL/);
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]']) {
      expect(faultsOf({ ...smtp, PUBLIC_URL: `http://${host}:3000` })[0]).toMatch(/^PUBLIC_URL/);
    }
    expect(loadConfig({ ...smtp, PUBLIC_URL: 'https://cooperation.example.org/' }).publicUrl).toBe(
      'https://cooperation.example.org',
    );
    expect(faultsOf({ SMTP_URL: 'smtp://localhost:2525' })).toEqual([]);
  });

  test('production wants its secrets and its database named', () => {
    expect(faultsOf({ NODE_ENV: 'production' }).map((fault) => fault.split(':')[0])).toEqual([
      'LINK_SECRET',
      'DATABASE_URL',
    ]);
    const given = { NODE_ENV: 'production', LINK_SECRET: SECRET, DATABASE_URL: 'postgresql://db/x' };
    expect(faultsOf(given)).toEqual([]);
  });

  test('the link secret comes from the text or the file, never from nowhere', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'secret');
      writeFileSync(file, `${SECRET}\n`);
      expect(readLinkSecret(loadConfig({ LINK_SECRET_FILE: file }))).toBe(SECRET);
      expect(readLinkSecret(loadConfig({ LINK_SECRET: SECRET }))).toBe(SECRET);
      expect(() => readLinkSecret(loadConfig({}))).toThrow(ConfigError);
      writeFileSync(file, 'short');
      expect(() => readLinkSecret(loadConfig({ LINK_SECRET_FILE: file }))).toThrow(ConfigError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Temporal's standard environment", () => {
  const address = { TEMPORAL_ADDRESS: 'temporal.example.org:7233' };

  test('an API key switches TLS on', () => {
    const { temporal } = loadConfig({ ...address, TEMPORAL_NAMESPACE: 'ours', TEMPORAL_API_KEY: 'key' });
    expect(temporal).toMatchObject({ namespace: 'ours' });
    expect(connectionSettings(temporal)).toEqual({
      address: address.TEMPORAL_ADDRESS,
      apiKey: 'key',
      tls: true,
    });
  });

  test('certificates are read from text and from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const key = join(folder, 'key.pem');
      writeFileSync(key, 'KEY');
      const { temporal } = loadConfig({
        ...address,
        TEMPORAL_TLS_SERVER_NAME: 'inner',
        TEMPORAL_TLS_CLIENT_CERT_DATA: 'CERTIFICATE',
        TEMPORAL_TLS_CLIENT_KEY_PATH: key,
      });
      expect(connectionSettings(temporal).tls).toMatchObject({
        serverNameOverride: 'inner',
        clientCertPair: { crt: Buffer.from('CERTIFICATE'), key: Buffer.from('KEY') },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a profile is read where the environment names its file; one that is not there is a fault', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'temporal.toml');
      writeFileSync(file, '[profile.work]\naddress = "work.example.org:7233"\nnamespace = "ours"\n');
      const { temporal } = loadConfig({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'work' });
      expect(connectionSettings(temporal)).toEqual({ address: 'work.example.org:7233' });
      expect(temporal.namespace).toBe('ours');
      expect(faultsOf({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'other' })).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('half a certificate and an address with http:// are refused', () => {
    expect(faultsOf({ ...address, TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' })).toHaveLength(1);
    expect(faultsOf({ TEMPORAL_ADDRESS: 'http://127.0.0.1:7233' })).toHaveLength(1);
  });

  test('without an address the embedded server is meant', () => {
    expect(connectionSettings(loadConfig({ TEMPORAL_PORT: '7777' }).temporal)).toEqual({
      address: '127.0.0.1:7777',
    });
  });
});

describe('mail that goes out and comes back', () => {
  test('on one machine we listen beside the inbox; with a real mail server or in production only where it is said', () => {
    expect(loadConfig({}).mail).toEqual({
      hasOwnReturnPath: true,
      replyTo: 'filed',
      inboundPort: 1026,
      imap: null,
      perDomainAndMinute: undefined,
      dkim: undefined,
    });
    const real = { SMTP_URL: 'smtp://127.0.0.1:2525' };
    expect(loadConfig(real).mail).toMatchObject({ inboundPort: null, replyTo: 'coordinator' });
    expect(loadConfig({ ...real, INBOUND_SMTP_PORT: '2526' }).mail).toMatchObject({
      inboundPort: 2526,
      replyTo: 'filed',
    });
    expect(loadConfig({ INBOUND_SMTP_PORT: 'off', MAIL_REPLY_TO: 'filed' }).mail).toMatchObject({
      inboundPort: null,
      replyTo: 'filed',
    });
    expect(loadConfig({ MAIL_RETURN_PATH: 'sender' }).mail.hasOwnReturnPath).toBe(false);
  });

  test('a rate for every provider, and another for one', () => {
    const rate = (MAIL_PER_DOMAIN_PER_MINUTE: string) =>
      loadConfig({ MAIL_PER_DOMAIN_PER_MINUTE }).mail.perDomainAndMinute;
    expect(rate('60')).toEqual({ usual: 60, byDomain: {} });
    expect(rate('60,qq.com=10,163.com=5')).toEqual({ usual: 60, byDomain: { 'qq.com': 10, '163.com': 5 } });
    expect(rate('QQ.com=10')).toEqual({ usual: null, byDomain: { 'qq.com': 10 } });
    for (const text of ['60', '60,qq.com=10', 'qq.com=10'])
      expect(rateText(rate(text) ?? { usual: 0, byDomain: {} })).toBe(text);
  });

  test('a mailbox to read: encrypted unless it is on this machine, the password by itself', () => {
    const real = { SMTP_URL: 'smtp://127.0.0.1:2525', IMAP_PASSWORD: 'p@ss/word' };
    const imapOf = (IMAP_URL: string) => loadConfig({ ...real, IMAP_URL }).mail.imap;
    expect(imapOf('imaps://office%40example.org@imap.example.org')).toEqual({
      host: 'imap.example.org',
      port: 993,
      transport: 'tls',
      user: 'office@example.org',
      password: 'p@ss/word',
      mailbox: 'INBOX',
    });
    expect(imapOf('imap://office@imap.example.org/Cooperation')).toMatchObject({
      port: 143,
      transport: 'starttls',
      mailbox: 'Cooperation',
    });
    expect(imapOf('imap://office@127.0.0.1:1143')).toMatchObject({ port: 1143, transport: 'plain' });
    expect(loadConfig({ ...real, IMAP_URL: 'imaps://o@imap.example.org' }).mail.replyTo).toBe('filed');
    expect(loadConfig({ ...real, IMAP_URL: 'imaps://o@imap.example.org', MAIL_REPLY_TO: 'sender' }).mail.replyTo).toBe(
      'sender',
    );
  });

  test('what does not fit', () => {
    expect(faultsOf({ INBOUND_SMTP_PORT: '1080' })[0]).toMatch(/INBOUND_SMTP_PORT.*INBOX_PORT/);
    expect(faultsOf({ IMAP_URL: 'imaps://o:secret@imap.example.org', IMAP_PASSWORD: 'x' })).toEqual([
      expect.stringMatching(/^IMAP_URL: must not hold the password/),
    ]);
    expect(faultsOf({ IMAP_URL: 'imaps://imap.example.org' })).toHaveLength(2);
    expect(faultsOf({ IMAP_URL: 'https://imap.example.org' })[0]).toMatch(/^IMAP_URL/);
    expect(faultsOf({ IMAP_PASSWORD: 'x' })[0]).toMatch(/^IMAP_PASSWORD/);
    expect(faultsOf({ DKIM_DOMAIN: 'example.org' })[0]).toMatch(/^DKIM_/);
    expect(faultsOf({ MAIL_PER_DOMAIN_PER_MINUTE: '60,qq.com' })[0]).toMatch(/^MAIL_PER_DOMAIN_PER_MINUTE/);
    expect(faultsOf({ MAIL_PER_DOMAIN_PER_MINUTE: '0' })[0]).toMatch(/^MAIL_PER_DOMAIN_PER_MINUTE/);
  });
});
