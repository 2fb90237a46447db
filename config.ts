import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { mailSettings, readMail } from './config-mail.ts';
import type { MailConfig } from './config-mail.ts';
import { readTemporal, temporalSettings } from './config-temporal.ts';
import type { TemporalConfig } from './config-temporal.ts';
import { businessClockSchema, identityClock } from './domain/calendar/business-clock.ts';
import type { BusinessClock } from './domain/calendar/business-clock.ts';

/** The environment as a process sees it: names to text, nothing parsed. */
export type Environment = Record<string, string | undefined>;

export interface Config {
  /** Absolute folder of everything that the one-machine set-up keeps. */
  stackDir: string;
  api: { host: string; port: number };
  /** Without a slash at the end; the base of every link in a mail. */
  publicUrl: string;
  /** `url` is undefined when the embedded Postgres is to be used. */
  database: { url: string | undefined; port: number };
  temporal: TemporalConfig;
  /** `url` is undefined when the embedded inbox is to be used. */
  smtp: { url: string | undefined; port: number; from: string };
  mail: MailConfig;
  inbox: { port: number };
  uiLanguage: 'zh-CN' | 'en';
  /** Real milliseconds that one business day lasts in the demonstration. */
  demoDayMs: number;
  /** How real time maps to business time; the launcher hands it to its children. Without one, business time is real time. */
  businessClock: BusinessClock;
  /** True when the data set lives on real time: asked for, or because a part of it is a real one. */
  real: boolean;
  worker: { maxCachedWorkflows: number };
  nodeEnv: 'development' | 'production' | 'test';
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** The key that signs the links in mails: the text itself, or a file that holds it. See {@link readLinkSecret}. */
  linkSecret: string | undefined;
  linkSecretFile: string | undefined;
  /** The first coordinator's token, known to the API at its first start only; afterwards it keeps the hash. */
  bootstrapToken: string | undefined;
  /** Where the launcher keeps the coordinator's token for people and for `npm run example`. */
  tokenFile: string;
}

/** All that is wrong with the settings, one sentence each; the message lists them. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`These settings need mending:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

const port = (standard: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535, 'must be a port between 1 and 65535')
    .default(standard);

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const DURATION_UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** "10s", "500ms", "2m", "24h" to milliseconds. */
const durationMs = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'must be a time span such as 10s, 500ms or 2m')
  .transform((text) => {
    const [, amount = '0', unit = 'ms'] = /^([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
    return Math.round(Number(amount) * (DURATION_UNITS_MS[unit] ?? 1));
  })
  .refine((ms) => ms >= 100 && ms <= 86_400_000, 'must lie between 100ms and 24h');

const secret = z.string().min(32, 'must have at least 32 characters');

const clock = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(businessClockSchema);

const settings = z.object({
  STACK_DIR: z.string().default('.stack'),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port(3000),
  PUBLIC_URL: url(['http:', 'https:']).optional(),
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  POSTGRES_PORT: port(5433),
  ...temporalSettings(port),
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  SMTP_PORT: port(1025),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'must be a mail address, such as cooperation@example.org')
    .default('Cooperation office <cooperation@localhost.localdomain>'),
  ...mailSettings,
  INBOX_PORT: port(1080),
  /** Of dossier, columns and timeline in the Temporal UI; descriptions of updates and queries are always in both languages. */
  UI_LANGUAGE: z.enum(['zh-CN', 'en']).default('en'),
  DEMO_DAY: durationMs.default(10_000),
  BUSINESS_CLOCK: clock.optional(),
  DATA_SET: z.enum(['demonstration', 'real']).optional(),
  /** Each takes a worker about 1.5 MB of memory; one that is not kept is replayed when it wakes. */
  MAX_CACHED_WORKFLOWS: z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number)
    .default(1000),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LINK_SECRET: secret.optional(),
  LINK_SECRET_FILE: z.string().optional(),
  BOOTSTRAP_TOKEN: secret.optional(),
  TOKEN_FILE: z.string().optional(),
});

type Settings = z.infer<typeof settings>;

/** Whether a host can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    host === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** Rules between settings, which no single setting can see. `given` is the environment without empty values. */
function combinationFaults(read: Partial<Settings>, given: Environment, mail: MailConfig): string[] {
  const faults: string[] = [];
  const publicUrl = read.PUBLIC_URL ?? 'http://127.0.0.1';
  if (read.SMTP_URL && !isLoopback(new URL(read.SMTP_URL).hostname) && isLoopback(new URL(publicUrl).hostname)) {
    faults.push(
      'PUBLIC_URL: is needed with a real mail server (SMTP_URL): links to 127.0.0.1 would reach nobody. Set it to the address at which recipients reach the API.',
    );
  }
  if (read.NODE_ENV === 'production') {
    if (!given.LINK_SECRET && !given.LINK_SECRET_FILE) {
      faults.push('LINK_SECRET: must be given in production (or LINK_SECRET_FILE): 32 or more random characters.');
    }
    if (!given.DATABASE_URL)
      faults.push('DATABASE_URL: must be given in production; the embedded Postgres is for one machine.');
  }
  const ports = new Map<number, string>();
  const embeddedOnly: Record<string, boolean> = {
    API_PORT: true,
    POSTGRES_PORT: !given.DATABASE_URL,
    TEMPORAL_PORT: !given.TEMPORAL_ADDRESS,
    TEMPORAL_UI_PORT: !given.TEMPORAL_ADDRESS,
    SMTP_PORT: !given.SMTP_URL,
    INBOX_PORT: !given.SMTP_URL,
    INBOUND_SMTP_PORT: true,
  };
  for (const name of [
    'API_PORT',
    'POSTGRES_PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
    'SMTP_PORT',
    'INBOX_PORT',
    'INBOUND_SMTP_PORT',
  ] as const) {
    const value = name === 'INBOUND_SMTP_PORT' ? mail.inboundPort : read[name];
    if (value === undefined || value === null || !embeddedOnly[name]) continue;
    const other = ports.get(value);
    if (other) faults.push(`${name}: is ${value}, which ${other} has already. Give each its own.`);
    else ports.set(value, name);
  }
  return faults;
}

/** Each setting that can be read by itself, so that rules between settings are checked even when another one is faulty. */
function readable(given: Environment): Partial<Settings> {
  const faulty = Object.entries(settings.shape).flatMap(([name, schema]) =>
    schema.safeParse(given[name]).success ? [] : [name],
  );
  const sound = Object.fromEntries(Object.entries(given).filter(([name]) => !faulty.includes(name)));
  const read: Partial<Settings> = settings.partial().parse(sound);
  // A faulty setting must not look as if it had its default.
  return { ...read, ...Object.fromEntries(faulty.map((name) => [name, undefined])) };
}

/**
 * Reads the settings of a process. Empty values count as not given.
 * @throws ConfigError with every fault at once
 */
export function loadConfig(environment: Environment): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value) given[name] = value;
  const result = settings.safeParse(given);
  const read = readable(given);
  const temporal = readTemporal(read, given);
  const mail = readMail(read, !given['SMTP_URL'] && read.NODE_ENV !== 'production', isLoopback);
  const faults = [
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...temporal.faults,
    ...mail.faults,
    ...combinationFaults(read, given, mail.config),
  ];
  if (!result.success || faults.length > 0) throw new ConfigError(faults);
  const env = result.data;
  const stackDir = resolve(env.STACK_DIR);
  const hasRealPart = Boolean(env.DATABASE_URL ?? temporal.config.connection ?? env.SMTP_URL);
  return {
    stackDir,
    api: { host: env.API_HOST, port: env.API_PORT },
    publicUrl: (env.PUBLIC_URL ?? `http://127.0.0.1:${env.API_PORT}`).replace(/\/+$/, ''),
    database: { url: env.DATABASE_URL, port: env.POSTGRES_PORT },
    temporal: temporal.config,
    mail: mail.config,
    smtp: { url: env.SMTP_URL, port: env.SMTP_PORT, from: env.MAIL_FROM },
    inbox: { port: env.INBOX_PORT },
    uiLanguage: env.UI_LANGUAGE,
    demoDayMs: env.DEMO_DAY,
    businessClock: env.BUSINESS_CLOCK ?? identityClock,
    real: env.DATA_SET ? env.DATA_SET === 'real' : hasRealPart,
    worker: { maxCachedWorkflows: env.MAX_CACHED_WORKFLOWS },
    nodeEnv: env.NODE_ENV,
    logLevel: env.LOG_LEVEL,
    linkSecret: env.LINK_SECRET,
    linkSecretFile: env.LINK_SECRET_FILE,
    bootstrapToken: env.BOOTSTRAP_TOKEN,
    tokenFile: env.TOKEN_FILE ? resolve(env.TOKEN_FILE) : resolve(stackDir, 'coordinator.token'),
  };
}

/**
 * The key that signs mail links, from LINK_SECRET or the file that LINK_SECRET_FILE names.
 * @throws ConfigError when there is none or it is too short
 */
export function readLinkSecret(config: Pick<Config, 'linkSecret' | 'linkSecretFile'>): string {
  const text = config.linkSecret ?? (config.linkSecretFile ? readFileSync(config.linkSecretFile, 'utf8').trim() : '');
  if (text.length < 32)
    throw new ConfigError(['LINK_SECRET: is needed (or LINK_SECRET_FILE): 32 or more random characters.']);
  return text;
}
