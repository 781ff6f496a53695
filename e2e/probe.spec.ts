import { openRig, type Rig } from './rig/rig.ts';
import { goPart } from './rig/workspace.ts';
it('heals once a deleted package is there again', async () => {
  const rig = await openRig();
  rig.workspace.write('apps/app/later.go', goPart('later', 'later.Word', 'import "example.test/app/some/later"'));
  rig.execute({});
  await rig.events.next('build-failed');
  await rig.events.next('watching');
  rig.workspace.write('apps/app/some/later/later.go', 'package later\n\nconst Word = "here"\n');
  await rig.nextRun();
  rig.workspace.remove('apps/app/some');
  await rig.events.next('build-failed').finally(() => rig.end());
});
