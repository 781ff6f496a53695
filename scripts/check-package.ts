import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePacked, findFaults, type Packed } from './packed.ts';

const ROOT = join(import.meta.dirname, '..');
const SHOWN = { cwd: ROOT, stdio: 'inherit' } as const;

/** Packs what `npm run build` has made, lists it, and has it judged. What is wrong is told; the exit code is then 1. */
function checkPackage(folder: string): void {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const answer: unknown = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
  const [packed] = Object.values(answer as Record<string, Packed>);
  if (packed === undefined) throw new Error('npm pack has named no tarball');
  console.log(describePacked(packed));
  const faults = findFaults(packed);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;

  const tarball = join(folder, packed.filename);
  judge(() => execFileSync('publint', ['run', tarball, '--strict'], SHOWN));
  // The package is ESM only: Nx loads the executor by a path of executors.json, and what `exports` has are types.
  // So nobody requires it, and TypeScript's old way to look up modules (node10) can't know `exports`.
  const profile = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji'];
  // A command of Nx's inputs loads it; nobody imports it.
  const left = ['--exclude-entrypoints', './identity'];
  judge(() => execFileSync('attw', [tarball, ...profile, ...left], SHOWN));
}

/** A command that fails has said why. */
function judge(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'nx-go-run-package-'));
try {
  checkPackage(folder);
} finally {
  rmSync(folder, { recursive: true });
}
