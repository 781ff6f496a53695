import fc from 'fast-check';
import type { Workspace } from '../rig/workspace.ts';
import { goPart } from '../rig/workspace.ts';
import type { Execution, Expected } from './execution.ts';
import type { Fault } from './fault.ts';
import type { Stage } from './stage.ts';

/** A file of the model: what its part of the program says, or why the whole does not build. */
type File =
  | { readonly kind: 'good'; readonly value: string }
  | { readonly kind: 'broken'; readonly word: string }
  | { readonly kind: 'gone' };

const NAMES = ['words', 'near', 'far', 'main', 'asset', 'env'] as const;
type Name = (typeof NAMES)[number];

/** What lies on disk. */
type Model = Record<Name, File>;

/** What is edited, and who follows. */
interface Real {
  readonly stage: Stage;
  readonly one: Execution;
}

type Command = fc.AsyncCommand<Model, Real>;

const PATHS: Readonly<Record<Name, string>> = {
  words: 'libs/words/words.go',
  near: 'apps/app/internal/near/near.go',
  far: 'libs/words/far/far.go',
  main: 'apps/app/version.go',
  asset: 'apps/app/internal/near/asset.txt',
  env: 'apps/app/model.env',
};
const WORDS_MOD = 'libs/words/go.mod';

const NEAR = `package near

import _ "embed"

//go:embed asset.txt
var Asset string

const Value = `;

/** The text by which a file has a value, or (not in quotes) none that a build accepts. */
function textOf(name: Name, value: string): string {
  switch (name) {
    case 'asset':
      return JSON.parse(value) as string;
    case 'env':
      return `MODEL=${value}\n`;
    case 'near':
      return `${NEAR}${value}\n`;
    case 'words':
      return `package words\n\nconst Greeting = ${value}\n`;
    case 'far':
      return `package far\n\nconst Value = ${value}\n`;
    case 'main':
      return `package main\n\nconst version = ${value}\n`;
  }
}

let values = 0;

/** Saves a file, so that it is good or, as far as it can be, broken. */
function save(model: Model, workspace: Workspace, name: Name, kind: 'good' | 'broken', isAtomic: boolean) {
  const value = `v${++values}`;
  const word = `undefined${values}`;
  const text = textOf(name, kind === 'good' ? JSON.stringify(value) : word);
  if (isAtomic) workspace.saveAtomically(PATHS[name], text);
  else workspace.write(PATHS[name], text);
  model[name] = kind === 'good' ? { kind, value } : { kind, word };
}

/** Removes a file, or the folder that it lies in with all that is there. */
function remove(model: Model, workspace: Workspace, path: string): void {
  if (workspace.has(path)) workspace.remove(path);
  for (const one of NAMES) if (!workspace.has(PATHS[one])) model[one] = { kind: 'gone' };
  // Without it go could not even say what is missing.
  if (!workspace.has(WORDS_MOD)) workspace.write(WORDS_MOD, 'module example.test/words\n\ngo 1.22.0\n');
}

function command(words: string, run: (model: Model, real: Real) => Promise<void> | void): Command {
  return { check: () => true, run: async (model, real) => run(model, real), toString: () => words };
}

const mend = fc.constant(
  command('mend all', (model, { stage }) =>
    NAMES.forEach((name) => save(model, stage.workspace, name, 'good', false)),
  ),
);
const isAtomic = fc.boolean();
const good = fc
  .record({ name: fc.constantFrom(...NAMES), isAtomic })
  .map(({ name, isAtomic: atomic }) =>
    command(`save ${name}${atomic ? ' atomically' : ''}`, (model, { stage }) =>
      save(model, stage.workspace, name, 'good', atomic),
    ),
  );
const sources = NAMES.filter((name) => name !== 'asset' && name !== 'env');
const broken = fc
  .record({ name: fc.constantFrom(...sources), isAtomic })
  .map(({ name, isAtomic: atomic }) =>
    command(`break ${name}${atomic ? ' atomically' : ''}`, (model, { stage }) =>
      save(model, stage.workspace, name, 'broken', atomic),
    ),
  );
const folders = ['libs/words', 'apps/app/internal/near', 'libs/words/far'];
const removal = fc
  .constantFrom(...Object.values(PATHS), ...folders)
  .map((path) => command(`remove ${path}`, (model, { stage }) => remove(model, stage.workspace, path)));
const pause = fc
  .oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 800 }))
  .map((ms) => command(`pause ${ms} ms`, (_, { stage }) => stage.pause(ms)));
const look = fc.constant(command('look', (model, { one }) => check(one, model)));

/** What may come next, more often what a person does more often. */
const next: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: good },
  { weight: 2, arbitrary: broken },
  { weight: 1, arbitrary: removal },
  { weight: 3, arbitrary: mend },
  { weight: 6, arbitrary: pause },
  { weight: 12, arbitrary: look },
);

/** At rest: what runs is what lies on disk, or the screen shows why that does not build. */
async function check(one: Execution, model: Model): Promise<void> {
  const errors = NAMES.flatMap((name) => (name === 'env' ? [] : tellErrors(model[name])));
  if (errors.length === 0) await one.runs(expect(model));
  else await one.fails(new RegExp(errors.join('|')));
}

/** What go may say of a file: an error for one that is broken, one of several for one that is gone. */
function tellErrors(file: File): readonly string[] {
  switch (file.kind) {
    case 'good':
      return [];
    case 'broken':
      return [`${file.word}\\b`];
    case 'gone':
      return ['undefined: version', 'package', 'no Go files', 'asset\\.txt'];
  }
}

function expect(model: Model): Expected {
  const valueOf = (name: Name) => (model[name].kind === 'good' ? model[name].value : undefined);
  const parts = {
    words: valueOf('words'),
    near: valueOf('near'),
    far: valueOf('far'),
    asset: valueOf('asset'),
  };
  return { version: valueOf('main') ?? '', parts, env: valueOf('env') };
}

/** Sequences of edits, errors, deletions and pauses, as they come. */
export const editsAtRandom: readonly Fault[] = [
  {
    name: 'random edits, errors, deletions and pauses',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const gone = { kind: 'gone' } as const;
      const model: Model = { words: gone, near: gone, far: gone, main: gone, asset: gone, env: gone };
      const mendAll = () => NAMES.forEach((name) => save(model, workspace, name, 'good', false));
      mendAll();
      const near = 'import "example.test/app/internal/near"';
      workspace.write('apps/app/near.go', goPart('near', 'near.Value', near));
      workspace.write('apps/app/asset.go', goPart('asset', 'near.Asset', near));
      workspace.write('apps/app/far.go', goPart('far', 'far.Value', 'import "example.test/words/far"'));
      const one = await stage.execute({ envFile: ['sentinel.env', 'model.env'] });
      const lengths = { minLength: 8 * stage.rounds, maxLength: 20 * stage.rounds };
      const property = fc.asyncProperty(fc.array(next, { ...lengths, size: 'max' }), async (commands) => {
        await fc.asyncModelRun(() => ({ model, real: { stage, one } }), commands);
        await check(one, model);
      });
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
      mendAll();
      await one.rests(expect(model));
    },
  },
];
