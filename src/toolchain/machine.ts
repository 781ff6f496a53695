import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { Environment, StartChild } from '../process/child.ts';
import { thisPlatform, thisSystem } from '../process/system.ts';
import { timers } from '../process/wait-until-gone.ts';
import type { ToolchainDeps } from './fetch-go.ts';
import { findInUsualPlaces, findOnPath, listUsualPlaces } from './find.ts';
import type { Machine } from './go-settings.ts';
import type { Get } from './http-get.ts';

/** After so long without a byte a proxy is given up. ms */
const SILENCE = 30_000;

/** This machine, as the toolchain room needs it. `report` gets how fetching goes. */
export function openToolchains(
  env: Environment,
  startChild: StartChild,
  report: ToolchainDeps['report'],
): ToolchainDeps {
  const machine = describeMachine(env);
  const { home } = machine;
  const netrc = env['NETRC'] || (home && join(home, thisSystem.netrc));
  let get: Get | undefined;
  return {
    machine,
    places: listUsualPlaces(machine),
    async get(url, signal) {
      // Where there is a go, none of it is needed.
      const { createGet } = await import('./http-get.ts');
      get ??= createGet({ env, silence: SILENCE, netrc: netrc ? readText(netrc) : undefined });
      return get(url, signal);
    },
    timers,
    isAlive,
    owner: { pid: process.pid, host: hostname() },
    async answers(file, cwd, all) {
      const { exit } = await startChild({ file, args: ['version'], cwd, env: all, output: 'capture' }).ended;
      return exit.kind === 'code' && exit.code === 0;
    },
    report,
  };
}

/** The go command on PATH, else the newest one where they are usually installed, absolute; undefined: there is none. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // No variable of a process is undefined.
  const machine = describeMachine({ ...env } as Environment);
  const found =
    (await findOnPath(machine)) ?? (await findInUsualPlaces(machine, listUsualPlaces(machine)))[0];
  return found?.binary;
}

export function describeMachine(env: Environment): Machine {
  return { env, platform: thisPlatform, arch: process.arch, home: readHome(env), readText };
}

/** Somebody else's process lives, too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** HOME, or what the system's list of users says. Undefined for a user whom that does not know. */
function readHome(env: Environment): string | undefined {
  const own = env[thisSystem.homeVariable];
  if (own) return own;
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
