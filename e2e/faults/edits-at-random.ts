import fc from 'fast-check';
import { goPart } from '../rig/workspace.ts';
import { editCommand } from './edit-commands.ts';
import { check, expect, saveAll, type Model } from './edited-files.ts';
import type { Fault } from './fault.ts';

/** Sequences of edits, errors, deletions and pauses, as they come. */
export const editsAtRandom: readonly Fault[] = [
  {
    name: 'random edits, errors, deletions and pauses',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const gone = { kind: 'gone' } as const;
      const model: Model = { words: gone, near: gone, far: gone, main: gone, asset: gone, env: gone };
      saveAll(model, workspace);
      const near = 'import "example.test/app/internal/near"';
      workspace.write('apps/app/near.go', goPart('near', 'near.Value', near));
      workspace.write('apps/app/asset.go', goPart('asset', 'near.Asset', near));
      workspace.write('apps/app/far.go', goPart('far', 'far.Value', 'import "example.test/words/far"'));
      const one = await stage.execute({ envFile: ['sentinel.env', 'model.env'] });
      const lengths = { minLength: 8 * stage.rounds, maxLength: 20 * stage.rounds };
      const property = fc.asyncProperty(
        fc.array(editCommand, { ...lengths, size: 'max' }),
        async (commands) => {
          await fc.asyncModelRun(() => ({ model, real: { stage, one } }), commands);
          await check(one, model);
        },
      );
      const seed = random.between(0, 2 ** 31 - 1);
      // One sequence a try: the same one again may meet another moment, so there is nothing to shrink.
      const { counterexample, errorInstance } = await fc.check(property, {
        seed,
        numRuns: 1,
        endOnFailure: true,
      });
      if (counterexample) {
        const [commands] = counterexample;
        const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
        throw new Error(`after ${commands.join(', ')}: ${reason}`, { cause: errorInstance });
      }
      saveAll(model, workspace);
      await one.rests(expect(model));
    },
  },
];
