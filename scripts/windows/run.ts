import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { killTree } from '../../src/process/processes.ts';
import { judge, type Verdict } from './judge.ts';
import { LIMITS } from './limits.ts';
import type { Report } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const isWindows = process.platform === 'win32';
/** Where Wine is, as scripts/windows/set-up has it. */
const WINE =
  process.env['NX_GO_RUN_WINE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nx-go-run/wine');
/** What go fetches of swag, as Wine's programs see it. */
const MODULES = `file:///Z:${pathToFileURL(join(WINE, 'swag/cache/download')).pathname}`;
const RESULTS = join(isWindows ? join(ROOT, 'node_modules/.cache') : WINE, 'results');

/** Patterns of Jest that are run together, and in how many processes. */
interface Part {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly workers: number;
}

/** The second one alone, since its real processes compete with nobody then. */
const ALL: readonly Part[] = [
  { name: 'specs', patterns: ['src/'], workers: 2 },
  { name: 'e2e', patterns: ['e2e/platforms/windows.spec.ts'], workers: 1 },
];

/**
 * Runs the specs of src and the end-to-end tests of the packed package on Windows, or on Linux by Wine: `npm run windows`,
 * or `npm run windows -- src/plan` with patterns of Jest. Passes exactly if nothing fails but what LIMITS names, and that
 * does. Ends with the line `N passed, N failed`.
 */
async function run(patterns: readonly string[]): Promise<void> {
  if (!isWindows) must(join(import.meta.dirname, 'set-up'), []);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const parts = patterns.length === 0 ? ALL : [{ name: 'chosen', patterns, workers: 1 }];
  const packed = installPacked();
  const verdicts: Verdict[] = [];
  for (const part of parts) verdicts.push(await runJest(part, packed));
  const failures = verdicts.flatMap((verdict) => verdict.failures);
  for (const failure of failures) console.log(`\n── ${failure}`);
  const passed = verdicts.reduce((sum, verdict) => sum + verdict.passed, 0);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Builds, packs and installs the package; gives its folder. */
function installPacked(): string {
  const place = join(RESULTS, 'installed');
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  npm(['run', 'build', '--silent']);
  npm(['pack', '--silent', '--pack-destination', place]);
  const tarball = readdirSync(place).find((name) => name.endsWith('.tgz')) ?? '';
  npm(['install', '--silent', '--omit=peer', join(place, tarball)], { cwd: place });
  return join(place, 'node_modules/nx-go-run');
}

/** npm is a script of a shell on Windows, so its own file is run, of which it tells what it runs. */
function npm(args: readonly string[], options: SpawnSyncOptions = {}): void {
  const file = process.env['npm_execpath'];
  if (file === undefined) throw new Error('Start it by npm: npm run windows');
  must(process.execPath, [file, ...args], options);
}

function must(file: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { status } = spawnSync(file, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (status === 0) return;
  console.log('0 passed, 1 failed');
  process.exit(1);
}

/** Runs Jest on Windows. What it prints is shown as it comes. */
async function runJest({ name, patterns, workers }: Part, packed: string): Promise<Verdict> {
  const report = join(RESULTS, `${name}.json`);
  const variables = {
    CI: '1',
    NO_COLOR: '1',
    // Each test has a folder on drive C.
    RIG_PACKAGE: isWindows ? packed : `Z:${packed}`,
    RIG_WAIT: '180000',
    WINDOWS_REPORT: report,
    ...(isWindows ? {} : { GOPROXY: MODULES, GOSUMDB: 'off' }),
  };
  const jest = [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ],
    ...['--reporters=default', '--reporters=<rootDir>/scripts/windows/report.ts'],
    ...['--testTimeout=60000', `--maxWorkers=${workers}`, ...patterns],
  ];
  const settings = Object.entries(variables).map(([variable, value]) => `${variable}=${value}`);
  const [file, args] = isWindows
    ? [process.execPath, jest]
    : [join(import.meta.dirname, 'enter'), [...settings, 'node.exe', ...jest]];
  // Node for Windows writes into no pipe of Linux.
  const output = join(RESULTS, `${name}.txt`);
  const fd = openSync(output, 'w+');
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ['ignore', fd, fd],
  });
  const endAll = () => void killTree(child.pid ?? 0).then(() => process.exit(143));
  // A terminal's Ctrl-C reaches all by itself; a signal for this process alone would leave Wine behind.
  process.once('SIGTERM', endAll);
  let shown = 0;
  const show = () => {
    const buffer = Buffer.alloc(1 << 16);
    for (let length; (length = readSync(fd, buffer, 0, buffer.length, shown)) > 0; shown += length)
      process.stdout.write(buffer.subarray(0, length));
  };
  const timer = setInterval(show, 500);
  await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  process.off('SIGTERM', endAll);
  clearInterval(timer);
  show();
  closeSync(fd);
  try {
    return judge(JSON.parse(readFileSync(report, 'utf8')) as Report, ROOT, LIMITS);
  } catch (error) {
    return { passed: 0, failures: [`${patterns.join(' ')} could not be run: ${(error as Error).message}`] };
  }
}

void run(process.argv.slice(2));
