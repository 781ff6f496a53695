import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { askGo } from './go-command.ts';
import { completeOptions, type CompleteOptions } from './options.ts';
import { planGo } from './go-plan.ts';
import { createFakeGo, goOnPath, GO_ENV } from './testing/fake-go.ts';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';

describe('askGo, whatever go prints', () => {
  const ask = (stdout: string, stderr = '') =>
    askGo('go', '/w', {}, createFakeGo({}, () => ({ stdout, stderr })).startChild);
  const printed = `${JSON.stringify({ ...GO_ENV, GOFLAGS: '-tags=é', GOWORK: '/w/go.work' }, null, '\t')}\n`;

  it('fails with a problem on an answer that is cut off anywhere', async () => {
    for (let end = 0; end < printed.trimEnd().length; end++) {
      expect(await ask(printed.slice(0, end))).toMatchObject({
        ok: false,
        problem: { hint: 'Is goBinary really a go command?' },
      });
    }
    expect((await ask(printed)).ok).toBe(true);
  });

  it('fails with a problem on fields of other types, and on any other text', async () => {
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(GO_ENV)), fc.jsonValue());
    const text = fc.oneof(
      anyText(),
      fc.json(),
      fields.map((one) => JSON.stringify({ ...GO_ENV, ...one })),
    );
    await fc.assert(
      fc.asyncProperty(text, anyText(), async (stdout, stderr) => {
        const asked = await ask(stdout, stderr);
        if (asked.ok)
          expect([asked.value.version, asked.value.goflags].every((one) => typeof one === 'string')).toBe(
            true,
          );
        else expect(asked.problem.message).toContain('"go env" failed');
      }),
    );
  });
});

describe('planGo, whatever go list prints of an excluded file', () => {
  let files: TemporaryFiles;
  beforeAll(() => void (files = createFiles({ 'x_windows.go': 'package main\n' })));
  afterAll(() => files[Symbol.dispose]());

  const plan = async (stdout: string) => {
    const completed = completeOptions({ file: 'x_windows.go' });
    const named = { kind: 'go-file', directory: files.root, file: files.path('x_windows.go') } as const;
    const roots = { projectRoot: files.root, workspaceRoot: files.root, env: {} };
    const go = createFakeGo({}, ({ args }) => (args[0] === 'list' ? { stdout } : undefined));
    const options = (completed as { value: CompleteOptions }).value;
    const planned = await planGo(options, [], named, roots, go.startChild, goOnPath);
    return planned.ok ? planned.value.target.kind : planned.problem;
  };

  it('builds the file alone only where go says that it is excluded', async () => {
    expect(await plan('{"IgnoredGoFiles":["x_windows.go"]}')).toBe('file');
    for (const stdout of [
      '',
      '{',
      'null',
      '5',
      '[]',
      '{"IgnoredGoFiles":null}',
      '{"IgnoredGoFiles":{}}',
      '{"IgnoredGoFiles":"x_windows.go"}',
    ]) {
      expect(await plan(stdout)).toBe('package');
    }
  });
});
