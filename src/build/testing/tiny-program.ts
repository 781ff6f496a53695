import { readTextIfThere } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { createFiles, goEnvironment, type TemporaryFiles } from '../../files/testing/temporary-files.ts';
import type { FollowDeps } from '../follow-command.ts';
import { describeSystem, type System } from '../../process/system.ts';
import type { BuildDeps } from '../go-build.ts';

/** A Go program that prints a word, in a workspace of its own. */
export const TINY = {
  'apps/api/go.mod': 'module example.com/tiny\n\ngo 1.24\n',
  'apps/api/main.go': 'package main\n\nfunc main() { println("tiny") }\n',
};

/** Makes the workspace, and the plan of its project apps/api as far as a build reads it. */
export function createProgram(
  files: Readonly<Record<string, string>> = TINY,
): TemporaryFiles & { plan: Plan } {
  const made = createFiles(files);
  const directory = made.path('apps/api');
  const plan = {
    workspaceRoot: made.root,
    projectRoot: directory,
    target: { kind: 'package', directory },
    go: {
      binary: 'go',
      // What the specs let go write is a program of no system; Linux's are looked at.
      host: { os: 'darwin', arch: 'arm64' },
      cwd: directory,
      package: '.',
      buildFlags: ['-buildvcs=false', '-ldflags=-s -w'],
      env: { ...goEnvironment(), PWD: directory },
    },
    output: {
      binary: made.path('cache/bin/api'),
      next: made.path('cache/bin/.api.next'),
      replaced: made.path('cache/bin/.api.replaced'),
      reference: made.path('cache/bin/.api.go'),
      hot: made.path('cache/hot'),
      cache: made.path('cache'),
      temporary: made.path('cache/tmp'),
    },
  } as unknown as Plan;
  return { ...made, plan };
}

/** Nothing that takes long enough to be told. */
export const unfollowed: Omit<FollowDeps, 'now'> = {
  followPhases: () => ({
    count: () => ({ begun: 0, compiled: 0, links: false }),
    parts: () => ({}),
    close: () => undefined,
  }),
  look: () => ({ compiling: [], hasSockets: false, bytesRead: 0 }),
  wait: () => new Promise(() => undefined),
};

/** Deps with these processes, the real files and a clock that goes on by 10 ms each time it is read. */
export function createDeps(
  processes: Pick<BuildDeps, 'startChild' | 'killTree'>,
): BuildDeps & { readonly system: System } {
  let time = 0;
  return {
    ...processes,
    system: describeSystem('linux'),
    readText: readTextIfThere,
    ...unfollowed,
    now: () => (time += 10),
  };
}
