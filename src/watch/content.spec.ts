import type { ContentFiles } from '../files/disk.ts';
import { createContentMemory } from './content.ts';

function fakeFiles() {
  const files = new Map<string, { text: string; ctimeMs: number; size?: number }>();
  const port: ContentFiles = {
    status: (path) => {
      const file = files.get(path);
      return file && { size: file.size ?? file.text.length, ctimeMs: file.ctimeMs };
    },
    read: (path) => {
      const file = files.get(path);
      return file && Buffer.from(file.text);
    },
  };
  return { files, port };
}

const source = (body: string) => `package x\n\nimport "fmt"\n\nfunc F() {\n${body}\n}\n`;

describe(createContentMemory.name, () => {
  it('knows an identical save from an edit', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    memory.learn('x.go', 5000);
    files.set('x.go', { text: source('1'), ctimeMs: 6000 });
    expect(memory.compare('x.go')).toBe('same');
    files.set('x.go', { text: source('2'), ctimeMs: 7000 });
    expect(memory.compare('x.go')).toBe('edited');
  });

  it('knows what the last build has read, though the event that told of it has not come yet', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    memory.compare('x.go');
    files.set('x.go', { text: source('2'), ctimeMs: 2000 });
    expect(memory.learn('x.go', 5000)).toBe(true);
    files.set('x.go', { text: source('1'), ctimeMs: 6000 });
    expect(memory.compare('x.go')).toBe('edited');
    files.delete('x.go');
    memory.learn('x.go', 7000);
    expect([...memory.paths()]).toEqual([]);
    expect(memory.learn('x.go', 7000)).toBe(true);
  });

  it('knows a file that nobody has written since it was looked at, or was read by a build', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    memory.learn('x.go', 5000);
    expect(memory.compare('x.go')).toBe('untouched');
    files.set('x.go', { text: source('2'), ctimeMs: 7000 });
    expect(memory.compare('x.go')).toBe('edited');
    expect(memory.compare('x.go')).toBe('untouched');
    // Written twice, and now as it was: a build may have read what it held between.
    files.set('x.go', { text: source('2'), ctimeMs: 8000 });
    expect(memory.compare('x.go')).toBe('same');
    expect(memory.compare('x.go')).toBe('untouched');
  });

  it('tells an edit that changes imports from one that does not', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    memory.learn('x.go', 5000);
    files.set('x.go', { text: source('1').replace('"fmt"', '"os"'), ctimeMs: 6000 });
    expect(memory.compare('x.go')).toBe('reshaped');
  });

  it.each([
    [4990, 'reshaped'],
    [4980, 'reshaped'],
    [4979, 'untouched'],
  ])(
    'does not take for known what may have changed after the build began: at %d it is %s',
    (ctimeMs, now) => {
      const { files, port } = fakeFiles();
      const memory = createContentMemory(port);
      files.set('x.go', { text: source('1'), ctimeMs });
      memory.learn('x.go', 5000);
      expect(memory.compare('x.go')).toBe(now);
    },
  );

  it('does not take for known what changed while it was read', () => {
    const { files, port } = fakeFiles();
    const read = (path: string) => {
      const bytes = port.read(path);
      files.set(path, { text: source('2'), ctimeMs: 5001 });
      return bytes;
    };
    const memory = createContentMemory({ ...port, read });
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    memory.learn('x.go', 5000);
    expect(memory.compare('x.go')).toBe('reshaped');
  });

  it('reads a file that it knows no more, however many builds come', () => {
    const { files, port } = fakeFiles();
    let reads = 0;
    const memory = createContentMemory({ ...port, read: (path) => (reads++, port.read(path)) });
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    for (const since of [5000, 6000, 7000]) memory.learn('x.go', since);
    expect(reads).toBe(1);
  });

  it('learns again what was removed, or was too large, in between', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    const limit = 8 * 1024 * 1024;
    memory.learn('x.bin', 4000);
    files.set('x.bin', { text: 'x', ctimeMs: 1000, size: limit + 1 });
    memory.learn('x.bin', 5000);
    files.set('x.bin', { text: 'x', ctimeMs: 2000, size: limit });
    memory.learn('x.bin', 6000);
    expect(memory.compare('x.bin')).toBe('untouched');
    files.delete('x.bin');
    expect(memory.compare('x.bin')).toBe('reshaped');
    files.set('x.bin', { text: 'y', ctimeMs: 7000 });
    memory.learn('x.bin', 8000);
    expect(memory.compare('x.bin')).toBe('untouched');
  });

  it('counts a file that can’t be read as reshaping', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory({ ...port, read: () => undefined });
    files.set('x.go', { text: source('1'), ctimeMs: 1000 });
    expect(memory.compare('x.go')).toBe('reshaped');
  });

  it('counts new, removed and very large files as reshaping', () => {
    const { files, port } = fakeFiles();
    const memory = createContentMemory(port);
    expect(memory.compare('gone.go')).toBe('reshaped');
    files.set('new.go', { text: source('1'), ctimeMs: 0 });
    expect(memory.compare('new.go')).toBe('reshaped');
    files.set('large.bin', { text: 'x', ctimeMs: 0, size: 9 * 1024 * 1024 });
    memory.learn('large.bin', 5000);
    expect(memory.compare('large.bin')).toBe('reshaped');
    files.delete('new.go');
    expect(memory.compare('new.go')).toBe('reshaped');
  });
});
