import type { ReadText } from '../files/disk.ts';
import { bodiesOf, type DapBody, isBody } from './dap-message.ts';
import type { DlvConnection } from './dlv-connection.ts';
import { mapLines } from './map-lines.ts';

/** The requests that say where to stop. Each replaces the one before for the same file, or of its kind. */
export const SETTERS = ['setBreakpoints', 'setFunctionBreakpoints', 'setExceptionBreakpoints'] as const;
export type Setter = (typeof SETTERS)[number];

/** What an editor wants to be set. It is never changed: a newer wish is another object. */
export interface Wish {
  readonly command: Setter;
  readonly args: DapBody;
  /** One for each breakpoint: the editor's, whichever program has it set. */
  readonly ids: readonly number[];
  readonly path?: string;
  /** The file's text for which the lines hold. */
  readonly text?: string;
}

/** What an editor wants, kept from program to program. */
export interface Breakpoints {
  keep(command: Setter, args: DapBody): Wish;
  /** All that is wanted now, with lines moved as the edits of their files have moved them. */
  readonly current: () => readonly Wish[];
}

/** Makes an empty memory. Ids count from 1. */
export function createBreakpoints(readText: ReadText): Breakpoints {
  const wishes = new Map<string, Wish>();
  let lastId = 0;
  return {
    keep(command, args) {
      const path = pathOf(args);
      const text = path === undefined ? undefined : readText(path);
      const ids = bodiesOf(args['breakpoints']).map(() => ++lastId);
      const wish = { command, args, ids, ...(path && { path }), ...(text !== undefined && { text }) };
      wishes.set(keyOf(wish), wish);
      return wish;
    },
    current() {
      for (const [key, wish] of wishes) wishes.set(key, follow(wish, readText));
      return [...wishes.values()];
    },
  };
}

/** Moves breakpoints with their lines, where the editor has not sent them anew: nvim-dap never does. */
function follow(wish: Wish, readText: ReadText): Wish {
  const { path, text, args } = wish;
  const now = path === undefined ? undefined : readText(path);
  if (text === undefined || now === undefined || now === text) return wish;
  const moved = mapLines(text, now);
  const breakpoints = bodiesOf(args['breakpoints']).map((one) => {
    const line = Number(one['line']);
    return { ...one, line: moved(line) ?? line };
  });
  // The old way to say the same is of no use any more.
  const rest = Object.entries(args).filter(([name]) => name !== 'lines');
  return { ...wish, args: { ...Object.fromEntries(rest), sourceModified: true, breakpoints }, text: now };
}

/** What an editor is told of breakpoints that no program has set yet. */
export function describeUnset({ args, ids }: Wish): readonly DapBody[] {
  const asked = bodiesOf(args['breakpoints']);
  return ids.map((id, at) => ({
    id,
    verified: false,
    ...(asked[at]?.['line'] === undefined ? {} : { line: asked[at]['line'] }),
    message: 'It is set as soon as a program with debug information runs.',
  }));
}

/** What is set in one program. */
export interface SetBreakpoints {
  /** True where this very wish has been set. */
  has(wish: Wish): boolean;
  /** Gives them with the editor's ids; undefined where that is not possible now. */
  set(wish: Wish): Promise<readonly DapBody[] | undefined>;
  /** Sets what dlv has refused while the program ran. */
  setDue(): void;
  clear(): Promise<unknown>;
  /** By what a breakpoint of dlv is known to the editor. */
  idOf(id: unknown): unknown;
}

/** Sets breakpoints in the program of one dlv, as long as `canSet`. */
export function setBreakpoints(
  connection: Pick<DlvConnection, 'request'>,
  canSet: () => boolean,
): SetBreakpoints {
  const ids = new Map<unknown, number>();
  /** What is set now, by the request and its file. */
  const wishes = new Map<string, Wish>();
  const due = new Set<Wish>();
  const set = async (wish: Wish) => {
    if (!canSet()) return undefined;
    wishes.set(keyOf(wish), wish);
    const answer = await connection.request(wish.command, wish.args);
    if (wish.command === 'setExceptionBreakpoints') {
      if (answer.success) due.delete(wish);
      else due.add(wish);
      return undefined;
    }
    if (!answer.success) {
      wishes.delete(keyOf(wish));
      return undefined;
    }
    return bodiesOf(answer.body?.['breakpoints']).map((one, at) => {
      const id = wish.ids[at];
      if (id !== undefined && one['id'] !== undefined) ids.set(one['id'], id);
      return { ...one, id };
    });
  };
  const has = (wish: Wish) => wishes.get(keyOf(wish)) === wish;
  return {
    has,
    set,
    setDue() {
      for (const wish of due) if (has(wish)) void set(wish);
    },
    clear() {
      // dlv halts the program for each request, which is asked to end at that moment.
      const emptied = [...wishes.values()].filter(({ args }) => bodiesOf(args['breakpoints']).length > 0);
      wishes.clear();
      return Promise.all(
        emptied.map(async ({ command, args }) => {
          if (command !== 'setExceptionBreakpoints')
            await connection.request(command, { ...args, breakpoints: [] });
        }),
      );
    },
    idOf: (id) => ids.get(id) ?? id,
  };
}

function keyOf({ command, path }: Wish): string {
  return `${command} ${path ?? ''}`;
}

function pathOf(args: DapBody): string | undefined {
  const { source } = args;
  return isBody(source) && typeof source['path'] === 'string' ? source['path'] : undefined;
}
