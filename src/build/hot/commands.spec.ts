import { mkdirSync, readFileSync } from 'node:fs';
import { createFiles } from '../../files/testing/temporary-files.ts';
import { makeBuildId, prepareLink } from './commands.ts';
import { makeTestRecipe } from './testing/recipe.ts';

describe(makeBuildId.name, () => {
  it.each([83, 62, 9])('is as long as the one of go: %d', (length) => {
    expect(makeBuildId(length)).toHaveLength(length);
  });

  it('is none that go could have given: those have four parts, or two', () => {
    expect(makeBuildId(83)).toMatch(/^hot-path\/x+$/);
  });
});

describe(prepareLink.name, () => {
  const recipe = makeTestRecipe({ leaf: [], main: ['leaf'] });

  it('links what was compiled anew, and the rest from the cache of go', async () => {
    using files = createFiles();
    mkdirSync(files.path('1'));
    const objects = new Map([['leaf', { exported: '/hot/exported', object: '/hot/object' }]]);
    const command = await prepareLink(recipe, files.path('1'), objects, '/c/next', '/w/app');
    const config = files.path('1/importcfg.link');
    expect(command).toEqual({
      file: '/go/link',
      args: ['-o', '/c/next', '-importcfg', config, `-buildid=${makeBuildId(83)}`, '-s', '/gocache/main'],
      cwd: '/w/app',
      env: { PATH: '/bin', GOROOT: '/go', PWD: '/w/app' },
      output: 'capture',
    });
    expect(readFileSync(config, 'utf8')).toBe(
      'packagefile leaf=/hot/object\npackagefile main=/gocache/main\nmodinfo "x"\n',
    );
  });

  it('gives nothing where an object is not known', async () => {
    const unknown = { ...recipe, exports: new Map([['main', '/gocache/main']]) };
    expect(await prepareLink(unknown, '/nowhere', new Map(), '/c/next', '/w')).toBeUndefined();
  });
});
