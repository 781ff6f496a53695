import { mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentFiles } from './disk.ts';

describe('the status of a file', () => {
  it('is newer once a link is set to another file, though both files are old', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
    const path = (name: string) => join(root, name);
    writeFileSync(path('one.go'), 'one');
    writeFileSync(path('two.go'), 'two');
    symlinkSync('one.go', path('link.go'));
    const before = contentFiles.status(path('link.go'))?.ctimeMs ?? NaN;
    expect(before).toBeGreaterThan(0);
    // File times come from a clock with steps of a few ms.
    for (let ctimeMs = before; ctimeMs <= before;) {
      symlinkSync('two.go', path('new.go'));
      renameSync(path('new.go'), path('link.go'));
      ctimeMs = contentFiles.status(path('link.go'))?.ctimeMs ?? NaN;
      await new Promise(setImmediate);
    }
    expect(contentFiles.status(path('link.go'))).toMatchObject({ size: 3 });
    rmSync(root, { recursive: true });
  });

  it('is none where a link leads nowhere', () => {
    expect(contentFiles.status('/nowhere')).toBeUndefined();
  });
});
