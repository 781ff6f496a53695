import { appendFileSync, chmodSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRig, type Rig } from '../rig/rig.ts';
import type { Run } from '../rig/run.ts';

const QUIET = join(import.meta.dirname, '../rig/quiet-machine.cjs');
const VERSION = 'apps/app/version.go';

const describeDelta = process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip;

describeDelta('hotBuild: "delta"', () => {
  let rig: Rig;
  let run: Run;

  const open = async () => {
    rig = await openRig();
    const task = rig.execute({ hotBuild: 'delta' }, {}, ([node = '', ...words]) => [
      node,
      '--require',
      QUIET,
      ...words,
    ]);
    run = await rig.nextRun();
    await isBased();
    return task;
  };
  const isBased = () => rig.events.next('hot-path', ({ link }) => link === 'delta');
  /** Edits, and gives how it was linked. */
  const linked = async (act: () => void) => {
    rig.events.skipAhead();
    act();
    const { via } = await rig.events.next('built');
    run = await rig.nextRun();
    return via.kind === 'hot' ? via.link : via;
  };
  const find = (pattern: string) => {
    const [path] = globSync(pattern, { cwd: rig.workspace.path('node_modules/.cache/nx-go-run') });
    if (path === undefined) throw new Error(`there is no ${pattern}`);
    return rig.workspace.path(`node_modules/.cache/nx-go-run/${path}`);
  };
  const inFull = (because: string) => ({ kind: 'full', because: expect.stringContaining(because) });

  describe('links an edit as a delta,', () => {
    beforeAll(open);
    afterAll(() => rig.end());

    it('several before a rest, then verifies what runs, and goes on from there', async () => {
      expect(await linked(() => rig.workspace.setVersion('2'))).toEqual({ kind: 'delta' });
      expect(await linked(() => rig.workspace.setVersion('3'))).toEqual({ kind: 'delta' });
      const words = () => rig.workspace.edit('libs/words/words.go', 'hello', 'good day');
      expect(await linked(words)).toEqual({ kind: 'delta' });
      expect(run.hello).toMatchObject({ version: '3', parts: { words: 'good day' } });
      await rig.events.next('checked');
      expect(await linked(() => rig.workspace.setVersion('4'))).toEqual({ kind: 'delta' });
      expect(run.hello).toMatchObject({ version: '4', parts: { words: 'good day' } });
      await rig.events.next('checked');
      expect(run.isClosed).toBe(false);
    });

    it('leaves an error to go, and an edit that no delta is known for to a full link', async () => {
      rig.workspace.edit(VERSION, '"4"', 'broken');
      await rig.events.next('build-failed');
      const first =
        'package main\n\nconst version = "5"\n\ntype taster interface{ Taste() int }\n\nvar taste taster\n\nfunc init() {\n\tif taste != nil {\n\t\ttaste.Taste()\n\t}\n}\n';
      expect(await linked(() => rig.workspace.write(VERSION, first))).toEqual(inFull('interface'));
      expect(run.hello.version).toBe('5');
      await isBased();
      expect(await linked(() => rig.workspace.edit(VERSION, '"5"', '"6"'))).toEqual({ kind: 'delta' });
    });

    it('refuses a copy of the base that is damaged', async () => {
      await rig.events.next('checked');
      appendFileSync(find('app/serve/hot-*/base-*/program-*'), 'x');
      const because = 'not as it was made';
      expect(await linked(() => rig.workspace.edit(VERSION, '"6"', '"7"'))).toEqual(inFull(because));
      await isBased();
      expect(await linked(() => rig.workspace.edit(VERSION, '"7"', '"8"'))).toEqual({ kind: 'delta' });
    });

    it('replaces a program of which the verifier says that it differs, and links in full from then on', async () => {
      const tool = find('tools/go*/link');
      writeFileSync(
        `${tool}.wrong`,
        `#!/bin/sh\ncase "$*" in *-deltaverify*) echo 'delta: p: differs: main.main: code' >&2; exit 11 ;; esac\nexec ${tool}.right "$@"\n`,
      );
      chmodSync(`${tool}.wrong`, 0o755);
      await rig.events.next('checked');
      const move = `mv ${tool} ${tool}.right && mv ${tool}.wrong ${tool}`;
      await rig.shell(move, '.').ended();
      const another = inFull('the base was linked by another tool');
      expect(await linked(() => rig.workspace.edit(VERSION, '"8"', '"8 again"'))).toEqual(another);
      await isBased();
      expect(await linked(() => rig.workspace.edit(VERSION, '"8 again"', '"9"'))).toEqual({ kind: 'delta' });
      const { problem } = await rig.events.next('defect');
      expect(problem.message).toBe('the delta link has made another program: main.main: code');
      run = await rig.nextRun();
      expect(run.hello.version).toBe('9');
      await rig.events.next('hot-path');
      const because = 'main.main: code';
      expect(await linked(() => rig.workspace.edit(VERSION, '"9"', '"10"'))).toEqual(inFull(because));
    });
  });

  it('is off with one line where its linker fails, and edits are linked in full', async () => {
    const task = await open();
    const tool = find('tools/go*/link');
    writeFileSync(`${tool}.wrong`, '#!/bin/sh\necho no such luck >&2\nexit 2\n');
    chmodSync(`${tool}.wrong`, 0o755);
    await rig.shell(`mv ${tool}.wrong ${tool}`, '.').ended();
    const because = 'no such luck';
    expect(await linked(() => rig.workspace.setVersion('2'))).toEqual(inFull(because));
    expect(run.hello.version).toBe('2');
    await rig.events.next('checked');
    expect(await linked(() => rig.workspace.setVersion('3'))).toEqual(inFull(because));
    expect(task.output.match(/hotBuild: "delta" is off for this run.*/g)).toEqual([
      `hotBuild: "delta" is off for this run, and edits are linked in full: ${because}`,
    ]);
    await rig.end();
  });
});
