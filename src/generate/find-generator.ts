import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../process/child.ts';
import type { GeneratorDeps } from './generation.ts';
import { findSwagTool } from './go-mod.ts';
import { runWithLimit } from '../process/run-command.ts';
import { swagEnvironment } from './swag-environment.ts';

/** The release that is installed where no swag is found, and its folder's name. */
export const pinnedSwag = 'v1.16.6';

/** Where swag comes from. */
export type SwagSource =
  /** go.mod has it as a tool; `path` is its import path. */
  | { readonly kind: 'tool'; readonly path: string }
  /** It was found at this absolute path; `stamp` changes with the file. */
  | { readonly kind: 'found'; readonly path: string; readonly stamp: string }
  /** The plugin's own. `installed` tells whether it is there already. */
  | { readonly kind: 'pinned'; readonly path: string; readonly folder: string; readonly installed: boolean };

const fileName = process.platform === 'win32' ? 'swag.exe' : 'swag';

/**
 * Finds swag: a tool of the given go.mod text, else on PATH, in GOBIN or GOPATH/bin, else the plugin's own
 * below the workspace's node_modules. Undefined if it was aborted. Never rejects.
 */
export async function findGenerator(
  plan: Plan,
  goMod: string,
  deps: GeneratorDeps,
  signal: AbortSignal,
): Promise<SwagSource | undefined> {
  const tool = findSwagTool(goMod);
  if (tool !== undefined) return { kind: 'tool', path: tool };
  const onPath = await findIn((plan.go.env['PATH'] ?? plan.go.env['Path'] ?? '').split(delimiter));
  if (onPath) return onPath;
  const folders = await readGoBinFolders(plan, deps, signal);
  if (!folders) return undefined;
  const inGoBin = await findIn(folders);
  if (inGoBin) return inGoBin;
  const folder = join(plan.workspaceRoot, 'node_modules/.cache/nx-go-run/tools', `swag-${pinnedSwag}`);
  const path = join(folder, fileName);
  return { kind: 'pinned', path, folder, installed: (await findIn([folder])) !== undefined };
}

async function findIn(folders: readonly string[]): Promise<SwagSource | undefined> {
  for (const folder of folders) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, fileName);
    const found = await access(path, constants.X_OK).then(
      () => stat(path),
      () => undefined,
    );
    if (found?.isFile()) return { kind: 'found', path, stamp: `${found.mtimeMs}.${found.size}` };
  }
  return undefined;
}

/** Where `go install` puts programs. Asked of go, since `go env -w` may have set it. */
async function readGoBinFolders(
  plan: Plan,
  deps: GeneratorDeps,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const env: Environment = swagEnvironment(plan);
  const command = {
    file: plan.go.binary,
    args: ['env', 'GOBIN', 'GOPATH'],
    cwd: plan.projectRoot,
    env,
    output: 'capture' as const,
  };
  const run = await runWithLimit(command, deps, signal);
  if (run.kind === 'aborted') return undefined;
  if (run.kind === 'timed-out') return [];
  const [bin = '', path = ''] = run.ended.stdout.split(/\r?\n/);
  return [
    bin,
    ...path
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => join(folder, 'bin')),
  ];
}
