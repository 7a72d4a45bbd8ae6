// The command line: the bundle when it is built, else the sources.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist', 'server', 'cli.js');
const program = existsSync(bundle) ? [bundle] : [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), join(root, 'apps', 'cli', 'main.ts')];
// npm runs scripts in the project's folder; files are named as seen from where the person stands.
const cwd = process.env.INIT_CWD ?? process.cwd();
const done = spawnSync(process.execPath, ['--enable-source-maps', ...program, ...process.argv.slice(2)], { cwd, stdio: 'inherit' });
process.exit(done.status ?? 1);
