import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAMS } from '../programs.ts';
import { copyProgram } from '../run/lane.ts';
import { CODE_EDITS, isNothing } from './edit-kinds.ts';
import { answerOf, FIRST, renderLeaf, renderMain, revise } from './revision.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));
const cases = PROGRAMS.flatMap((program) =>
  program.edits.filter((kind) => !isNothing(kind)).map((kind) => [program.name, kind] as const),
);
const kept = Object.fromEntries(
  PROGRAMS.map((program) => {
    const to = join(folder, program.name);
    copyProgram(program, to);
    const read = (file: string) => readFileSync(join(to, file), 'utf8');
    return [program.name, { main: read(program.main), leaf: read(program.leaf) }];
  }),
);
const lines = (text: string) => text.split('\n').length;

describe(revise, () => {
  it.each(cases)('has a place in %s for the edit %s, twice, in one file', (name, kind) => {
    const { main, leaf } = kept[name]!;
    const once = revise(FIRST, kind, 'one');
    const twice = revise(once, kind, 'two');
    const texts = [FIRST, once, twice].map((revision) => [
      renderMain(main, revision),
      renderLeaf(leaf, revision),
    ]);
    expect(texts[0]).toEqual([main, leaf]);
    for (const file of [0, 1]) {
      const versions = new Set(texts.map((pair) => pair[file]));
      expect([1, 3]).toContain(versions.size);
    }
    expect(new Set(texts.map((pair) => pair.join(''))).size).toBe(3);
    expect(answerOf(twice)).toContain('two');
  });

  it.each(CODE_EDITS)('gives another answer after %s', (kind) => {
    expect(answerOf(revise(FIRST, kind, 'new'))).not.toBe(answerOf(FIRST));
  });
});

describe(renderLeaf, () => {
  const { leaf } = kept['gin']!;

  it('keeps the lines for a body', () => {
    expect(lines(renderLeaf(leaf, revise(FIRST, 'body', 'new')))).toBe(lines(leaf));
  });

  it.each(['function', 'field', 'line'] as const)('goes on adding lines for each %s', (kind) => {
    const once = revise(FIRST, kind, 'one');
    const counts = [FIRST, once, revise(once, kind, 'two')].map((one) => lines(renderLeaf(leaf, one)));
    expect(counts[1]).toBeGreaterThan(counts[0]!);
    expect(counts[2]).toBeGreaterThan(counts[1]!);
  });

  it('says where there is no place for an edit', () => {
    expect(() => renderLeaf('package empty\n', FIRST)).toThrow('there is no');
  });
});
