// npm run bench: measures the built server, so it builds first.
import { spawnSync } from 'node:child_process';
import { bin, build, install, root } from './prepare.mjs';

install();
await build();
const done = spawnSync(bin('tsx'), ['bench/bench.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
