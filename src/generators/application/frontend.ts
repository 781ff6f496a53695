import {
  addProjectConfiguration,
  generateFiles,
  getProjects,
  joinPathFragments,
  type ProjectConfiguration,
  readJson,
  readNxJson,
  type TargetConfiguration,
  type Tree,
  updateProjectConfiguration,
} from '@nx/devkit';

/**
 * Makes a frontend with Vite, the least there can be, in this folder. `api` is the project whose requests our Vite
 * plugin passes on, `files` is where the templates are.
 */
export function makeFrontend(tree: Tree, name: string, root: string, api: string, files: string): void {
  generateFiles(tree, files, root, { name, api });
  addProjectConfiguration(tree, name, {
    root,
    projectType: 'application',
    sourceRoot: joinPathFragments(root, 'src'),
    targets: {
      serve: {
        executor: 'nx:run-commands',
        continuous: true,
        options: { command: 'vite', cwd: '{projectRoot}' },
      },
      build: {
        executor: 'nx:run-commands',
        cache: true,
        outputs: ['{projectRoot}/dist'],
        options: { command: 'vite build', cwd: '{projectRoot}' },
      },
    },
  });
}

/** The API that a frontend waits for. */
export interface Api {
  readonly name: string;
  readonly port: number;
}

/** Lets an existing frontend wait for the API and pass its requests on. Gives what was done, and what is left to do. */
export function connectFrontend(tree: Tree, frontend: string, api: Api): string[] {
  const project = getProjects(tree).get(frontend);
  if (project === undefined) throw new Error(`There is no project ${frontend}.`);
  return [waitForApi(tree, frontend, project, api), pointProxy(tree, frontend, project, api)];
}

function waitForApi(tree: Tree, frontend: string, project: ProjectConfiguration, api: Api): string {
  const name = findServeTarget(tree, project);
  const target: TargetConfiguration = project.targets?.[name] ?? {};
  const dependsOn = target.dependsOn ?? [];
  const waits = dependsOn.some(
    (one) => typeof one === 'object' && one.target === 'serve' && [one.projects].flat().includes(api.name),
  );
  if (waits) return `${frontend}:${name} depends on ${api.name}:serve already`;
  updateProjectConfiguration(tree, frontend, {
    ...project,
    targets: {
      ...project.targets,
      [name]: {
        ...target,
        dependsOn: [...dependsOn, { projects: [api.name], target: 'serve', waitFor: 'ready' }],
      },
    },
  });
  return `${frontend}:${name} begins when ${api.name} is ready (Nx 24; before, when it is started)`;
}

/** The target that serves the frontend: its own, a script of its package.json, or what a Vite plugin infers. */
function findServeTarget(tree: Tree, { root, targets }: ProjectConfiguration): string {
  const manifest = joinPathFragments(root, 'package.json');
  const { scripts = {} } = tree.exists(manifest) ? readJson<{ scripts?: object }>(tree, manifest) : {};
  const known = ['serve', 'dev', 'start'].find((name) => name in { ...scripts, ...targets });
  if (known !== undefined) return known;
  for (const plugin of readNxJson(tree)?.plugins ?? []) {
    if (typeof plugin === 'string' || plugin.plugin !== '@nx/vite/plugin') continue;
    const { devTargetName, serveTargetName } = (plugin.options ?? {}) as Record<string, string | undefined>;
    return devTargetName ?? serveTargetName ?? 'serve';
  }
  return 'serve';
}

function pointProxy(
  tree: Tree,
  frontend: string,
  { root }: ProjectConfiguration,
  { name, port }: Api,
): string {
  const path = ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs']
    .map((ending) => joinPathFragments(root, `vite.config.${ending}`))
    .find((one) => tree.exists(one));
  if (path === undefined) {
    return `${frontend} has no vite.config: let its server pass /api on to http://localhost:${port} (NX_READY_URL says where the API is ready)`;
  }
  const text = tree.read(path, 'utf8') ?? '';
  if (text.includes(`goRun({ project: '${name}' })`)) {
    return `${path} passes /api on to the API, and shows its errors (docs/vite.md)`;
  }
  const edited = addProxy(text, port);
  if (edited === undefined)
    return `${path} can't be edited safely. Add to it: server: { proxy: { ${proxyEntry(port)} } }`;
  tree.write(path, edited);
  return `${path} passes /api on to the API`;
}

/** The lines that make Vite pass the API's requests on, for whoever has to write them by hand. */
function proxyEntry(port: number): string {
  return `'/api': process.env.NX_READY_URL ?? 'http://localhost:${port}'`;
}

/**
 * A Vite configuration whose server passes `/api` on to the API: Nx says where that is ready, and without Nx it
 * is on its port. Undefined for a text of another shape than one plain object without a proxy: rather none than
 * a wrong edit.
 */
export function addProxy(text: string, port: number): string | undefined {
  const code = blank(text);
  if (/\bproxy\b|\bmergeConfig\b|\.\.\./.test(code) || /['"](server|proxy)['"]\s*:/.test(text))
    return undefined;
  const objects = [
    ...code.matchAll(/(?:\bdefineConfig\(|\bexport\s+default)\s*(?:\([^()]*\)\s*=>\s*\(\s*)?\{/g),
  ];
  const [object] = objects;
  if (object === undefined || objects.length > 1) return undefined;
  const start = object.index + object[0].length;
  const servers = [...code.matchAll(/\bserver\b/g)];
  if (servers.length === 0) return insert(text, start, `\n  server: { proxy: { ${proxyEntry(port)} } },`);
  const server = /\bserver\s*:\s*\{/.exec(code);
  if (servers.length > 1 || server === null || depth(code.slice(start, server.index)) !== 0) return undefined;
  return insert(text, server.index + server[0].length, ` proxy: { ${proxyEntry(port)} },`);
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** The same text with comments and strings blanked, so that every place stays where it is. */
function blank(text: string): string {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (found) => found.replace(/[^\n]/g, ' '),
  );
}

/** How many brackets are open at the end. */
function depth(code: string): number {
  return (code.match(/[[{(]/g) ?? []).length - (code.match(/[\]})]/g) ?? []).length;
}
