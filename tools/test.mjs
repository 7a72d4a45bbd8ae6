// npm test [-- PART]: installs what is missing, checks, then unit, integration and browser tests; one closing line for all.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, build, install, root } from './prepare.mjs';

install();
const part = process.argv[2];
const totals = { passed: 0, failed: 0, skipped: 0 };

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Debian's Chromium with Chinese letters as root; else the browser of a desktop, else Playwright's own. */
function findChromium() {
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(path)) return path;
  if (process.getuid?.() === 0 && works('apt-get', ['--version'])) {
    process.stdout.write('Installing Chromium ...\n');
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  spawnSync(process.execPath, [join(root, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { stdio: 'inherit' });
  return '';
}

/** Runs vitest with a configuration and adds its figures. */
function vitest(name, config, args = [], env = {}) {
  const report = join(tmpdir(), `zhike-${name}-${process.pid}.json`);
  const done = spawnSync(bin('vitest'), ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (!existsSync(report)) {
    totals.failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  totals.passed += numPassedTests;
  totals.failed += numFailedTests;
  totals.skipped += numPendingTests + numTodoTests;
  // A file that cannot even be loaded fails without a failed test.
  if ((!success || done.status !== 0) && numFailedTests === 0) totals.failed += 1;
}

function checks() {
  const done = spawnSync(process.execPath, ['tools/check.mjs'], { cwd: root, stdio: 'inherit' });
  if (done.status === 0) totals.passed += 1;
  else totals.failed += 1;
}

if (part) vitest('part', 'vitest.config.ts', [part]);
else {
  checks();
  vitest('unit', 'vitest.config.ts');
  await build();
  vitest('journeys', 'e2e/vitest.config.ts', [], { CHROMIUM: findChromium() });
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed ? 1 : 0);
