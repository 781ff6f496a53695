import { symlinkSync } from 'node:fs';
import { openRig, type Rig } from '../rig/rig.ts';

describe('an outputPath', () => {
  let rig: Rig;
  beforeEach(async () => void (rig = await openRig({ options: { outputPath: '{projectRoot}' } })));
  afterEach(() => rig.end());

  it('in which a folder of sources has the name of the binary is refused, and all stays', async () => {
    rig.workspace.write('apps/app/app/notes.go', 'package app\n');
    const nx = rig.nx(['serve', 'app']);
    expect((await nx.ended()).code).toBe(1);
    expect(nx.output).toMatch(
      /error +outputPath: .*apps\/app\/app is a folder, and the binary would take its place\n +Set outputPath/,
    );
    expect(rig.workspace.read('apps/app/app/notes.go')).toBe('package app\n');
  });

  it.each([
    [
      'a script',
      (path: string) => rig.workspace.write(path, '#!/bin/sh\n'),
      /is a file that go has not built/,
    ],
    [
      'a link out of the workspace',
      (path: string) => symlinkSync('/etc/hostname', rig.workspace.path(path)),
      /is a symbolic link/,
    ],
  ])('in which %s has the name of the binary is refused', async (_, make, message) => {
    make('apps/app/app');
    const task = rig.execute({ outputPath: 'apps/app' });
    expect((await task.ended()).code).toBe(1);
    expect(task.output).toMatch(message);
    expect(rig.workspace.has('apps/app/app')).toBe(true);
  });

  it('in which a folder gets the name of the binary during the run costs that folder nothing', async () => {
    const task = rig.execute({ outputPath: 'apps/app' });
    await rig.nextRun();
    rig.workspace.remove('apps/app/app');
    rig.workspace.write('apps/app/app/notes.txt', 'mine');
    rig.workspace.setVersion('two');
    await rig.events.next('build-failed');
    expect(task.output).toMatch(/error +outputPath: .*apps\/app\/app is a folder/);
    rig.workspace.remove('apps/app/app');
    rig.workspace.setVersion('three');
    expect((await rig.nextRun()).hello.version).toBe('three');
    task.signal('SIGTERM');
    await task.ended();
  });
});

describe('a program for another system', () => {
  let rig: Rig;
  beforeAll(async () => void (rig = await openRig()));
  afterAll(() => rig.end());

  it.each([
    [
      { GOOS: 'js', GOARCH: 'wasm' },
      /built for js\/wasm, and this is linux\/.*\n +GOOS=js and GOARCH=wasm are set in the/,
    ],
    [
      { GOOS: 'linux', GOARCH: 'riscv64' },
      /built for linux\/riscv64, and .*\n +GOARCH=riscv64 is set in the environment/,
    ],
    [{ GOOS: 'windows' }, /built for windows\/.*\n +GOOS=windows is set in the environment/],
  ])('is never started: %j', async (env, message) => {
    const task = rig.execute({}, env);
    expect((await task.ended()).code).toBe(1);
    expect(task.output).toMatch(message);
  });
});
