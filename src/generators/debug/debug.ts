import { logger, type Tree, updateProjectConfiguration } from '@nx/devkit';
import { type Projects, readAllProjects } from '../all-projects.ts';
import { findProject } from '../configuration/find-project.ts';
import { LAUNCH, putEntry, readEntries } from './launch-file.ts';

export interface DebugOptions {
  readonly project: string;
  readonly port?: number;
  readonly target?: string;
}

const EXECUTOR = 'nx-go-run:go-run';
/** Where those who know debuggers of Go expect one. */
const FIRST_PORT = 2345;

/**
 * Writes the option `debug` of a target, and an entry of VS Code that attaches to its port. Throws what Nx is to print
 * where there is no such target, or launch.json can't be read.
 */
export async function debug(
  tree: Tree,
  options: DebugOptions,
  readProjects: (tree: Tree) => Promise<Projects> = readAllProjects,
): Promise<void> {
  const projects = await readProjects(tree);
  const { name, configuration: project } = findProject(tree, options.project, projects);
  const target = options.target ?? 'serve';
  const present = project.targets?.[target] ?? projects.get(name)?.targets?.[target];
  if (present?.executor !== EXECUTOR) {
    const what = present === undefined ? 'no target' : 'no go-run in its target';
    throw new Error(
      `${name} has ${what} ${target}. Name another by --target, or write one: npx nx g nx-go-run:configuration ${name}`,
    );
  }
  const text = tree.read(LAUNCH, 'utf8') ?? '{\n  "version": "0.2.0",\n  "configurations": []\n}\n';
  const entries = readEntries(text);
  const label = target === 'serve' ? name : `${name}:${target}`;
  const given = (present.options as { readonly debug?: unknown } | undefined)?.debug;
  const others = entries.filter((entry) => entry.name !== label).map((entry) => entry.port);
  const port = options.port ?? portOf(given) ?? choosePort(others);
  const entry = {
    name: label,
    type: 'go',
    request: 'attach',
    mode: 'remote',
    // Without it the extension may take its old adapter, which speaks another protocol.
    debugAdapter: 'dlv-dap',
    host: '127.0.0.1',
    port,
  };
  tree.write(LAUNCH, putEntry(text, entry));
  const own = project.targets?.[target];
  const value = typeof given === 'object' && given !== null ? { ...given, port } : port;
  const written = { ...own, options: { ...(own?.options as object | undefined), debug: value } };
  updateProjectConfiguration(tree, name, { ...project, targets: { ...project.targets, [target]: written } });
  logger.info(`${LAUNCH} has ${label}, which attaches to port ${port} of ${name}:${target}.`);
}

function portOf(debug: unknown): number | undefined {
  const port = typeof debug === 'object' && debug !== null && 'port' in debug ? debug.port : debug;
  return typeof port === 'number' ? port : undefined;
}

function choosePort(taken: readonly unknown[]): number {
  let port = FIRST_PORT;
  while (taken.includes(port)) port++;
  return port;
}
