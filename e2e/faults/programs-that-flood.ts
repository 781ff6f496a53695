import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { forgetPeak, peakOf } from './memory.ts';
import type { Stage } from './stage.ts';

/** What is printed again and again. A kilobyte, so that each has as many `~` as a megabyte has bytes. */
const PIECES = {
  lines: 'strings.Repeat("~", 1023) + "\\n"',
  line: 'strings.Repeat("~", 1024)',
  bytes: '"\\xff\\x00\\x1b\\xc3\\n" + strings.Repeat("\\xe2\\x82", 509) + "\\n"',
} as const;

const FLOOD = 'apps/app/flood.go';
const END = 'end of the flood';

/** Prints beside all that the program does else. `megabytes` of 0: without end. */
function floodText(piece: string, megabytes: number): string {
  return `package main

import (
	"fmt"
	"os"
	"strings"
)

func init() { go flood() }

func flood() {
	block := strings.Repeat(${piece}, 64)
	for i := 0; i < ${megabytes * 16} || ${megabytes === 0}; i++ {
		if _, err := os.Stdout.WriteString(block); err != nil {
			return
		}
	}
	fmt.Println("\\n${END}")
	os.WriteFile(os.Getenv("RIG_FLOODED"), nil, 0o600)
}
`;
}

/**
 * MB by which the executor may grow, its own builds included: 14 to 36 in a dozen tries, whether it reads what is
 * printed or not.
 */
const GROWTH = 60;
/** A line that is read is held whole, then searched as a copy without colours. */
const COPIES_OF_LINE = 4;

function checkPeak(one: Execution, before: number, longestLine = 0): void {
  const grown = Math.round(peakOf(one.task.pid) - before);
  const most = GROWTH + COPIES_OF_LINE * longestLine;
  if (grown > most) throw new Error(`the executor has grown by ${grown} MB, more than ${most}`);
}

/** How many `~` there are. */
function countMarks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === 0x7e) count++;
  return count;
}

/** Runs a program that prints, and checks that all has come, and what follows too. */
async function takeFlood(stage: Stage, kind: keyof typeof PIECES, megabytes: number, isRead: boolean) {
  const { workspace } = stage;
  const one = await stage.execute(isRead ? { readyLog: END } : {}, {
    env: { RIG_FLOODED: workspace.path('flooded') },
  });
  await one.runs({ version: '1' });
  const before = forgetPeak(one.task.pid);
  workspace.write(FLOOD, floodText(PIECES[kind], megabytes));
  workspace.setVersion('flood');
  const run = await one.runs({ version: 'flood' });
  // To look for the end in the output over and over again would take minutes.
  await stage.untilSeen(END, () => workspace.has('flooded') || undefined);
  await one.task.printed(END);
  if (isRead) await one.events.next('ready', ({ pid }) => pid === run.hello.pid);
  checkPeak(one, before, isRead && kind === 'line' ? megabytes : 0);
  const marks = countMarks(one.task.output);
  const printed = { lines: 1023, line: 1024, bytes: 0 }[kind] * 1024 * megabytes;
  if (marks !== printed) throw new Error(`${printed - marks} of ${printed} bytes were lost`);
  await run.print('what follows');
  await one.task.printed('what follows');
  workspace.remove(FLOOD);
  workspace.setVersion('2');
  await one.rests({ version: '2' });
}

/** Programs that print more than anybody reads. */
export const programsThatFlood: readonly Fault[] = [
  {
    name: 'prints 200 MB in one go',
    group: 'programs',
    run: (stage, random) =>
      takeFlood(stage, random.pick(['lines', 'bytes']), stage.isQuick ? 30 : 200, random.chance(0.5)),
  },
  {
    name: 'prints one line of 50 MB',
    group: 'programs',
    run: (stage, random) => takeFlood(stage, 'line', stage.isQuick ? 10 : 50, random.chance(0.7)),
  },
  {
    name: 'edit while it prints without end',
    group: 'programs',
    async run(stage, random) {
      const { workspace } = stage;
      const isRead = random.chance(0.5);
      const one = await stage.execute(isRead ? { readyLog: 'never', readyTimeout: 500 } : {});
      await one.runs({ version: '1' });
      const before = forgetPeak(one.task.pid);
      workspace.write(FLOOD, floodText(PIECES[random.pick(['lines', 'bytes'])], 0));
      for (let round = 0; round < stage.rounds; round++) {
        workspace.setVersion(`flood ${round}`);
        const run = await one.runs({ version: `flood ${round}` });
        await stage.pause(random.between(0, 400));
        if (run.isClosed) throw new Error('the flood has ended the program');
      }
      workspace.remove(FLOOD);
      workspace.setVersion('2');
      const run = await one.runs({ version: '2' });
      checkPeak(one, before);
      await run.print('what follows');
      await one.task.printed('what follows');
      await one.rests({ version: '2' });
    },
  },
];
