import type { TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import type { Program } from './programs.ts';

/** What runs a program. */
export const EXECUTOR = 'nx-go-run:go-run';

/**
 * Nx 24 starts what waits for a target once it is ready. It may be waited for as long as it takes: at the timeout the
 * watcher itself would be stopped, and the broken build with it that is just being mended. The greatest delay that a
 * timer can have, in ms.
 */
const READY_WHEN = { signal: true, timeout: 2_147_483_647 } as const;

/** A target that runs one program, by the option `file`. */
type Named = readonly [name: string, target: TargetConfiguration<GoRunOptions>];

/** What the targets' names and descriptions are made of. */
export interface ProjectNames {
  /** The project's folder, from the workspace's root. */
  readonly root: string;
  readonly name: string;
  readonly targetName: string;
}

/**
 * The targets of a project's programs. The one program gets `<targetName>`. Of several, the one in the project's root
 * gets it, else the one that is named as the project; the others get `<targetName>-<folder>`, such as `serve-worker`
 * for cmd/worker. Where there are programs in the root or below cmd, those elsewhere (tools, examples) get none.
 */
export function programTargets(
  programs: readonly Program[],
  { root, name, targetName }: ProjectNames,
): Record<string, TargetConfiguration<GoRunOptions>> {
  const all = programs.map((program) => ({ program, file: posix.relative(root, program.folder) || '.' }));
  const usual = all.filter(({ file }) => file === '.' || /^cmd(\/|$)/.test(file));
  const shown = usual.length > 0 ? usual : all;
  const main =
    (shown.length === 1 ? shown[0] : undefined) ??
    shown.find(({ file }) => file === '.') ??
    shown.find(({ file }) => [name, posix.basename(root)].includes(posix.basename(file)));
  const named = shown.map(({ program, file }): Named => {
    const suffix = file.replace(/^cmd\/(?=.)/, '').replaceAll('/', '-');
    const target = file === main?.file ? targetName : `${targetName}-${suffix}`;
    return [target, describeTarget(program, file, `npx nx run ${name}:${target} --help`)];
  });
  return Object.fromEntries(named);
}

/**
 * What those targets lack that a project itself gives to go-run: Nx merges targets of one executor, and what the project
 * says wins. In targetDefaults it would hide what nx.json has there by the target's name.
 */
export function readyTargets(
  own: ReadonlyMap<string, { readonly executor?: string }>,
): Record<string, TargetConfiguration> {
  const ours = [...own].filter(([, { executor }]) => executor === EXECUTOR);
  return Object.fromEntries(ours.map(([name]) => [name, { executor: EXECUTOR, readyWhen: READY_WHEN }]));
}

function describeTarget(
  { port, readyUrl }: Program,
  file: string,
  command: string,
): TargetConfiguration<GoRunOptions> {
  return {
    executor: EXECUTOR,
    continuous: true,
    readyWhen: READY_WHEN,
    options: {
      ...(file === '.' ? {} : { file }),
      ...(port === undefined ? {} : { port }),
      ...(readyUrl === undefined ? {} : { readyUrl }),
    },
    metadata: {
      description: `Runs the Go program ${file === '.' ? 'in the project’s root' : file}; rebuilds and restarts it on changes`,
      technologies: ['go'],
      help: {
        command,
        example: { options: { args: 'server -p 8080', buildFlags: '-race' } },
      },
    },
  };
}
