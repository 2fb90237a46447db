import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How to run a program of Postgres, which refuses to run as root. */
export interface PostgresAccount {
  /** Puts what the account needs before a program: the command and its leading arguments. */
  command(program: string): { file: string; args: string[] };
  uid: number | undefined;
  gid: number | undefined;
  /** Makes the account the owner of a file or folder of its own. */
  own(path: string): void;
}

const OURSELVES: PostgresAccount = {
  command: (program) => ({ file: program, args: [] }),
  uid: undefined,
  gid: undefined,
  own: () => undefined,
};

/**
 * The account that Postgres runs under: the one who starts us, or, for root, the system's `postgres` user, made when missing.
 *
 * A folder that only root may enter (a clone under /root, or in a private temporary folder) hides programs and data from that user.
 * There `setpriv` lets Postgres, still not root, pass the folders; nobody's permissions are changed.
 *
 * @param mustReach files and folders that it has to read
 * @throws Error that says what to do, when root's folders stay closed to it
 */
export function postgresAccount(mustReach: readonly string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return OURSELVES;
  const { uid, gid } = unprivilegedUser();
  const own = (path: string) => chownSync(path, uid, gid);
  const closed = mustReach.map((path) => closedTo(path, uid, gid)).find((path) => path !== undefined);
  if (closed === undefined) return { command: (program) => ({ file: program, args: [] }), uid, gid, own };
  if (process.platform !== 'linux' || !isOnPath('setpriv')) {
    throw new Error(
      `Postgres does not run as root, and the user it runs as may not enter ${closed}. ` +
        'Start as an ordinary user, or move the project to a folder that everybody may enter, or set DATABASE_URL.',
    );
  }
  const asUser = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    // Postgres asks access(2) about its own programs, for which the kernel would drop the capability of anybody but root.
    '--securebits=+no_setuid_fixup',
  ];
  return {
    command: (program) => ({ file: 'setpriv', args: [...asUser, program] }),
    uid: undefined,
    gid: undefined,
    own,
  };
}

function unprivilegedUser(): { uid: number; gid: number } {
  const existing = idsOf('postgres');
  if (existing) return existing;
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    // No such program, or no permission: the user nobody does as well, it only owns one more folder.
  }
  const user = idsOf('postgres') ?? idsOf('nobody');
  if (user) return user;
  throw new Error(
    'Postgres does not run as root, and no user "postgres" could be made. Start as an ordinary user, or set DATABASE_URL.',
  );
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** The first folder on the way (or the file itself) that the user may not use; undefined when the way is free. */
export function closedTo(path: string, uid: number, gid: number): string | undefined {
  const above = dirname(path) === path ? undefined : closedTo(dirname(path), uid, gid);
  if (above !== undefined) return above;
  const { mode, uid: owner, gid: group } = statSync(path);
  const shift = owner === uid ? 6 : group === gid ? 3 : 0;
  return (mode >> shift) & 0o1 ? undefined : path;
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
