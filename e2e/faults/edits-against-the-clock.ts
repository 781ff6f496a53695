import { chmodSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setClock, withFakeClock } from './fake-clock.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';
import { findGo } from '../rig/environment.ts';
import { VERSION, versionText, WORDS, wordsText } from './sources.ts';
import type { Stage } from './stage.ts';

/** Saves as rsync -t, tar and git stash do: the file bears a time that is not now. Epoch seconds. */
function saveAs(stage: Stage, version: string, time: number, isAtomic: boolean): void {
  const path = stage.workspace.path(VERSION);
  const written = isAtomic ? `${path}.new` : path;
  writeFileSync(written, versionText(version));
  utimesSync(written, time, time);
  if (isAtomic) renameSync(written, path);
}

/** An edit that waits for its moment. */
const EDITED = 'next-words.go';

/**
 * A go command that makes the edit as the last of the two commands ends by which go is asked for its recipe, just
 * before the sources are read. Gives its path.
 */
function writeEditingGo({ workspace }: Stage): string {
  const path = workspace.path('tools/go');
  const [edited, words, first] = [EDITED, WORDS, 'tools/first'].map((one) => workspace.path(one));
  workspace.write(
    'tools/go',
    `#!/bin/sh
'${findGo()}' "$@" || exit
case "$1 $2" in
"list -export" | "build -n")
	mkdir '${first}' 2>/dev/null && exit
	rmdir '${first}'
	if test -f '${edited}'; then mv '${edited}' '${words}'; fi
	;;
esac
`,
  );
  chmodSync(path, 0o755);
  return path;
}

function pickOffset(random: Random): number {
  return random.pick([1, -1]) * random.pick([2, 30, 3600, 40_000_000]);
}

/** Edits while the time of day is not to be relied on. */
export const editsAgainstTheClock: readonly Fault[] = [
  {
    name: 'edit while the clock steps back or forth',
    group: 'edits',
    async run(stage, random) {
      const env = withFakeClock(stage, 'time of day');
      setClock(stage, pickOffset(random));
      const one = await stage.execute({}, { env });
      // During the first build, when nothing is watched yet, only times tell of an edit.
      if (random.chance(0.7)) await one.events.next('building');
      await stage.pause(random.between(0, 300));
      const steps = [() => setClock(stage, 0), () => stage.workspace.setVersion('2')];
      if (random.chance(0.3)) steps.reverse();
      for (const step of steps) {
        step();
        await stage.pause(random.between(0, 100));
      }
      await one.runs({ version: '2' });
      for (let round = 0; round < stage.rounds; round++) {
        setClock(stage, pickOffset(random));
        await stage.pause(random.between(0, 300));
        stage.workspace.setVersion(`r${round}`);
        await stage.pause(random.between(0, 900));
        setClock(stage, pickOffset(random));
        stage.workspace.write(WORDS, wordsText(`r${round}`));
        await one.runs({ version: `r${round}`, parts: { words: `r${round}` } });
      }
      setClock(stage, 0);
      await one.rests({});
    },
  },
  {
    name: 'files that bear the time of another clock',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const env = withFakeClock(stage, 'time of day');
      setClock(stage, pickOffset(random));
      const one = await stage.execute({ goBinary: writeEditingGo(stage) }, { env });
      for (let round = 0; round < 2 * stage.rounds; round++) {
        workspace.write(EDITED, wordsText(`r${round}`));
        // A new file is built by go, which is asked how at rest: then comes the edit.
        workspace.write(`apps/app/extra${round}.go`, 'package main\n');
        workspace.setVersion(`r${round}`);
        await one.runs({ version: `r${round}`, parts: { words: `r${round}` } });
      }
      await one.rests({});
    },
  },
  ...[false, true].map((poll): Fault => ({
    name: `saves that bear a time of the past${poll ? ', polled' : ''}`,
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute({ poll });
      const first = statSync(stage.workspace.path(VERSION)).mtimeMs / 1000;
      let time = Math.floor(first);
      if (random.chance(0.5)) await one.runs({ version: '1' });
      else await one.events.next('building');
      let isSeen = true;
      for (let version = 2; version < 4 + 2 * stage.rounds; version++) {
        await stage.pause(random.pick([0, random.between(0, 900)]));
        // Archives and build tools give all files one time; then an edit has the time of what it replaces. A look
        // at intervals goes by time, size and inode: one of them must have changed, and an inode is used again
        // where the file before was never looked at.
        const isAtomic = random.chance(0.5);
        if ((poll && !(isAtomic && isSeen)) || random.chance(0.5))
          time = random.pick([time - random.between(1, 100_000), first - version, time + 3600]);
        saveAs(stage, String(version), time, isAtomic);
        isSeen = random.chance(0.7);
        if (isSeen) await one.runs({ version: String(version) });
      }
      await one.rests({ version: String(3 + 2 * stage.rounds) });
    },
  })),
];
