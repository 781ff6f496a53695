import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inTemporaryFolder } from '../files/folders.ts';
import { patiently, type RenamingDisk } from '../files/patiently.ts';
import { type FollowDeps, runFollowed } from '../build/follow-command.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Plan } from '../plan/plan.ts';
import { failure, type Result, success } from '../problem.ts';
import type { RunDeps } from '../process/run-command.ts';
import type { GoTool } from './find-go-tool.ts';
import { swagEnvironment } from './swag-environment.ts';
import { lastLines } from './swag-failure.ts';

/**
 * Installs the pinned release of a tool with `go install` so that it ends up at the absolute `path`. It is built in a
 * folder beside and moved there at the end: two at once, or an abort, leave nothing half done. go.mod is not
 * touched. Gives undefined if it was aborted, and a problem that says what was tried if it can't be had.
 */
export async function installGoTool(
  tool: GoTool,
  path: string,
  plan: Plan,
  deps: RunDeps & { readonly follow?: FollowDeps; readonly disk?: RenamingDisk },
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Result<string> | undefined> {
  const folder = dirname(path);
  const release = `${tool.package}@${tool.version}`;
  const explain = (reason: string) => explainFailure(tool, release, reason);
  return inTemporaryFolder(dirname(folder), `${basename(folder)}.`, async (temporary) => {
    const bin = join(temporary, 'bin');
    const work = join(temporary, 'work');
    await Promise.all([mkdir(bin), mkdir(work)]);
    const env = { ...swagEnvironment(plan, work), GOBIN: bin };
    const run = await runFollowed(
      { file: plan.go.binary, args: ['install', release], cwd: work, env, output: 'capture' },
      { what: `go install ${tool.name} ${tool.version}`, temporary: work, modules: plan.go.modules },
      deps,
      signal,
      report,
    );
    if (run.kind === 'aborted') return undefined;
    if (run.kind === 'timed-out') return explain(`it took longer than ${run.limit / 60_000} minutes`);
    const { exit, stderr } = run.ended;
    if (exit.kind === 'not-started') return explain(exit.reason);
    if (exit.kind === 'signal') return explain(`go install was ended by ${exit.signal}`);
    const code = exit.kind === 'code' ? exit.code : 'an unknown code';
    if (code !== 0) return explain(lastLines(stderr, 3) || `go install ended with ${code}`);
    await mkdir(dirname(folder), { recursive: true });
    const disk = deps.disk ?? { rename };
    await patiently(async () => {
      try {
        await disk.rename(bin, folder);
      } catch (error) {
        // Somebody else was first: theirs is as good.
        const there = await stat(path).catch(() => undefined);
        if (!there) throw error;
      }
    }, disk.patience);
    return success(path);
  });
}

function explainFailure({ name, package: path }: GoTool, release: string, reason: string): Result<string> {
  return failure(
    `${name} was not found, and could not be installed: ${reason}`,
    `Tried: a tool line in go.mod, ${name} on PATH, in GOBIN and GOPATH/bin, and \`go install ` +
      `${release}\`. With a network (or GOPROXY set) the next run installs it; or run ` +
      `\`go get -tool ${path}\`, or put ${name} on PATH.`,
  );
}
