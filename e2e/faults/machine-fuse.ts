import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import type { Fault } from './fault.ts';
import type { Stage } from './stage.ts';

/** Shows a folder in another place by FUSE (bindfs(1)); gives what takes it away. */
async function mountByFuse(stage: Stage, real: string, shown: string): Promise<() => void> {
  const child = spawn('bindfs', ['-f', real, shown], { stdio: 'ignore' });
  let isGone = false;
  child.on('error', () => (isGone = true)).on('exit', () => (isGone = true));
  const isMounted = () => readFileSync('/proc/mounts', 'utf8').includes(` ${shown} fuse`);
  await stage.untilSeen('the mount', () => (isMounted() || isGone ? true : undefined));
  if (!isMounted()) stage.passOver('no folder can be mounted by bindfs (not installed, or no /dev/fuse)');
  return () => void execFileSync('fusermount', ['-u', '-z', shown], { stdio: 'pipe' });
}

/** A file system from which no events come for what is changed behind it. */
export const machineFuse: readonly Fault[] = [
  {
    name: 'project folder on a FUSE mount',
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      workspace.rename('apps/app', 'apps/real');
      mkdirSync(workspace.path('apps/app'));
      const unmount = await mountByFuse(stage, workspace.path('apps/real'), workspace.path('apps/app'));
      try {
        const one = await stage.execute();
        await one.runs({ version: '1' });
        await one.task.printed('which sends no events');
        for (let version = 2; version < 2 + stage.rounds; version++) {
          await stage.pause(random.between(0, 900));
          const side = random.pick(['app', 'real', 'real']);
          const text = `package main\n\nconst version = "${version}"\n`;
          if (random.chance(0.5)) workspace.write(`apps/${side}/version.go`, text);
          else workspace.saveAtomically(`apps/${side}/version.go`, text);
          await one.runs({ version: String(version) });
        }
        workspace.write('libs/words/words.go', 'package words\n\nconst Greeting = "polled"\n');
        await one.rests({ version: String(1 + stage.rounds), parts: { words: 'polled' } });
        const told = one.task.output.split('which sends no events').length - 1;
        if (told !== 1) throw new Error(`the polling was told ${told} times`);
        await one.end();
      } finally {
        unmount();
      }
    },
  },
];
