import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { z } from 'zod';
import type { ConnectionSettings } from './temporal-connection.ts';

/** Temporal's standard environment configuration plus the ports of the embedded server. */
export interface TemporalConfig {
  /** How to reach a real server; undefined when the embedded one is to be used. */
  connection: ConnectionSettings | undefined;
  namespace: string;
  port: number;
  uiPort: number;
  /** Where people open the Web UI, without a slash at the end. */
  uiUrl: string;
}

type PortSchema = z.ZodType<number, string | undefined>;

/** Our own settings of the embedded server; the standard ones are read by the SDK's package. */
export function temporalSettings(port: (standard: number) => PortSchema) {
  return {
    TEMPORAL_ADDRESS: z
      .string()
      .regex(/^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'must be host:port, without http://')
      .optional(),
    TEMPORAL_PORT: port(7233),
    TEMPORAL_UI_PORT: port(8233),
    TEMPORAL_UI_URL: z.url('must be a URL').optional(),
  };
}

type TemporalSettings = {
  [K in keyof ReturnType<typeof temporalSettings>]: z.infer<ReturnType<typeof temporalSettings>[K]>;
};

/**
 * Puts the settings together; what does not fit together is a fault, not an exception. The file of profiles is read only
 * where the environment names it or a profile in it: one that happens to lie in a home folder must not replace the embedded server.
 */
export function readTemporal(
  env: Partial<TemporalSettings>,
  given: Readonly<Record<string, string>>,
): { config: TemporalConfig; faults: string[] } {
  const faults: string[] = [];
  const uiPort = env.TEMPORAL_UI_PORT ?? 8233;
  const config: TemporalConfig = {
    connection: undefined,
    namespace: given['TEMPORAL_NAMESPACE'] ?? 'default',
    port: env.TEMPORAL_PORT ?? 7233,
    uiPort,
    uiUrl: (env.TEMPORAL_UI_URL ?? `http://127.0.0.1:${uiPort}`).replace(/\/+$/, ''),
  };
  try {
    const namesFile = Boolean(given['TEMPORAL_CONFIG_FILE'] ?? given['TEMPORAL_PROFILE']);
    const profile = loadClientConfigProfile({ overrideEnvVars: { ...given }, disableFile: !namesFile });
    if (Boolean(profile.tls?.clientCert) !== Boolean(profile.tls?.clientKey)) {
      faults.push('TEMPORAL_TLS_CLIENT_*: a client certificate and its key go together.');
      return { config, faults };
    }
    const { connectionOptions, namespace } = toClientOptions(profile);
    const { address, tls, apiKey } = connectionOptions;
    if (address) {
      config.connection = { address, ...(tls ? { tls } : {}), ...(typeof apiKey === 'string' ? { apiKey } : {}) };
      config.namespace = namespace ?? config.namespace;
    } else if (tls || apiKey) {
      faults.push(
        'TEMPORAL_ADDRESS: is missing; a key or certificates (TEMPORAL_API_KEY, TEMPORAL_TLS_*) are for a real server.',
      );
    }
  } catch (error) {
    faults.push(`TEMPORAL_*: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { config, faults };
}
