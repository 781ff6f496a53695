import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import type { Command, Ended } from '../process/child.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { listPackages, parseJsonStream } from './go-list.ts';

describe(listPackages.name, () => {
  /** Asks a go that ends when it is told to. */
  const ask = (abort = new AbortController()) => {
    const ended = Promise.withResolvers<Ended>();
    const asked: Command[] = [];
    const signals: string[] = [];
    const go = { ...makeTestPlan().go, listFlags: ['-tags=a'], env: { A: 'b' } };
    const answer = listPackages(
      go,
      (command) => {
        asked.push(command);
        return { pid: 1, ended: ended.promise, kill: (signal) => signals.push(signal) };
      },
      abort.signal,
    );
    const end = (how: Partial<Ended>) => {
      ended.resolve({ exit: { kind: 'code', code: 0 }, stdout: '', stderr: '', ...how });
      return answer;
    };
    return { end, asked, signals };
  };
  const print = (...packages: object[]) =>
    packages.map((one) => `{\n${JSON.stringify(one).slice(1, -1)}\n}\n`);
  const main = { ImportPath: 'app' };
  const dependency = { ImportPath: 'lib', DepOnly: true };

  it('asks for the program’s package, where go runs, with the flags of the plan', async () => {
    const { end, asked } = ask();
    expect(await end({ stdout: print(dependency, main).join('') })).toEqual({
      ok: true,
      value: [dependency, main],
    });
    expect(asked).toEqual([
      expect.objectContaining({ file: 'go', cwd: '/w/app', env: { A: 'b' }, output: 'capture' }),
    ]);
    expect(asked[0]?.args).toEqual(expect.arrayContaining(['list', '-e', '-deps', '-tags=a', './cmd/api']));
  });

  it.each<[string, Ended['exit']]>([
    ['by a code', { kind: 'code', code: 1 }],
    ['by a signal', { kind: 'signal', signal: 'SIGKILL' }],
    ['before it began', { kind: 'not-started', reason: 'ENOENT' }],
  ])('fails with what go has printed, where it ends %s', async (_, exit) => {
    expect(await ask().end({ exit, stdout: print(main).join(''), stderr: '\nno go.mod\n' })).toEqual({
      ok: false,
      problem: { message: 'go list failed: no go.mod' },
    });
  });

  it('fails where the package that was asked for is not in the list, or the list is none', async () => {
    expect(await ask().end({ stdout: print(dependency).join('') })).toEqual({
      ok: false,
      problem: { message: 'go list did not name the package that it was asked for' },
    });
    expect(await ask().end({ stdout: '{\n' })).toEqual({
      ok: false,
      problem: { message: 'go list ended in the middle of a package' },
    });
  });

  it('ends go when it is aborted, and not once go has ended', async () => {
    const abort = new AbortController();
    const { end, signals } = ask(abort);
    abort.abort();
    expect(signals).toEqual(['SIGKILL']);
    await end({ exit: { kind: 'signal', signal: 'SIGKILL' } });
    const later = new AbortController();
    const other = ask(later);
    await other.end({ stdout: print(main).join('') });
    later.abort();
    expect(other.signals).toEqual([]);
  });
});

describe(parseJsonStream.name, () => {
  it('reads one package after the other', () => {
    const text =
      '{\n\t"ImportPath": "a",\n\t"Module": {\n\t\t"Path": "m"\n\t}\n}\n{\n\t"ImportPath": "b"\n}\n';
    expect(parseJsonStream(text)).toEqual({
      ok: true,
      value: [{ ImportPath: 'a', Module: { Path: 'm' } }, { ImportPath: 'b' }],
    });
  });

  it('is not led astray by braces in texts, nor by other lines in between', () => {
    const one = { ImportPath: 'a', Error: { Err: 'x\n}\n{ "' } };
    const text = `go: downloading x\n${JSON.stringify(one, null, '\t')}\nwarning: {\n${JSON.stringify(one, null, '\t')}\n`;
    expect(parseJsonStream(text)).toEqual({ ok: true, value: [one, one] });
  });

  it('fails on an object that is no JSON, and never throws', () => {
    expect(parseJsonStream('{\n\t"ImportPath": a\n}\n').ok).toBe(false);
    expect(parseJsonStream('{\n{\n\t"ImportPath": "a"\n}\n').ok).toBe(false);
    fc.assert(fc.property(anyText(), (text) => typeof parseJsonStream(text).ok === 'boolean'));
  });

  it('gives back whatever packages were printed', () => {
    const packages = fc.array(
      fc.record({ ImportPath: anyText(), Name: anyText(), Imports: fc.array(anyText()) }),
    );
    fc.assert(
      fc.property(packages, (all) => {
        const text = all.map((one) => `${JSON.stringify(one, null, '\t')}\n`).join('');
        expect(parseJsonStream(text)).toEqual({ ok: true, value: all });
      }),
    );
  });
});
