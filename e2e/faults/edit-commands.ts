import fc from 'fast-check';
import { check, NAMES, PATHS, remove, save, saveAll, type Model, type Name } from './edited-files.ts';
import type { Execution } from './execution.ts';
import type { Stage } from './stage.ts';

/** What is edited, and who follows. */
interface Real {
  readonly stage: Stage;
  readonly one: Execution;
}

type Command = fc.AsyncCommand<Model, Real>;

function command(words: string, run: (model: Model, real: Real) => Promise<void> | void): Command {
  return { check: () => true, run: async (model, real) => run(model, real), toString: () => words };
}

const mend = fc.constant(command('mend all', (model, { stage }) => saveAll(model, stage.workspace)));

function saves(kind: 'good' | 'broken', names: readonly Name[]): fc.Arbitrary<Command> {
  const what = kind === 'good' ? 'save' : 'break';
  return fc
    .record({ name: fc.constantFrom(...names), isAtomic: fc.boolean() })
    .map(({ name, isAtomic }) =>
      command(`${what} ${name}${isAtomic ? ' atomically' : ''}`, (model, { stage }) =>
        save(model, stage.workspace, name, kind, isAtomic),
      ),
    );
}

const good = saves('good', NAMES);
const broken = saves(
  'broken',
  NAMES.filter((name) => name !== 'asset' && name !== 'env'),
);
const folders = ['libs/words', 'apps/app/internal/near', 'libs/words/far'];
const removal = fc
  .constantFrom(...Object.values(PATHS), ...folders)
  .map((path) => command(`remove ${path}`, (model, { stage }) => remove(model, stage.workspace, path)));
const pause = fc
  .oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 800 }))
  .map((ms) => command(`pause ${ms} ms`, (_, { stage }) => stage.pause(ms)));
const look = fc.constant(command('look', (model, { one }) => check(one, model)));

/** One thing that a person does, more often what is done more often. */
export const editCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: good },
  { weight: 2, arbitrary: broken },
  { weight: 1, arbitrary: removal },
  { weight: 3, arbitrary: mend },
  { weight: 6, arbitrary: pause },
  { weight: 12, arbitrary: look },
);
