import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inTemporaryFolder } from '../files/folders.ts';
import { runFollowed } from '../build/follow-command.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Plan } from '../plan/plan.ts';
import { failure, type Result, success } from '../problem.ts';
import { pinnedSwag } from './find-generator.ts';
import type { GeneratorDeps } from './generation.ts';
import { swagEnvironment } from './swag-environment.ts';
import { lastLines } from './swag-failure.ts';

const swagPackage = `github.com/swaggo/swag/cmd/swag@${pinnedSwag}`;

/**
 * Installs the pinned swag with `go install` so that it ends up at the absolute `path`. It is built in a
 * folder beside and moved there at the end: two at once, or an abort, leave nothing half done. go.mod is not
 * touched. Gives undefined if it was aborted, and a problem that says what was tried if it can't be had.
 */
export async function installSwag(
  path: string,
  plan: Plan,
  deps: GeneratorDeps,
  signal: AbortSignal,
  report: (event: RunEvent) => void,
): Promise<Result<string> | undefined> {
  const folder = dirname(path);
  return inTemporaryFolder(dirname(folder), `${basename(folder)}.`, async (temporary) => {
    const bin = join(temporary, 'bin');
    const work = join(temporary, 'work');
    await Promise.all([mkdir(bin), mkdir(work)]);
    const env = { ...swagEnvironment(plan, work), GOBIN: bin };
    const run = await runFollowed(
      { file: plan.go.binary, args: ['install', swagPackage], cwd: work, env, output: 'capture' },
      { what: `go install swag ${pinnedSwag}`, temporary: work, modules: plan.go.modules },
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
    try {
      await rename(bin, folder);
    } catch (error) {
      // Somebody else was first: theirs is as good.
      const there = await stat(path).catch(() => undefined);
      if (!there) throw error;
    }
    return success(path);
  });
}

function explain(reason: string): Result<string> {
  return failure(
    `swag was not found, and could not be installed: ${reason}`,
    'Tried: a tool line in go.mod, swag on PATH, in GOBIN and GOPATH/bin, and `go install ' +
      `${swagPackage}\`. With a network (or GOPROXY set) the next run installs it; or run ` +
      '`go get -tool github.com/swaggo/swag/cmd/swag`, or put swag on PATH.',
  );
}
