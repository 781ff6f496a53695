import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { gently, runWithLimit, type RunDeps } from '../../process/run-command.ts';
import type { System } from '../../process/system.ts';

export type FoundTool =
  /** Absolute. */
  | { readonly kind: 'tool'; readonly path: string }
  /** Not of this toolchain, or not here. */
  | { readonly kind: 'unfit'; readonly because: string }
  | { readonly kind: 'aborted' };

/** A Go module, beside `src` and beside `dist`. */
const SOURCES = join(import.meta.dirname, '../../../linker');

/** ms; it takes some 20 s of a processor that nobody else wants. */
const LONGEST = 10 * 60_000;

/**
 * The linker that knows delta links, of the toolchain that `link` belongs to (the path of its own linker); built
 * into `tools` unless it is there. What go has compiled by an abort is in its cache the next time. Gives way to
 * everything else on the machine.
 */
export async function provideTool(
  { go, output }: Plan,
  link: string,
  tools: string,
  deps: RunDeps & { readonly system: Pick<System, 'nice'> },
  signal: AbortSignal,
): Promise<FoundTool> {
  const unfit = (because: string): FoundTool => ({ kind: 'unfit', because });
  const goroot = /^(.+)\/pkg\/tool\/[^/]+\/link$/.exec(link)?.[1];
  if (goroot === undefined) return unfit(`${link} is not where a Go distribution has its linker`);
  try {
    // What go makes for a moment, and leaves if it is killed, goes with the run.
    await mkdir(output.hot, { recursive: true });
  } catch (error) {
    return unfit((error as Error).message);
  }
  const settings = { GOROOT: goroot, GOTOOLCHAIN: 'local', GOENV: 'off', GOWORK: 'off', CGO_ENABLED: '0' };
  const unset = {
    GOFLAGS: '',
    GOOS: '',
    GOARCH: '',
    GOAMD64: '',
    GOARM64: '',
    GOEXPERIMENT: '',
    GO111MODULE: '',
  };
  const temporary = { GOTMPDIR: output.hot, TMPDIR: output.hot, PWD: SOURCES };
  const ran = await runWithLimit(
    {
      file: join(goroot, 'bin/go'),
      args: ['run', '.', '-goroot', goroot, '-out', tools],
      cwd: SOURCES,
      env: { ...go.env, ...settings, ...unset, ...temporary },
      output: 'capture',
    },
    { ...deps, startChild: gently(deps.startChild, deps.system, 19) },
    signal,
    LONGEST,
  );
  if (ran.kind === 'aborted') return { kind: 'aborted' };
  if (ran.kind === 'timed-out') return unfit(`its linker was not built in ${ran.limit / 60_000} minutes`);
  const { exit, stdout, stderr } = ran.ended;
  const path = stdout.trim();
  if (exit.kind === 'code' && exit.code === 0 && path.startsWith('/')) return { kind: 'tool', path };
  if (exit.kind === 'not-started') return unfit(`its linker can't be built: ${exit.reason}`);
  // `go run` adds a line of its own with the exit code.
  const said = stderr.split('\n').find((line) => line !== '' && !line.startsWith('exit status')) ?? '';
  return unfit(said.replace(/^delta link is off: /, '') || "its linker can't be built");
}
