import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';
import { goPart } from './rig/workspace.ts';

describe('the watch set', () => {
  let rig: Rig;
  let run: Run;
  /** Does what makes a new program start, and gives that program once the old one is gone. */
  const restartedBy = async (act: () => void): Promise<void> => {
    const old = run;
    rig.events.skipAhead();
    act();
    run = await rig.nextRun();
    expect(old.isClosed).toBe(true);
  };

  beforeAll(async () => {
    rig = await openRig();
    rig.execute({});
    run = await rig.nextRun();
    await rig.events.next('watching');
  });
  afterAll(() => rig.end());

  it('heals once a package appears that was imported before it existed', async () => {
    rig.events.skipAhead();
    rig.workspace.write(
      'apps/app/later.go',
      goPart('later', 'later.Word', 'import "example.test/app/some/later"'),
    );
    await rig.events.next('build-failed');
    await rig.events.next('watching');
    await restartedBy(() =>
      rig.workspace.write('apps/app/some/later/later.go', 'package later\n\nconst Word = "here"\n'),
    );
    expect(run.hello.parts['later']).toBe('here');
  });

  it('heals once a deleted package is there again', async () => {
    rig.events.skipAhead();
    rig.workspace.remove('apps/app/some');
    await rig.events.next('build-failed');
    await rig.events.next('watching');
    await restartedBy(() =>
      rig.workspace.write('apps/app/some/later/later.go', 'package later\n\nconst Word = "again"\n'),
    );
    expect(run.hello.parts['later']).toBe('again');
    await restartedBy(() =>
      rig.workspace.write('apps/app/some/later/later.go', 'package later\n\nconst Word = "edited"\n'),
    );
    expect(run.hello.parts['later']).toBe('edited');
  });

  it('follows renamed and removed files', async () => {
    await restartedBy(() => rig.workspace.remove('apps/app/later.go'));
    expect(run.hello.parts['later']).toBeUndefined();
    await restartedBy(() => {
      rig.workspace.edit('apps/app/version.go', '"1"', '"renamed"');
      rig.workspace.rename('apps/app/version.go', 'apps/app/number.go');
    });
    expect(run.hello.version).toBe('renamed');
  });

  it('follows a package whose folder was put in the place of another', async () => {
    const { workspace } = rig;
    workspace.write('apps/app/old/words/words.go', 'package words\n\nconst Word = "old"\n');
    workspace.write('apps/app/new/words/words.go', 'package words\n\nconst Word = "new"\n');
    await restartedBy(() =>
      workspace.write(
        'apps/app/moved.go',
        goPart('moved', 'words.Word', 'import "example.test/app/old/words"'),
      ),
    );
    await rig.events.next('started', ({ pid }) => pid === run.hello.pid);
    await rig.events.next('watching');
    await restartedBy(() => {
      workspace.rename('apps/app/old', 'apps/app/older');
      workspace.rename('apps/app/new', 'apps/app/old');
    });
    expect(run.hello.parts['moved']).toBe('new');
    await restartedBy(() => workspace.edit('apps/app/old/words/words.go', 'new', 'edited'));
    expect(run.hello.parts['moved']).toBe('edited');
  });
});
