import { jest } from '@jest/globals';
import { addProjectConfiguration, logger, readProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { debug } from './debug.ts';

const LAUNCH = '.vscode/launch.json';

describe('debug', () => {
  let tree: Tree;
  beforeEach(() => {
    jest.spyOn(logger, 'info').mockImplementation(() => undefined);
    tree = createTreeWithEmptyWorkspace();
    for (const name of ['api', 'users']) {
      const serve = { executor: 'nx-go-run:go-run', options: { file: 'cmd/x' } };
      addProjectConfiguration(tree, name, {
        root: `apps/${name}`,
        targets: { serve, test: { command: 'go test' } },
      });
    }
  });
  const optionsOf = (name: string) =>
    readProjectConfiguration(tree, name).targets?.['serve']?.options as unknown;
  const launch = () => tree.read(LAUNCH, 'utf8') ?? '';
  const ports = () => [...launch().matchAll(/"port": (\d+)/g)].map(([, port]) => Number(port));

  it('makes launch.json, and gives the target the same port', async () => {
    await debug(tree, { project: 'api' });
    expect(JSON.parse(launch())).toEqual({
      version: '0.2.0',
      configurations: [
        {
          name: 'api',
          type: 'go',
          request: 'attach',
          mode: 'remote',
          debugAdapter: 'dlv-dap',
          host: '127.0.0.1',
          port: 2345,
        },
      ],
    });
    expect(optionsOf('api')).toEqual({ file: 'cmd/x', debug: 2345 });
  });

  it('gives each project a port of its own, which stays when it is asked again', async () => {
    await debug(tree, { project: 'api' });
    await debug(tree, { project: 'users' });
    const before = launch();
    await debug(tree, { project: 'api' });
    expect(launch()).toBe(before);
    expect(ports()).toEqual([2345, 2346]);
    await debug(tree, { project: 'api', port: 2400 });
    expect(ports()).toEqual([2400, 2346]);
    expect(optionsOf('api')).toMatchObject({ debug: 2400 });
  });

  it('takes the port that the target has, and keeps what else it says', async () => {
    const serve = { executor: 'nx-go-run:go-run', options: { debug: { port: 2500, dependencies: true } } };
    addProjectConfiguration(tree, 'third', { root: 'apps/third', targets: { serve } });
    await debug(tree, { project: 'third' });
    expect(ports()).toEqual([2500]);
    expect(optionsOf('third')).toEqual({ debug: { port: 2500, dependencies: true } });
  });

  it.each([
    [
      'comments and a trailing comma',
      '{\n  // mine\n  "configurations": [\n    { "name": "a" }, // first\n  ],\n}\n',
    ],
    [
      'tabs and line ends of Windows',
      '{\r\n\t"configurations": [\r\n\t\t{ "name": "a" } /* x */\r\n\t]\r\n}\r\n',
    ],
    ['no list', '{\n  "version": "0.2.0" // v\n}\n'],
    ['an empty list', '{ "configurations": [] /* none */ }'],
  ])('keeps all of a file with %s', async (_, text) => {
    tree.write(LAUNCH, text);
    await debug(tree, { project: 'api' });
    for (const word of text.match(/\/\/.*|\/\*.*\*\/|"a"|"0\.2\.0"/g) ?? [])
      expect(launch()).toContain(word.trim());
    expect(ports()).toEqual([2345]);
    expect(launch().includes('\r\n')).toBe(text.includes('\r\n'));
    await debug(tree, { project: 'users' });
    expect(ports()).toEqual([2345, 2346]);
  });

  it('refuses what it can’t read, and a target of another kind, and writes nothing', async () => {
    await expect(debug(tree, { project: 'api', target: 'test' })).rejects.toThrow(
      /no go-run in its target test/,
    );
    await expect(debug(tree, { project: 'api', target: 'dev' })).rejects.toThrow(/api has no target dev/);
    tree.write(LAUNCH, '{\n  "configurations": [\n    {]\n');
    await expect(debug(tree, { project: 'api' })).rejects.toThrow(/launch\.json: line 3 is no JSON/);
    tree.write(LAUNCH, '{ "configurations": {} }');
    await expect(debug(tree, { project: 'api' })).rejects.toThrow(/must be a list/);
    expect(optionsOf('api')).toEqual({ file: 'cmd/x' });
  });
});
