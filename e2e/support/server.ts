import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Data sets that lie beside the project. */
export const sharedData = join(root, '..', 'shared', 'data');
export const cdnowMapping = () => JSON.parse(readFileSync(join(root, 'modules/sales/mappings/cdnow.json'), 'utf8')) as Record<string, unknown>;

/** Says on the console what is skipped and why. */
export function isAbsent(file: string): boolean {
  const absent = !existsSync(join(sharedData, file));
  if (absent) console.warn(`skipped: ${join(sharedData, file)} is absent`);
  return absent;
}

export interface RunningServer {
  url: string;
  /** Empty once there is a user. */
  setupUrl: string;
  dataDir: string;
  port: number;
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

/** The built server on a port and a data folder of its own; `again` starts another one on the same two. */
export async function startServer(again?: RunningServer): Promise<RunningServer> {
  const dataDir = again?.dataDir ?? mkdtempSync(join(tmpdir(), 'zhike-e2e-'));
  // The database's user has to pass through.
  chmodSync(dataDir, 0o711);
  const port = again?.port ?? (await freePort());
  const { DATABASE_URL: _database, DATABASE_APP_URL: _app, ZHIKE_URL: _url, ...inherited } = process.env;
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, PORT: String(port), HOST: '127.0.0.1', ZHIKE_DATA: dataDir, LOG_LEVEL: 'warn' },
  });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/readyz`, child, output);
    const setupUrl = again ? '' : await linkIn(output);
    return { url, setupUrl, dataDir, port, stop: () => stop(child, dataDir), kill9: () => end(child, 'SIGKILL') };
  } catch (error) {
    await stop(child, dataDir);
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function answers(url: string, child: ChildProcess, output: readonly string[]) {
  for (let waited = 0; waited < 90_000; waited += 100) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${output.join('')}`);
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await pause(100);
  }
  throw new Error(`the server was not ready within 90 s: ${output.join('')}`);
}

async function linkIn(output: readonly string[]): Promise<string> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const link = /http\S+\/setup\?token=\S+/.exec(output.join(''))?.[0];
    if (link) return link;
    await pause(50);
  }
  throw new Error(`no set-up link was printed: ${output.join('')}`);
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Stops the server and whatever database a killed one left behind, then removes the data. */
async function stop(child: ChildProcess, dataDir: string) {
  await end(child, 'SIGTERM');
  const lock = join(dataDir, 'postgres', 'postmaster.pid');
  const left = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : 0;
  if (left) {
    process.kill(left, 'SIGINT');
    for (let waited = 0; waited < 20_000 && existsSync(lock); waited += 50) await pause(50);
  }
  rmSync(dataDir, { recursive: true, force: true });
}

/** The command line, while the server runs. */
export function zhike(server: RunningServer, args: readonly string[], input = ''): string {
  const done = spawnSync(process.execPath, ['dist/server/cli.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
    env: { ...process.env, ZHIKE_DATA: server.dataDir, PORT: String(server.port), HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
  });
  if (done.status !== 0) throw new Error(`zhike ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
