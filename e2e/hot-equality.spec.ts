import { createFiles } from '../src/files/testing/temporary-files.ts';
import { jest } from '@jest/globals';
import { deltaPrograms } from './hot/delta-programs.ts';
import { editKinds } from './hot/edits.ts';
import { flagSets, unprovenFlagSets } from './hot/flag-sets.ts';
import { tryDeltas } from './hot/try-deltas.ts';
import { tryEdits, type Tried } from './hot/try-edits.ts';
import type { EditKind } from './hot/ways-to-edit.ts';

// The first build compiles the standard library anew for some flags.
jest.setTimeout(300_000);

/** Another one each day, so that it is not always the same edits; `node e2e/hot/run-equality.ts` tries many more. */
const SEED = Number(process.env['HOT_SEED'] ?? Math.floor(Date.now() / 86_400_000));
/** Edits of each set of flags but the first. */
const FEW = 2;
/** Edits with delta links. */
const DELTAS = 8;

const describeGo = process.platform === 'linux' ? describe : describe.skip;

describeGo(`a hot build (HOT_SEED=${SEED})`, () => {
  describe('is what go builds, and go builds where it must, after', () => {
    const [fast] = flagSets;
    const kinds = editKinds.filter(({ needsCgo }) => !needsCgo);
    /** Those of the tests that run, as they begin. */
    const asked: EditKind[] = [];
    let edits: AsyncGenerator<Tried>;
    beforeAll(() => {
      if (fast) edits = tryEdits(fast, SEED, asked);
    });
    afterAll(() => edits.return(undefined));

    it.each(kinds)('$name', async (kind) => {
      asked.push(kind);
      expectAsItMustBe(await next(edits), kind);
      if (kind.breaks) expectAsItMustBe(await next(edits), { ...kind, by: 'either', breaks: false });
    });
  });

  describe('is what go builds with', () => {
    it.each(flagSets.slice(1).filter(({ onlyLong }) => !onlyLong))('$name', async (flagSet) => {
      const edits = tryEdits(
        flagSet,
        SEED,
        flagSet.cgo ? editKinds.filter(({ needsCgo }) => needsCgo) : undefined,
      );
      for (let at = 0; at < FEW; at++) expect((await next(edits)).wrong).toBeUndefined();
      await edits.return(undefined);
    });
  });

  it('is what go builds where only what has changed is linked', async () => {
    const [, program] = deltaPrograms;
    if (!program || process.arch !== 'x64') return;
    const links: string[] = [];
    using tools = createFiles();
    for await (const { link, wrong } of tryDeltas(program, SEED, 'local', tools.root)) {
      expect(wrong).toBeUndefined();
      if (links.push(link) === DELTAS) break;
    }
    expect(links).toContain('delta');
  });

  describe('is none with', () => {
    it.each(unprovenFlagSets)('$name', async (flagSet) => {
      const literal = editKinds.filter(({ name }) => name === 'literal');
      const edits = tryEdits(flagSet, SEED, literal);
      const [name] = flagSet.flags.slice(-1);
      expect(await next(edits)).toMatchObject({ via: 'go', because: `the flag ${name}` });
    });
  });
});

async function next(edits: AsyncGenerator<Tried>): Promise<Tried> {
  const { value } = (await edits.next()) as IteratorYieldResult<Tried>;
  return value;
}

function expectAsItMustBe({ wrong, via, because }: Tried, { by, breaks }: EditKind): void {
  expect(wrong).toBeUndefined();
  if (breaks) expect(via).toBe('failed');
  else if (by !== 'either') expect(via).toBe(by);
  if (via === 'go') expect(because).toEqual(expect.any(String));
}
