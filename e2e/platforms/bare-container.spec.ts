import { copyFileSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { findFreePort, holdPort, isFree } from '../rig/ports.ts';
import { openRig, type Rig } from '../rig/rig.ts';

/** Each folder of the system's programs is hidden in a namespace of mounts, which takes root. */
const canHide = process.platform === 'linux' && spawnSync('unshare', ['--mount', 'true']).status === 0;
if (!canHide) process.stderr.write('no namespace of mounts here: a bare container is not tried\n');

const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];

/** Hides the folders `$@` up to `--` behind `$0`, and runs what follows. */
const HIDE = 'while [ "$1" != -- ]; do mount --bind "$0" "$1" || exit; shift; done; shift; exec "$@"';

(canHide ? describe : describe.skip)('in a container that has sh, and no ps, bash, nice or gcc', () => {
  let rig: Rig;
  beforeEach(async () => void (rig = await openRig()));
  afterEach(() => rig.end());

  const execute = (options: GoRunOptions) => {
    const tools = rig.workspace.path('tools');
    mkdirSync(tools, { recursive: true });
    copyFileSync(realpathSync('/bin/sh'), `${tools}/sh`);
    // mount(8) is needed until the last folder is hidden; where /bin leads to /usr/bin, both are one.
    const folders = [...new Set(FOLDERS.map((folder) => realpathSync(folder)))].filter(
      (folder) => readdirSync(folder).length > 0,
    );
    const last = realpathSync(spawnSync('which', ['mount'], { encoding: 'utf8' }).stdout.trim());
    folders.sort((one, other) => Number(last.startsWith(`${one}/`)) - Number(last.startsWith(`${other}/`)));
    return rig.execute(options, {}, (command) => [
      ...(['unshare', '--mount', '--', 'sh', '-c', HIDE, tools] as const),
      ...folders,
      '--',
      ...command,
    ]);
  };

  it('a program is built, follows an edit, and ends with all below it', async () => {
    const port = await findFreePort();
    const task = execute({ port });
    const first = await rig.nextRun();
    await first.listen(port);
    await rig.events.next('ready');
    await first.spawn('in the tree');
    const child = await rig.child('in the tree');

    rig.workspace.setVersion('2');
    const second = await rig.nextRun();
    expect(second.hello.version).toBe('2');
    expect(child.isClosed).toBe(true);
    await second.listen(port);
    await rig.events.next('ready');
    task.signal('SIGINT');
    await task.ended();
    expect(await isFree(port)).toBe(true);
  });

  it('what a killed run leaves is ended by the next, and a stranger on the port is waited for', async () => {
    const task = execute({});
    const run = await rig.nextRun();
    await rig.events.next('ready');
    task.signal('SIGKILL');
    await task.ended();
    expect(run.isClosed).toBe(false);
    const { port, free } = await holdPort();
    const next = execute({ port });
    await next.printed(`port ${port}, which is held by`);
    expect(run.isClosed).toBe(true);
    await free();
    await (await rig.nextRun()).listen(port);
    await rig.events.next('ready');
  });
});
