import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minifySync } from 'rolldown/utils';
import { bundle, type BundledPackage } from './bundle.ts';
import { BUNDLED, findForbidden } from './licenses.ts';
import { pruneDeclarations } from './prune-declarations.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

/** What is bundled, below `src` and below `dist`. */
const ENTRIES = [
  'index',
  'executors/go-run/run',
  'generators/generators',
  'generators/init/init',
  'plugin/index',
  'front/serve-front',
  'front/vite/index',
];

/** Of these the types are published, too. */
const DECLARED = ['index', 'plugin/index', 'front/vite/index', 'executors/go-run/schema'];

/** What is published as it is, below `src` and below `dist`. */
const COPIED = [
  'executors/go-run/executor.cjs',
  'executors/go-run/schema.json',
  'executors/go-run/schema.d.ts',
  'front/browser/style.css',
  'generators/generators.cjs',
  'generators/application/files',
  'generators/application/schema.json',
  'generators/configuration/schema.json',
  'generators/init/schema.json',
];

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
  const entries = Object.fromEntries(ENTRIES.map((name) => [name, join(ROOT, 'src', `${name}.ts`)]));
  const packages = await bundle(entries, DIST);
  const forbidden = findForbidden(packages, BUNDLED);
  if (forbidden.length > 0) {
    console.error(`scripts/licenses.ts does not allow to bundle ${forbidden.join(', ')}`);
    process.exitCode = 1;
  }
  writeFileSync(join(DIST, 'THIRD-PARTY-LICENSES.txt'), listLicenses(packages));
  for (const path of COPIED) cpSync(join(ROOT, 'src', path), join(DIST, path), { recursive: true });
  writeScripts();
  pruneDeclarations(DIST, DECLARED);
}

/** What a browser gets, file by file, without its comments and blanks. */
function writeScripts(): void {
  const [from, to] = [join(ROOT, 'src/front/browser'), join(DIST, 'front/browser')];
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((one) => one.endsWith('.js'))) {
    writeFileSync(
      join(to, name),
      minifySync(name, readFileSync(join(from, name), 'utf8'), { module: true }).code,
    );
  }
}

/** The licences' texts, which have to go along with the bundled code. */
function listLicenses(packages: readonly BundledPackage[]): string {
  const one = ({ name, version, license, text }: BundledPackage) =>
    `${name} ${version} (${license})\n\n${text ?? 'The package ships no text of its licence.'}\n`;
  return `nx-go-run contains code of these packages.\n\n${packages.map(one).join(`\n${'-'.repeat(80)}\n\n`)}`;
}

await build();
