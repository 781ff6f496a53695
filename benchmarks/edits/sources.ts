import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../programs.ts';
import type { CodeEdit } from './edit-kinds.ts';
import { answerOf, FIRST, renderLeaf, renderMain, revise, type Revision } from './revision.ts';

/** The two files of one copy of a program. */
export interface Sources {
  /** What the code as it was saved last answers. */
  readonly answer: string;
  /** Saves the next revision, as an editor does that writes in place. */
  save(kind: CodeEdit): void;
  /** Saves the revision before the last one. */
  takeBack(): void;
  /** Gives main another modification time. */
  touch(): void;
  /** Writes main with the bytes that it has. */
  saveAgain(): void;
}

/** The files of the copy in `folder`, which must be as they are kept. */
export function openSources(folder: string, program: Program): Sources {
  const main = join(folder, program.main);
  const leaf = join(folder, program.leaf);
  const kept = { main: readFileSync(main, 'utf8'), leaf: readFileSync(leaf, 'utf8') };
  let number = 0;
  let last = FIRST;
  let now = FIRST;

  const write = (next: Revision) => {
    const mainText = renderMain(kept.main, next);
    const leafText = renderLeaf(kept.leaf, next);
    const mainChanged = mainText !== renderMain(kept.main, now);
    last = now;
    now = next;
    if (mainChanged) writeFileSync(main, mainText);
    else writeFileSync(leaf, leafText);
  };

  return {
    get answer() {
      return answerOf(now);
    },
    save: (kind) => write(revise(now, kind, `${kind}-${String(++number).padStart(4, '0')}`)),
    takeBack: () => write(last),
    touch() {
      const time = new Date();
      utimesSync(main, time, time);
    },
    saveAgain: () => writeFileSync(main, renderMain(kept.main, now)),
  };
}
