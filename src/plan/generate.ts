import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { orderSteps } from './order.ts';
import { splitWords } from './arguments.ts';
import { splitGlob, type FileGlob } from '../files/file-glob.ts';
import { isFolder, lookUp, lookUpGlob, type Roots } from './look-up.ts';
import type { CommandPlan, FileSet, StepPlan } from './plan.ts';
import { failure, success, type Result } from '../problem.ts';
import { shorten } from './shorten.ts';

type StepOption = NonNullable<GoRunOptions['generate']>[number];

/**
 * Resolves the option `generate`. Swagger that the list does not place comes last, since it reads the code that others
 * write. Fails where a step can't be run, two have one name, or steps go round in a circle.
 */
export function planGenerate(
  options: readonly StepOption[],
  hasSwagger: boolean,
  roots: Roots,
): Result<readonly StepPlan[]> {
  const steps: StepPlan[] = [];
  for (const option of options) {
    const planned: Result<StepPlan> =
      typeof option === 'string' ? success(namedStep(option)) : planCommand(option, steps, roots);
    if (!planned.ok) return planned;
    const taken = steps.find((one) => nameOf(one) === nameOf(planned.value));
    if (taken) {
      const hint = 'Give one of them another name.';
      return failure(`generate: two steps are called ${shorten(nameOf(taken))}`, hint);
    }
    steps.push(planned.value);
  }
  const commands = steps.filter((step) => step.kind === 'command');
  const ordered = orderSteps(commands);
  if (!ordered.ok) return ordered;
  const isPlaced = steps.some(({ kind }) => kind === 'swagger');
  return success(hasSwagger && !isPlaced ? [...steps, { kind: 'swagger' }] : steps);
}

function namedStep(name: Extract<StepOption, string>): StepPlan {
  return name === 'swagger' ? { kind: 'swagger' } : { kind: 'preset', name };
}

function nameOf(step: StepPlan): string {
  return step.kind === 'swagger' ? step.kind : step.name;
}

function planCommand(
  option: Exclude<StepOption, string>,
  before: readonly StepPlan[],
  roots: Roots,
): Result<StepPlan> {
  const command = splitWords('generate.command', option.command);
  if (!command.ok) return command;
  if ((command.value[0] ?? '').trim() === '') {
    return failure('generate: a step’s command is empty', 'Name the command, or take the step out.');
  }
  const cwd = option.cwd === undefined ? roots.projectRoot : lookUp(option.cwd, roots);
  if (!isFolder(cwd)) {
    const hint = 'It is looked up from the project’s root, then from the workspace’s.';
    return failure(`generate: cwd: there is no folder ${shorten(cwd, 400)}`, hint);
  }
  const names = new Set(before.map(nameOf));
  const plan: CommandPlan = {
    name: option.name ?? nameCommand(command.value, names),
    command: command.value,
    cwd,
    env: Object.fromEntries(Object.entries(option.env ?? {}).map(([name, value]) => [name, String(value)])),
    inputs: planFiles(option.inputs, roots),
    outputs: planFiles(option.outputs, roots),
  };
  return success({ kind: 'command', ...plan });
}

/** The tool that a command runs: `wire` of `go tool wire ./cmd/api`, `buf` of `npx buf generate`. */
function nameCommand(command: readonly string[], taken: ReadonlySet<string>): string {
  const isStarter = (word: string, at: number) =>
    (at === 0 && /^(go|npx|node|sh|bash|pnpm|yarn|bunx)$/.test(word)) ||
    (at === 1 && /^(tool|run|exec)$/.test(word));
  const words = command.filter((word, at) => !isStarter(word, at) && !word.startsWith('-'));
  const tool = basename((words[0] ?? command[0] ?? '').replace(/@.*$/, '').replace(/\/v\d+$/, ''));
  let name = tool;
  for (let next = 2; taken.has(name); next++) name = `${tool} ${next}`;
  return name;
}

function planFiles(globs: readonly string[], roots: Roots): FileSet {
  const taken = globs.filter((glob) => glob.startsWith('!'));
  return {
    named: globs.filter((glob) => !glob.startsWith('!')).map((glob) => placeGlob(glob, roots)),
    except: taken.map((glob) => placeGlob(glob.slice(1), roots)),
  };
}

/** As any glob, but what does not exist yet is placed by its first folder: `proto/gen` beside the `proto` that is there. */
function placeGlob(text: string, roots: Roots): FileGlob {
  const found = lookUpGlob(text, roots);
  const first = text.split('/')[0] ?? '';
  const isThere = !existsSync(join(roots.projectRoot, first)) && existsSync(join(roots.workspaceRoot, first));
  return !existsSync(found.base) && isThere ? splitGlob(roots.workspaceRoot, text) : found;
}
