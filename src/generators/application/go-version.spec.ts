import { createFiles } from '../../files/testing/temporary-files.ts';
import { PINNED } from '../../toolchain/version.ts';
import { readInstalledGo } from './join-module.ts';

it('reads the minor version of the go on PATH', () => {
  expect(readInstalledGo()).toMatch(/^1\.\d+\.0$/);
});

it('takes the version that is fetched where there is no go', () => {
  using files = createFiles();
  expect(readInstalledGo({ PATH: files.root })).toBe(PINNED);
});
