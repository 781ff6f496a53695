import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Plan, SwaggerPlan } from '../../plan/plan.ts';
import { thisSystem } from '../../process/system.ts';

/** A workspace in a temporary folder, with the plan of its one project. */
export interface TestWorkspace {
  readonly root: string;
  readonly plan: Plan;
  readonly swagger: SwaggerPlan;
  /** The absolute path of a file of the project. */
  path(relative: string): string;
  write(relative: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** An annotated API: general annotations in main.go, one handler and its type in a package of their own. */
export const annotatedApi: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/api\n\ngo 1.24\n',
  'main.go': `package main

import "example.com/api/users"

// @title    Users
// @version  1.0
// @BasePath /
func main() {
	users.Get()
}
`,
  'users/users.go': `package users

// User is a person.
type User struct {
	Name string \`json:"name"\`
}

// Get answers with a user.
//
// @Summary Gets a user
// @Success 200 {object} User
// @Router  /users [get]
func Get() int {
	count := 1
	return count
}
`,
};

/** Makes it of these files (path and text, relative to the project). The plan's go is the one on PATH. */
export async function createWorkspace(
  files: Readonly<Record<string, string>> = annotatedApi,
  options: Partial<SwaggerPlan> = {},
): Promise<TestWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nx-go-run generate é ')));
  const projectRoot = join(root, 'apps', 'api');
  const path = (relative: string) => join(projectRoot, relative);
  const write = async (relative: string, text: string) => {
    await mkdir(dirname(path(relative)), { recursive: true });
    await writeFile(path(relative), text);
  };
  for (const [relative, text] of Object.entries(files)) await write(relative, text);
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const swagger: SwaggerPlan = {
    generalInfo: path('main.go'),
    searchDirectory: projectRoot,
    output: path('swagger'),
    packFile: path('packed/data-swagger.go'),
    packFormat: 'auto',
    flags: [],
    ...options,
  };
  const cache = join(root, 'node_modules/.cache/nx-go-run/api');
  const plan: Plan = {
    project: 'api',
    workspaceRoot: root,
    projectRoot,
    target: { kind: 'package', directory: projectRoot },
    go: {
      binary: findGo(env['PATH'] ?? ''),
      version: 'go1.26.8',
      host: { os: 'linux', arch: 'amd64' },
      cwd: projectRoot,
      package: '.',
      buildFlags: [],
      listFlags: [],
      goflags: '',
      flagFiles: [],
      modules: { proxy: '', noProxy: '', cache: undefined },
      env,
    },
    program: {
      name: 'api',
      args: [],
      cwd: projectRoot,
      envFiles: [],
      nxEnvFiles: [],
      env: {},
      inheritedEnv: env,
      killSignal: 'SIGTERM',
      killTimeout: 3000,
      restart: 'on-change',
      readsOutput: false,
    },
    output: {
      binary: join(cache, 'api'),
      next: join(cache, 'api.next'),
      cache,
      replaced: '',
      reference: '',
      hot: '',
      temporary: join(cache, 'temporary'),
    },
    ready: { timeout: 60_000 },
    watch: { enabled: true, debounce: 20, poll: 'auto', include: [], ignore: [] },
    hot: null,
    delta: null,
    test: false,
    proxy: null,
    pages: null,
    debug: null,
    swagger,
    generate: [{ kind: 'swagger' }],
  };
  return { root, plan, swagger, path, write, remove: () => rm(root, { recursive: true, force: true }) };
}

function findGo(path: string): string {
  const candidates = path.split(delimiter).map((folder) => join(folder, `go${thisSystem.programEnding}`));
  return candidates.find((candidate) => existsSync(candidate)) ?? '/go-is-not-installed';
}
