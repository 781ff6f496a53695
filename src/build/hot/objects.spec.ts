import { writeFileSync } from 'node:fs';
import { createFiles } from '../../files/testing/temporary-files.ts';
import { compareCompiled, findCompiled } from './objects.ts';
import { makeTestRecipe } from './testing/recipe.ts';
import { makeObject } from './testing/archive-file.ts';

describe(findCompiled.name, () => {
  const recipe = makeTestRecipe({ m: [] });

  it('prefers what was compiled anew to what lies in the cache of go', () => {
    const anew = { exported: '/hot/x', object: '/hot/o' };
    expect(findCompiled('m', new Map([['m', anew]]), recipe)).toBe(anew);
    expect(findCompiled('m', new Map(), recipe)).toEqual({ exported: '/gocache/m', object: '/gocache/m' });
    expect(findCompiled('other', new Map(), recipe)).toBeUndefined();
  });
});

describe(compareCompiled.name, () => {
  it.each([
    ['nothing', 'x', 'o', { exports: false, code: false }],
    ['the code', 'x', 'p', { exports: false, code: true }],
    ['what is exported', 'y', 'o', { exports: true, code: false }],
  ])('tells whether %s has changed', async (_, exported, code, difference) => {
    using files = createFiles();
    writeFileSync(files.path('before'), makeObject('x', 'o'));
    // As the compiler splits it.
    writeFileSync(files.path('exported'), makeObject(exported, ''));
    writeFileSync(files.path('object'), makeObject('', code));
    const before = { exported: files.path('before'), object: files.path('before') };
    const now = { exported: files.path('exported'), object: files.path('object') };
    expect(await compareCompiled(before, now)).toEqual(difference);
    expect(await compareCompiled(now, now)).toEqual({ exports: false, code: false });
  });

  it('rejects where a file is gone', async () => {
    const gone = { exported: '/nowhere/x', object: '/nowhere/o' };
    await expect(compareCompiled(gone, gone)).rejects.toThrow('ENOENT');
  });
});
