// npm run zhike -- COMMAND: the command line, built on first use.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './prepare.mjs';

install();
await build();
// npm runs scripts in the project's folder; files are named as seen from where the person stands.
const cwd = process.env.INIT_CWD ?? process.cwd();
const done = spawnSync(process.execPath, ['--enable-source-maps', join(root, 'dist', 'server', 'cli.js'), ...process.argv.slice(2)], { cwd, stdio: 'inherit' });
process.exit(done.status ?? 1);
