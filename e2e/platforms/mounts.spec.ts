import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openRig } from '../rig/rig.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';

/** bindfs shows a folder at another place by FUSE, as Docker on macOS shows the host's to a container. */
const isMissing = !existsSync('/dev/fuse') || spawnSync('bindfs', ['--version']).status !== 0;
if (isMissing) process.stderr.write('bindfs or /dev/fuse missing: a mount without events is not tried\n');

/** The workspace as a container sees it, and a folder of the host in which it lies. */
function makeMounted(name: string): Workspace & { readonly host: string } {
  const workspace = makeWorkspace(name);
  const { root } = workspace;
  const host = join(dirname(root), 'host');
  renameSync(root, host);
  mkdirSync(root);
  execFileSync('bindfs', [host, root]);
  return {
    ...workspace,
    host,
    delete() {
      execFileSync('fusermount', ['-u', root]);
      workspace.delete();
    },
  };
}

(isMissing ? describe.skip : describe)('a mount that tells nothing of edits on its other side', () => {
  it('is polled, so that an edit by the host is built, and a broken one told', async () => {
    const mounted: { host: string }[] = [];
    const make = (name: string) => {
      const workspace = makeMounted(name);
      mounted.push(workspace);
      return workspace;
    };
    const rig = await openRig({ make });
    try {
      const file = join(mounted[0]?.host ?? '', 'apps/app/version.go');
      const task = rig.execute({ readyTimeout: 1000 });
      await rig.nextRun();
      await rig.events.next('watching');
      await task.printed('Files are looked at every 200 ms');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"1"', '"2"'));
      expect((await rig.nextRun()).hello.version).toBe('2');
      writeFileSync(file, 'package main\n\nbroken\n');
      expect(await rig.events.next('build-failed')).toMatchObject({ diagnostics: [{ line: 3 }] });
    } finally {
      await rig.end();
    }
  });
});
