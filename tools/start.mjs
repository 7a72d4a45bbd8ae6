// npm start: installs and builds what is missing or stale, then runs the server. With --dev: reloads on every edit.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bin, build, install, root } from './prepare.mjs';

install();
const isDev = process.argv.includes('--dev');

function runUntilStopped(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 0 : 1)));
  return child;
}

if (isDev) {
  // Demo data in a folder of its own, so that real data is never touched.
  const env = { ...process.env, ZHIKE_DATA: process.env.ZHIKE_DATA ?? join(root, 'data', 'dev') };
  const zhike = (...args) =>
    spawnSync(process.execPath, [bin('tsx'), 'apps/cli/main.ts', ...args], { cwd: root, env, encoding: 'utf8', input: 'zhike-demo\n' });
  const made = zhike('setup', '--org', 'Demo', '--name', 'Demo', '--email', 'demo@example.com', '--password-stdin');
  if (made.status === 0) {
    zhike('demo', 'load', '--org', 'Demo');
    process.stdout.write('Demo organisation: demo@example.com, password zhike-demo\n');
  }
  const web = spawn(bin('vite'), ['-c', 'apps/web/vite.config.ts'], { cwd: root, stdio: 'inherit' });
  process.on('exit', () => web.kill());
  runUntilStopped(bin('tsx'), ['watch', '--clear-screen=false', 'apps/server/main.ts'], env);
} else {
  await build();
  // The bundle runs in this process: one process to stop, and the signals are its own.
  await import(join(root, 'dist', 'server', 'main.js'));
}
