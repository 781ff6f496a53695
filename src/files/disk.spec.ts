import {
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentFiles, readFileTime } from './disk.ts';

describe(readFileTime.name, () => {
  it('is the time stamp of a file that is written now, and leaves none', () => {
    const root = mkdtempSync(join(tmpdir(), 'disk-'));
    const write = (name: string) => {
      writeFileSync(join(root, name), '');
      return statSync(join(root, name)).ctimeMs;
    };
    const times = [write('before'), readFileTime(root), write('after')];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(readdirSync(root)).toEqual(['after', 'before']);
    rmSync(root, { recursive: true });
  });

  it('is the time of day where nothing can be written', () => {
    const times = [Date.now(), readFileTime('/nowhere'), Date.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

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
