import type { TargetConfiguration } from '@nx/devkit';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import type { ModFile } from '../golang/go-mod-file.ts';
import { nearest } from './folder-tree.ts';
import { type Input, inWorkspace, MODULE_FILES, OUTPUTS, SOURCES, type Surroundings } from './go-inputs.ts';
import type { GoTarget } from './plugin-options.ts';

/** A project, as far as its targets are made of it. Paths are from the workspace's root. */
export interface GoProject {
  readonly root: string;
  readonly name: string;
  /** Whether it has a main package. */
  readonly hasPrograms: boolean;
  /** Whether go.mod and go.work files lie above it, so that the named input for them is there. */
  readonly hasModuleFiles: boolean;
  readonly surroundings: Surroundings;
  /** The configuration of golangci-lint that counts. */
  readonly lintFile: string | undefined;
  /** Where targets that use go-run have their binary put, by the option outputPath. */
  readonly servePaths: readonly string[];
}

/** What is known of the Nx that asks. */
export interface Abilities {
  /** Whether an input of dependencies can be a glob (Nx 22.6). */
  readonly takesGlobsOfDependencies: boolean;
}

/** Reads off the workspace's Nx what it can. One that is not found is taken for a new one. */
export function readAbilities(workspaceRoot: string): Abilities {
  try {
    const require = createRequire(posix.join(workspaceRoot, 'package.json'));
    const { version } = require('nx/package.json') as { readonly version: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return { takesGlobsOfDependencies: major > 22 || (major === 22 && minor >= 6) };
  } catch {
    return { takesGlobsOfDependencies: true };
  }
}

type Targets = Record<string, TargetConfiguration>;

/** The files by which golangci-lint is configured; it looks for them from its folder upwards. */
const LINT_FILES = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** The inputs that several targets have in common. */
export function sourceInputs({ hasModuleFiles, surroundings }: GoProject): Readonly<Record<string, Input[]>> {
  return {
    [SOURCES]: [
      '{projectRoot}/**/*',
      ...(hasModuleFiles ? [MODULE_FILES] : []),
      ...surroundings.files,
      { runtime: identify(surroundings.lines) },
      OUTPUTS,
    ],
  };
}

/**
 * The targets of a Go project that end. Each takes the files of the project, go.mod and go.work, and of what it
 * imports from other projects all but tests; what generates code runs before. Those that only read are cached
 * without an output.
 */
export function goTargets(
  project: GoProject,
  names: ReadonlyMap<GoTarget, string>,
  { takesGlobsOfDependencies }: Abilities,
): Targets {
  const { root, hasPrograms, surroundings } = project;
  const imported = takesGlobsOfDependencies ? '^{projectRoot}/**/!(*_test.go)' : '^default';
  const generate = names.get('generate');
  const dependsOn = generate === undefined ? {} : { dependsOn: [generate, `^${generate}`] };
  const inputs: Input[] = [SOURCES, imported];
  const targets: Targets = {};
  const add = (target: GoTarget, given: TargetConfiguration & { inputs?: Input[] }) => {
    const name = names.get(target);
    if (name !== undefined) targets[name] = { ...given, metadata: describe(target, project.name, name) };
  };
  if (hasPrograms) {
    add('build', {
      executor: 'nx-go-run:build',
      cache: true,
      ...dependsOn,
      inputs: [SOURCES, '!{projectRoot}/**/*_test.go', imported],
      outputs: ['{options.outputPath}'],
      options: { outputPath: chooseOutputPath(project) },
    });
  }
  add('test', {
    executor: 'nx-go-run:test',
    cache: true,
    ...dependsOn,
    inputs,
    outputs: ['{workspaceRoot}/coverage/{projectRoot}', '{options.junit}'],
    options: {},
  });
  const run = { executor: 'nx-go-run:go' };
  add('vet', { ...run, cache: true, ...dependsOn, inputs, outputs: [], options: { command: 'vet' } });
  const { lintFile } = project;
  if (lintFile !== undefined) {
    const isOwn = posix.dirname(lintFile) === root;
    const configured = [...inputs, ...(isOwn ? [] : [inWorkspace(lintFile)])];
    const runtime = `${identify(surroundings.lines)} --lint`;
    const all = { inputs: [...configured, { runtime }], outputs: [] };
    add('lint', { ...run, cache: true, ...dependsOn, ...all, options: { command: 'lint' } });
  }
  add('tidy', { ...run, cache: false, options: { command: 'tidy' } });
  const tidied = ['*.go', 'go.mod', 'go.sum'].map((glob) => `{projectRoot}/**/${glob}`);
  add('tidy-check', {
    ...run,
    cache: true,
    inputs: [
      ...tidied,
      ...(project.hasModuleFiles ? [MODULE_FILES] : []),
      ...surroundings.files,
      takesGlobsOfDependencies ? '^{projectRoot}/**/*.go' : '^default',
      { runtime: `${identify(surroundings.lines)} --version` },
    ],
    outputs: [],
    options: { command: 'tidy-check' },
  });
  return targets;
}

/**
 * The command that prints which Go would work for these lines of a go.mod, and with which settings: the script of
 * the package's export `identity`, by an option of node and without quotes, so that it is one command for all shells,
 * package managers and clones.
 */
function identify({ go = '-', toolchain = '-' }: Pick<ModFile, 'go' | 'toolchain'>): string {
  const plain = (word: string) => (/^[\w.-]+$/.test(word) ? word : '-');
  return `node -r nx-go-run/identity -e 0 ${plain(go)} ${plain(toolchain)}`;
}

/** `dist/{projectRoot}`, unless a target that serves has its binary there: the cache empties the folder. */
function chooseOutputPath({ root, name, servePaths }: GoProject): string {
  const path = `dist/${root === '.' ? name.replaceAll('/', '-') : root}`;
  const isBelow = servePaths.some((one) => `${posix.normalize(one)}/`.startsWith(`${path}/`));
  return isBelow ? `${path}-build` : path;
}

/** Finds the nearest configuration of golangci-lint, from this folder upwards, among all files of the workspace that are one. */
export function findLintFile(root: string, lintFiles: ReadonlySet<string>): string | undefined {
  if (lintFiles.size === 0) return undefined;
  return nearest(root, (at) =>
    LINT_FILES.map((name) => posix.join(at, name)).find((file) => lintFiles.has(file)),
  );
}

const WHAT: Readonly<Record<GoTarget, string>> = {
  build: 'Builds the project’s programs',
  test: 'Runs the project’s Go tests',
  vet: 'Runs go vet',
  lint: 'Runs golangci-lint',
  tidy: 'Runs go mod tidy',
  'tidy-check': 'Fails where go mod tidy would change go.mod or go.sum',
  generate: 'Runs the project’s generators',
};

function describe(target: GoTarget, project: string, name: string): TargetConfiguration['metadata'] & {} {
  const description = WHAT[target];
  if (target !== 'test') return { description, technologies: ['go'] };
  const command = `npx nx run ${project}:${name} --help`;
  return {
    description,
    technologies: ['go'],
    help: { command, example: { options: { race: true, cover: true } } },
  };
}
