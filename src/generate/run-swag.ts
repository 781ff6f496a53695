import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { runFollowed } from '../build/follow-command.ts';
import type { RunEvent } from '../events/run-event.ts';
import { inTemporaryFolder } from '../files/folders.ts';
import type { Plan, SwaggerPlan } from '../plan/plan.ts';
import type { Ended } from '../process/child.ts';
import type { ToolSource } from './find-go-tool.ts';
import type { GeneratorDeps } from './generation.ts';
import type { Outputs } from './own-outputs.ts';
import type { SearchScope } from './search-files.ts';
import { swagEnvironment } from './swag-environment.ts';
import type { SwagFlags } from './swag-flags.ts';

/** What one call of swag needs. */
export interface SwagCall {
  readonly source: ToolSource;
  readonly flags: SwagFlags;
  readonly scope: SearchScope;
  /** Absolute directories to leave out besides those that swag itself leaves out. */
  readonly skipped: readonly string[];
}

/** How a call of swag was left. `outputs` are empty unless it went well. */
export type SwagRun =
  | {
      readonly kind: 'ended';
      readonly command: readonly string[];
      readonly ended: Ended;
      readonly outputs: Outputs;
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'timed-out'; readonly limit: number };

/**
 * Runs `swag init` in the project's root, into a folder of its own, and gives what it wrote by the path at
 * which it belongs. Rejects only where the file system refuses the folder.
 */
export async function runSwag(
  call: SwagCall,
  plan: Plan,
  swagger: SwaggerPlan,
  deps: GeneratorDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<SwagRun> {
  return inTemporaryFolder(plan.output.cache, 'swagger.', async (temporary) => {
    // swag calls the package of a docs.go by the folder's name.
    const folder = join(temporary, basename(swagger.output));
    await mkdir(folder);
    const tool =
      call.source.kind === 'tool' ? [plan.go.binary, 'tool', call.source.path] : [call.source.path];
    const command = [...tool, 'init', ...(await listArguments(call, plan, swagger, folder))];
    const [file = '', ...args] = command;
    const env = swagEnvironment(plan, temporary);
    const long =
      call.source.kind === 'tool'
        ? { what: 'go tool swag init', temporary, modules: plan.go.modules }
        : { what: 'swag init' };
    const run = await runFollowed(
      { file, args, cwd: plan.projectRoot, env, output: 'capture' },
      long,
      deps,
      signal,
      report,
    );
    if (run.kind !== 'ended') return run;
    const { ended } = run;
    const worked = ended.exit.kind === 'code' && ended.exit.code === 0;
    const outputs = worked ? await readOutputs(folder, swagger.output) : new Map<string, Uint8Array>();
    return { kind: 'ended', command, ended, outputs };
  });
}

async function listArguments(
  call: SwagCall,
  plan: Plan,
  swagger: SwaggerPlan,
  folder: string,
): Promise<string[]> {
  const { flags, scope, skipped } = call;
  const roots = await Promise.all(scope.roots.map((root) => nameRoot(root, plan.projectRoot)));
  // swag compares them with the paths that its walk makes, which begin with --dir as it was given.
  const excluded = skipped
    .map((path) => relative(plan.projectRoot, path))
    .filter((path) => !path.includes(','));
  const all = [...flags.excluded, ...excluded];
  return [
    ...['--generalInfo', relative(swagger.searchDirectory, swagger.generalInfo)],
    ...['--dir', roots.join(',')],
    ...['--output', folder],
    ...['--outputTypes', [...new Set(['json', ...flags.outputTypes])].join(',')],
    ...(all.length > 0 ? ['--exclude', all.join(',')] : []),
    ...flags.rest,
  ];
}

/**
 * A directory as swag is to be told. swag skips a root that is a symbolic link, or whose name is one it
 * skips below, without a word; the `.` at the end makes it look inside (parser.go, walkWith).
 */
async function nameRoot(root: string, cwd: string): Promise<string> {
  const path = relative(cwd, root) || '.';
  const name = basename(root);
  const hidden = name === 'docs' || name === 'vendor' || name.startsWith('.');
  const linked = await lstat(root).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  return path !== '.' && (hidden || linked) ? `${path}${sep}.` : path;
}

/** With --instanceName or --state the file is called `<name>_swagger.json`; here it is swagger.json always. */
async function readOutputs(folder: string, output: string): Promise<Outputs> {
  const outputs = new Map<string, Uint8Array>();
  for (const name of (await readdir(folder)).sort()) {
    const path = join(output, name.endsWith('swagger.json') ? 'swagger.json' : name);
    outputs.set(path, await readFile(join(folder, name)));
  }
  return outputs;
}
