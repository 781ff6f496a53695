import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';
import { completeFromServe, type GivenGenerateOptions } from './serve-options.ts';

const GO_RUN = 'nx-go-run:go-run';

function complete(
  given: GivenGenerateOptions & Record<string, unknown>,
  targets: Record<string, TargetConfiguration>,
  configurationName?: string,
) {
  const projects = { api: { root: 'apps/api', targets } };
  const context: ExecutorContext = {
    root: '/w',
    cwd: '/w',
    isVerbose: false,
    projectName: 'api',
    targetName: 'generate',
    ...(configurationName === undefined ? {} : { configurationName }),
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
  return completeFromServe(given, context);
}

const serve: TargetConfiguration = {
  executor: GO_RUN,
  options: { file: 'cmd/api', generate: ['templ'], port: 8080, args: 'x', buildFlags: '-tags=dev' },
  configurations: { production: { buildFlags: '-tags=prod', port: 80 } },
};

describe(completeFromServe, () => {
  it('takes from serve what makes the steps, and nothing else', () => {
    const options = { file: 'cmd/api', generate: ['templ'], buildFlags: '-tags=dev' };
    expect(complete({ check: true }, { serve })).toMatchObject({
      ok: true,
      value: { options, target: 'serve', strange: [] },
    });
  });

  it('lets its own options win, and then those of the configuration', () => {
    expect(complete({ generate: ['sqlc'] }, { serve }, 'production')).toMatchObject({
      value: { options: { file: 'cmd/api', generate: ['sqlc'], buildFlags: '-tags=prod' } },
    });
    expect(complete({ buildFlags: '-tags=x' }, { serve }, 'production')).toMatchObject({
      value: { options: { buildFlags: '-tags=x' } },
    });
  });

  it.each([
    ['serve of several', { dev: { executor: GO_RUN }, serve }, {}, 'serve'],
    ['the only one', { dev: serve, serve: { command: 'air' } }, {}, 'dev'],
    ['the one that serveTarget names', { 'serve-x': serve, serve }, { serveTarget: 'serve-x' }, 'serve-x'],
    [
      'none of several without serve',
      { one: { executor: GO_RUN }, two: { executor: GO_RUN } },
      {},
      'generate',
    ],
    ['none where there is none', {}, {}, 'generate'],
  ])('takes %s', (_, targets, given, target) => {
    expect(complete(given, targets)).toMatchObject({ ok: true, value: { target } });
  });

  it('names a target that does not run go-run, and those that do', () => {
    expect(complete({ serveTarget: 'build' }, { serve, build: { command: 'go build' } })).toEqual({
      ok: false,
      problem: {
        message: 'serveTarget: build is no target that uses nx-go-run:go-run',
        hint: 'These do: serve.',
      },
    });
  });

  it('refuses a misspelt option, and tells of a strange one', () => {
    expect(complete({ chekc: true }, { serve })).toMatchObject({
      ok: false,
      problem: { hint: 'Did you mean check?' },
    });
    expect(complete({ coverage: true }, { serve })).toMatchObject({
      value: { strange: [{ message: 'coverage: there is no such option' }] },
    });
  });
});
