// npm run check: everything that can be told without running the product, all findings before the exit.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, install, root } from './prepare.mjs';

install();
const folders = ['kernel', 'platform', 'modules', 'ui', 'apps'];

function countSources(dir) {
  return readdirSync(dir, { withFileTypes: true }).reduce(
    (n, e) => n + (e.isDirectory() ? countSources(join(dir, e.name)) : /\.tsx?$/.test(e.name) ? 1 : 0),
    0,
  );
}

/** The cruiser passes on nothing when its parser is missing, so it must have seen every file. */
function cruise() {
  const done = spawnSync(
    process.execPath,
    [
      '--import',
      join(root, 'tools', 'swcTsx.mjs'),
      join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      ...folders,
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (!done.stdout) return { ok: false, text: done.stderr };
  const { summary, modules } = JSON.parse(done.stdout);
  const seen = modules.filter((m) => /\.tsx?$/.test(m.source) && folders.some((f) => m.source.startsWith(`${f}/`))).length;
  const wanted = folders.reduce((n, f) => n + countSources(join(root, f)), 0);
  const errors = summary.violations.filter((v) => v.rule.severity === 'error').map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`);
  if (seen < wanted) errors.push(`only ${seen} of ${wanted} files were read`);
  return { ok: errors.length === 0, text: errors.join('\n') || `${seen} files` };
}

function command(name, args) {
  const done = spawnSync(bin(name), args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { ok: done.status === 0, text: `${done.stdout}${done.stderr}`.trim() };
}

const checks = {
  types: () => command('tsc', ['--noEmit', '-p', '.']),
  lint: () => command('oxlint', ['--quiet', '.']),
  format: () => command('biome', ['format', '.']),
  dependencies: cruise,
  'dead code': () => command('knip', ['--no-progress']),
  'messages, migrations, shards': () => command('tsx', ['tools/checkSchema.ts']),
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  const started = Date.now();
  const { ok, text } = check();
  if (!ok) failed += 1;
  const last = text.split('\n').at(-1) ?? '';
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)${ok ? (last.length < 80 && last ? `: ${last}` : '') : `\n${text}\n`}\n`,
  );
}
process.exit(failed ? 1 : 0);
