import { z } from 'zod';

/** Temporal's standard environment configuration plus the ports of the embedded server. */
export interface TemporalConfig {
  /** host:port, or undefined when the embedded server is to be used. */
  address: string | undefined;
  namespace: string;
  apiKey: string | undefined;
  /** False for plain text, true for TLS with the system's authorities, otherwise certificates (PEM text or files). */
  tls: boolean | TemporalTlsSetting;
  port: number;
  uiPort: number;
  /** Where people open the Web UI, without a slash at the end. */
  uiUrl: string;
  taskQueue: string;
}

export interface TemporalTlsSetting {
  serverName: string | undefined;
  serverCa: Pem | undefined;
  clientCertificate: Pem | undefined;
  clientKey: Pem | undefined;
}

/** PEM text, or the path of a file that holds it. */
export type Pem = { text: string } | { file: string };

type PortSchema = z.ZodType<number, string | undefined>;

const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1')
  .optional();

/** The settings by the names of Temporal's own documentation ("environment configuration"). */
export function temporalSettings(port: (standard: number) => PortSchema) {
  return {
    TEMPORAL_ADDRESS: z
      .string()
      .regex(/^[^\s/:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'must be host:port, without http://')
      .optional(),
    TEMPORAL_NAMESPACE: z.string().default('default'),
    TEMPORAL_API_KEY: z.string().optional(),
    TEMPORAL_TLS: flag,
    TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
    TEMPORAL_TLS_SERVER_CA_CERT_DATA: z.string().optional(),
    TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
    TEMPORAL_TLS_CLIENT_CERT_DATA: z.string().optional(),
    TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
    TEMPORAL_TLS_CLIENT_KEY_DATA: z.string().optional(),
    TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: flag,
    TEMPORAL_CONFIG_FILE: z.string().optional(),
    TEMPORAL_PROFILE: z.string().optional(),
    TEMPORAL_PORT: port(7233),
    TEMPORAL_UI_PORT: port(8233),
    TEMPORAL_UI_URL: z.url('must be a URL').optional(),
  };
}

type TemporalSettings = {
  [K in keyof ReturnType<typeof temporalSettings>]: z.infer<ReturnType<typeof temporalSettings>[K]>;
};

function pem(text: string | undefined, file: string | undefined): Pem | undefined {
  if (text) return { text };
  return file ? { file } : undefined;
}

/** Puts the settings together; what does not fit together is a fault, not an exception. */
export function readTemporal(env: Partial<TemporalSettings>): { config: TemporalConfig; faults: string[] } {
  const faults: string[] = [];
  const tls: TemporalTlsSetting = {
    serverName: env.TEMPORAL_TLS_SERVER_NAME,
    serverCa: pem(env.TEMPORAL_TLS_SERVER_CA_CERT_DATA, env.TEMPORAL_TLS_SERVER_CA_CERT_PATH),
    clientCertificate: pem(env.TEMPORAL_TLS_CLIENT_CERT_DATA, env.TEMPORAL_TLS_CLIENT_CERT_PATH),
    clientKey: pem(env.TEMPORAL_TLS_CLIENT_KEY_DATA, env.TEMPORAL_TLS_CLIENT_KEY_PATH),
  };
  const hasTlsDetails = Object.values(tls).some((value) => value !== undefined);
  if (Boolean(tls.clientCertificate) !== Boolean(tls.clientKey)) {
    faults.push(
      'TEMPORAL_TLS_CLIENT_CERT_*: a client certificate and its key (TEMPORAL_TLS_CLIENT_KEY_*) go together.',
    );
  }
  if (env.TEMPORAL_TLS_DISABLE_HOST_VERIFICATION) {
    faults.push(
      'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: is not supported; name the authority by TEMPORAL_TLS_SERVER_CA_CERT_PATH.',
    );
  }
  for (const name of ['TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'] as const) {
    // A profile is a TOML file that the command line tool reads; ignoring it in silence would start the wrong server.
    if (env[name])
      faults.push(`${name}: profiles are not read; give TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and so on instead.`);
  }
  const needsAddress = [
    ['TEMPORAL_API_KEY', env.TEMPORAL_API_KEY],
    ['TEMPORAL_TLS', env.TEMPORAL_TLS === true || hasTlsDetails],
  ] as const;
  for (const [name, isGiven] of needsAddress) {
    if (isGiven && !env.TEMPORAL_ADDRESS) faults.push(`${name}: is for a real server; give TEMPORAL_ADDRESS, too.`);
  }
  const uiPort = env.TEMPORAL_UI_PORT ?? 8233;
  return {
    faults,
    config: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE ?? 'default',
      apiKey: env.TEMPORAL_API_KEY,
      // An API key is only ever sent over TLS, as the standard says.
      tls:
        env.TEMPORAL_TLS === false
          ? false
          : hasTlsDetails
            ? tls
            : (env.TEMPORAL_TLS ?? env.TEMPORAL_API_KEY !== undefined),
      port: env.TEMPORAL_PORT ?? 7233,
      uiPort,
      uiUrl: (env.TEMPORAL_UI_URL ?? `http://127.0.0.1:${uiPort}`).replace(/\/+$/, ''),
      taskQueue: 'cooperation',
    },
  };
}
