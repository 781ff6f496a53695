import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createFiles } from '../files/testing/temporary-files.ts';

describe('the plugin’s entry', () => {
  /** Calls it where it can't import the rest, as Node 20 can't from the archives of Yarn's Plug'n'Play. */
  const callAlone = (version: string) => {
    using files = createFiles({ 'plugin/package.json': '{}' });
    for (const path of ['plugin/plugin.cjs', 'executors/go-run/executor.cjs'])
      cpSync(join(import.meta.dirname, '..', path), files.path(path));
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    const call = `${pretend} require(${JSON.stringify(files.path('plugin/plugin.cjs'))}).createNodes[1]([]).catch((error) => console.log(error.message))`;
    return spawnSync(process.execPath, ['-e', call], { encoding: 'utf8' }).stdout;
  };

  it('says on an old Node which one is needed', () => {
    expect(callAlone('20.20.2')).toMatch(/nx-go-run needs Node 22\.22 or newer; this is Node 20\.20\.2\./);
  });

  it('says on a new one what is wrong', () => {
    expect(callAlone('24.21.0')).toMatch(/^Cannot find module .*index\.ts/);
  });
});
