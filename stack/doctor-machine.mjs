/** Doctor's checks of the machine: disk, memory, proxy, locale, clock, folders, account. */
import { existsSync, readFileSync, statSync, statfsSync } from 'node:fs';
import { freemem, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { bad, existing, odd, ok, runs } from './doctor-findings.mjs';

const GB = 1e9;
const gigabytes = (bytes) => `${(bytes / GB).toFixed(1)} GB`;

export function disk({ projectDir, stackDir }) {
  return [...new Set([existing(stackDir), projectDir])].map((folder) => {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free < 0.5 * GB)
      return bad(`Only ${gigabytes(free)} free at ${folder}`, 'Make room: packages and servers need about 1.5 GB.');
    if (free < 2 * GB) return odd(`${gigabytes(free)} free at ${folder}`, 'A first start needs about 1.5 GB.');
    return ok(`${gigabytes(free)} free at ${folder}`);
  });
}

export function memory() {
  const available = /MemAvailable:\s+(\d+)/.exec(
    existsSync('/proc/meminfo') ? readFileSync('/proc/meminfo', 'utf8') : '',
  )?.[1];
  // macOS counts its file cache as used, so only the total says something there.
  const free = available ? Number(available) * 1024 : process.platform === 'darwin' ? totalmem() / 2 : freemem();
  const limit = process.constrainedMemory?.() || Infinity;
  const usable = Math.min(free, limit);
  if (usable < 0.7 * GB)
    return [
      bad(
        `Only ${gigabytes(usable)} of memory available`,
        'Close programs or give the container more: about 1 GB is needed.',
      ),
    ];
  if (usable < 1.2 * GB)
    return [odd(`${gigabytes(usable)} of memory available`, 'About 1 GB is needed; close what you do not need.')];
  return [ok(`${gigabytes(usable)} of memory available`)];
}

export function proxy({ env }) {
  const findings = [];
  const set = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].filter(
    (name) => env[name],
  );
  if (set.length > 0)
    findings.push(ok(`A proxy is set (${set.join(', ')}): downloads use it, this machine's own addresses bypass it`));
  else findings.push(ok('No proxy is set'));
  const extra = env.NODE_EXTRA_CA_CERTS;
  if (extra && !existsSync(extra))
    findings.push(
      odd(
        `NODE_EXTRA_CA_CERTS names ${extra}, which does not exist`,
        'Correct it, or downloads may refuse your proxy.',
      ),
    );
  else if (set.length > 0 && !extra)
    findings.push(
      odd(
        'Behind a proxy that opens TLS, Node needs its certificate',
        'If downloads fail: NODE_EXTRA_CA_CERTS=/path/to/certificate.pem',
      ),
    );
  return findings;
}

export function localeAndClock({ env, projectDir }) {
  const findings = [];
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (/utf-?8/i.test(locale)) findings.push(ok(`The terminal speaks UTF-8 (${locale})`));
  else
    findings.push(
      odd(
        `The terminal's locale is "${locale || 'not set'}"`,
        'Chinese names may look broken on the screen (the data is UTF-8 all the same): export LANG=C.UTF-8',
      ),
    );
  // A clock that is behind the project's own files has lost its time: signed links and certificates would not hold.
  const newest = statSync(join(projectDir, 'package.json')).mtimeMs;
  if (Date.now() < newest - 86_400_000 || new Date().getFullYear() < 2025) {
    findings.push(
      bad(`The clock says ${new Date().toISOString()}`, 'Set it right (in WSL2: wsl --shutdown, then open it again).'),
    );
  } else findings.push(ok(`The clock says ${new Date().toISOString()}`));
  return findings;
}

function mountOf(path) {
  if (!existsSync('/proc/mounts')) return undefined;
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return mounts
    .map(([, point, type]) => ({ point: point.replaceAll('\\040', ' '), type }))
    .filter(({ point }) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`))
    .toSorted((a, b) => b.point.length - a.point.length)[0];
}

export function folders({ stackDir, env }) {
  const findings = [];
  const mount = mountOf(existing(stackDir));
  const isWindows = mount && ['9p', 'drvfs', 'vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk'].includes(mount.type);
  if ((isWindows || /^\/mnt\/[a-z]\//.test(stackDir)) && !env.DATABASE_URL) {
    findings.push(
      bad(
        `${stackDir} lies on a Windows disk, where Postgres cannot protect its files`,
        'Clone into your Linux home folder, or set STACK_DIR to a folder there.',
      ),
    );
  } else if (mount && /^(nfs|cifs|smb|fuse\.sshfs)/.test(mount.type)) {
    findings.push(
      odd(
        `${stackDir} lies on a network disk (${mount.type})`,
        'Databases are slow and fragile there: set STACK_DIR to a local folder.',
      ),
    );
  } else findings.push(ok(`Data lives in ${stackDir}`));
  // Postgres is asked for no socket file at all; other tools (test browser, development loader) put theirs into the temporary folder.
  if (Buffer.byteLength(tmpdir()) > 60) {
    findings.push(
      odd(
        `The temporary folder has a long name (${tmpdir()})`,
        'Socket files there may exceed the limit of about 104 bytes: TMPDIR=/tmp',
      ),
    );
  }
  if (existsSync(stackDir) && !existsSync(join(stackDir, 'stack.json'))) {
    findings.push(bad(`${stackDir} exists and was not made by "npm start"`, 'Set STACK_DIR to a new folder.'));
  }
  return findings;
}

export function account({ projectDir, stackDir, env }) {
  if (process.getuid?.() !== 0 || env.DATABASE_URL) return [];
  const isClosed = (path) => !(statSync(path).mode & 0o001) || (dirname(path) !== path && isClosed(dirname(path)));
  const closed = [projectDir, existing(stackDir)].find(isClosed);
  if (!closed) return [ok('You are root: Postgres runs as the user postgres, which is made if missing')];
  if (process.platform === 'linux' && runs('setpriv', '--version')) {
    return [
      ok(`You are root and ${closed} is closed to others: Postgres runs as the user postgres with leave to enter`),
    ];
  }
  return [
    bad(
      `You are root, and the user postgres may not enter ${closed}`,
      'Start as an ordinary user, or move the project, or set DATABASE_URL.',
    ),
  ];
}
