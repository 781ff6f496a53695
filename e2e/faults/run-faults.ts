import { parseArgs } from 'node:util';
import { faults } from './all-faults.ts';
import type { Fault } from './fault.ts';
import { deriveSeed } from './random.ts';
import { createTally, type Tally } from './tally.ts';
import { describeFailure, tryFault } from './try-fault.ts';
import { writeReport } from './write-report.ts';

const USAGE = `npm run faults -- [--minutes N] [--quick] [--only NAME] [--group NAME] [--seed N] [--times N]

  --minutes N  tries all faults again and again for N minutes, and writes docs/reliability.md
  --quick      tries each fault once, each try short
  --only NAME  only the fault of that name, or those whose name holds it
  --group NAME only edits, programs, end or machine
  --seed N     with --only: the seed of the try, as a failure names it; else the seed of the run
  --times N    how often each fault is tried (default 1)`;

interface Orders {
  readonly minutes: number | undefined;
  readonly isQuick: boolean;
  readonly only: string;
  readonly group: string | undefined;
  readonly seed: number | undefined;
  readonly times: number;
}

/** Tries faults in turn, tells how each went, and gives whether all were survived. */
async function runFaults({ minutes, isQuick, only, group, seed, times }: Orders): Promise<boolean> {
  const named = faults.filter(({ name }) => name === only);
  const chosen = named.length > 0 ? named : faults.filter((one) => fits(one, only, group));
  if (chosen.length === 0)
    throw new Error(`no fault is called ${only}${group === undefined ? '' : ` in ${group}`}`);
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
      await tryOnce(fault, isReplay ? seed : deriveSeed(base, fault.name, round), isQuick, tally);
    }
  }
  const failed = tally.rows().reduce((sum, row) => sum + row.failed, 0);
  console.log(
    `${tally.tried()} tries, ${failed} failed, in ${Math.round((Date.now() - tally.begun) / 1000)} s`,
  );
  if (minutes !== undefined && !isInterrupted && chosen.length === faults.length)
    await writeReport(tally, chosen);
  return failed === 0;
}

function fits(fault: Fault, only: string, group: string | undefined): boolean {
  return fault.name.includes(only) && (group ?? fault.group) === fault.group;
}

async function tryOnce(fault: Fault, seed: number, isQuick: boolean, tally: Tally): Promise<void> {
  const begun = performance.now();
  const verdict = await tryFault(fault, seed, isQuick);
  tally.note(fault, verdict);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const reason = verdict.kind === 'skipped' ? `: ${verdict.reason}` : '';
  console.log(`${verdict.kind.padEnd(8)} ${seconds.padStart(5)} s  ${fault.name}${reason}`);
  if (verdict.kind === 'failed') console.log(`\n${describeFailure(fault, seed, isQuick, verdict)}\n`);
}

function readOrders(): Orders {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      group: { type: 'string' },
      seed: { type: 'string' },
      times: { type: 'string', default: '1' },
    },
  });
  const number = (text: string | undefined) => (text === undefined ? undefined : toNumber(text));
  const { quick: isQuick, only, group, times } = values;
  return {
    minutes: number(values.minutes),
    isQuick,
    only,
    group,
    seed: number(values.seed),
    times: toNumber(times),
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
