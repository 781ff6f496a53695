import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const EXECUTOR = 'executors/go-run';

/** What tsc leaves behind, because it is not TypeScript or because it is a declaration already. */
const COPIED = ['executor.cjs', 'schema.json', 'schema.d.ts'];

/** Makes `dist`, as it is published, from nothing. Ends with tsc's exit code if it complains. */
function build(): void {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (compiled.status !== 0) {
    process.exitCode = compiled.status ?? 1;
    return;
  }
  mkdirSync(join(ROOT, 'dist', EXECUTOR), { recursive: true });
  for (const file of COPIED)
    copyFileSync(join(ROOT, 'src', EXECUTOR, file), join(ROOT, 'dist', EXECUTOR, file));
}

build();
