import { linkSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { install } from './install.ts';
import { createProgram } from './testing/tiny-program.ts';

/** As go marks what it links. */
const NOTE = 'Go\0\0';

/** A folder with these binaries: each holds its own name. */
function makeBinaries(...names: readonly string[]) {
  const files = createProgram();
  for (const name of names) files.write(`cache/bin/${name}`, NOTE + name);
  const { output } = files.plan;
  const list = () =>
    Object.fromEntries(
      readdirSync(files.path('cache/bin')).map((name) => [
        name,
        readFileSync(files.path(`cache/bin/${name}`), 'utf8').replace(NOTE, ''),
      ]),
    );
  return Object.assign(files, { output, list });
}

type Made = ReturnType<typeof makeBinaries>;

describe(install.name, () => {
  it('puts the new binary in the place of the last one', () => {
    using made = makeBinaries('api', '.api.next');
    expect(install(made.output, 'go', 'go')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: '.api.next', '.api.replaced': 'api' });
  });

  it('keeps the last binary of go while a hot one takes its place, through several of them', () => {
    using made = makeBinaries('api', '.api.next');
    install(made.output, 'go', 'hot');
    expect(made.list()).toEqual({ api: '.api.next', '.api.go': 'api' });
    made.write('cache/bin/.api.next', `${NOTE}second`);
    install(made.output, 'hot', 'hot');
    expect(made.list()).toEqual({ api: 'second', '.api.go': 'api', '.api.replaced': '.api.next' });
    made.write('cache/bin/.api.next', `${NOTE}third`);
    install(made.output, 'hot', 'go');
    expect(made.list()).toEqual({ api: 'third', '.api.replaced': 'second' });
  });

  it('replaces what an earlier run has kept', () => {
    using made = makeBinaries('api', '.api.next', '.api.go');
    install(made.output, 'go', 'hot');
    expect(made.list()).toEqual({ api: '.api.next', '.api.go': 'api' });
  });

  it('takes a binary that is the same', () => {
    using made = makeBinaries('api');
    linkSync(made.output.binary, made.output.next);
    const { ino } = statSync(made.output.binary);
    expect(install(made.output, 'hot', 'hot')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: 'api', '.api.replaced': 'api' });
    expect(statSync(made.output.binary).ino).toBe(ino);
  });

  it.each([
    ['a folder', (made: Made) => made.write('cache/bin/api/main.go', 'package main')],
    ['a script', (made: Made) => made.write('cache/bin/api', '#!/bin/sh\n')],
    ['a link', (made: Made) => symlinkSync(made.path('elsewhere'), made.path('cache/bin/api'))],
  ])('touches nothing where %s has come to have the name of the binary', (_, come) => {
    using made = makeBinaries('.api.next', '.api.go');
    made.write('elsewhere', 'a file of the user');
    come(made);
    const installed = install(made.output, 'go', 'hot');
    expect(installed).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/^outputPath: .*\/cache\/bin\/api is a /) },
    });
    expect(readdirSync(made.path('cache/bin')).sort()).toEqual(['.api.go', '.api.next', 'api']);
  });

  it('keeps a file of the user that has the name of the kept binary', () => {
    using made = makeBinaries('api', '.api.next');
    made.write('cache/bin/.api.go', 'package main');
    expect(install(made.output, 'go', 'hot').ok).toBe(false);
    expect(made.list()).toEqual({ api: 'api', '.api.next': '.api.next', '.api.go': 'package main' });
  });

  it('does without a last binary', () => {
    using made = makeBinaries('.api.next');
    expect(install(made.output, 'go', 'hot')).toEqual({ ok: true });
    expect(made.list()).toEqual({ api: '.api.next' });
  });

  it('tells what stands in the way', () => {
    using made = makeBinaries('api');
    expect(install(made.output, 'go', 'go')).toMatchObject({
      ok: false,
      problem: {
        message: expect.stringMatching(/^outputPath: the new binary can't be put in place: ENOENT/),
      },
    });
    expect(made.list()).toEqual({ api: 'api' });
  });
});
