import { readFileSync } from 'node:fs';
import { renamePatiently } from './patiently.ts';
import { refuseRenames } from './testing/refusing-disk.ts';
import { createFiles } from './testing/temporary-files.ts';

describe(renamePatiently.name, () => {
  // https://github.com/npm/cli/issues/9028, https://github.com/jdx/mise/issues/10300
  it.each(['EBUSY', 'EPERM', 'EACCES'])('tries again after %s until the file is let go', async (code) => {
    using made = createFiles({ new: 'new', old: 'old' });
    const disk = refuseRenames(8, code);
    await renamePatiently(made.path('new'), made.path('old'), disk);
    expect(readFileSync(made.path('old'), 'utf8')).toBe('new');
    expect(disk.time).toBeLessThan(1500);
  });

  it('gives up after 10 s, with the error of the system', async () => {
    using made = createFiles({ new: 'new' });
    const disk = refuseRenames(Infinity);
    await expect(renamePatiently(made.path('new'), made.path('old'), disk)).rejects.toThrow('EBUSY');
    expect(disk.time).toBeGreaterThanOrEqual(10_000);
    expect(disk.time).toBeLessThan(10_500);
  });

  it('does not try again what does not pass', async () => {
    using made = createFiles({ new: 'new' });
    const disk = refuseRenames(1, 'ENOSPC');
    await expect(renamePatiently(made.path('new'), made.path('old'), disk)).rejects.toThrow('ENOSPC');
    expect(disk.time).toBe(0);
  });
});
