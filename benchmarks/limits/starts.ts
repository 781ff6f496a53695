import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { number, table } from '../report/format.ts';
import { medianOf } from '../statistics/summary.ts';

/** MB that this process holds besides its own, in turn. */
const BALLAST = [0, 50, 100];
/** ms between two, so that what is measured is not warm from the one before. */
const REST = 50;
/** ms within which the server has to listen. */
const START_LIMIT = 10_000;

/** What it costs this process to start another, by how much memory it holds. Gives a Markdown table. */
export async function measureStarts(rounds: number): Promise<string> {
  const rows: string[][] = [];
  for (const mb of BALLAST) {
    const ballast = Buffer.alloc(mb * 2 ** 20, 1);
    const [byNode, byExeca]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      await pause(REST);
      const began = performance.now();
      const child = spawn('true', { stdio: 'inherit' });
      byNode.push(performance.now() - began);
      await once(child, 'exit');
      await pause(REST);
      const begunAgain = performance.now();
      const other = execa('true', { stdio: 'inherit' });
      byExeca.push(performance.now() - begunAgain);
      await other;
    }
    const held = process.memoryUsage.rss() / 1e6;
    rows.push([number(held), number(medianOf(byNode), 1), number(medianOf(byExeca), 1)]);
    ballast.fill(0);
  }
  return table(['RSS, MB', '`spawn` of Node, ms', 'the same by execa, ms'], rows);
}

/** ms from SIGTERM to the end of an idle Go server that does not handle it: the median. */
export async function measureEnd(binary: string, port: number, rounds: number): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const child = spawn(binary, { stdio: 'ignore', env: { ...process.env, PORT: String(port) } });
    await untilListening(port);
    const began = performance.now();
    child.kill('SIGTERM');
    while (isAlive(child.pid)) await new Promise(setImmediate);
    samples.push(performance.now() - began);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  return medianOf(samples);
}

async function untilListening(port: number): Promise<void> {
  // State 0A is LISTEN, see proc(5).
  const line = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} \\S+ 0A `);
  const deadline = performance.now() + START_LIMIT;
  while (!line.test(readFileSync('/proc/net/tcp', 'utf8'))) {
    if (performance.now() > deadline) throw new Error(`nobody listens on ${port} after ${START_LIMIT} ms`);
    await pause(5);
  }
}

function isAlive(pid: number | undefined): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return !text.slice(text.lastIndexOf(')')).startsWith(') Z');
}
