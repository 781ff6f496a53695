import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { startChild } from '../process/child.ts';
import { thisSystem } from '../process/system.ts';
import { killTree } from '../process/processes.ts';
import { followPhases } from './build-phases.ts';
import { goBuild } from './go-build.ts';
import { createDeps, createProgram, TINY } from './testing/tiny-program.ts';

/** ms */
const SLOW = 120_000;

describe('goBuild, with the real go', () => {
  const deps = createDeps({ startChild, killTree });
  const never = new AbortController().signal;
  let files: ReturnType<typeof createProgram>;
  beforeEach(() => (files = createProgram()));
  afterEach(() => files[Symbol.dispose]());

  /** What a swap does with the new binary. */
  const install = () => {
    const { next, binary } = files.plan.output;
    renameSync(next, binary);
    rmSync(next, { force: true });
  };
  const inode = (path: string) => statSync(path).ino;

  it(
    'leaves the last binary alone while nothing changed, and replaces only the new name after an edit',
    async () => {
      const { next, binary, temporary } = files.plan.output;
      expect(await goBuild(files.plan, deps, never)).toMatchObject({ kind: 'built', sameAsLast: false });
      install();
      const [first, content] = [inode(binary), readFileSync(binary)];

      expect(await goBuild(files.plan, deps, never)).toMatchObject({ kind: 'built', sameAsLast: true });
      expect(inode(next)).toBe(first);

      files.write('apps/api/main.go', 'package main\n\nfunc main() { println("edited") }\n');
      expect(await goBuild(files.plan, deps, never)).toMatchObject({ kind: 'built', sameAsLast: false });
      expect(inode(next)).not.toBe(first);
      expect(inode(binary)).toBe(first);
      expect(readFileSync(binary).equals(content)).toBe(true);
      expect(existsSync(temporary)).toBe(false);
    },
    SLOW,
  );

  it(
    'refuses a package that is not main, and leaves nothing of it',
    async () => {
      files.write('apps/api/main.go', 'package lib\n');
      expect(await goBuild(files.plan, deps, never)).toMatchObject({
        kind: 'failed',
        output: 'apps/api is not package main',
        hint: 'Only package main can be run: set the option file to one.',
        final: false,
      });
      expect(existsSync(files.plan.output.next)).toBe(false);
    },
    SLOW,
  );

  it(
    'tells what its time went into',
    async () => {
      const followed = { ...deps, followPhases, now: () => performance.now() };
      const outcome = await goBuild(files.plan, followed, never);
      const parts = outcome.kind === 'built' ? outcome.parts : {};
      expect(Object.entries(parts).filter(([, ms]) => ms > 0)).toHaveLength(3);
      install();
      // Nothing is compiled or linked.
      expect(await goBuild(files.plan, followed, never)).toMatchObject({ sameAsLast: true, parts: {} });
    },
    SLOW,
  );

  it(
    'says where an error is, and what is wrong with a flag',
    async () => {
      files.write('apps/api/main.go', 'package main\n\nfunc main() {\n\tx := 1\n}\n');
      expect(await goBuild(files.plan, deps, never)).toMatchObject({
        diagnostics: [{ file: files.path('apps/api/main.go'), line: 4, column: 2, source: '\tx := 1' }],
        output: '',
        final: false,
      });
      const wrong = { ...files.plan, go: { ...files.plan.go, buildFlags: ['-nope'] } };
      expect(await goBuild(wrong, deps, never)).toMatchObject({
        hint: 'Correct buildFlags: go build has no flag -nope.',
        final: true,
      });
    },
    SLOW,
  );

  it(
    'kills go and all below it when it is aborted, and removes the temporary folder',
    async () => {
      // A toolexec stands between go and the compiler, tells that it runs, and hangs.
      const tool = files.path('apps/api/tool/tool.go');
      files.write('apps/api/tool/tool.go', HANGING_TOOL);
      const binary = files.path(`hang${thisSystem.programEnding}`);
      execFileSync('go', ['build', '-o', binary, tool], { env: files.plan.go.env });
      files.write(
        'apps/api/main.go',
        TINY['apps/api/main.go'].replace('tiny', `${process.pid} ${Date.now()}`),
      );
      const env = { ...files.plan.go.env, HANG_FILE: files.path('hanging') };
      const buildFlags = [`-toolexec='${binary}'`];
      const plan = { ...files.plan, go: { ...files.plan.go, buildFlags, env } };

      const abort = new AbortController();
      const outcome = goBuild(plan, deps, abort.signal);
      while (!existsSync(files.path('hanging'))) await setTimeout(5);
      expect(readdirSync(plan.output.temporary)).not.toEqual([]);
      const pid = Number(readFileSync(files.path('hanging'), 'utf8'));
      expect(isAlive(pid)).toBe(true);
      abort.abort();
      expect(await outcome).toEqual({ kind: 'aborted' });
      expect(isAlive(pid)).toBe(false);
      expect(existsSync(plan.output.temporary)).toBe(false);
    },
    SLOW,
  );
});

/** A -toolexec that lets everything through but the compilation of main. */
const HANGING_TOOL = `package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	name, args := os.Args[1], os.Args[2:]
	isVersion := len(args) == 1 && args[0] == "-V=full"
	if strings.TrimSuffix(filepath.Base(name), ".exe") == "compile" && !isVersion && slices.Contains(args, "main") {
		file := os.Getenv("HANG_FILE")
		os.WriteFile(file+".new", []byte(strconv.Itoa(os.Getpid())), 0o644)
		os.Rename(file+".new", file)
		time.Sleep(time.Hour)
	}
	tool := exec.Command(name, args...)
	tool.Stdout, tool.Stderr = os.Stdout, os.Stderr
	if tool.Run() != nil {
		os.Exit(1)
	}
}
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that is dead, but not yet collected by its parent, is still listed. Wine shows Linux's files, and has other pids.
    const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}
