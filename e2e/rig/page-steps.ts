import { expect } from '@jest/globals';
import { relative } from 'node:path';
import type { Rig } from './rig.ts';
import type { Task } from './task.ts';

/** A thing that a reader of a tutorial does, or sees. */
export type Step =
  | { readonly kind: 'run'; readonly script: string }
  /** A command that goes on, in a terminal of its own. */
  | { readonly kind: 'serve'; readonly script: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** Lines that the command before prints. */
  | { readonly kind: 'see'; readonly lines: readonly string[] }
  /** Ctrl-C where something is served. */
  | { readonly kind: 'interrupt' };

/**
 * The steps of a Markdown page: its blocks `sh`, `sh serves`, `text`, those of another language with a file's path
 * behind it, and the comment `<!-- Ctrl-C -->`. Throws for a block that is none of these: it would not be tried.
 */
export function readSteps(markdown: string): readonly Step[] {
  const blocks = markdown.matchAll(/^```(\S*) ?(.*)\n([\s\S]*?)^```$|^<!-- Ctrl-C -->$/gm);
  return [...blocks].map(([, language, rest, text = '']): Step => {
    if (language === undefined) return { kind: 'interrupt' };
    if (language === 'sh') return { kind: rest === 'serves' ? 'serve' : 'run', script: text };
    if (language === 'text') return { kind: 'see', lines: text.trim().split('\n') };
    if (rest === undefined || rest === '') throw new Error(`a block of ${language} without a path:\n${text}`);
    return { kind: 'write', path: rest, text };
  });
}

/** ms; npm downloads Nx, and a machine on which nothing is cached builds swag. */
const LONG = 240_000;

/**
 * Does what a page tells its readers, from the workspace's root on, and fails where something else comes of it. What is
 * served has to tell `addresses`. What is still served at the end is the caller's.
 */
export async function doSteps(
  rig: Rig,
  steps: readonly Step[],
  env: Readonly<Record<string, string>>,
  addresses: readonly RegExp[],
): Promise<Task | undefined> {
  let folder = '.';
  let served: Task | undefined;
  let printed = '';
  for (const step of steps) {
    switch (step.kind) {
      case 'run': {
        const task = rig.shell(`${step.script}\necho "now in $PWD"`, folder, env);
        const { code } = await rig.until(`the end of ${step.script}`, () => task.exit, LONG);
        printed = task.output;
        expect([step.script, code, printed]).toEqual([step.script, 0, printed]);
        folder = readFolder(printed, rig.workspace.root);
        break;
      }
      case 'serve':
        served = rig.shell(step.script, folder, env);
        await rig.events.next('ready', undefined, LONG);
        for (const address of addresses) await served.printed(address);
        break;
      case 'write': {
        const isServed = served?.exit === undefined && served !== undefined;
        const isUsed = isServed && rig.workspace.has(`${folder}/${step.path}`);
        rig.events.skipAhead();
        rig.workspace.write(`${folder}/${step.path}`, step.text);
        if (isUsed) await rig.events.next('ready');
        break;
      }
      case 'see':
        for (const line of step.lines) expect(printed).toContain(line);
        break;
      case 'interrupt':
        served?.interrupt();
        await served?.ended();
        await rig.allGone();
    }
  }
  return served;
}

/** The folder, within `root`, in which a script has ended. What a command wrote to stderr may come after that. */
function readFolder(printed: string, root: string): string {
  const folder = /now in (.*)\n/.exec(printed)?.[1];
  if (folder === undefined) throw new Error(`no folder is named in ${printed}`);
  return relative(root, folder);
}
