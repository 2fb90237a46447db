import { rateText } from '../config-mail.ts';
import type { Config } from '../config.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { withLoopbackDirect } from './temporal/environment.ts';
import type { Environment } from './temporal/environment.ts';

/** What the launcher knows only at run time, on top of the settings. */
export interface RunningParts {
  databaseUrl: string;
  /** host:port */
  temporalAddress: string;
  smtpUrl: string;
  businessClock: BusinessClock;
  dataSet: 'demonstration' | 'real';
  linkSecret: string;
  coordinatorToken: string;
}

/**
 * The whole environment of api, worker and inbox: the caller's (PATH, proxies, certificates), loopback past any proxy, and every
 * setting spelled out, so that a child decides nothing by itself and finds no part to be "embedded".
 *
 * Temporal's TLS and key settings, and the mailbox that is read, are the caller's own and pass through unchanged.
 */
export function childEnvironment(
  caller: Environment,
  config: Config,
  parts: RunningParts,
): Record<string, string | undefined> {
  return {
    ...withLoopbackDirect(caller),
    STACK_DIR: config.stackDir,
    API_HOST: config.api.host,
    API_PORT: String(config.api.port),
    PUBLIC_URL: config.publicUrl,
    DATABASE_URL: parts.databaseUrl,
    POSTGRES_PORT: String(config.database.port),
    TEMPORAL_ADDRESS: parts.temporalAddress,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    TEMPORAL_PORT: String(config.temporal.port),
    TEMPORAL_UI_PORT: String(config.temporal.uiPort),
    TEMPORAL_UI_URL: config.temporal.uiUrl,
    SMTP_URL: parts.smtpUrl,
    SMTP_PORT: String(config.smtp.port),
    MAIL_FROM: config.smtp.from,
    MAIL_RETURN_PATH: config.mail.hasOwnReturnPath ? 'per-mail' : 'sender',
    MAIL_REPLY_TO: config.mail.replyTo,
    MAIL_PER_DOMAIN_PER_MINUTE: config.mail.perDomainAndMinute && rateText(config.mail.perDomainAndMinute),
    INBOUND_SMTP_PORT: config.mail.inboundPort === null ? 'off' : String(config.mail.inboundPort),
    INBOX_PORT: String(config.inbox.port),
    UI_LANGUAGE: config.uiLanguage,
    BUSINESS_CLOCK: JSON.stringify(parts.businessClock),
    DATA_SET: parts.dataSet,
    DEMO_DAY: `${config.demoDayMs}ms`,
    MAX_CACHED_WORKFLOWS: String(config.worker.maxCachedWorkflows),
    NODE_ENV: config.nodeEnv,
    LOG_LEVEL: config.logLevel,
    LINK_SECRET: parts.linkSecret,
    LINK_SECRET_FILE: undefined,
    BOOTSTRAP_TOKEN: parts.coordinatorToken,
    TOKEN_FILE: config.tokenFile,
    // Stack traces of compiled code name the lines of the sources.
    NODE_OPTIONS: [caller['NODE_OPTIONS'], '--enable-source-maps'].filter(Boolean).join(' '),
  };
}
