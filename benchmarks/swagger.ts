import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GoRunOptions, GoRunResult } from '../src/index.ts';

/*
 * What swagger costs an edit inside a function body: save → ready with it on against off, on two copies of the
 * example, edited in turns. `node benchmarks/swagger.ts [edits]`; the quiet of the machine decides how well the
 * medians can be trusted, so the ratio of one run is what counts.
 */
const repository = join(import.meta.dirname, '..');
const executor = createRequire(import.meta.url)('../src/executors/go-run/executor.cjs') as (
  options: GoRunOptions,
  context: object,
) => AsyncIterableIterator<GoRunResult, undefined>;

interface Side {
  readonly name: string;
  readonly root: string;
  readonly results: AsyncIterableIterator<GoRunResult, undefined>;
  readonly times: number[];
}

async function main(edits: number) {
  const sides = [
    open('off', { swagger: false, args: 'server -p 0' }),
    open('on', { swagger: true, args: 'server -p 0' }),
  ];
  for (const side of sides) await untilReady(side);
  for (let edit = 0; edit <= edits; edit++) {
    for (const side of sides) {
      const began = performance.now();
      editBody(side.root, edit);
      await untilReady(side);
      // The first edit of each warms up: after it the watch set is known.
      if (edit > 0) side.times.push(performance.now() - began);
    }
  }
  for (const { results } of sides) await results.return?.();
  const [off, on] = sides.map(({ name, times }) => {
    const median = medianOf(times);
    const bounds = `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}`;
    console.log(
      `swagger ${name.padEnd(3)}  median ${median.toFixed(0)} ms  (${bounds})  of ${times.length} edits`,
    );
    return median;
  });
  console.log(
    `ratio ${((on ?? 0) / (off ?? 1)).toFixed(2)}  (${execFileSync('go', ['version'], { encoding: 'utf8' }).trim()}, ${availableParallelism()} cores)`,
  );
  for (const { root } of sides) rmSync(root, { recursive: true });
}

function open(name: string, options: GoRunOptions): Side {
  const root = mkdtempSync(join(tmpdir(), `swagger-${name}-`));
  for (const path of ['examples', 'go.work'])
    cpSync(join(repository, path), join(root, path), { recursive: true });
  const projects = { 'my-go-api': { root: 'examples/my-go-api' } };
  const context = { root, projectName: 'my-go-api', targetName: name, projectsConfigurations: { projects } };
  return { name, root, results: executor({ file: 'cmd/api', ...options }, context), times: [] };
}

async function untilReady({ name, results }: Side): Promise<void> {
  for (;;) {
    const next = await results.next();
    if (next.done) throw new Error(`the run with swagger ${name} has ended`);
    if (next.value.phase === 'ready') return;
    if (!next.value.success) throw new Error(`swagger ${name}: ${JSON.stringify(next.value)}`);
  }
}

/** Makes the body of the store's first function print another number. */
function editBody(root: string, edit: number): void {
  const file = join(root, 'examples/my-go-api/internal/store/store.go');
  const source = readFileSync(file, 'utf8').replace(/\tprintln\(\d+\)\n/, '');
  writeFileSync(
    file,
    source.replace(/\nfunc [^\n]*\{\n/, (line) => `${line}\tprintln(${edit})\n`),
  );
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

main(Number(process.argv[2] ?? 10)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
