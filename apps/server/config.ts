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

const defaults = { PORT: '7300', HOST: '127.0.0.1', ZHIKE_ROLE: 'all', LOG_LEVEL: 'info' } as const;

const publicUrlOf = (env: NodeJS.ProcessEnv, host: string, port: string) =>
  (env['ZHIKE_URL'] ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`).replace(/\/$/, '');

/** Each rule names the setting, what is wrong with it, and when it is. */
function problemsOf(env: NodeJS.ProcessEnv, set: { port: string; role: string; logLevel: string; publicUrl: string }): string[] {
  const rules: [isWrong: boolean, problem: string][] = [
    [!/^\d{1,5}$/.test(set.port) || Number(set.port) > 65_535, `PORT: "${set.port}" is not a port number (0 to 65535)`],
    [!['all', 'web', 'worker'].includes(set.role), `ZHIKE_ROLE: "${set.role}" is none of all, web, worker`],
    [!logLevels.includes(set.logLevel), `LOG_LEVEL: "${set.logLevel}" is none of ${logLevels.join(', ')}`],
    [!URL.canParse(set.publicUrl), `ZHIKE_URL: "${set.publicUrl}" is not an address such as https://crm.example.com`],
    [(env['ZHIKE_SECRET'] ?? 'x'.repeat(32)).length < 32, 'ZHIKE_SECRET: shorter than 32 characters'],
    ...(['DATABASE_URL', 'DATABASE_APP_URL'] as const).map((name): [boolean, string] => [
      !/^(postgres(ql)?:\/\/|$)/.test(env[name] ?? ''),
      `${name}: does not begin with postgres://`,
    ]),
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}

/** Reads the settings; throws one error that lists all problems. The only reader of process.env. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { PORT: port, HOST: host, ZHIKE_ROLE: role, LOG_LEVEL: logLevel } = { ...defaults, ...env };
  const publicUrl = publicUrlOf(env, host, port);
  const problems = problemsOf(env, { port, role, logLevel, publicUrl });
  if (problems.length) throw new Error(`Settings that cannot work:\n  ${problems.join('\n  ')}`);

  const projectRoot = findProjectRoot();
  const dataDir = resolve(projectRoot, env.ZHIKE_DATA ?? 'data');
  makeDataDir(dataDir);
  return {
    port: Number(port),
    host,
    dataDir,
    publicUrl,
    logLevel,
    projectRoot,
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
