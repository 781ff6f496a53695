import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LoggedEvent } from '../run/steps.ts';

/*
 * The hand as a process of its own, so that its CPU time can be read like any tool's. Builds and starts the
 * program of the working directory at once, and again for each line on standard input. Says when it has done what,
 * as the executor does in its event log.
 */
const [, , binary = 'program', events = 'events.jsonl'] = process.argv;
let program: ChildProcess | undefined;
let work = bringUp();
createInterface(process.stdin).on('line', () => {
  work = work.then(bringUp);
});
process.on('SIGTERM', () => {
  program?.kill('SIGTERM');
  process.exit(0);
});

async function bringUp(): Promise<void> {
  const before = inodeOf(binary);
  const began = Date.now();
  const build = spawn('go', ['build', '-o', binary, '.'], { stdio: 'inherit' });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) return;
  // The go command leaves a binary that is up to date, but for its time.
  if (program && before === inodeOf(binary)) {
    console.log('unchanged');
    return;
  }
  const builtAt = Date.now();
  await stop();
  const stoppedAt = Date.now();
  program = spawn(binary, [], { stdio: 'inherit' });
  const startedAt = Date.now();
  console.log('started');
  const told: LoggedEvent[] = [
    { type: 'change', time: began },
    { type: 'built', time: builtAt, durations: { build: builtAt - began, stop: stoppedAt - builtAt } },
    { type: 'started', time: startedAt },
  ];
  appendFileSync(events, told.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

async function stop(): Promise<void> {
  if (!program || program.exitCode !== null || program.signalCode !== null) return;
  const exited = once(program, 'exit');
  program.kill('SIGTERM');
  await exited;
}

function inodeOf(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}
