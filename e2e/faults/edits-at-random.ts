import type { Workspace } from '../rig/workspace.ts';
import { goPart } from '../rig/workspace.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';

/** A file of the model: what its part of the program says, or why the whole does not build. */
type File =
  | { readonly kind: 'good'; readonly value: string }
  | { readonly kind: 'broken'; readonly mark: string }
  | { readonly kind: 'gone' };

/** What lies on disk, by the name of the part that each file gives the program. */
type Model = Record<'words' | 'near' | 'far' | 'main', File>;

const PATHS = {
  words: 'libs/words/words.go',
  near: 'apps/app/internal/near/near.go',
  far: 'libs/words/far/far.go',
  main: 'apps/app/version.go',
} as const;

const NAMES = ['words', 'near', 'far', 'main'] as const;

function textOf(name: keyof Model, value: string): string {
  const constant = name === 'main' ? 'version' : name === 'words' ? 'Greeting' : 'Value';
  return `package ${name}\n\nconst ${constant} = ${value}\n`;
}

/** Does one thing to one file, and notes it. */
function act(workspace: Workspace, model: Model, count: number, random: Random): void {
  const name = random.pick(NAMES);
  const path = PATHS[name];
  const kind = random.fraction();
  const save = (text: string) =>
    random.chance(0.3) ? workspace.saveAtomically(path, text) : workspace.write(path, text);
  if (kind < 0.6) {
    save(textOf(name, `"v${count}"`));
    model[name] = { kind: 'good', value: `v${count}` };
  } else if (kind < 0.85) {
    const mark = `undefined${count}`;
    save(textOf(name, mark));
    model[name] = { kind: 'broken', mark };
  } else if (workspace.has(path)) {
    workspace.remove(random.chance(0.3) && name !== 'main' ? path.slice(0, path.lastIndexOf('/')) : path);
    if (path.startsWith('libs/words/words') && !workspace.has('libs/words/go.mod')) model.far = { kind: 'gone' };
    model[name] = { kind: 'gone' };
  }
  if (!workspace.has('libs/words/go.mod')) {
    workspace.write('libs/words/go.mod', 'module example.test/words\n\ngo 1.22.0\n');
  }
}

/** At rest: what runs is what lies on disk, or the screen shows that it does not build. */
async function check(one: Execution, model: Model): Promise<void> {
  const files = NAMES.map((name) => model[name]);
  const isGood = files.every(({ kind }) => kind === 'good');
  if (!isGood) return one.fails(/undefined\d|undefined: version|no required module|package|no Go files|not in std/);
  const valueOf = (file: File) => (file.kind === 'good' ? file.value : '');
  await one.runs({
    version: valueOf(model.main),
    parts: { words: valueOf(model.words), near: valueOf(model.near), far: valueOf(model.far) },
  });
}

/** Sequences of edits, errors, deletions and pauses, as they come. */
export const editsAtRandom: readonly Fault[] = [
  {
    name: 'random edits, errors, deletions and pauses',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const model: Model = {
        words: { kind: 'good', value: 'hello' },
        near: { kind: 'good', value: 'n' },
        far: { kind: 'good', value: 'f' },
        main: { kind: 'good', value: '1' },
      };
      workspace.write(PATHS.near, textOf('near', '"n"'));
      workspace.write(PATHS.far, textOf('far', '"f"'));
      workspace.write('apps/app/near.go', goPart('near', 'near.Value', 'import "example.test/app/internal/near"'));
      workspace.write('apps/app/far.go', goPart('far', 'far.Value', 'import "example.test/words/far"'));
      const one = await stage.execute();
      await check(one, model);
      const rounds = stage.isQuick ? 4 : 10;
      for (let round = 0, count = 0; round < rounds; round++) {
        for (let left = random.between(1, 5); left > 0; left--) {
          act(workspace, model, ++count, random);
          await stage.pause(random.pick([0, random.between(0, 60), random.between(0, 800)]));
        }
        await check(one, model);
      }
      for (const name of NAMES) {
        workspace.write(PATHS[name], textOf(name, '"end"'));
      }
      await one.rests({ version: 'end', parts: { words: 'end', near: 'end', far: 'end' } });
    },
  },
];
