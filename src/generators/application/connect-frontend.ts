import {
  getProjects,
  joinPathFragments,
  readJson,
  readNxJson,
  updateProjectConfiguration,
  type ProjectConfiguration,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import { addProxy, proxyEntry } from './vite-proxy.ts';

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
