import type { ExecutorContext } from '@nx/devkit';
import { nearestName } from '../../plan/nearest-name.ts';
import { failure, type Problem, type Result, success } from '../../problem.ts';
import type { GivenOptions } from '../../plan/arguments.ts';
import type { GenerateOptions } from './schema.d.ts';

/** The options as Nx gives them. */
export type GivenGenerateOptions = GenerateOptions & Pick<GivenOptions, '__unparsed__'>;

const GO_RUN = 'nx-go-run:go-run';

/** What this target takes from the one that runs go-run, in the order of schema.json. */
const SHARED = ['file', 'swagger', 'generate', 'buildFlags', 'env', 'go', 'goBinary'] as const;
const OWN = [...SHARED, 'check', 'serveTarget'];

/** The options of go-run that make the steps, and whose they are. */
export interface ServeOptions {
  readonly options: GivenOptions;
  /** The target whose memory of the steps is shared. */
  readonly target: string;
  readonly strange: readonly Problem[];
}

/**
 * The options that are given, and for those that are not those of the project's go-run target, with what the
 * configuration of this run's name says there. Fails where serveTarget names none, or an option is misspelt.
 */
export function completeFromServe(
  given: GivenGenerateOptions,
  context: ExecutorContext,
): Result<ServeOptions> {
  const { projectName = '', targetName = 'generate', configurationName, projectsConfigurations } = context;
  const targets = projectsConfigurations.projects[projectName]?.targets ?? {};
  const running = Object.keys(targets).filter((name) => targets[name]?.executor === GO_RUN);
  const named =
    given.serveTarget ?? (running.includes('serve') || running.length !== 1 ? 'serve' : running[0]);
  const target = named !== undefined && running.includes(named) ? named : undefined;
  if (given.serveTarget !== undefined && target === undefined) {
    const hint =
      running.length === 0 ? `No target of ${projectName} does.` : `These do: ${running.join(', ')}.`;
    return failure(`serveTarget: ${given.serveTarget} is no target that uses ${GO_RUN}`, hint);
  }
  const strange: Problem[] = [];
  for (const name of Object.keys(given)) {
    if (OWN.includes(name) || name === '__unparsed__') continue;
    const meant = nearestName(name, OWN);
    if (meant !== undefined) return failure(`${name}: there is no such option`, `Did you mean ${meant}?`);
    strange.push({ message: `${name}: there is no such option`, hint: 'It does nothing here.' });
  }
  const serve = target === undefined ? undefined : targets[target];
  const options: Record<string, unknown> = {
    ...pick(serve?.options),
    ...pick(configurationName === undefined ? {} : serve?.configurations?.[configurationName]),
    ...pick(given),
    ...(given.__unparsed__ && { __unparsed__: given.__unparsed__ }),
  };
  return success({ options, target: target ?? targetName, strange });
}

function pick(options: unknown): Record<string, unknown> {
  const all = (options ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    SHARED.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]),
  );
}
