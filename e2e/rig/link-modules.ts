import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository that is tested. */
export const REPOSITORY = join(import.meta.dirname, '../..');

/**
 * Gives a workspace the repository's packages. The folder is the workspace's own, with links in it, so that
 * `node_modules/.cache` is not shared. Windows lets everybody make junctions, symbolic links only some.
 */
export function linkModules(workspace: string): void {
  const from = join(REPOSITORY, 'node_modules');
  const to = join(workspace, 'node_modules');
  mkdirSync(to);
  const names = readdirSync(from).filter((name) => name === '.bin' || !name.startsWith('.'));
  for (const name of names) if (name !== 'nx-go-run') link(join(from, name), join(to, name));
}

/** Wine makes no links at all, and the executor alone needs none. */
function link(from: string, to: string): void {
  try {
    symlinkSync(from, to, 'junction');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTSUP') throw error;
  }
}

/** Installs the repository's sources as the package nx-go-run, as `npm install` would install it. */
export function linkPlugin(workspace: string): void {
  const folder = join(workspace, 'node_modules/nx-go-run');
  mkdirSync(folder);
  link(join(REPOSITORY, 'src'), join(folder, 'src'));
  for (const name of ['executors.json', 'generators.json']) {
    const text = readFileSync(join(REPOSITORY, name), 'utf8').replaceAll('./dist/', './src/');
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'nx-go-run',
      version: '0.0.0',
      executors: './executors.json',
      generators: './generators.json',
      exports: {
        './plugin': './src/plugin/plugin.cjs',
        './identity': './src/plugin/identity.cjs',
        './vite': './src/vite/index.ts',
        './package.json': './package.json',
        './executors.json': './executors.json',
        './generators.json': './generators.json',
      },
    }),
  );
}
