import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './folders.ts';

function fail(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(code), { code }));
}

describe(makeFolder.name, () => {
  const root = mkdtempSync(join(tmpdir(), 'make-folder-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('makes the folders above, and is content with what is there', async () => {
    await makeFolder(join(root, 'a/b/c'));
    await makeFolder(join(root, 'a/b/c'));
    expect(existsSync(join(root, 'a/b/c'))).toBe(true);
  });

  it('fails where a file stands in the way', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('says that the file system is read-only, also where folders above are missing', async () => {
    const there = new Set(['/', '/disk']);
    const disk = {
      mkdir: (path: string) => fail(there.has(path.slice(0, path.lastIndexOf('/'))) ? 'EROFS' : 'ENOENT'),
      stat: (path: string) =>
        there.has(path) ? Promise.resolve({ isDirectory: () => true }) : fail('ENOENT'),
    };
    await expect(makeFolder('/disk/cache/tmp', disk)).rejects.toMatchObject({ code: 'EROFS' });
  });
});
