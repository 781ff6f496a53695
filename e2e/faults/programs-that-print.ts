import { readFileSync } from 'node:fs';
import type { Fault } from './fault.ts';

/** Prints `megabytes` in lines, or as one line, or bytes that are no text. */
function floodText(kind: 'lines' | 'line' | 'bytes', megabytes: number): string {
  const piece = {
    lines: 'strings.Repeat("x", 1023) + "\\n"',
    line: 'strings.Repeat("x", 1024)',
    bytes: '"\\xff\\x00\\x1b\\xc3\\n" + strings.Repeat("\\xe2\\x82", 510) + "\\n"',
  };
  return `package main

import (
	"os"
	"strings"
)

func init() {
	block := strings.Repeat(${piece[kind]}, 64)
	for i := 0; i < ${megabytes * 16}; i++ {
		os.Stdout.WriteString(block)
	}
	os.Stdout.WriteString("\\nend of the flood\\n")
}
`;
}

/** Resident memory of a process, in MB (VmRSS of proc_pid_status(5)). */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Programs whose output is a burden. */
export const programsThatPrint: readonly Fault[] = [
  {
    name: 'prints very much',
    group: 'programs',
    async run(stage, random) {
      const megabytes = stage.isQuick ? 10 : 50;
      const isTeed = random.chance(0.5);
      const one = await stage.execute(isTeed ? { readyLog: 'end of the flood' } : {});
      await one.runs({ version: '1' });
      const before = memoryOf(one.task.pid);
      const kind = random.pick(['lines', 'line', 'bytes']);
      stage.workspace.write('apps/app/flood.go', floodText(kind, megabytes));
      stage.workspace.setVersion('flood');
      // It says who it is once all is printed.
      const run = await one.runs({ version: 'flood' });
      await one.task.printed('end of the flood');
      if (isTeed) await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
      const grown = memoryOf(one.task.pid) - before;
      // Node gives back what it had in use only by and by.
      if (grown > 150) throw new Error(`the executor has grown by ${Math.round(grown)} MB`);
      stage.workspace.remove('apps/app/flood.go');
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'closes its stdout and stderr',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const options = random.chance(0.5) ? { readyLog: 'never', readyTimeout: 500 } : {};
      workspace.write(
        'apps/app/a_first.go',
        'package main\n\nimport "os"\n\nfunc init() { os.Stdout.Close(); os.Stderr.Close(); os.Stdin.Close() }\n',
      );
      const one = await stage.execute(options);
      await one.runs({ version: '1' });
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'reads stdin across a restart',
    group: 'programs',
    async run(stage, random) {
      const one = await stage.execute();
      for (let version = 2; version < 4; version++) {
        const run = await one.runs({});
        const line = run.readLine();
        await stage.pause(random.between(0, 100));
        one.task.type(`line ${version}\n`);
        const read = await line;
        if (read !== `line ${version}`) throw new Error(`the program has read ${JSON.stringify(read)}`);
        stage.workspace.setVersion(String(version));
        await one.runs({ version: String(version) });
      }
      await one.rests({ version: '3' });
    },
  },
];
