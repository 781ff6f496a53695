import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMemory, writeMemory } from './open-readiness.ts';

describe('the memory of readiness', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'memory-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, 'cache', 'readiness.json');

  it('is empty at first', async () => {
    expect(await readMemory(file())).toEqual({});
  });

  it('gives what was written last, and leaves nothing else in its folder', async () => {
    await writeMemory(file(), { opensPort: false });
    expect(await writeMemory(file(), { opensPort: true, port: 8080 })).toEqual({ ok: true });
    expect(await readMemory(file())).toEqual({ opensPort: true, port: 8080 });
    expect(readdirSync(join(folder, 'cache'))).toEqual(['readiness.json']);
  });

  it.each(['', '{"opensPort": tr', 'null', '7', '{"opensPort": "yes", "port": 70000}'])(
    'is empty when the file holds %j',
    async (text) => {
      await writeMemory(file(), {});
      writeFileSync(file(), text);
      expect(await readMemory(file())).toEqual({});
    },
  );

  it('gives the reason when it cannot be written', async () => {
    writeFileSync(join(folder, 'cache'), 'a file in the way');
    expect(await writeMemory(file(), {})).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining("readiness.json can't be written: ") },
    });
  });
});
