import { chmodSync } from 'node:fs';
import { createFiles, type TemporaryFiles } from '../../files/testing/temporary-files.ts';
import { findGo } from '../../toolchain/machine.ts';
import { PINNED } from '../../toolchain/version.ts';
import { readVersion } from './join-module.ts';

/** Windows starts no scripts. */
const onUnix = process.platform === 'win32' ? it.skip : it;

function writeProgram(files: TemporaryFiles, path: string, line: string): void {
  files.write(path, `#!/bin/sh\n${line}\n`);
  chmodSync(files.path(path), 0o755);
}

describe('the version that a new go.mod has', () => {
  it('is that of the go on PATH, as the first release of its minor version', async () => {
    expect(readVersion(await findGo(process.env))).toMatch(/^1\.\d+\.0$/);
  });

  onUnix('is that of a go in a usual place, where PATH has none', async () => {
    using files = createFiles();
    files.write('home/sdk/go1.99.1/VERSION', 'go1.99.1\n');
    writeProgram(files, 'home/sdk/go1.99.1/bin/go', 'echo go1.99.1');
    const go = await findGo({ PATH: files.root, HOME: files.path('home'), USERPROFILE: files.path('home') });
    expect(go).toBe(files.path('home/sdk/go1.99.1/bin/go'));
    expect(readVersion(go)).toBe('1.99.0');
  });

  it('is the one that is fetched where there is no go', () => {
    expect(readVersion(undefined)).toBe(PINNED);
  });

  onUnix('is not made up where go does not answer', () => {
    using files = createFiles();
    writeProgram(files, 'go', 'exit 1');
    expect(() => readVersion(files.path('go'))).toThrow(`${files.path('go')} can't be run`);
  });
});
