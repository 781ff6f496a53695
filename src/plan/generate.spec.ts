import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { planGenerate } from './generate.ts';
import { createFiles } from '../files/testing/temporary-files.ts';

type Steps = NonNullable<GoRunOptions['generate']>;

function plan(steps: Steps, hasSwagger = false): unknown {
  using files = createFiles({ 'apps/api/main.go': 'package main\n', 'proto/a.proto': '' });
  const roots = { workspaceRoot: files.root, projectRoot: files.path('apps/api') };
  return JSON.parse(
    JSON.stringify(planGenerate(steps, hasSwagger, roots)).replaceAll(
      JSON.stringify(files.root).slice(1, -1),
      '/w',
    ),
  ) as object;
}
const step = (command: string | string[]) => ({ command, inputs: ['in/*'], outputs: ['out'] });

describe('planGenerate', () => {
  it('resolves a step’s files, folder and variables', () => {
    const steps: Steps = [
      {
        command: 'buf generate',
        inputs: ['proto/**', '!proto/vendor/**'],
        outputs: ['internal/pb/**/*.pb.go', 'proto/gen/**'],
        cwd: 'proto',
        env: { A: 1 },
      },
    ];
    expect(plan(steps)).toEqual({
      ok: true,
      value: [
        {
          kind: 'command',
          name: 'buf',
          command: ['buf', 'generate'],
          cwd: '/w/proto',
          env: { A: '1' },
          inputs: {
            named: [{ base: '/w/proto', pattern: '**' }],
            except: [{ base: '/w/proto/vendor', pattern: '**' }],
          },
          outputs: {
            named: [
              { base: '/w/apps/api/internal/pb', pattern: '**/*.pb.go' },
              { base: '/w/proto/gen', pattern: '**' },
            ],
            except: [],
          },
        },
      ],
    });
  });

  it.each([
    ['go tool wire ./cmd/api', 'wire'],
    ['npx buf generate', 'buf'],
    ['go run github.com/x/mock/v2@v2.1.0 -o x', 'mock'],
    [['node', 'tools/make spec.mjs'], 'make spec.mjs'],
    ['./gen.sh', 'gen.sh'],
    ['go generate ./...', 'generate'],
  ])('calls a step by its tool: %s', (command, name) => {
    expect(plan([step(command)])).toMatchObject({ value: [{ name }] });
  });

  it('counts steps of one tool, and refuses two of one name', () => {
    const steps = [step('a x'), { ...step('a y'), outputs: ['y'] }];
    expect(plan(steps)).toMatchObject({ value: [{ name: 'a' }, { name: 'a 2' }] });
    const named = steps.map((one) => ({ ...one, name: 'db' }));
    expect(plan(named)).toMatchObject({ problem: { message: 'generate: two steps are called db' } });
  });

  it('places swagger where the list says, else last', () => {
    const kinds = (result: unknown) =>
      (result as { value: { kind: string }[] }).value.map(({ kind }) => kind);
    expect(kinds(plan([step('a')], true))).toEqual(['command', 'swagger']);
    expect(kinds(plan(['swagger', step('a')], true))).toEqual(['swagger', 'command']);
  });

  it.each([
    [
      'two steps that wait for each other',
      [
        { ...step('a'), outputs: ['y'] },
        { command: 'b', inputs: ['y'], outputs: ['in/b'] },
      ],
      'a → b → a',
    ],
    ['a folder that is not there', [{ ...step('a'), cwd: 'nowhere' }], 'there is no folder'],
    ['an empty command', [step('')], 'command is empty'],
    ['a quote that is not closed', [step('a "b')], 'quote is not closed'],
  ])('refuses %s', (_, steps, message) => {
    expect(plan(steps)).toMatchObject({ ok: false, problem: { message: expect.stringContaining(message) } });
  });
});
