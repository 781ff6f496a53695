import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { link, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, remove } from '../files/folders.ts';
import { patiently, removePatiently } from '../files/patiently.ts';
import { asidesOf, scrapsOfBuild } from '../plan/output.ts';
import { findObstacle } from '../plan/own-binary.ts';
import type { BuildTarget, OutputPlan } from '../plan/plan.ts';
import { failure, type Result, success } from '../problem.ts';
import type { Environment } from '../process/child.ts';
import { type System, thisSystem } from '../process/system.ts';

const HERE: InstallFiles = {
  rename: renameSync,
  rm: (path) => rmSync(path, { force: true }),
  patiently,
  system: thisSystem,
};

/** Who has linked a binary. */
export type Linker = 'go' | 'hot';

/**
 * Puts the new binary in the last one's place; the running process keeps its own file. While one that go has not
 * linked takes it, the last that go has linked is kept beside it, for go to link upon. Takes less than 1 ms, in which
 * the old program ends and nobody answers; on Windows 10 s at most, where a scanner holds a file. Where it fails, the
 * last binary has its name again.
 *
 * The last one is put aside, not replaced, since an old program that closes a database with fsync(2) waits for all
 * that goes to the disk: ext4 writes a file at once that is renamed over another (`auto_da_alloc` in ext4(5)), and
 * gives a file's blocks back where its last process ends and it has no name any more.
 */
export async function install(
  output: OutputPlan,
  last: Linker,
  next: Linker,
  files: InstallFiles = HERE,
): Promise<Result<void>> {
  const { binary, reference } = output;
  const rename = (from: string, to: string) => files.patiently(() => files.rename(from, to));
  const drop = (path: string) => files.patiently(() => files.rm(path));
  /** With overlap a program may still run from where the last one was put aside, and can't be removed on Windows. */
  const isGone = (path: string) => {
    try {
      files.rm(path);
      return true;
    } catch {
      return false;
    }
  };
  const findPlace = () =>
    files.system.replacesRunning ? output.replaced : (asidesOf(output).find(isGone) ?? output.replaced);
  let aside: string | undefined;
  try {
    // Without a new one the last one stays.
    statSync(output.next);
    // Another build may have put something there since the last swap.
    for (const path of [binary, reference]) {
      const obstacle = await files.patiently(() => findObstacle(path));
      if (obstacle !== undefined)
        return failure(
          `outputPath: ${path} ${obstacle}`,
          'Move it away, or set outputPath to another folder.',
        );
    }
    const isReference = last === 'go' && next === 'hot';
    if (isReference) await drop(reference);
    if (existsSync(binary)) {
      const place = isReference ? reference : findPlace();
      await rename(binary, place);
      aside = place;
    }
    await rename(output.next, binary);
    aside = undefined;
    // Where both names are links to one file, rename(2) does nothing and leaves both.
    await drop(output.next);
    if (next === 'go' && !isGone(reference)) await rename(reference, findPlace());
    return success(undefined);
  } catch (error) {
    if (aside !== undefined) putBack(aside, binary);
    const { message, code = '' } = error as NodeJS.ErrnoException;
    return failure(
      `outputPath: the new binary can't be put in place: ${message}`,
      files.system.passingErrors.includes(code)
        ? `Another program holds it, as a virus scanner does: have it leave ${dirname(binary)} out.`
        : undefined,
    );
  }
}

/** What installing does to files; specs hand in a disk that refuses. */
export interface InstallFiles {
  readonly rename: (from: string, to: string) => void;
  /** Removes a file, if there is one. */
  readonly rm: (path: string) => void;
  readonly patiently: <T>(action: () => T) => Promise<T>;
  readonly system: Pick<System, 'passingErrors' | 'replacesRunning'>;
}

function putBack(aside: string, binary: string): void {
  try {
    renameSync(aside, binary);
  } catch {
    // The failure that led here is told.
  }
}

/**
 * Makes the folders of a build, and links the last binary to the new name: where it is still current, go then
 * leaves it alone instead of linking it again; otherwise go renames a new file over the name. Gives what stands
 * in the way, or undefined.
 */
export async function prepareFolders(output: OutputPlan, target: BuildTarget): Promise<string | undefined> {
  const directory = await stat(target.directory).catch(() => undefined);
  if (!directory) return `the folder ${target.directory} is gone`;
  try {
    await makeFolder(output.temporary);
  } catch (error) {
    return `the cache can't be written: ${(error as Error).message}`;
  }
  try {
    await makeFolder(dirname(output.next));
    for (const path of [output.binary, output.reference]) {
      const found = findObstacle(path);
      if (found !== undefined) return `outputPath: ${path} ${found}, and the binary would take its place`;
    }
    await removePatiently(output.next);
    if (thisSystem.replacesRunning) {
      // One that go has not linked would always be linked anew.
      const last = await link(output.reference, output.next).catch(() => output.binary);
      if (last) await link(last, output.next).catch(() => undefined);
    }
    return undefined;
  } catch (error) {
    return `outputPath: ${(error as Error).message}`;
  }
}

/** Where go, and gcc below it, put what they remove themselves unless they are killed (on Windows TMP and TEMP). */
export function temporaryEnvironment({ temporary }: Pick<OutputPlan, 'temporary'>): Environment {
  return { GOTMPDIR: temporary, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
}

/** Removes the temporary files of a build. What can't be removed now, the next start removes. */
export async function removeTemporary(output: OutputPlan): Promise<void> {
  for (const path of scrapsOfBuild(output)) await remove(path, output.cache);
}
