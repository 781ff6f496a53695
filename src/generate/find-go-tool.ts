import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../process/child.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { type RunDeps, runWithLimit } from '../process/run-command.ts';
import { thisSystem } from '../process/system.ts';
import { swagEnvironment } from './swag-environment.ts';

/** A program of a Go module that is installed where none is found. */
export interface GoTool {
  readonly name: string;
  readonly package: string;
  /** The release that is installed, and the end of its folder's name. */
  readonly version: string;
  /** Knows its import path among the tools of a go.mod. */
  readonly path: RegExp;
}

export const SWAG: GoTool = {
  name: 'swag',
  package: 'github.com/swaggo/swag/cmd/swag',
  version: 'v1.16.6',
  path: /^github\.com\/swaggo\/swag(\/v\d+)?\/cmd\/swag$/,
};

/** Where a tool comes from. */
export type ToolSource =
  /** go.mod has it as a tool; `path` is its import path. */
  | { readonly kind: 'tool'; readonly path: string }
  /** It was found at this absolute path; `stamp` changes with the file. */
  | { readonly kind: 'found'; readonly path: string; readonly stamp: string }
  /** The plugin's own. `installed` tells whether it is there already. */
  | { readonly kind: 'pinned'; readonly path: string; readonly folder: string; readonly installed: boolean };

/**
 * Finds a tool: one of the given go.mod text, else on PATH, in GOBIN or GOPATH/bin, else the plugin's own
 * below the workspace's node_modules. Undefined if it was aborted. Never rejects.
 */
export async function findGoTool(
  tool: GoTool,
  plan: Plan,
  goMod: string,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<ToolSource | undefined> {
  const ofModule = parseModFile(goMod).tools.find((path) => tool.path.test(path));
  if (ofModule !== undefined) return { kind: 'tool', path: ofModule };
  const fileName = tool.name + thisSystem.programEnding;
  const findIn = (folders: readonly string[]) => findFile(folders, fileName);
  const onPath = await findIn((plan.go.env['PATH'] ?? plan.go.env['Path'] ?? '').split(delimiter));
  if (onPath) return onPath;
  const folders = await readGoBinFolders(plan, deps, signal);
  if (!folders) return undefined;
  const inGoBin = await findIn(folders);
  if (inGoBin) return inGoBin;
  const folder = join(
    plan.workspaceRoot,
    'node_modules/.cache/nx-go-run/tools',
    `${tool.name}-${tool.version}`,
  );
  const path = join(folder, fileName);
  return { kind: 'pinned', path, folder, installed: (await findIn([folder])) !== undefined };
}

async function findFile(folders: readonly string[], fileName: string): Promise<ToolSource | undefined> {
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
  deps: RunDeps,
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
