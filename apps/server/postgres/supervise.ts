import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPlaces, type Places } from './places.ts';

export interface EmbeddedPostgres {
  url: string;
  places: Places;
  /** Stops the server unless another Zhike process still uses it. */
  stop(): Promise<void>;
}

const initdbFlags = [
  '-E',
  'UTF8',
  '--locale=C.UTF-8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
  '-U',
  'zhike',
  '--auth=scram-sha-256',
];

/** Starts the server in the data folder, or joins the one that another process of ours runs there. */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const places = findPlaces(dataDir);
  const password = keptPassword(dataDir);
  const url = `postgres://zhike:${password}@/zhike?host=${encodeURIComponent(places.socketDir)}`;
  if (!existsSync(join(places.databaseDir, 'PG_VERSION'))) createCluster(places, dataDir, password);
  assertSameMajor(places);
  holdOpen(dataDir);
  removeStaleLock(places);
  let child: ChildProcess | undefined;
  if (!(await answers(url))) child = await launch(places, url);
  await makeDatabase(url);
  return { url, places, stop: () => stop(dataDir, places, child) };
}

function keptPassword(dataDir: string): string {
  const file = join(dataDir, 'database-password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function createCluster(places: Places, dataDir: string, password: string) {
  // An interrupted initdb leaves a folder without PG_VERSION, which it refuses to reuse.
  rmSync(places.databaseDir, { recursive: true, force: true });
  mkdirSync(places.databaseDir, { recursive: true, mode: 0o700 });
  const passwordFile = join(places.socketDir, 'initial-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (places.user) {
    chownSync(places.databaseDir, places.user.uid, places.user.gid);
    chownSync(passwordFile, places.user.uid, places.user.gid);
  }
  hydrateLinks(places);
  const made = spawnSync(join(places.binDir, 'initdb'), ['-D', places.databaseDir, ...initdbFlags, `--pwfile=${passwordFile}`], {
    ...asUser(places),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`initdb failed in ${dataDir}: ${made.stderr || made.error?.message}`);
}

/** `npm --ignore-scripts` leaves out the library links that the package makes after installing. */
function hydrateLinks(places: Places) {
  const script = join(places.binDir, '..', '..', 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) spawnSync(process.execPath, [script], { cwd: join(places.binDir, '..', '..') });
}

const asUser = (places: Places) => ({ cwd: '/', ...(places.user ? { uid: places.user.uid, gid: places.user.gid } : {}) });

function assertSameMajor(places: Places) {
  const data = readFileSync(join(places.databaseDir, 'PG_VERSION'), 'utf8').trim();
  const server = spawnSync(join(places.binDir, 'postgres'), ['--version'], { ...asUser(places), encoding: 'utf8' }).stdout ?? '';
  const major = /(\d+)\./.exec(server)?.[1];
  if (major !== data)
    throw new Error(
      `The database in ${places.databaseDir} is of PostgreSQL ${data}, the binaries are of ${major ?? 'an unknown version'}: restore a backup into a new data folder`,
    );
}

/** After kill -9 of server and database the pid in postmaster.pid may belong to a stranger. */
function removeStaleLock(places: Places) {
  const lock = join(places.databaseDir, 'postmaster.pid');
  const pid = postmasterPid(places);
  if (pid && !isPostgres(pid)) rmSync(lock, { force: true });
}

function postmasterPid(places: Places): number | undefined {
  const lock = join(places.databaseDir, 'postmaster.pid');
  return existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) || undefined : undefined;
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Settings by memory, speed.md's two columns. */
function memorySettings(): string[] {
  const large = totalmem() > 8 * 2 ** 30 && freemem() > 2 * 2 ** 30;
  const settings = large
    ? { shared_buffers: '1GB', work_mem: '16MB', max_connections: '40', max_wal_size: '4GB' }
    : { shared_buffers: '192MB', work_mem: '4MB', max_connections: '20', max_wal_size: '512MB' };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function launch(places: Places, url: string): Promise<ChildProcess> {
  const log: string[] = [];
  const child = spawn(
    join(places.binDir, 'postgres'),
    [
      '-D',
      places.databaseDir,
      '-k',
      places.socketDir,
      '-h',
      '',
      '-c',
      'unix_socket_permissions=0700',
      '-c',
      'jit=off',
      '-c',
      'random_page_cost=1.1',
      '-c',
      'max_parallel_workers_per_gather=0',
      '-c',
      'log_min_messages=warning',
      '-c',
      'log_statement=none',
      '-c',
      'log_min_error_statement=panic',
      ...memorySettings(),
    ],
    // Its own process group: Ctrl-C reaches us first, and we stop it after the last request.
    { ...asUser(places), detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text) > 50 && log.shift());
  child.unref();
  (child.stderr as unknown as { unref?: () => void })?.unref?.();
  for (let waited = 0; waited < 60_000; waited += 25) {
    if (await answers(url)) return child;
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log.join('')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`PostgreSQL did not answer within 60 s: ${log.join('')}`);
}

const maintenanceUrl = (url: string) => url.replace('/zhike?', '/postgres?');

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url), connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw new Error('The password in the data folder is not that of the database beside it');
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeDatabase(url: string) {
  const client = new pg.Client({ connectionString: maintenanceUrl(url) });
  await client.connect();
  const found = await client.query("select 1 from pg_database where datname = 'zhike'");
  if (!found.rowCount) await client.query('create database zhike');
  await client.end();
}

/** Each process that uses the server leaves its pid; the last one stops it. */
function holdOpen(dataDir: string) {
  const dir = join(dataDir, 'holders');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  writeFileSync(join(dir, String(process.pid)), '');
}

function otherHolders(dataDir: string): boolean {
  const dir = join(dataDir, 'holders');
  const others = readdirSync(dir).filter((name) => Number(name) !== process.pid);
  for (const name of others) if (!isAlive(Number(name))) rmSync(join(dir, name), { force: true });
  return others.some((name) => isAlive(Number(name)));
}

async function stop(dataDir: string, places: Places, child: ChildProcess | undefined) {
  rmSync(join(dataDir, 'holders', String(process.pid)), { force: true });
  if (otherHolders(dataDir)) return;
  const pid = child?.pid ?? postmasterPid(places);
  if (!pid || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const lock = join(places.databaseDir, 'postmaster.pid');
  for (let waited = 0; waited < 30_000 && existsSync(lock) && statSync(lock); waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
}
