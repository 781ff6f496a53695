import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Workspace } from '../rig/workspace.ts';

/** Where something new of a program is to be seen. */
export interface Seen {
  readonly in: 'answer' | 'output';
  readonly text: string;
}

export interface Edit {
  readonly kind: 'edit';
  readonly name: string;
  readonly act: (workspace: Workspace) => void;
  /** Who has to build; `nobody` where a new start is enough. */
  readonly by: 'hot' | 'go' | 'nobody';
  /** Undefined where it shows nowhere. */
  readonly sees?: Seen;
}

/** What is done to a program while it is served. */
export type Step =
  | Edit
  /** A signal on which the program replaces itself, so that another process answers. */
  | { readonly kind: 'replacement'; readonly name: string; readonly signal: NodeJS.Signals };

/** A program that is served, edited, broken, mended and stopped. Paths are from the workspace's root. */
export interface RealProgram {
  readonly name: string;
  /** What it has that others have not. */
  readonly style: string;
  /** Module and version, copied to apps/app from Go's module cache, or a folder of `apps`, copied to `to`. */
  readonly sources: { readonly module: string } | { readonly folder: string; readonly to: string };
  /** Writes what the sources lack: a configuration, a site. */
  readonly prepare?: (workspace: Workspace, ports: Ports) => void;
  readonly options: (ports: Ports, workspace: Workspace) => GoRunOptions;
  /** Default: the executor alone. */
  readonly through?: 'nx';
  /** Asks the program as its users would. Rejects where there is no answer. */
  readonly ask: (ports: Ports) => Promise<string>;
  /** A part of its first answer. */
  readonly answers: string;
  readonly steps: readonly Step[];
  /** What is done just before the end. */
  readonly last?: Step;
  /** The Go file that is broken, and mended with an init function more. */
  readonly breaks: string;
  /** Events that would be trouble elsewhere. */
  readonly toleratesTrouble?: readonly RunEvent['type'][];
}

/** Free ports: the one that is asked, and one that is the program's for other things. */
export interface Ports {
  readonly main: number;
  readonly other: number;
}

/** Appends an init function that prints `text`, to a file of a package that may have one. */
export function addInit(path: string, text: string, by: 'hot' | 'go' = 'hot'): Edit {
  return {
    kind: 'edit',
    name: 'init function',
    act: (workspace) =>
      workspace.write(path, `${workspace.read(path)}\nfunc init() { println(${JSON.stringify(text)}) }\n`),
    by,
    sees: { in: 'output', text },
  };
}

/** Puts a text in the place of another, after which the program answers with `sees`. */
export function replaceText(
  name: string,
  path: string,
  [from, to]: readonly [string, string],
  by: 'hot' | 'go' | 'nobody',
  sees?: string,
): Step {
  return {
    kind: 'edit',
    name,
    act: (workspace) => workspace.edit(path, from, to),
    by,
    ...(sees === undefined ? {} : { sees: { in: 'answer', text: sees } }),
  };
}

/** A setting in go.mod that changes the program, though not what it answers. */
export const editGoMod: Step = {
  kind: 'edit',
  name: 'go.mod',
  act: (workspace) =>
    workspace.write('apps/app/go.mod', `${workspace.read('apps/app/go.mod')}\ngodebug panicnil=1\n`),
  by: 'go',
};
