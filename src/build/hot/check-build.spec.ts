import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Ended } from '../../process/child.ts';
import { createDeps, createProgram } from '../testing/tiny-program.ts';
import { checkBuild } from './check-build.ts';

/** A program as the linker writes it: the note with the ID, and code. */
function makeProgram(id: string, code: string): string {
  const word = (value: number) => `${String.fromCharCode(value)}\0\0\0`;
  return `\x7fELF${word(4)}${word(id.length)}${word(4)}Go\0\0${id}${code}`;
}

/** Checks a hot build with the code `hot` against a go that behaves so. */
async function check(go: string | Partial<Ended>, stamp = 'as built', act = () => undefined as void) {
  using files = createProgram();
  const { output } = files.plan;
  files.write('cache/bin/api', makeProgram('hot-path/xxx', 'hot'));
  const words: string[] = [];
  const abort = new AbortController();
  const deps = createDeps({
    startChild(command) {
      words.push(command.file, ...command.args.slice(0, 4));
      // As go does it: with a new file.
      if (typeof go === 'string') rmSync(output.next, { force: true });
      if (typeof go === 'string') writeFileSync(output.next, makeProgram('a/b/c/dddddd', go));
      act();
      if (act.name === 'abort') abort.abort();
      const ended: Ended = {
        exit: { kind: 'code', code: 0 },
        stdout: '',
        stderr: '',
        ...(typeof go === 'string' ? {} : go),
      };
      return { pid: 1, ended: Promise.resolve(ended), kill: () => undefined };
    },
    killTree: async () => undefined,
  });
  const readText = () => undefined;
  const stamps = new Map([['/w/x.go', 'as built']]);
  const source = stamp === 'gone' ? undefined : { text: stamp, ctimeMs: 0 };
  const outcome = await checkBuild(
    files.plan,
    stamps,
    { ...deps, files: { readText, stamp: () => source } },
    abort.signal,
  );
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'latin1').slice(-3) : undefined);
  return {
    outcome,
    words,
    next: read(output.next),
    reference: read(output.reference),
    binary: read(output.binary),
  };
}
const COMPLAINT = { exit: { kind: 'code', code: 1 }, stderr: './main.go:3:1: undefined: x\n' } as const;

describe(checkBuild.name, () => {
  it('lets go build at low priority, and keeps an equal program for go to link upon', async () => {
    const { outcome, words, ...files } = await check('hot');
    expect(outcome).toEqual({ kind: 'checked', durationMs: 20 });
    expect(words).toEqual(['nice', '-n', '10', 'go', 'build']);
    expect(files).toEqual({ next: undefined, reference: 'hot', binary: 'hot' });
  });

  it('reports another program, and keeps that of go for the swap', async () => {
    const { outcome, ...files } = await check('go!');
    expect(outcome).toMatchObject({
      kind: 'defect',
      because: 'go builds another program',
      outcome: { kind: 'built' },
    });
    expect(files).toMatchObject({ next: 'go!', binary: 'hot' });
  });

  it('reports that go refuses what runs', async () => {
    const { outcome, next } = await check(COMPLAINT);
    expect(outcome).toMatchObject({
      kind: 'defect',
      because: 'go does not build it',
      outcome: { kind: 'failed' },
    });
    expect(next).toBeUndefined();
  });

  it.each([
    ['a source has changed since the hot path read it', 'go!', 'edited'],
    ['a source is gone', 'go!', 'gone'],
    ['go refuses sources that have changed', COMPLAINT, 'edited'],
    [
      'the machine fails',
      { exit: { kind: 'code', code: 1 }, stderr: 'no space left on device' } as const,
      'as built',
    ],
    ['go cannot be started', { exit: { kind: 'not-started', reason: 'ENOENT' } } as const, 'as built'],
    ['go writes nothing', {}, 'as built'],
  ])('decides nothing where %s', async (_, go, stamp) => {
    const { outcome, next, binary } = await check(go, stamp);
    expect(outcome).toEqual({ kind: 'undecided' });
    expect({ next, binary }).toEqual({ next: undefined, binary: 'hot' });
  });

  it('decides nothing where it is aborted', async () => {
    const { outcome, next } = await check('go!', 'as built', function abort() {});
    expect(outcome).toEqual({ kind: 'undecided' });
    expect(next).toBeUndefined();
  });
});
