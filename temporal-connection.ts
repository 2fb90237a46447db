import { readFileSync } from 'node:fs';
import type { TLSConfig } from '@temporalio/client';
import type { Pem, TemporalConfig } from './config-temporal.ts';

/** How client and worker reach the Temporal server; the same for both. */
export interface ConnectionSettings {
  address: string;
  tls?: TLSConfig | true;
  apiKey?: string;
}

/** @throws if a certificate file cannot be read */
export function connectionSettings(config: TemporalConfig): ConnectionSettings {
  return {
    address: config.address ?? `127.0.0.1:${config.port}`,
    ...(config.tls ? { tls: config.tls === true ? true : tlsConfig(config.tls) } : {}),
    ...(config.apiKey ? { apiKey: config.apiKey } : {}),
  };
}

function tlsConfig(tls: Exclude<TemporalConfig['tls'], boolean>): TLSConfig {
  const certificate = tls.clientCertificate;
  const key = tls.clientKey;
  return {
    ...(tls.serverName ? { serverNameOverride: tls.serverName } : {}),
    ...(tls.serverCa ? { serverRootCACertificate: pem(tls.serverCa) } : {}),
    ...(certificate && key ? { clientCertPair: { crt: pem(certificate), key: pem(key) } } : {}),
  };
}

function pem(source: Pem): Buffer {
  return 'text' in source ? Buffer.from(source.text) : readFileSync(source.file);
}
