import { constants } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Objects } from '../hot/objects.ts';
import type { Recipe } from '../hot/recipe.ts';

/** A program that was linked in full with a table of what lies where, and a copy of it that the next delta becomes. */
export interface Base {
  readonly recipe: Recipe;
  readonly objects: Objects;
  /** In a folder of the base's own. */
  readonly program: string;
  readonly table: string;
  /** What tells that program and table are as they were written. */
  readonly stamps: ReadonlyMap<string, string | undefined>;
  readonly spare: Spare | undefined;
}

export interface Spare {
  readonly path: string;
  readonly stamp: string | undefined;
}

/** What tells that a file is as it was; undefined where there is none. */
type StampOf = (path: string) => string | undefined;

/** Copies the program of a base, where the file system can share blocks without copying them. Rejects where it can't. */
export async function makeSpare(program: string, number: number, stampOf: StampOf): Promise<Spare> {
  const path = `${program}-${number}`;
  await copyFile(program, path, constants.COPYFILE_FICLONE);
  return { path, stamp: stampOf(path) };
}

/** Whether all files of a base are as they were written. */
export function isWhole({ stamps, spare }: Base, stampOf: StampOf): boolean {
  return (
    [...stamps].every(([path, stamp]) => stamp !== undefined && stampOf(path) === stamp) &&
    (spare === undefined || (spare.stamp !== undefined && stampOf(spare.path) === spare.stamp))
  );
}

/** Removes a base with its folder. Never rejects. */
export async function removeBase({ program }: Base): Promise<void> {
  await rm(dirname(program), { recursive: true, force: true }).catch(() => undefined);
}

/** Renames a spare that has become a program, or copies it to another file system. Rejects where neither can be done. */
export async function moveSpare(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  }
}
