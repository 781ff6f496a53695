import { readFileSync } from 'node:fs';
import type { Fault } from './fault.ts';

/** Events that the system keeps for a reader that does not read (inotify(7)); 0 where there is no inotify. */
function queuedEvents(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
  } catch {
    return 0;
  }
}

/** An executor that gets no time to run: Ctrl-Z, a debugger, a laptop that sleeps. */
export const machineSuspended: readonly Fault[] = [
  {
    name: 'executor suspended during edits',
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      for (let round = 0; round < stage.rounds; round++) {
        if (random.chance(0.5)) workspace.setVersion(`${round} before`);
        await stage.pause(random.between(0, 700));
        process.kill(one.task.pid, 'SIGSTOP');
        for (let left = random.between(1, 20); left > 0; left--) {
          workspace.setVersion(`${round}-${left}`);
          workspace.saveAtomically('libs/words/words.go', `package words\n\nconst Greeting = "w${left}"\n`);
          await stage.pause(random.between(0, 20));
        }
        process.kill(one.task.pid, 'SIGCONT');
        await one.runs({ version: `${round}-1`, parts: { words: 'w1' } });
      }
      await one.rests({});
    },
  },
  {
    name: 'more events than the system keeps',
    group: 'machine',
    async run(stage, random) {
      const most = queuedEvents();
      if (most === 0 || most > 100_000) stage.passOver('this machine keeps any number of events');
      const { workspace } = stage;
      const one = await stage.execute();
      await one.runs({ version: '1' });
      await one.events.next('watching');
      process.kill(one.task.pid, 'SIGSTOP');
      // Where no edit is among the events that are kept, only the loss itself can tell.
      const edit = random.chance(0.5) ? random.between(0, most + 1000) : -1;
      for (let event = 0; event < most + 1000; event++) {
        if (event === edit) workspace.setVersion('2');
        workspace.touch(event % 2 ? 'apps/app/gate.go' : 'apps/app/hello.go');
      }
      if (random.chance(0.5))
        workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "w"\n');
      workspace.setVersion('3');
      process.kill(one.task.pid, 'SIGCONT');
      await one.rests({ version: '3' });
    },
  },
];
