import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes the declarations below `folder` that none of the entries (paths without their ending) leads to. */
export function pruneDeclarations(folder: string, entries: readonly string[]): void {
  const reached = new Set<string>();
  const reach = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const name of findImports(readFileSync(file, 'utf8'))) {
      reach(join(dirname(file), name.replace(/(\.d)?\.ts$|\.js$/, '.d.ts')));
    }
  };
  for (const entry of entries) reach(join(folder, `${entry}.d.ts`));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}

/** The relative modules that a declaration names. */
function findImports(text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)].flatMap(([, name]) => name ?? []);
}
