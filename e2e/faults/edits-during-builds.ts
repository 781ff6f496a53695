import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { VERSION, versionText, wordsText } from './sources.ts';

/** How long the last build took, in ms. */
function buildTime({ events }: Execution): number {
  const built = events.all.findLast((event) => event.type === 'built');
  return built?.type === 'built' ? (built.durations.build ?? 0) : 0;
}

/** Edits before and during builds: none may be lost. */
export const editsDuringBuilds: readonly Fault[] = [
  {
    name: 'edit before the first build',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await stage.pause(random.between(0, 700));
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'edit during the first build',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.events.next('building');
      await stage.pause(random.between(0, 500));
      // The only one: nothing that follows brings it along.
      const isOther = random.chance(0.5);
      if (isOther) stage.workspace.write('libs/words/words.go', wordsText('edited'));
      else if (random.chance(0.5)) stage.workspace.setVersion('2');
      else stage.workspace.saveAtomically(VERSION, versionText('2'));
      await one.rests(isOther ? { parts: { words: 'edited' } } : { version: '2' });
    },
  },
  {
    name: 'edits during the first build and after',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.events.next('building');
      for (let version = 2; version < 2 + stage.rounds; version++) {
        await stage.pause(random.between(0, 900));
        stage.workspace.setVersion(String(version));
        if (random.chance(0.5)) stage.workspace.write('libs/words/words.go', wordsText(`w${version}`));
        else stage.workspace.write('libs/words/words.go', wordsText('other'));
      }
      stage.workspace.write('libs/words/words.go', wordsText('last'));
      await one.rests({ version: String(1 + stage.rounds), parts: { words: 'last' } });
    },
  },
  {
    name: 'edit during a build',
    group: 'edits',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      for (let round = 0; round < stage.rounds; round++) {
        const phase = buildTime(one);
        one.events.skipAhead();
        stage.workspace.setVersion(`a${round}`);
        await one.events.next('building');
        await stage.pause(random.fraction() * 1.2 * phase);
        const isOther = random.chance(0.5);
        if (isOther) stage.workspace.write('libs/words/words.go', wordsText(`b${round}`));
        else stage.workspace.setVersion(`b${round}`);
        await one.runs(
          isOther ? { version: `a${round}`, parts: { words: `b${round}` } } : { version: `b${round}` },
        );
      }
      await one.rests({});
    },
  },
];
