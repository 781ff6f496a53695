import type { Workspace } from '../rig/workspace.ts';
import { goPart } from '../rig/workspace.ts';
import type { Execution, Expected } from './execution.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';

/** A file of the model: what its part of the program says, or why the whole does not build. */
type File =
  { readonly kind: 'good'; readonly value: string } | { readonly kind: 'broken' } | { readonly kind: 'gone' };

const NAMES = ['words', 'near', 'far', 'main', 'asset', 'env'] as const;
type Name = (typeof NAMES)[number];

/** What lies on disk. */
type Model = Record<Name, File>;

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

function save(workspace: Workspace, name: Name, value: string, random: Random): void {
  const text = textOf(name, value);
  if (random.chance(0.3)) workspace.saveAtomically(PATHS[name], text);
  else workspace.write(PATHS[name], text);
}

function writeGood(workspace: Workspace, model: Model, name: Name, value: string, random: Random): void {
  save(workspace, name, JSON.stringify(value), random);
  model[name] = { kind: 'good', value };
}

/** Removes a file, or the folder that it lies in with all that is there. */
function remove(workspace: Workspace, model: Model, name: Name, random: Random): void {
  const folder = PATHS[name].slice(0, PATHS[name].lastIndexOf('/'));
  const path = random.chance(0.3) && folder !== 'apps/app' ? folder : PATHS[name];
  if (workspace.has(path)) workspace.remove(path);
  for (const one of NAMES) if (!workspace.has(PATHS[one])) model[one] = { kind: 'gone' };
  // Without it go could not even say what is missing.
  if (!workspace.has(WORDS_MOD)) workspace.write(WORDS_MOD, 'module example.test/words\n\ngo 1.22.0\n');
}

/** Does one thing to one file, and notes it. */
function act(workspace: Workspace, model: Model, count: number, random: Random): void {
  const name = random.pick(NAMES);
  const what = random.fraction();
  if (what < 0.6) writeGood(workspace, model, name, `v${count}`, random);
  else if (what > 0.85) remove(workspace, model, name, random);
  else if (name !== 'asset' && name !== 'env') {
    save(workspace, name, `undefined${count}`, random);
    model[name] = { kind: 'broken' };
  }
}

/** At rest: what runs is what lies on disk, or the screen shows that it does not build. */
async function check(one: Execution, model: Model): Promise<void> {
  const isGood = NAMES.every((name) => name === 'env' || model[name].kind === 'good');
  if (isGood) await one.runs(expect(model));
  else await one.fails(/undefined\d|undefined: version|package|no Go files|asset\.txt/);
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
      const mend = (value: string) =>
        NAMES.forEach((name) => writeGood(workspace, model, name, value, random));
      mend('first');
      const near = 'import "example.test/app/internal/near"';
      workspace.write('apps/app/near.go', goPart('near', 'near.Value', near));
      workspace.write('apps/app/asset.go', goPart('asset', 'near.Asset', near));
      workspace.write('apps/app/far.go', goPart('far', 'far.Value', 'import "example.test/words/far"'));
      const one = await stage.execute({ envFile: ['sentinel.env', 'model.env'] });
      if (random.chance(0.5)) await check(one, model);
      let count = 0;
      for (let round = 0; round < 3 * stage.rounds; round++) {
        for (let left = random.between(1, 5); left > 0; left--) {
          act(workspace, model, ++count, random);
          await stage.pause(random.pick([0, random.between(0, 60), random.between(0, 800)]));
        }
        await check(one, model);
      }
      mend('last');
      await one.rests(expect(model));
    },
  },
];
