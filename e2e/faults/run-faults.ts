import { parseArgs } from 'node:util';
import { createFiles } from '../../src/files/testing/temporary-files.ts';
import { faults } from './all-faults.ts';
import { judgeBounds, tabulateBounds } from './bounds-table.ts';
import { FULL, measureBounds } from './bounds.ts';
import type { Fault } from './fault.ts';
import { deriveSeed } from './random.ts';
import { createTally, type Tally } from './tally.ts';
import { describeFailure, tryFault } from './try-fault.ts';
import type { Deltas } from './with-deltas.ts';
import { addToReport, writeBounds, writeDeltas, writeReport } from './write-report.ts';

const USAGE = `npm run faults -- [--minutes N] [--bounds] [--quick] [--delta] [--only NAME] [--group NAME] [--seed N] [--times N] [--add]

  --minutes N  tries all faults again and again for N minutes, and writes docs/reliability.md
  --bounds     only measures what an executor holds and uses after 1,000 cycles, which takes about
               10 minutes, and writes that section of docs/reliability.md anew; done first where
               --minutes is 30 or more
  --quick      tries each fault once, each try short
  --delta      with edits that are linked as deltas, wherever a fault leaves time for a base; with --minutes it writes the
               sentence about that into docs/reliability.md, and nothing else
  --only NAME  only the fault of that name, or those whose name holds it
  --group NAME only edits, programs, end or machine
  --seed N     with --only: the seed of the try, as a failure names it; else the seed of the run
  --times N    how often each fault is tried (default 1)
  --add        adds the tries to the rows of docs/reliability.md, whose others stay`;

/** From how many minutes on the bounds are measured as well. */
const LONG = 30;

interface Orders {
  readonly minutes: number | undefined;
  readonly isBounds: boolean;
  readonly isQuick: boolean;
  readonly isDelta: boolean;
  readonly only: string;
  readonly group: string | undefined;
  readonly seed: number | undefined;
  readonly times: number;
  readonly isAdded: boolean;
}

/** Tries faults in turn, tells how each went, and gives whether all were survived. */
async function runFaults(orders: Orders): Promise<boolean> {
  const { minutes, isBounds, isQuick, isDelta, only, group, seed, times, isAdded } = orders;
  if (isBounds) {
    const { hold, table } = await runBounds();
    await writeBounds(table);
    return hold;
  }
  const named = faults.filter(({ name }) => name === only);
  const chosen = named.length > 0 ? named : faults.filter((one) => fits(one, only, group));
  if (chosen.length === 0)
    throw new Error(`no fault is called ${only}${group === undefined ? '' : ` in ${group}`}`);
  const isWhole = chosen.length === faults.length && minutes !== undefined;
  const bounds = isWhole && !isDelta && minutes >= LONG ? await runBounds() : undefined;
  using folder = createFiles();
  const deltas = isDelta ? { tools: folder.path('tools') } : undefined;
  const base = seed ?? (isQuick ? 1 : Date.now() % 2 ** 31);
  const tally = createTally(base);
  const deadline = tally.begun + (minutes ?? 0) * 60_000;
  let isInterrupted = false;
  // A try cleans up after itself; a second Ctrl-C does not wait for that.
  process.once('SIGINT', () => {
    isInterrupted = true;
    console.log('ends after this try');
  });
  const goesOn = (round: number) =>
    !isInterrupted && (minutes === undefined ? round < times : Date.now() < deadline);
  for (let round = 0; goesOn(round); round++) {
    for (const fault of chosen) {
      if (isInterrupted || (round > 0 && !goesOn(round))) break;
      const isReplay = only !== '' && seed !== undefined && round === 0;
      await tryOnce(fault, isReplay ? seed : deriveSeed(base, fault.name, round), isQuick, tally, deltas);
    }
  }
  const failed = tally.rows().reduce((sum, row) => sum + row.failed, 0);
  console.log(
    `${tally.tried()} tries, ${failed} failed, in ${Math.round((Date.now() - tally.begun) / 1000)} s`,
  );
  if (isDelta) console.log(`${tally.deltas()} programs were linked as deltas`);
  if (isAdded) await addToReport(tally);
  else if (isWhole && isDelta && !isInterrupted) await writeDeltas(tally);
  else if (isWhole && !isInterrupted) await writeReport(tally, chosen, bounds?.table);
  return failed === 0 && bounds?.hold !== false;
}

/** Measures the bounds, tells of them, and gives whether they hold. */
async function runBounds(): Promise<{ readonly hold: boolean; readonly table: string }> {
  const bounds = await measureBounds(FULL, console.log);
  const judged = judgeBounds(bounds, true);
  const table = tabulateBounds(bounds, judged);
  console.log([table, ...bounds.complaints].join('\n'));
  return {
    hold: judged.every(({ verdict }) => verdict !== 'broken') && bounds.complaints.length === 0,
    table,
  };
}

function fits(fault: Fault, only: string, group: string | undefined): boolean {
  return fault.name.includes(only) && (group ?? fault.group) === fault.group;
}

async function tryOnce(
  fault: Fault,
  seed: number,
  isQuick: boolean,
  tally: Tally,
  deltas: Deltas | undefined,
): Promise<void> {
  const begun = performance.now();
  const verdict = await tryFault(fault, seed, isQuick, deltas);
  tally.note(fault, verdict);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const reason = verdict.kind === 'skipped' ? `: ${verdict.reason}` : '';
  console.log(`${verdict.kind.padEnd(8)} ${seconds.padStart(5)} s  ${fault.name}${reason}`);
  if (verdict.kind === 'failed')
    console.log(`\n${describeFailure(fault, seed, isQuick, verdict, deltas !== undefined)}\n`);
}

function readOrders(): Orders {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      bounds: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      delta: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      group: { type: 'string' },
      seed: { type: 'string' },
      times: { type: 'string', default: '1' },
      add: { type: 'boolean', default: false },
    },
  });
  const number = (text: string | undefined) => (text === undefined ? undefined : toNumber(text));
  const { bounds: isBounds, quick: isQuick, delta: isDelta, add: isAdded, only, group, times } = values;
  if (isAdded && isDelta) throw new Error('tries with --delta are told by themselves, not by --add');
  if (isAdded && isQuick) throw new Error('a short try is none of those that --add counts');
  return {
    minutes: number(values.minutes),
    isBounds,
    isQuick,
    isDelta,
    only,
    group,
    seed: number(values.seed),
    times: toNumber(times),
    isAdded,
  };
}

function toNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`${text} is not a number`);
  return Number(text);
}

try {
  const orders = readOrders();
  runFaults(orders).then(
    (survived) => process.exit(survived ? 0 : 1),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
