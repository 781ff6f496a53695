import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { testEnvironment } from '../../e2e/rig/environment.ts';
import { findFreePort } from '../../e2e/rig/ports.ts';
import { startClient } from '../client/client.ts';
import { openSources, type Sources } from '../edits/sources.ts';
import type { Peer } from '../peers/peer.ts';
import { startTool, type Command, type Tool } from '../processes/tool.ts';
import type { Program } from '../programs.ts';
import { openEventFile, type EventFile } from './event-file.ts';
import { untilAtRest } from '../processes/rest.ts';

/** ms to the first answer: a first build of everything may be in it. */
const START_LIMIT = 300_000;
/** ms of quiet that count as rest. */
const QUIET = 300;
/** ms until a tool has to be at rest. */
const REST_LIMIT = 120_000;

/** One tool with its own copy of a program. */
export interface Lane {
  readonly program: Program;
  readonly peer: Peer;
  readonly port: number;
  readonly sources: Sources;
  readonly events: EventFile;
  /** The tool that runs now. */
  readonly tool: Tool;
  /** When the tool was started, in epoch ms. */
  readonly startedAt: number;
  /** Starts the tool and waits for the first answer and for rest; gives the ms to that answer. */
  start(): Promise<number>;
  untilAtRest(): Promise<void>;
  end(): Promise<void>;
}

/** What all lanes of a run share. */
export interface Ground {
  /** The run's own folder. */
  readonly folder: string;
  /** The run's name, in all processes. */
  readonly run: string;
  /** The path of the reaper. */
  readonly reaper: string;
  readonly signal: AbortSignal;
}

/** Copies the program into the run's folder, and makes it the peer's. */
export async function openLane(
  { folder, run, reaper, signal }: Ground,
  program: Program,
  peer: Peer,
): Promise<Lane> {
  const root = join(folder, program.name, peer.name);
  const app = join(root, 'app');
  mkdirSync(root, { recursive: true });
  copyProgram(program, app);
  const port = await findFreePort();
  const events = join(root, 'events.jsonl');
  const env = testEnvironment({
    PORT: String(port),
    DATA: join(root, 'data'),
    XDG_DATA_HOME: join(root, 'data'),
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx'),
  });
  const command: Command = peer.set({ root, app, events, env });
  const mark = `${run}/${program.name}/${peer.name}/`;
  const sources = openSources(app, program);
  let tool: Tool | undefined;
  let startedAt = 0;
  const running = () => {
    if (!tool) throw new Error(`${peer.name} does not run`);
    return tool;
  };

  const untilQuiet = () => untilAtRest(running().pid, peer.quiet ?? QUIET, REST_LIMIT, signal);

  return {
    program,
    peer,
    port,
    sources,
    events: openEventFile(events),
    get tool() {
      return running();
    },
    get startedAt() {
      return startedAt;
    },
    async start() {
      const client = startClient(port);
      startedAt = Date.now();
      const began = performance.now();
      tool = startTool(reaper, command, mark);
      try {
        const { at } = await client.answered(sources.answer, START_LIMIT, signal);
        return at - began;
      } catch (error) {
        throw new Error(`${peer.name} with ${program.name}: ${String(error)}\n${tool.output}`, {
          cause: error,
        });
      } finally {
        await client.stop();
        await untilQuiet();
      }
    },
    untilAtRest: untilQuiet,
    async end() {
      await tool?.end();
      tool = undefined;
    },
  };
}

/** Writes a program into a new folder. */
export function copyProgram(program: Program, to: string): void {
  cpSync(join(import.meta.dirname, '../programs', program.name), to, { recursive: true });
  program.generate?.(to);
}
