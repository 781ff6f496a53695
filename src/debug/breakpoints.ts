import type { ReadText } from '../files/disk.ts';
import { bodiesOf, type DapBody, isBody } from './dap-message.ts';
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
  /** Every breakpoint of it as one that is not set. */
  clear(): void;
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
      wishes.set(`${command} ${path ?? ''}`, wish);
      return wish;
    },
    current() {
      for (const [key, wish] of wishes) wishes.set(key, follow(wish, readText));
      return [...wishes.values()];
    },
    clear: () => wishes.clear(),
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

function pathOf(args: DapBody): string | undefined {
  const { source } = args;
  return isBody(source) && typeof source['path'] === 'string' ? source['path'] : undefined;
}
