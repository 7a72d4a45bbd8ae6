import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  filesDir: string;
  /** Absent: the embedded PostgreSQL in dataDir. */
  databaseUrl?: string;
  databaseAppUrl?: string;
  role: 'all' | 'web' | 'worker';
  publicUrl: string;
  /** Signs sessions and encrypts secrets at rest. */
  secret: string;
  logLevel: string;
  projectRoot: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** The folder with package.json, found upwards from this file, whether bundled or not. */
function findProjectRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
}

/** Reads the settings; throws one error that lists all problems. The only reader of process.env. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const port = Number(env.PORT ?? 7300);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push(`PORT: "${env.PORT}" is not a port number (0 to 65535)`);
  const role = env.ZHIKE_ROLE ?? 'all';
  if (!['all', 'web', 'worker'].includes(role)) problems.push(`ZHIKE_ROLE: "${role}" is none of all, web, worker`);
  const logLevel = env.LOG_LEVEL ?? 'info';
  if (!logLevels.includes(logLevel)) problems.push(`LOG_LEVEL: "${logLevel}" is none of ${logLevels.join(', ')}`);
  for (const name of ['DATABASE_URL', 'DATABASE_APP_URL'] as const) {
    if (env[name] && !/^postgres(ql)?:\/\//.test(env[name])) problems.push(`${name}: does not begin with postgres://`);
  }
  const host = env.HOST ?? '127.0.0.1';
  const publicUrl = (env.ZHIKE_URL ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`).replace(/\/$/, '');
  if (!URL.canParse(publicUrl)) problems.push(`ZHIKE_URL: "${publicUrl}" is not an address such as https://crm.example.com`);
  if (env.ZHIKE_SECRET !== undefined && env.ZHIKE_SECRET.length < 32) problems.push('ZHIKE_SECRET: shorter than 32 characters');
  if (problems.length) throw new Error(`Settings that cannot work:\n  ${problems.join('\n  ')}`);

  const projectRoot = findProjectRoot();
  const dataDir = resolve(projectRoot, env.ZHIKE_DATA ?? 'data');
  makeDataDir(dataDir);
  return {
    port, host, dataDir, publicUrl, logLevel, projectRoot,
    filesDir: resolve(projectRoot, env.ZHIKE_FILES ?? join(dataDir, 'files')),
    role: role as Config['role'],
    secret: env.ZHIKE_SECRET ?? keptSecret(dataDir),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(env.DATABASE_APP_URL ? { databaseAppUrl: env.DATABASE_APP_URL } : {}),
  };
}

/** 0700; as root 0711, so that the database's unprivileged user can pass, with what is inside closed. */
function makeDataDir(dir: string) {
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, process.getuid?.() === 0 ? 0o711 : 0o700);
}

function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** A short stable name for a folder, for places outside it. */
export const folderHash = (dir: string) => createHash('sha256').update(dir).digest('hex').slice(0, 12);
