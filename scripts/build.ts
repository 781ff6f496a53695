import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, type BundledPackage } from './bundle.ts';
import { BUNDLED, findForbidden } from './licenses.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const EXECUTOR = 'executors/go-run';

/** What is published as it is. */
const COPIED = ['executor.cjs', 'schema.json', 'schema.d.ts'];

/**
 * Makes `dist`, as it is published, from nothing. Ends with tsc's exit code if it complains, and with 1 if code
 * was bundled whose licence does not let us.
 */
async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const declared = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (declared.status !== 0) {
    process.exitCode = declared.status ?? 1;
    return;
  }
  const entries = { index: 'src/index.ts', [`${EXECUTOR}/run`]: `src/${EXECUTOR}/run.ts` };
  const packages = await bundle(
    Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(ROOT, path)])),
    DIST,
  );
  const forbidden = findForbidden(packages, BUNDLED);
  if (forbidden.length > 0) {
    console.error(`scripts/licenses.ts does not allow to bundle ${forbidden.join(', ')}`);
    process.exitCode = 1;
  }
  writeFileSync(join(DIST, 'THIRD-PARTY-LICENSES.txt'), listLicenses(packages));
  mkdirSync(join(DIST, EXECUTOR), { recursive: true });
  for (const file of COPIED) copyFileSync(join(ROOT, 'src', EXECUTOR, file), join(DIST, EXECUTOR, file));
}

/** The licences' texts, which have to go along with the bundled code. */
function listLicenses(packages: readonly BundledPackage[]): string {
  const one = ({ name, version, license, text }: BundledPackage) =>
    `${name} ${version} (${license})\n\n${text ?? 'The package ships no text of its licence.'}\n`;
  return `nx-go-run contains code of these packages.\n\n${packages.map(one).join(`\n${'-'.repeat(80)}\n\n`)}`;
}

await build();
