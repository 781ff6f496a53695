import { mkdirSync, writeFileSync } from 'node:fs';
import { createFiles } from '../../files/testing/temporary-files.ts';
import type { Command, Ended, StartChild } from '../../process/child.ts';
import { compilePackages } from './compile-packages.ts';
import { makeObject } from './testing/archive-file.ts';
import { makeTestRecipe } from './testing/recipe.ts';

/** What the compiler makes of a package: its exports and code; as it is in go's cache, both are its name. */
type Made = Readonly<Record<string, readonly [exported: string, code: string] | Partial<Ended>>>;

interface Options {
  /** What go's cache does not have. */
  readonly missing?: readonly string[];
  /** Aborts when so many compilers have been started. */
  readonly abortAt?: number;
  readonly atOnce?: number;
}

/** Compiles with compilers whose ends are the test's. */
async function compile(
  changed: readonly string[],
  packages: Readonly<Record<string, readonly string[]>>,
  made: Made,
  { missing = [], abortAt, atOnce = 2 }: Options = {},
) {
  using files = createFiles();
  mkdirSync(files.path('gocache'));
  const recipe = makeTestRecipe(packages);
  const exports = new Map([...recipe.exports.keys()].map((name) => [name, files.path(`gocache/${name}`)]));
  for (const [name, path] of exports)
    if (!missing.includes(name)) writeFileSync(path, makeObject(name, name));
  const abort = new AbortController();
  const commands: Command[] = [];
  const log: string[] = [];
  const running = new Map<number, (how?: 'killed') => void>();
  const startChild: StartChild = (command) => {
    const name = command.args[command.args.indexOf('-p') + 1] as string;
    const at = (flag: string) => command.args[command.args.indexOf(flag) + 1] as string;
    const pid = commands.push(command);
    log.push(`+${name}`);
    const { promise, resolve } = Promise.withResolvers<Ended>();
    running.set(pid, (how) => {
      log.push(how === 'killed' ? `killed ${name}` : `-${name}`);
      running.delete(pid);
      const result = made[name] ?? [name, name];
      const ok: Ended = { exit: { kind: 'code', code: 0 }, stdout: '', stderr: '' };
      if (!Array.isArray(result)) return resolve({ ...ok, ...(result as Partial<Ended>) });
      const [exported, code] = result as [string, string];
      writeFileSync(at('-o'), makeObject(exported, ''));
      writeFileSync(at('-linkobj'), makeObject('', code));
      resolve(ok);
    });
    // The first one ends once all are started that could be.
    if (abortAt === undefined) setTimeout(() => running.get(Math.min(...running.keys()))?.(), 20);
    else if (pid === abortAt) setImmediate(() => abort.abort());
    return { pid, ended: promise, kill: () => undefined };
  };
  const killTree = async (pid: number) => running.get(pid)?.('killed');
  const outcome = await compilePackages(
    new Set(changed),
    { ...recipe, exports },
    new Map(),
    files.path('hot/1'),
    { startChild, killTree },
    abort.signal,
    atOnce,
  );
  const text = JSON.stringify(commands[0] ?? null).replaceAll(
    JSON.stringify(files.root).slice(1, -1),
    '{root}',
  );
  return { outcome, log, command: JSON.parse(text) as Command };
}

const CHAIN = { leaf: [], mid: ['leaf'], main: ['mid'] };

describe(compilePackages.name, () => {
  it('compiles a package alone where what it exports is as before', async () => {
    const { outcome, log, command } = await compile(['leaf'], CHAIN, { leaf: ['leaf', 'new'] });
    expect(outcome).toMatchObject({ kind: 'compiled', importPaths: ['leaf'], differs: true });
    expect(log).toEqual(['+leaf', '-leaf']);
    expect(command).toMatchObject({
      file: '/go/compile',
      cwd: '/w/leaf',
      env: { PATH: '/bin', A: '1', PWD: '/w/leaf' },
      output: 'capture',
    });
    expect(command.args).toEqual([
      '-o',
      '{root}/hot/1/1/exported.a',
      '-linkobj',
      '{root}/hot/1/1/object.a',
      '-importcfg',
      '{root}/hot/1/1/importcfg',
      '-p',
      'leaf',
      '/w/leaf/x.go',
    ]);
  });

  it('compiles those that import it where the exports changed, and on as far as theirs do', async () => {
    const { outcome, log } = await compile(['leaf'], CHAIN, { leaf: ['new', 'new'], mid: ['mid', 'new'] });
    expect(outcome).toMatchObject({ kind: 'compiled', importPaths: ['leaf', 'mid'] });
    expect(log).toEqual(['+leaf', '-leaf', '+mid', '-mid']);
  });

  it('keeps what is exported anew, though no code has changed by it', async () => {
    const { outcome } = await compile(['leaf'], CHAIN, { leaf: ['new', 'leaf'] });
    expect(outcome).toMatchObject({ importPaths: ['leaf', 'mid'], differs: true });
  });

  it('finds the same program where nothing differs', async () => {
    expect((await compile(['leaf'], CHAIN, {})).outcome).toMatchObject({ kind: 'compiled', differs: false });
  });

  it('compiles side by side what does not depend on each other', async () => {
    const { log } = await compile(['a', 'b'], { a: [], b: [], main: ['a', 'b'] }, { a: ['new', 'new'] });
    expect(log.slice(0, 2).toSorted()).toEqual(['+a', '+b']);
    expect(log.slice(-2)).toEqual(['+main', '-main']);
  });

  it('waits for what a package imports, also through others', async () => {
    const { log } = await compile(['main', 'leaf'], CHAIN, { leaf: ['leaf', 'new'] });
    expect(log).toEqual(['+leaf', '-leaf', '+main', '-main']);
  });

  it('waits for what a package imports through one that is left to go', async () => {
    const { log } = await compile(['main', 'leaf'], { leaf: [], 'mid!': ['leaf'], main: ['mid'] }, {});
    expect(log).toEqual(['+leaf', '-leaf', '+main', '-main']);
  });

  it('compiles a package once, however many of its imports changed', async () => {
    const packages = { a: [], b: ['a'], c: ['a'], main: ['a', 'b', 'c'] };
    const made: Made = { a: ['new', 'new'], b: ['new', 'new'], c: ['new', 'new'] };
    const { outcome } = await compile(['a', 'main'], packages, made);
    expect(outcome).toMatchObject({ importPaths: ['a', 'b', 'c', 'main'] });
  });

  it('leaves it to go where a package with C imports changed exports', async () => {
    const packages = { leaf: [], 'mid!': ['leaf'], main: ['mid'] };
    const { outcome } = await compile(['leaf'], packages, { leaf: ['new', 'new'] });
    expect(outcome).toEqual({ kind: 'leave', because: 'mid: it has C' });
    expect((await compile(['leaf'], packages, { leaf: ['leaf', 'new'] })).outcome.kind).toBe('compiled');
  });

  it.each([
    [
      'the compiler fails',
      { leaf: { exit: { kind: 'code', code: 2 } } as const },
      [],
      'leaf does not compile',
    ],
    [
      'the compiler is killed',
      { leaf: { exit: { kind: 'signal', signal: 'SIGKILL' } } as const },
      [],
      'leaf does not compile',
    ],
    ['the compiler says something', { leaf: { stderr: 'warning' } }, [], 'leaf does not compile'],
    ['the compiler prints something', { leaf: { stdout: 'inlining' } }, [], 'leaf does not compile'],
    ['the compiler writes nothing', { leaf: {} }, [], 'ENOENT'],
    ["go's cache was cleaned", {}, ['leaf'], 'ENOENT'],
  ])('leaves it to go where %s', async (_, made, missing, because) => {
    const { outcome, log } = await compile(['leaf'], CHAIN, made, { missing });
    expect(outcome).toEqual({ kind: 'leave', because: expect.stringContaining(because) });
    expect(log.filter((line) => line.startsWith('+'))).toEqual(['+leaf']);
  });

  it('leaves it to go where a package is not known', async () => {
    const { outcome } = await compile(['other'], CHAIN, {});
    expect(outcome).toEqual({ kind: 'leave', because: 'other: go has not named it' });
  });

  it('kills every compiler when it is aborted, and waits for their ends', async () => {
    const packages = { a: [], b: [], main: ['a', 'b'] };
    const { outcome, log } = await compile(['a', 'b'], packages, {}, { abortAt: 2 });
    expect(outcome).toEqual({ kind: 'aborted' });
    expect(log.toSorted()).toEqual(['+a', '+b', 'killed a', 'killed b']);
    expect(log.slice(0, 2).toSorted()).toEqual(['+a', '+b']);
  });

  it('starts no more at once than it may', async () => {
    const { log } = await compile(['a', 'b'], { a: [], b: [], main: ['a', 'b'] }, {}, { atOnce: 1 });
    expect(log).toEqual(['+a', '-a', '+b', '-b']);
  });
});
