import { relative, resolve, sep } from 'node:path';
import { existsSync } from 'node:fs';
import { splitWords } from '../../plan/arguments.ts';
import type { FileGlob } from '../../files/file-glob.ts';
import type { CommandPlan, Plan } from '../../plan/plan.ts';
import type { GoPackages } from './go-packages.ts';
import { all, below, file, filesAt, isDirectory, toolWords, type Preset } from './preset.ts';

/**
 * https://github.com/google/wire: one step for each of the program's packages that has injectors. Of the packages that
 * it imports wire reads declarations.
 */
export function createWire(packages: GoPackages): Preset {
  return (plan) => {
    const folders = packages.reachable(plan, plan.target.directory);
    const injecting = folders.filter((folder) => packages.files(folder).some((one) => one.isInjector));
    const tool = toolWords(plan, 'wire', /^github\.com\/google\/wire\/cmd\/wire$/);
    const steps = injecting.map((folder): CommandPlan => {
      const read = packages.reachable(plan, folder);
      return {
        name: injecting.length === 1 ? 'wire' : `wire ${shown(plan, folder)}`,
        command: [...tool, shown(plan, folder)],
        cwd: plan.projectRoot,
        env: {},
        inputs: {
          named: read.map((one) => below(one, '*.go')),
          except: [below(folder, 'wire_gen.go'), ...read.map((one) => below(one, '*_test.go'))],
        },
        outputs: all(file(resolve(folder, 'wire_gen.go'))),
        isBroad: true,
        reads: 'declarations',
        install: 'go get -tool github.com/google/wire/cmd/wire',
      };
    });
    return { kind: 'steps', steps };
  };
}

/** What a flag of a generator's line names as its output. */
const OUTPUT_FLAG = /^--?(?:o|out|output|destination|dst|output-file|outfile)(?:=(.+))?$/;

/**
 * `go generate` for each of the program's packages that has lines for it. A step reads what its package has of Go that
 * is written by hand, and the files and folders that a line names; it writes the package's other Go files, and what
 * flags such as `-o` and `-destination` name.
 */
export function createGoGenerate(packages: GoPackages): Preset {
  return (plan) => {
    const folders = packages
      .reachable(plan, plan.target.directory)
      .filter((folder) => packages.files(folder).some(({ directives }) => directives.length > 0));
    const steps = folders.map((folder): CommandPlan => {
      const own = packages.files(folder).filter((one) => !one.isGenerated);
      const lines = packages.files(folder).flatMap(({ directives }) => directives);
      const { inputs, outputs } = readLines(lines, folder);
      return {
        name: folders.length === 1 ? 'go-generate' : `go-generate ${shown(plan, folder)}`,
        command: ['go', 'generate', shown(plan, folder)],
        cwd: plan.projectRoot,
        env: {},
        inputs: all(...own.map(({ path }) => file(path)), ...inputs),
        outputs: {
          named: [below(folder, '*.go'), ...outputs],
          except: [...own.map(({ path }) => file(path)), below(folder, '*_test.go')],
        },
        isBroad: true,
      };
    });
    return { kind: 'steps', steps };
  };
}

function readLines(
  lines: readonly string[],
  folder: string,
): { readonly inputs: readonly FileGlob[]; readonly outputs: readonly FileGlob[] } {
  const inputs: FileGlob[] = [];
  const outputs: FileGlob[] = [];
  for (const line of lines) {
    const words = splitWords('go:generate', line);
    const [, ...args] = words.ok ? words.value : [];
    args.forEach((word, at) => {
      const flag = OUTPUT_FLAG.exec(word);
      const isValue = OUTPUT_FLAG.exec(args[at - 1] ?? '') !== null && !args[at - 1]?.includes('=');
      const output = isValue ? word : flag?.[1];
      const value = word.replace(/^--?[\w-]+=/, '');
      if (output !== undefined) outputs.push(filesAt(folder, output, '**'));
      else if (!word.startsWith('-') || value !== word) {
        const path = resolve(folder, value);
        // A folder above it would be all of the project.
        const isOwn = !`${folder}${sep}`.startsWith(`${path}${sep}`);
        if (/[./]/.test(value) && isOwn && existsSync(path)) {
          inputs.push(isDirectory(path) ? below(path, '**') : file(path));
        }
      }
    });
  }
  return { inputs, outputs };
}

function shown(plan: Plan, folder: string): string {
  const between = relative(plan.projectRoot, folder).split(sep).join('/');
  return between === '' ? '.' : `./${between}`;
}
