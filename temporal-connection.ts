import type { TLSConfig } from '@temporalio/client';
import type { TemporalConfig } from './config-temporal.ts';

/** How client and worker reach the Temporal server; the same for both. */
export interface ConnectionSettings {
  address: string;
  tls?: TLSConfig | boolean;
  apiKey?: string;
}

/** Of the server that the settings name, else of the embedded one. */
export function connectionSettings(config: Pick<TemporalConfig, 'connection' | 'port'>): ConnectionSettings {
  return config.connection ?? { address: `127.0.0.1:${config.port}` };
}
