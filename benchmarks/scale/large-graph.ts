import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { number, ratio, table } from '../report/format.ts';
import { medianOf } from '../statistics/summary.ts';
import { GO_ENVIRONMENT, serve, type Ground } from './served.ts';
import { write } from './write.ts';

/** How many packages the program's module has, all of which it imports. */
const SIZES = [20, 200, 2000];

interface Sample {
  readonly hot: Readonly<Record<'build' | 'compile' | 'link', number>>;
  /** ms of `go build` of the same edit, by hand. */
  readonly hand: number;
}

/**
 * Edits the body of a leaf's function in graphs of different size: by the executor, and by `go build` in a copy.
 * Gives a Markdown table.
 */
export async function measureLargeGraph(
  ground: Ground,
  rounds: number,
  tell: (line: string) => void,
): Promise<string> {
  const rows: string[][] = [];
  for (const size of SIZES) {
    const samples = await measure(ground, size, rounds);
    const median = (read: (sample: Sample) => number) => medianOf(samples.map(read));
    const build = median(({ hot }) => hot.build);
    const work = median(({ hot }) => hot.compile + hot.link);
    const hand = median((sample) => sample.hand);
    const cells = [
      build,
      median(({ hot }) => hot.compile),
      median(({ hot }) => hot.link),
      build - work,
      hand,
    ];
    rows.push([String(size), ...cells.map((ms) => number(ms)), ratio(build / hand)]);
    tell(`${size} packages: ${rows.at(-1)?.join(', ')}`);
  }
  const head = [
    'packages',
    'build, ms',
    'of it compile',
    'link',
    'all else',
    '`go build` by hand, ms',
    'ratio',
  ];
  return table(head, rows);
}

async function measure(ground: Ground, size: number, rounds: number): Promise<readonly Sample[]> {
  const [root, copy] = [join(ground.folder, `graph${size}`), join(ground.folder, `graph${size}-by-hand`)];
  for (const one of [root, copy]) writeGraph(one, size);
  buildByHand(copy);
  const served = serve(ground, root, 'app', await findFreePort());
  const samples: Sample[] = [];
  try {
    await served.next('ready');
    await served.next('hot-path');
    for (let round = 1; round <= rounds; round++) {
      const from = served.count();
      write(root, leafFile(size), leafText(size, round));
      const built = await served.next('built', from);
      await served.next('ready', from);
      await served.next('checked', from);
      write(copy, leafFile(size), leafText(size, round));
      const hand = buildByHand(copy);
      const { build, compile, link } = built.durations as Sample['hot'];
      // The first one warms up.
      if (round > 1) samples.push({ hot: { build, compile, link }, hand });
    }
    return samples;
  } finally {
    await served.tool.end();
  }
}

function buildByHand(root: string): number {
  const began = performance.now();
  execFileSync('go', ['build', '-o', '../by-hand', '.'], {
    cwd: join(root, 'app'),
    env: testEnvironment(GO_ENVIRONMENT),
  });
  return performance.now() - began;
}

/** A program whose packages form a tree: each one imports two more. */
function writeGraph(root: string, size: number): void {
  write(root, 'package.json', '{"name":"workspace","private":true}');
  write(root, 'app/go.mod', 'module example.test/app\n\ngo 1.22.0\n');
  write(
    root,
    'app/main.go',
    `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.test/app/internal/p0"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, p0.Value()) })
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`,
  );
  for (let index = 0; index < size; index++) {
    const below = [2 * index + 1, 2 * index + 2].filter((one) => one < size);
    const imports = below.map((one) => `import "example.test/app/internal/p${one}"\n`).join('');
    const sum = ['1', ...below.map((one) => `p${one}.Value()`)].join(' + ');
    const text = `package p${index}\n\n${imports}\nfunc Value() int { return ${sum} }\n`;
    write(root, `app/internal/p${index}/p${index}.go`, index === size - 1 ? leafText(size, 0) : text);
  }
}

function leafFile(size: number): string {
  return `app/internal/p${size - 1}/p${size - 1}.go`;
}

function leafText(size: number, value: number): string {
  // Not inlined, so that its importers stay as they are.
  return `package p${size - 1}\n\n//go:noinline\nfunc Value() int { return ${1000 + value} }\n`;
}
