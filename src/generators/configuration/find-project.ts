import { createInterface } from 'node:readline/promises';
import {
  addProjectConfiguration,
  getProjects,
  joinPathFragments,
  type ProjectConfiguration,
  type Tree,
} from '@nx/devkit';
import type { Projects } from '../all-projects.ts';

/** A project, with the roots of those that lie in it or elsewhere. */
export interface FoundProject {
  readonly name: string;
  readonly configuration: ProjectConfiguration;
  readonly otherRoots: ReadonlySet<string>;
}

/**
 * Finds a project among all by its name or its folder. A folder that is no project yet, or one that only a plugin
 * infers, becomes one: it gets a project.json, with the name that it had. Throws what Nx is to print where there is
 * neither.
 */
export function findProject(tree: Tree, asked: string, projects: Projects): FoundProject {
  const folder = joinPathFragments(asked.replace(/[\\/]+$/, ''));
  const known =
    [...projects].find(([name]) => name === asked) ?? [...projects].find(([, { root }]) => root === folder);
  const root = known?.[1].root ?? folder;
  const otherRoots = new Set([...projects.values()].map((one) => one.root).filter((one) => one !== root));
  const own = known && getProjects(tree).get(known[0]);
  if (known !== undefined && own !== undefined) return { name: known[0], configuration: own, otherRoots };
  if (known === undefined && (!tree.exists(folder) || tree.isFile(folder) || folder.startsWith('..'))) {
    const names = [...projects.keys()].sort().join(', ') || 'none';
    throw new Error(`There is no project and no folder ${asked}. Projects: ${names}.`);
  }
  const name = known?.[0] ?? folder.split('/').at(-1) ?? folder;
  if (known === undefined && projects.has(name)) {
    throw new Error(
      `${folder} would become the project ${name}, which is ${projects.get(name)?.root} already.`,
    );
  }
  const configuration: ProjectConfiguration = {
    root,
    projectType: 'application',
    sourceRoot: root,
    targets: {},
  };
  addProjectConfiguration(tree, name, configuration);
  return { name, configuration: { ...configuration, name }, otherRoots };
}

/** Asks which of these is meant; undefined where there is nobody to ask, or no answer. */
export type Ask = (question: string, choices: readonly string[]) => Promise<string | undefined>;

/**
 * The directory of the main package to serve, from the project's root. Throws what Nx is to print where there
 * is none, or where there are several and nobody says which.
 */
export async function chooseMain(mains: readonly string[], project: string, ask: Ask): Promise<string> {
  const [first, ...more] = mains;
  if (first === undefined) throw new Error(`${project} has no main package: there is nothing to serve.`);
  if (more.length === 0) return first;
  const answer = await ask(`Which main package of ${project} is to be served?`, mains);
  if (answer !== undefined && mains.includes(answer)) return answer;
  throw new Error(
    `${project} has several main packages: ${mains.join(', ')}. Choose one, such as --file=${first}`,
  );
}

/** Asks on the terminal, by number or name; asks nothing in CI, under `--interactive=false` or in a pipe. */
export const askOnTerminal: Ask = async (question, choices) => {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY || env['CI'] || env['NX_INTERACTIVE'] === 'false') return undefined;
  const terminal = createInterface({ input: stdin, output: stdout });
  const ended = new AbortController();
  terminal.once('close', () => ended.abort());
  const list = choices.map((choice, index) => `  ${index + 1}  ${choice}`).join('\n');
  try {
    const answer = await terminal.question(`${question}\n${list}\n> `, { signal: ended.signal });
    return choices[Number(answer) - 1] ?? answer.trim();
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
};
