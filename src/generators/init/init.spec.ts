import { jest } from '@jest/globals';
import { logger, readJson, type Tree, updateJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readOwnPackage } from '../packages.ts';
import { collectInfo } from '../testing/collect-info.ts';
import { init } from './init.ts';
import { registerPlugin } from './register.ts';

const READY = { readyWhen: { signal: true, timeout: 2147483647 } };
// The virtual workspace has no formatter.
const QUIET = { skipFormat: true };
const own = { name: 'nx-go-run', version: '1.0.0', exports: { './plugin': './dist/plugin.js' } };

/** All files of a tree that differ from the disk, as text. */
function changes(tree: Tree): Record<string, string> {
  return Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, String(content)]));
}

describe('init', () => {
  let tree: Tree;
  let said: string[];
  let warned: string[];
  beforeEach(() => {
    said = collectInfo();
    warned = [];
    jest.spyOn(logger, 'warn').mockImplementation((line) => void warned.push(String(line)));
    tree = createTreeWithEmptyWorkspace();
  });

  it('registers the plugin and adds the devDependency, and touches no other file', async () => {
    const manifest = readJson(tree, 'package.json');
    const before = Object.keys(changes(tree));
    await init(tree, QUIET);
    const { targetDefaults } = readJson(tree, 'nx.json');
    expect(readJson(tree, 'nx.json').plugins).toEqual(['nx-go-run/plugin']);
    expect(targetDefaults).not.toHaveProperty('nx-go-run:go-run');
    expect(readJson(tree, 'package.json')).toEqual({
      ...manifest,
      devDependencies: { ...manifest.devDependencies, 'nx-go-run': `^${readOwnPackage().version}` },
    });
    expect(Object.keys(changes(tree))).toEqual(before);
  });

  it('registers the plugin for serve alone where the other targets are not wanted', async () => {
    await init(tree, { ...QUIET, targets: false });
    const registered = { plugin: 'nx-go-run/plugin', options: { targets: false } };
    expect(readJson(tree, 'nx.json').plugins).toEqual([registered]);
    expect(said).toContain('nx.json: registered the plugin nx-go-run/plugin, for serve alone');
  });

  it('changes nothing when it is run again', async () => {
    await init(tree, QUIET);
    const before = changes(tree);
    await init(tree, QUIET);
    expect(changes(tree)).toEqual(before);
    expect(said.at(-1)).toBe('nx-go-run is already set up; nothing was changed');
  });

  it('keeps the version that is there, package.json workspaces, and the settings of others', async () => {
    updateJson(tree, 'package.json', (json) => ({
      ...json,
      workspaces: ['packages/*'],
      dependencies: { 'nx-go-run': 'file:../x.tgz' },
    }));
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      plugins: ['@nx-go/nx-go'],
      targetDefaults: { build: { cache: true }, 'nx-go-run:go-run': { parallelism: true } },
    }));
    const before = readJson(tree, 'package.json');
    await init(tree, QUIET);
    expect(readJson(tree, 'package.json')).toEqual(before);
    const nxJson = readJson(tree, 'nx.json');
    expect(nxJson.plugins[0]).toBe('@nx-go/nx-go');
    expect(nxJson.targetDefaults).toEqual({
      build: { cache: true },
      'nx-go-run:go-run': { parallelism: true },
    });
  });

  it('leaves what targetDefaults has for serve in force', async () => {
    const serve = { dependsOn: ['^build'] };
    updateJson(tree, 'nx.json', (json) => ({ ...json, targetDefaults: { serve } }));
    await init(tree, QUIET);
    expect(readJson(tree, 'nx.json').targetDefaults).toEqual({ serve });
    expect(warned).toEqual([]);
  });

  it('takes back what an earlier version wrote by the executor, which hid that', async () => {
    const serve = { dependsOn: ['^build'] };
    updateJson(tree, 'nx.json', (json) => ({
      ...json,
      targetDefaults: { 'nx-go-run:go-run': READY, serve },
    }));
    await init(tree, QUIET);
    expect(readJson(tree, 'nx.json').targetDefaults).toEqual({ serve });
    expect(said).toContain(
      'nx.json: removed the ready setting from targetDefaults; the plugin gives it to each target',
    );
    updateJson(tree, 'nx.json', (json) => ({ ...json, targetDefaults: { 'nx-go-run:go-run': READY } }));
    await init(tree, QUIET);
    expect(readJson(tree, 'nx.json')).not.toHaveProperty('targetDefaults');
  });

  it('leaves a setting of the user alone, also in a list, and says what it hides', async () => {
    for (const mine of [
      { readyWhen: { port: 8080 } },
      [{ projects: 'api', readyWhen: { port: 8080 } }, { cache: false }],
    ]) {
      const targetDefaults = { 'nx-go-run:go-run': mine, dev: { dependsOn: ['^build'], cache: false } };
      const plugins = [{ plugin: 'nx-go-run/plugin', options: { targetName: 'dev' } }];
      updateJson(tree, 'nx.json', (json) => ({ ...json, plugins, targetDefaults }));
      await init(tree, QUIET);
      expect(readJson(tree, 'nx.json').targetDefaults).toEqual(targetDefaults);
      expect(warned.at(-1)).toMatch(
        /^nx\.json: targetDefaults\["nx-go-run:go-run"\] hides targetDefaults\.dev \(dependsOn/,
      );
    }
  });

  it('does without a package.json', async () => {
    tree.delete('package.json');
    await init(tree, QUIET);
    expect(tree.exists('package.json')).toBe(false);
    expect(readJson(tree, 'nx.json').plugins).toEqual(['nx-go-run/plugin']);
  });

  it('adds the devkit where there is none, once', async () => {
    await init(tree, QUIET, '^22.0.0');
    expect(readJson(tree, 'package.json').devDependencies).toMatchObject({ '@nx/devkit': '^22.0.0' });
    expect(said).toContain('package.json: added @nx/devkit ^22.0.0 to devDependencies, for the generators');
    const before = changes(tree);
    await init(tree, QUIET, '^22.0.0');
    expect(changes(tree)).toEqual(before);
  });

  it.each([true, false])('says that Go will be fetched where there is none: %s', async (isThere) => {
    await init(tree, QUIET, undefined, () => Promise.resolve(isThere ? '/go' : undefined));
    expect(said.some((line) => line.includes('the first serve fetches'))).toBe(!isThere);
  });

  it('adds nothing to package.json where that is not wanted', async () => {
    const before = tree.read('package.json', 'utf8');
    await init(tree, { ...QUIET, skipPackageJson: true });
    expect(tree.read('package.json', 'utf8')).toBe(before);
  });
});

describe('registerPlugin', () => {
  it('puts the plugin last, and only once, whichever way it is written', () => {
    const tree = createTreeWithEmptyWorkspace();
    writeJson(tree, 'nx.json', { plugins: ['@nx-go/nx-go'] });
    expect(registerPlugin(tree, own, true)).toBe(true);
    expect(readJson(tree, 'nx.json').plugins).toEqual(['@nx-go/nx-go', 'nx-go-run/plugin']);
    expect(registerPlugin(tree, own, true)).toBe(false);
    writeJson(tree, 'nx.json', { plugins: [{ plugin: 'nx-go-run/plugin', options: {} }] });
    expect(registerPlugin(tree, own, true)).toBe(false);
  });
});
