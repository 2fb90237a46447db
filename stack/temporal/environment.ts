import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** Environment variables as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '::1'];

/**
 * The environment for a child that talks to our own servers: loopback never goes through a proxy.
 *
 * gRPC, curl, Go and Python read `no_proxy`, some only in one spelling; so both are set, what was there is kept.
 */
export function withLoopbackDirect(env: Environment): Record<string, string | undefined> {
  const listed = [env['no_proxy'], env['NO_PROXY'], ...LOOPBACK_NAMES].flatMap((list) => list?.split(',') ?? []);
  const names = [...new Set(listed.map((name) => name.trim()).filter((name) => name !== ''))].join(',');
  const direct: Record<string, string | undefined> = { ...env, no_proxy: names, NO_PROXY: names };
  // gRPC prefers this list over no_proxy, so a list without loopback would undo the above
  if (env['no_grpc_proxy'] !== undefined) direct['no_grpc_proxy'] = `${env['no_grpc_proxy']},${names}`;
  return direct;
}

/** The same for this process: call it before the first Temporal connection. */
export function bypassProxyForLoopback(env: Record<string, string | undefined> = process.env): void {
  Object.assign(env, withLoopbackDirect(env));
}

/**
 * The environment for a child that downloads: proxies as they are, and the certificates that Node was told to
 * trust (`NODE_EXTRA_CA_CERTS`) for programs that are not Node. What the user has set for those programs wins.
 *
 * @param folder where the joined list of certificates is written; removed by whoever made the folder
 */
export function downloadEnvironment(env: Environment, folder: string): Record<string, string | undefined> {
  const child = withLoopbackDirect(env);
  child['TMPDIR'] = folder;
  child['PIP_DISABLE_PIP_VERSION_CHECK'] = '1';
  child['PIP_DEFAULT_TIMEOUT'] ??= '15';
  child['PIP_RETRIES'] ??= '1';
  const extra = env['NODE_EXTRA_CA_CERTS'];
  if (extra !== undefined && extra !== '' && existsSync(extra)) {
    const bundle = join(folder, 'certificates.pem');
    // these variables replace a program's own list, so the public authorities must be in it too
    writeFileSync(bundle, [...rootCertificates, readFileSync(extra, 'utf8')].join('\n'));
    for (const name of ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE']) child[name] ??= bundle;
  }
  return child;
}
