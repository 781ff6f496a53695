import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { rolldown } from 'rolldown';

/** What a bundle was made of, besides the package's own sources. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, such as `MIT`. */
  readonly license: string;
  /** The text of its licence; undefined where it ships none. */
  readonly text: string | undefined;
}

/**
 * Bundles the entries (module paths by the name of their file below `directory`, without its ending) with all
 * that they import but Node's modules and Nx, which the workspace has. Importing rxjs and execa as hundreds of
 * files took half of the time from the executor's entry to the first build.
 */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  directory: string,
): Promise<readonly BundledPackage[]> {
  const build = await rolldown({
    input: entries,
    platform: 'node',
    external: [/^node:/, /^@nx\//, /^nx\//],
    // For Node rxjs gives CommonJS, of which nothing can be left out.
    resolve: { alias: { rxjs: join(import.meta.dirname, '../node_modules/rxjs/dist/esm/index.js') } },
  });
  const { output } = await build.write({
    dir: directory,
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    // An eighth of the tarball; who wants to read has the sources. Licences stay.
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
  return [...folders].map(describePackage).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The folder of the npm package that a module belongs to, or undefined for the package's own. */
function packageFolder(moduleId: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(moduleId.replaceAll('/', sep))?.[0];
}

function describePackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Omit<
    BundledPackage,
    'text'
  >;
  const { name, version, license } = manifest;
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
  return { name, version, license, text: file && readFileSync(join(folder, file), 'utf8').trim() };
}
