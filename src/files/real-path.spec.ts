import { symlinkSync } from 'node:fs';
import { describeSystem } from '../process/system.ts';
import { realPath, spellBelow } from './real-path.ts';
import { createFiles } from './testing/temporary-files.ts';

describe(realPath.name, () => {
  it.each(['linux', 'darwin', 'win32'] as const)('is one on %s, whatever link leads there', (platform) => {
    using files = createFiles({ 'private/var/shop/nx.json': '{}' });
    symlinkSync(files.path('private/var'), files.path('var'));
    expect(realPath(files.path('var/shop'), describeSystem(platform))).toBe(files.path('private/var/shop'));
  });
});

describe(spellBelow.name, () => {
  const mac = describeSystem('darwin');

  it('is in the case of the disk where that does not matter', () => {
    using files = createFiles({ 'cmd/Api/main.go': '', 'cmd/Api/Main_test.go': '' });
    const spell = (path: string, system = mac) => spellBelow(files.root, files.path(path), system);
    expect(spell('CMD/api/MAIN.go')).toBe(files.path('cmd/Api/main.go'));
    expect(spell('cmd/api')).toBe(files.path('cmd/Api'));
    expect(spell('cmd/Api/main.go')).toBe(files.path('cmd/Api/main.go'));
    expect(spell('cmd/api', describeSystem('linux'))).toBe(files.path('cmd/api'));
    expect(spellBelow(files.root, files.root, mac)).toBe(files.root);
  });

  it('leaves links, names that are nowhere and paths outside as they are', () => {
    using files = createFiles({ 'real/main.go': '' });
    symlinkSync(files.path('real'), files.path('link'));
    const spell = (path: string) => spellBelow(files.root, path, mac);
    expect(spell(files.path('LINK/main.go'))).toBe(files.path('link/main.go'));
    expect(spell(files.path('Gone/X.go'))).toBe(files.path('Gone/X.go'));
    expect(spell('/elsewhere/X.go')).toBe('/elsewhere/X.go');
  });
});
