import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { planSwagger } from './swagger.ts';
import { createFiles } from '../files/testing/temporary-files.ts';

const TITLED = '// @title API\npackage main\n';

/** Plans for the program cmd/api of the project apps/api; paths are given from the project. */
async function plan(option: GoRunOptions['swagger'], contents: Record<string, string> = {}, file?: string) {
  using files = createFiles({ 'apps/api/cmd/api/main.go': 'package main\n', ...contents });
  const directory = files.path('apps/api/cmd/api');
  const target = file
    ? ({ kind: 'file', directory, file: files.path(file) } as const)
    : ({ kind: 'package', directory } as const);
  const roots = { workspaceRoot: files.root, projectRoot: files.path('apps/api') };
  const result = await planSwagger(option, target, roots);
  return JSON.parse(
    JSON.stringify(result)
      .replaceAll(JSON.stringify(files.path('apps/api/')).slice(1, -1), '')
      .replaceAll(JSON.stringify(files.root).slice(1, -1), '{root}'),
  ) as object;
}

describe('planSwagger', () => {
  it.each([undefined, false])('is null for %s', async (option) => {
    expect(await plan(option)).toEqual({ ok: true, value: null });
  });

  it.each([true as const, {}])('has gf run’s names by default: %j', async (option) => {
    expect(await plan(option)).toEqual({
      ok: true,
      value: {
        generalInfo: 'cmd/api/main.go',
        searchDirectory: '{root}/apps/api',
        output: 'swagger',
        packFile: 'packed/data-swagger.go',
        packFormat: 'auto',
        flags: [],
      },
    });
  });

  it('finds the file with the general annotations', async () => {
    expect(await plan(true, { 'apps/api/cmd/api/doc.go': TITLED })).toMatchObject({
      value: { generalInfo: 'cmd/api/doc.go' },
    });
    expect(await plan(true, { 'apps/api/cmd/api/doc.go': TITLED }, 'apps/api/cmd/api/gen.go')).toMatchObject({
      value: { generalInfo: 'cmd/api/gen.go' },
    });
  });

  it('takes each part of the object, and splits flags and command', async () => {
    expect(
      await plan({
        generalInfo: 'docs.go',
        dir: 'internal/http',
        output: 'apps/api/docs',
        packFile: 'internal/spec.go',
        packFormat: 'go',
        flags: '--parseDependency --tags "a b"',
        command: ['my gen', '--all'],
      }),
    ).toEqual({
      ok: true,
      value: {
        generalInfo: 'docs.go',
        searchDirectory: 'internal/http',
        output: 'docs',
        packFile: 'internal/spec.go',
        packFormat: 'go',
        flags: ['--parseDependency', '--tags', 'a b'],
        command: ['my gen', '--all'],
      },
    });
  });

  it('never writes into a folder of the workspace that has the same name', async () => {
    expect(await plan(true, { 'swagger/swagger.json': '', 'packed/data-swagger.go': '' })).toMatchObject({
      value: { output: 'swagger', packFile: 'packed/data-swagger.go' },
    });
  });

  it.each(['flags', 'command'])('names the part with an unclosed quote: %s', async (part) => {
    expect(await plan({ [part]: `a "b` })).toMatchObject({
      problem: { message: `swagger.${part}: a quote is not closed in a "b` },
    });
  });
});
