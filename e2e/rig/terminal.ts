import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { testEnvironment } from './environment.ts';
import type { TaskCommand } from './task.ts';
import type { Waiting } from './waiting.ts';

/** A command on a real terminal, which tmux plays. */
export interface Terminal {
  /** What the screen shows, with colours. */
  readonly coloured: string;
  /** Resolves once the screen shows a text, or matches, colours removed; gives the match. */
  shows(what: string | RegExp): Promise<string>;
  /** Presses keys, by the names of tmux, such as `C-c` or `Enter`. */
  press(...keys: readonly string[]): void;
  type(text: string): void;
  /** The code with which the command ended; waits for that. */
  ended(): Promise<number>;
  /** What the terminal is left with: an unhidden cursor, and not the second screen of full-screen programs. */
  isRestored(): boolean;
  /** Ends the command by Ctrl-C if it goes on, and takes the terminal away. */
  close(): Promise<void>;
}

/** Why there can be no terminal here, or undefined. */
export function whyWithoutTerminal(): string | undefined {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'tmux is not installed here';
  }
}

/** What the script prints at the end. */
const ENDED = /ended with \d+/;

/** Starts a command on a terminal of 120 columns and 40 lines. What tmux needs lies in `folder`. */
export function openTerminal(
  { file, args, cwd, env }: TaskCommand,
  folder: string,
  waiting: Waiting,
): Terminal {
  const path = join(folder, randomUUID());
  // In a file: what is on tmux's own command line, or in its environment, would make it one of the test's processes.
  const script = `${path}.sh`;
  const exported = Object.entries(env).map(([key, value = '']) => `export ${key}=${quote(value)}\n`);
  // Ctrl-C goes to the shell as well. At the end cat keeps the terminal open, without the test's variables.
  writeFileSync(
    script,
    `trap : INT\n${exported.join('')}${[file, ...args].map(quote).join(' ')}\necho "ended with $?"\nexec env -i "$(command -v cat)"\n`,
  );
  const tmux = (...words: readonly string[]) =>
    execFileSync('tmux', ['-S', path, '-f', '/dev/null', ...words], {
      cwd,
      env: { ...testEnvironment({}), TERM: 'xterm-256color' },
      encoding: 'utf8',
    });
  const settings = ['set', '-g', 'default-terminal', 'tmux-256color'];
  tmux('start-server', ';', ...settings, ';', 'new-session', '-d', '-x', '120', '-y', '40', `sh ${script}`);
  const capture = (...options: readonly string[]) => tmux('capture-pane', '-p', ...options);
  const find = (what: string | RegExp) => {
    const screen = capture();
    return typeof what === 'string' ? (screen.includes(what) ? what : undefined) : what.exec(screen)?.[0];
  };
  const ended = async () => {
    const line = await waiting.untilSeen('the end of the command', () => find(ENDED));
    return Number(/\d+/.exec(line)?.[0]);
  };
  let last: string | undefined;
  return {
    get coloured() {
      return last ?? capture('-e');
    },
    shows: (what) => waiting.untilSeen(`${String(what)} on the screen`, () => find(what)),
    press: (...keys) => void tmux('send-keys', ...keys),
    type: (text) => void tmux('send-keys', '-l', text),
    ended,
    isRestored: () => tmux('display', '-p', '#{cursor_flag} #{alternate_on}').trim() === '1 0',
    async close() {
      if (find(ENDED) === undefined) tmux('send-keys', 'C-c');
      await ended();
      last = capture('-e');
      tmux('kill-server');
    },
  };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The lines of a screen that hold a text, colours kept. */
export function linesWith(screen: string, text: string): readonly string[] {
  return screen.split('\n').filter((line) => stripVTControlCharacters(line).includes(text));
}
