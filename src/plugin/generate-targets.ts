import type { TargetConfiguration } from '@nx/devkit';
import type { GenerateOptions } from '../executors/generate/schema.d.ts';
import type { OwnTarget, Project } from './find-projects.ts';
import { EXECUTOR } from './program-targets.ts';

/** The part of nx.json that gives options to targets; Nx 24 takes lists there, too. */
export type TargetDefaults = Readonly<Record<string, DefaultTarget | readonly DefaultTarget[]>>;

type DefaultTarget = OwnTarget & { readonly filter?: unknown };

/** What the targets are made of. */
export interface GenerateNames {
  /** What runs the steps of the target `targetName`, or of the only one that has some. */
  readonly name: string | false;
  /** That of the plugin's first program, such as `serve`. */
  readonly targetName: string;
  /** The targets that the plugin infers for the project's programs. */
  readonly inferred: readonly string[];
  readonly defaults: TargetDefaults;
}

/**
 * A target that runs the steps alone for each of a project's go-run targets that has some, by `generate` or `swagger`:
 * those of `serve` are run by `generate`, those of `serve-worker` by `generate-worker`. What the project has by these
 * names itself is left out.
 */
export function generateTargets(
  { ownTargets, partTargets, name: project }: Pick<Project, 'ownTargets' | 'partTargets' | 'name'>,
  { name, targetName, inferred, defaults }: GenerateNames,
): Record<string, TargetConfiguration<GenerateOptions>> {
  if (name === false) return {};
  const ours = [...ownTargets].filter(([, { executor }]) => executor === EXECUTOR).map(([target]) => target);
  const running = [...new Set([...inferred.filter((target) => !ownTargets.has(target)), ...ours])];
  const withSteps = running.filter((target) => {
    const given = [ownTargets.get(target), partTargets.get(target), defaults[target], defaults[EXECUTOR]];
    return given.flat().some((one) => one !== undefined && hasSteps(one));
  });
  const [only] = withSteps;
  const first = withSteps.length === 1 ? only : targetName;
  const named = withSteps.map((target): [string, TargetConfiguration<GenerateOptions>] => {
    const own = target === first ? name : `${name}-${target.replace(`${targetName}-`, '')}`;
    return [own, describeTarget(target, `npx nx run ${project}:${own} --help`)];
  });
  return Object.fromEntries(named.filter(([target]) => !ownTargets.has(target)));
}

function describeTarget(serveTarget: string, command: string): TargetConfiguration<GenerateOptions> {
  return {
    executor: 'nx-go-run:generate',
    options: { serveTarget },
    metadata: {
      description: `Runs the steps that ${serveTarget} runs before its build; with --check it fails where what they write is not current`,
      technologies: ['go'],
      help: { command, example: { options: { check: true } } },
    },
  };
}

function hasSteps(target: DefaultTarget): boolean {
  const all = [target.options, ...Object.values(target.configurations ?? {})];
  const makesSteps = (options: OwnTarget['options']) => {
    const { generate, swagger } = options ?? {};
    return (Array.isArray(generate) && generate.length > 0) || (swagger !== undefined && swagger !== false);
  };
  return target.filter === undefined && all.some(makesSteps);
}
