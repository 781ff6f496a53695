import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { number, ratio, table } from '../report/format.ts';
import { medianOf } from '../statistics/summary.ts';
import { GO_ENVIRONMENT, serve, type Ground, type Served } from './served.ts';
import { write } from './write.ts';

const PROGRAMS = ['apps/a', 'apps/b', 'apps/c', 'apps/d'];
const LIBRARY = 'lib/lib.go';

/**
 * Edits the library of four programs that are served together, until all four are ready, and builds the same edit by
 * hand, one program after the other. Gives a Markdown table.
 */
export async function measureSharedLibrary(
  ground: Ground,
  rounds: number,
  tell: (line: string) => void,
): Promise<string> {
  const [root, copy] = [join(ground.folder, 'four'), join(ground.folder, 'four-by-hand')];
  for (const one of [root, copy]) writeFour(one);
  buildFour(copy);
  const served: Served[] = [];
  const times = { served: [] as number[], hand: [] as number[] };
  try {
    for (const folder of PROGRAMS) served.push(serve(ground, root, folder, await findFreePort()));
    for (const one of served) {
      await one.next('ready');
      await one.next('hot-path');
    }
    for (let round = 1; round <= rounds + 1; round++) {
      const from = served.map((one) => one.count());
      const savedAt = Date.now();
      write(root, LIBRARY, libraryText(round));
      const ready = await Promise.all(served.map((one, index) => one.next('ready', from[index])));
      await Promise.all(served.map((one, index) => one.next('checked', from[index])));
      write(copy, LIBRARY, libraryText(round));
      const hand = buildFour(copy);
      // The first one warms up.
      if (round === 1) continue;
      times.served.push(Math.max(...ready.map(({ time }) => time)) - savedAt);
      times.hand.push(hand);
      tell(`four programs: ${times.served.at(-1)} ms, by hand ${hand.toFixed(0)} ms`);
    }
  } finally {
    for (const { tool } of served) await tool.end();
  }
  const [together, hand] = [medianOf(times.served), medianOf(times.hand)];
  return table(
    ['save → all four ready, ms', 'four times `go build` by hand, ms', 'ratio'],
    [[number(together), number(hand), ratio(together / hand)]],
  );
}

function buildFour(root: string): number {
  const began = performance.now();
  for (const folder of PROGRAMS)
    execFileSync('go', ['build', '-o', join(root, 'by-hand'), `./${folder}`], {
      cwd: root,
      env: testEnvironment(GO_ENVIRONMENT),
    });
  return performance.now() - began;
}

function writeFour(root: string): void {
  write(root, 'package.json', '{"name":"workspace","private":true}');
  write(root, 'go.mod', 'module example.test/four\n\ngo 1.22.0\n');
  write(root, LIBRARY, libraryText(0));
  for (const folder of PROGRAMS)
    write(
      root,
      `${folder}/main.go`,
      `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.test/four/lib"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "${folder} ", lib.Answer()) })
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`,
    );
}

function libraryText(value: number): string {
  return `package lib\n\n//go:noinline\nfunc Answer() int { return ${1000 + value} }\n`;
}
