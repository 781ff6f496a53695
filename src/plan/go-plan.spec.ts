import { resolve } from 'node:path';
import { startChild } from '../process/child.ts';
import { splitWords } from './arguments.ts';
import { planGo, type ProvideGo } from './go-plan.ts';
import { completeOptions, type CompleteOptions } from './options.ts';
import { failure, success } from '../problem.ts';
import { findTarget } from './target.ts';
import { createFakeGo, goOnPath, type FakeGo } from './testing/fake-go.ts';
import { createFiles, goEnvironment, type TemporaryFiles } from '../files/testing/temporary-files.ts';

const MAIN = 'package main\n\nfunc main() {}\n';

/** Plans for the project apps/api of these files. */
async function plan(
  files: TemporaryFiles,
  options: Partial<CompleteOptions>,
  go: FakeGo = createFakeGo(),
  env = {},
  provideGo: ProvideGo = goOnPath,
) {
  const completed = completeOptions(options);
  if (!completed.ok) throw new Error(completed.problem.message);
  const roots = { workspaceRoot: files.root, projectRoot: files.path('apps/api') };
  const named = findTarget(completed.value.file, roots.projectRoot, roots.workspaceRoot);
  if (!named.ok) throw new Error(named.problem.message);
  const words = splitWords('buildFlags', completed.value.buildFlags);
  return words.ok
    ? planGo(completed.value, words.value, named.value, { ...roots, env }, go.startChild, provideGo)
    : words;
}

describe('planGo', () => {
  it('builds the package in the project’s root, with the fast flags', async () => {
    using files = createFiles({ 'apps/api/go.mod': '', 'apps/api/cmd/api/main.go': MAIN });
    const go = createFakeGo({ GOWORK: '/w/go.work' });
    expect(await plan(files, { file: 'cmd/api', buildFlags: '-race -tags a,b' }, go, { A: '1' })).toEqual({
      ok: true,
      value: {
        adapt: expect.any(Function),
        target: { kind: 'package', directory: files.path('apps/api/cmd/api') },
        go: {
          binary: 'go',
          version: 'go1.26.8',
          host: { os: 'linux', arch: 'amd64' },
          cwd: files.path('apps/api'),
          package: './cmd/api',
          buildFlags: ['-buildvcs=false', '-ldflags=-s -w', '-race', '-tags=a,b'],
          goflags: '',
          listFlags: ['-race', '-tags=a,b'],
          workFile: '/w/go.work',
          modules: { proxy: 'https://proxy.test', noProxy: 'corp.test', cache: '/c' },
          flagFiles: [],
          env: { A: '1', GOGC: '400', PWD: files.path('apps/api') },
        },
      },
    });
    expect(go.commands.map(({ args, cwd }) => [args[0], cwd])).toEqual([['env', files.path('apps/api')]]);
  });

  it.each([
    [
      { GOOS: 'js', GOARCH: 'wasm' },
      { GOOS: 'js', GOARCH: 'wasm' },
      'js/wasm',
      'GOOS=js and GOARCH=wasm are set in the environment; unset them for this target.',
    ],
    [
      { GOARCH: 'riscv64' },
      {},
      'linux/riscv64',
      'GOARCH=riscv64 is set by go env -w; unset it for this target.',
    ],
  ])('refuses a program for another system: %j', async (settings, env, name, hint) => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    expect(await plan(files, {}, createFakeGo(settings), env)).toEqual({
      ok: false,
      problem: {
        message: `the program is built for ${name}, and this is linux/amd64: it can't be run here`,
        hint,
      },
    });
  });

  it('leaves GOGC as the environment has it', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    const planned = await plan(files, {}, createFakeGo(), { GOGC: '50' });
    expect(planned).toMatchObject({ value: { go: { env: { GOGC: '50' } } } });
  });

  it('merges the -ldflags of GOFLAGS', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    const planned = await plan(files, {}, createFakeGo({ GOFLAGS: '-ldflags=-X=main.v=1' }));
    expect(planned).toMatchObject({
      value: { go: { buildFlags: ['-buildvcs=false', '-ldflags=-s -w -X=main.v=1'], listFlags: [] } },
    });
  });

  it('builds a nested module in its own root', async () => {
    using files = createFiles({
      'go.mod': '',
      'apps/api/tool/go.mod': '',
      'apps/api/tool/cmd/main.go': MAIN,
    });
    expect(await plan(files, { file: 'tool/cmd' })).toMatchObject({
      value: { go: { cwd: files.path('apps/api/tool'), package: './cmd' } },
    });
  });

  it('takes -C from the project’s root, and the files of flags from there', async () => {
    using files = createFiles({ 'apps/api/sub/go.mod': '', 'apps/api/sub/cmd/main.go': MAIN });
    const buildFlags = '-C sub -overlay o.json -modfile=/abs/alt.mod';
    expect(await plan(files, { file: 'sub/cmd', buildFlags })).toMatchObject({
      value: {
        go: {
          cwd: files.path('apps/api/sub'),
          package: './cmd',
          listFlags: ['-overlay=o.json', '-modfile=/abs/alt.mod'],
          flagFiles: [files.path('apps/api/sub/o.json'), '/abs/alt.mod', '/abs/alt.sum'],
          overlay: files.path('apps/api/sub/o.json'),
          env: { PWD: files.path('apps/api/sub') },
        },
      },
    });
  });

  it('takes the files that GOFLAGS names, where the option names no other', async () => {
    using files = createFiles({ 'apps/api/go.mod': '', 'apps/api/main.go': MAIN });
    const go = createFakeGo({ GOFLAGS: '-mod=mod "-overlay=o ne.json" --modfile=alt.mod' });
    const planned = await plan(files, { buildFlags: '-modfile=other.mod' }, go);
    const inProject = (...names: string[]) => names.map((name) => files.path(`apps/api/${name}`));
    expect(planned).toMatchObject({
      value: {
        go: {
          flagFiles: inProject('o ne.json', 'other.mod', 'other.sum'),
          overlay: files.path('apps/api/o ne.json'),
        },
      },
    });
  });

  it('refuses a -C that leads nowhere, rather than say that there is no go', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    expect(await plan(files, { buildFlags: '-C nope' }, { startChild, commands: [] })).toEqual({
      ok: false,
      problem: {
        message: `buildFlags: -C: there is no folder ${files.path('apps/api/nope')}`,
        hint: "It is looked up from the project's root.",
      },
    });
  });

  it('looks a path of goBinary up from the workspace’s root, a name on PATH', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    for (const [goBinary, binary] of [
      ['go1.26', 'go1.26'],
      ['tools/go', files.path('tools/go')],
      ['/opt/go/bin/go', resolve(files.root, '/opt/go/bin/go')],
    ] as const) {
      const go = createFakeGo();
      expect(await plan(files, { goBinary }, go)).toMatchObject({ value: { go: { binary } } });
      expect(go.commands[0]?.file).toBe(binary);
    }
  });

  it('asks for the go of the option go where goBinary is not set, and gives all that it starts its environment', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    const asked: unknown[] = [];
    const provideGo: ProvideGo = async (request, env) => {
      asked.push(request, env);
      return success({ binary: '/cache/go/bin/go', adapt: (one) => ({ ...one, PATH: '/cache/go/bin' }) });
    };
    const go = createFakeGo();
    const planned = await plan(files, { go: '1.26.8' }, go, { A: '1' }, provideGo);
    expect(asked).toEqual([{ asked: '1.26.8', directory: files.path('apps/api') }, { A: '1' }]);
    const env = expect.objectContaining({ A: '1', PATH: '/cache/go/bin' });
    expect(planned).toMatchObject({ value: { go: { binary: '/cache/go/bin/go', env } } });
    expect(go.commands).toEqual([expect.objectContaining({ file: '/cache/go/bin/go', env })]);
  });

  it('gives the problem of the go that can not be had, and asks for none beside goBinary', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    const refuse: ProvideGo = async () => failure('no network');
    expect(await plan(files, {}, createFakeGo(), {}, refuse)).toEqual(failure('no network'));
    expect(await plan(files, { goBinary: '/opt/go' }, createFakeGo(), {}, refuse)).toMatchObject({
      ok: true,
    });
    expect(
      await plan(files, { goBinary: '/opt/go', go: 'system' }, createFakeGo(), {}, refuse),
    ).toMatchObject({
      problem: { message: "go: it can't be set together with goBinary" },
    });
  });

  it('takes a .go file for its package, and does not ask go about it', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    const go = createFakeGo();
    expect(await plan(files, { file: 'main.go' }, go)).toMatchObject({
      value: { target: { kind: 'package', directory: files.path('apps/api') }, go: { package: '.' } },
    });
    expect(go.commands).toHaveLength(1);
  });

  it('passes on what is wrong with buildFlags', async () => {
    using files = createFiles({ 'apps/api/main.go': MAIN });
    expect(await plan(files, { buildFlags: '-o x' })).toMatchObject({
      problem: { message: 'buildFlags: -o is set by go-run', hint: 'Use the option outputPath instead.' },
    });
    expect(await plan(files, { buildFlags: `-tags 'a` })).toMatchObject({
      problem: { message: "buildFlags: a quote is not closed in -tags 'a" },
    });
  });
});

describe('planGo, with the real go', () => {
  const real: FakeGo = { startChild, commands: [] };

  it.each([
    ['an ignored file of another package', 'gen.go', '', './gen.go'],
    ['a file for another system', 'main_plan9.go', '', './main_plan9.go'],
    ['a file whose tag is missing', 'tagged.go', '', './tagged.go'],
    ['a file whose tag is given', 'tagged.go', '-tags=special', '.'],
  ])('builds %s alone, or with its package', async (_, file, buildFlags, expected) => {
    using files = createFiles({
      'apps/api/go.mod': 'module example.com/x\n\ngo 1.24\n',
      'apps/api/lib.go': 'package lib\n',
      'apps/api/gen.go': `//go:build ignore\n\n${MAIN}`,
      'apps/api/main_plan9.go': MAIN,
      'apps/api/tagged.go': `//go:build special\n\n${MAIN}`,
    });
    const planned = await plan(files, { file, buildFlags }, real, goEnvironment());
    const target =
      expected === '.'
        ? { kind: 'package', directory: files.path('apps/api') }
        : { kind: 'file', directory: files.path('apps/api'), file: files.path(`apps/api/${file}`) };
    expect(planned).toMatchObject({ ok: true, value: { target, go: { package: expected } } });
  });

  it('takes the file for its package where go can say nothing', async () => {
    using files = createFiles({
      'apps/api/go.mod': 'broken',
      'apps/api/gen.go': `//go:build ignore\n\n${MAIN}`,
    });
    expect(await plan(files, { file: 'gen.go' }, real, goEnvironment())).toMatchObject({
      value: { target: { kind: 'package' } },
    });
  });
});
