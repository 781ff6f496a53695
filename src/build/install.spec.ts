import { linkSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { install } from './install.ts';
import { createProgram } from './testing/tiny-program.ts';

/** A folder with these binaries: each holds its own name. */
function makeBinaries(...names: readonly string[]) {
  const files = createProgram();
  for (const name of names) files.write(`cache/bin/${name}`, name);
  const { output } = files.plan;
  const list = () =>
    Object.fromEntries(
      readdirSync(files.path('cache/bin')).map((name) => [
        name,
        readFileSync(files.path(`cache/bin/${name}`), 'utf8'),
      ]),
    );
  return Object.assign(files, { output, list });
}

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
    made.write('cache/bin/.api.next', 'second');
    install(made.output, 'hot', 'hot');
    expect(made.list()).toEqual({ api: 'second', '.api.go': 'api', '.api.replaced': '.api.next' });
    made.write('cache/bin/.api.next', 'third');
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
