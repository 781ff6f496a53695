import { link, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findObstacle } from '../plan/own-binary.ts';
import type { BuildTarget, Environment, OutputPlan } from '../plan/plan.ts';
import { scrapsOfBuild } from '../plan/output.ts';
import { makeFolder } from '../supervise/make-folder.ts';
import { remove } from '../supervise/remove.ts';

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
    await rm(output.next, { force: true });
    // Windows refuses to replace any name of a program that runs.
    if (process.platform !== 'win32') {
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
export function temporaryEnvironment({ temporary }: OutputPlan): Environment {
  return { GOTMPDIR: temporary, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
}

/** Removes the temporary files of a build. What can't be removed now, the next start removes. */
export async function removeTemporary(output: OutputPlan): Promise<void> {
  for (const path of scrapsOfBuild(output)) await remove(path, output.cache);
}
