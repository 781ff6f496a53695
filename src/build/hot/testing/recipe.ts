import type { Recipe } from '../recipe.ts';
import type { CompileStep, FixedStep } from '../steps.ts';

/**
 * A recipe of packages by what they import; the last one is main. Each has one file, /w/{package}/x.go. A
 * package that ends with `!` is fixed.
 */
export function makeTestRecipe(packages: Readonly<Record<string, readonly string[]>>): Recipe {
  const names = Object.keys(packages).map((name) => name.replace('!', ''));
  const importers = new Map<string, string[]>();
  const steps: Recipe['steps'] = new Map(
    Object.entries(packages).map(([name, imports]): [string, CompileStep | FixedStep] => {
      const importPath = name.replace('!', '');
      for (const one of imports) importers.set(one, [...(importers.get(one) ?? []), importPath]);
      if (name.endsWith('!')) return [importPath, { kind: 'fixed', because: 'it has C', imports }];
      const files = [`/w/${importPath}/x.go`];
      const step = {
        tool: '/go/compile',
        env: ['A=1'],
        cwd: `/w/${importPath}`,
        flags: ['-p', importPath],
        files,
      };
      return [importPath, { kind: 'compile', importPath, ...step, imports, otherImports: [] }];
    }),
  );
  const sources = names.filter((name) => !(`${name}!` in packages)).map((name) => `/w/${name}/x.go`);
  return {
    steps,
    importers,
    link: {
      kind: 'link',
      tool: '/go/link',
      env: ['GOROOT=/go'],
      cwd: '.',
      flags: ['-s'],
      idLength: 83,
      importPaths: names,
      otherLines: ['modinfo "x"'],
      mainPath: names.at(-1) ?? '',
    },
    packageOf: new Map(sources.map((path) => [path, path.split('/')[2] ?? ''])),
    exports: new Map(names.map((name) => [name, `/gocache/${name}`])),
    outlines: new Map(sources.map((path) => [path, 'package x'])),
    toolchain: new Map([['/go/compile', 'tool 1']]),
    env: { PATH: '/bin' },
  };
}
