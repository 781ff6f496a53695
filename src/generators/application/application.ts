import {
  addProjectConfiguration,
  formatFiles,
  generateFiles,
  type GeneratorCallback,
  getProjects,
  joinPathFragments,
  logger,
  type Tree,
} from '@nx/devkit';
import type { GoRunOptions } from '../../executors/go-run/schema.d.ts';
import { packForGo } from '../../generate/pack.ts';
import { findGo } from '../../toolchain/machine.ts';
import { type Projects, readAllProjects } from '../all-projects.ts';
import { setUp } from '../init/init.ts';
import { addDevDependency, installPackages, templates } from '../packages.ts';
import { connectFrontend, makeFrontend } from './frontend.ts';
import { joinModule, readVersion } from './join-module.ts';

export interface ApplicationOptions {
  /** One of the two is needed. */
  readonly directory?: string;
  readonly name?: string;
  readonly module?: string;
  readonly port?: number;
  readonly swagger?: boolean;
  readonly frontend?: string;
  readonly skipFormat?: boolean;
}

/**
 * Makes a small Go HTTP service with its targets serve and test, and makes a frontend wait for it. Throws what
 * Nx is to print where something of that name is there already.
 */
export async function application(
  tree: Tree,
  options: ApplicationOptions,
  readProjects: (tree: Tree) => Promise<Projects> = readAllProjects,
): Promise<GeneratorCallback> {
  const projects = await readProjects(tree);
  const { swagger = false, frontend } = options;
  const { name, root } = findPlace(options);
  checkPlace(tree, projects, name, root);
  const port = options.port ?? findFreePort(projects);
  const module = options.module ?? `example.com/${name}`;
  const go = await findGo(process.env);
  const modulePath = joinModule(tree, root, module, () => readVersion(go), projects);
  const words = { name, modulePath, port, swagger, title: makeTitle(name) };
  generateFiles(tree, templates('service'), root, words);
  if (swagger) {
    generateFiles(tree, templates('swagger'), root, words);
    tree.write(joinPathFragments(root, 'packed/data-swagger.go'), packEmptySpec(words.title));
  }
  addProjectConfiguration(tree, name, {
    root,
    projectType: 'application',
    sourceRoot: root,
    targets: {
      serve: { executor: 'nx-go-run:go-run', options: serveOptions(name, port, swagger) },
      test: { command: 'go test ./...', options: { cwd: '{projectRoot}' } },
    },
  });
  const done = [`${root}: a Go service on port ${port}; start it by nx serve ${name}`];
  let needsVite = false;
  if (frontend !== undefined) {
    if (!getProjects(tree).has(frontend)) {
      checkPlace(tree, projects, frontend, `apps/${frontend}`);
      makeFrontend(tree, frontend, `apps/${frontend}`, name, templates('frontend'));
      needsVite = addDevDependency(tree, 'vite', '^8.0.0');
      done.push(`apps/${frontend}: a frontend with Vite; start both by nx serve ${frontend}`);
    }
    done.push(...connectFrontend(tree, frontend, { name, port }));
  }
  const setup = setUp(tree, {});
  if (!options.skipFormat) await formatFiles(tree);
  for (const line of [...setup.done, ...done]) logger.info(line);
  for (const line of setup.warnings) logger.warn(line);
  return needsVite ? () => installPackages(tree.root) : setup.install;
}

/** A bare name, as it was written before a folder was asked for, stands for a folder below apps. */
function findPlace({ directory, name }: ApplicationOptions): {
  readonly name: string;
  readonly root: string;
} {
  const given = directory ?? name;
  if (given === undefined) throw new Error('In which folder is the service to be made? Such as apps/my-api.');
  const isBare = !/[\\/]/.test(given) && (directory === undefined || name === undefined);
  const root = joinPathFragments(isBare ? `apps/${given}` : given).replace(/^\.\/|\/$/g, '');
  const found = name ?? root.slice(root.lastIndexOf('/') + 1);
  if (/^[a-z][a-z0-9._-]*$/.test(found)) return { name: found, root };
  throw new Error(`${found} can't be the name of a project and a command. Give it one by --name.`);
}

function checkPlace(tree: Tree, projects: Projects, name: string, root: string): void {
  const present = projects.get(name);
  if (present) throw new Error(`There is a project ${name} already, in ${present.root}.`);
  if (root.startsWith('..') || root === '.')
    throw new Error(`${root} is no folder below the workspace's root.`);
  if (tree.exists(root) && tree.children(root).length > 0) throw new Error(`${root} is not empty.`);
}

/** The first from 8080 on that no target of go-run names, so that several services can be served at once. */
function findFreePort(projects: Projects): number {
  const targets = [...projects.values()].flatMap((project) => Object.values(project.targets ?? {}));
  const used = new Set(
    targets.flatMap((target) => {
      const { port, proxy } = (target.options ?? {}) as GoRunOptions;
      return [port, proxy?.port];
    }),
  );
  let port = 8080;
  while (used.has(port)) port++;
  return port;
}

function serveOptions(name: string, port: number, swagger: boolean): GoRunOptions {
  return { file: `cmd/${name}`, port, readyUrl: '/healthz', ...(swagger ? { swagger } : {}) };
}

/** So that the code compiles before the first serve has packed the real one. */
function packEmptySpec(title: string): string {
  const spec = { swagger: '2.0', info: { title, version: '1.0' }, basePath: '/api', paths: {} };
  return packForGo(new TextEncoder().encode(JSON.stringify(spec, null, 4)), 'packed');
}

function makeTitle(name: string): string {
  return name
    .split(/[-_.]+/)
    .filter((word) => word !== '')
    .map((word) => (/^api$/i.test(word) ? 'API' : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join(' ');
}
