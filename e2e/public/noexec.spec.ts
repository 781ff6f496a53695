import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { openRig, type Rig } from '../rig/rig.ts';

/** Mounts an empty file system on a folder, from which nothing may be executed. False where that is refused. */
function mountNoexec(folder: string): boolean {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,size=64m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('skipped: this user may not mount\n');
    return false;
  }
}

describe('a binary on a file system that is mounted noexec', () => {
  let rig: Rig;
  let isMounted = false;
  beforeAll(async () => {
    rig = await openRig();
    isMounted = mountNoexec(rig.workspace.path('out folder'));
  });
  afterAll(async () => {
    if (isMounted) execFileSync('umount', ['--lazy', rig.workspace.path('out folder')]);
    await rig.end();
  });

  it('is told to be there, with the folder and what to set', async () => {
    if (!isMounted) return;
    const task = rig.execute({ outputPath: 'out folder' });
    const { problem } = await rig.events.next('start-failed');
    expect(problem.message).toMatch(/out folder\/app can't be started: .*EACCES/);
    expect(problem.hint).toMatch(
      /\/out folder is a file system that is mounted noexec: set outputPath to a folder where programs may run\.$/,
    );
    await task.printed('is mounted noexec');
    task.signal('SIGTERM');
    await task.ended();
  });
});
