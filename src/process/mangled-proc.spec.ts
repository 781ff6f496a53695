import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRecords, writeRecord } from '../claim/run-record.ts';
import { readMemory } from '../readiness/open-readiness.ts';
import { anyText } from '../testing/any-text.ts';
import { createProcessTable } from './process-table.ts';
import { createFakeProc, type FakeProc } from './testing/fake-proc.ts';

describe('a process table, whatever stands in procfs', () => {
  let proc: FakeProc;
  beforeAll(() => {
    proc = createFakeProc();
    proc.write({ pid: 40 });
  });
  afterAll(() => proc[Symbol.dispose]());

  const find = (stat: string) => {
    proc.rewrite(40, 'stat', stat);
    return createProcessTable(proc.root).find(40);
  };
  // The kernel cuts a name at 15 bytes; it may hold anything but a NUL.
  const name = fc.string({ unit: fc.constantFrom(...'a) (\nSZ0 é'), maxLength: 15 });

  it('reads what stands behind a name with any brackets, blanks and line ends', () => {
    const parent = fc.nat(4_194_304);
    const state = fc.constantFrom('R', 'S', 'D', 'T');
    fc.assert(
      fc.property(name, parent, state, fc.nat(), (comm, parentPid, letter, startTime) => {
        const stat = `40 (${comm}) ${letter} ${parentPid} ${'0 '.repeat(15)}1 0 ${startTime} 4096 1\n`;
        expect(find(stat)).toMatchObject({
          pid: 40,
          parent: parentPid,
          state: letter,
          startTime: `${startTime}`,
        });
      }),
    );
  });

  it('finds no start time in a line that is cut off before it', () => {
    const stat = `40 (my (api) S 1) S 7 ${'0 '.repeat(15)}1 0 98765 4096 1\n`;
    for (let end = 0; end < stat.indexOf('98765'); end++) {
      const found = find(stat.slice(0, end));
      expect(found?.startTime ?? '').toBe('');
    }
  });

  it('never fails', () => {
    const text = fc
      .array(fc.oneof(anyText(), fc.constantFrom('40 (', ') S 1 ', '0 '.repeat(17), '\0')))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, text, (stat, environ, cmdline) => {
        proc.rewrite(40, 'stat', stat);
        proc.rewrite(40, 'environ', environ);
        proc.rewrite(40, 'cmdline', cmdline);
        proc.rewrite(40, 'task/40/children', stat);
        const table = createProcessTable(proc.root);
        expect(table.withCookie('none')).toEqual([]);
        expect(table.describe(40)?.pid).toBe(40);
        for (const { pid } of table.descendants(40)) expect(pid).not.toBe(40);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what a run leaves for the next one, whatever has become of it,', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'mangled-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const record = { executor: { pid: 7, startTime: '1' }, cookies: ['c'], files: ['/x'] };
  const json = fc.oneof(
    anyText(),
    fc.json(),
    fc
      .dictionary(fc.constantFrom('executor', 'cookies', 'files', 'port', 'opensPort'), fc.jsonValue())
      .map((one) => JSON.stringify(one)),
  );

  it('is a whole record, or none', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (text) => {
        writeFileSync(join(folder, 'run-1.json'), text);
        for (const { record: read } of await readRecords(folder)) {
          expect(typeof read.executor.pid).toBe('number');
          for (const one of [read.executor.startTime, ...read.cookies, ...read.files])
            expect(typeof one).toBe('string');
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is no record where it was cut off', async () => {
    const text = JSON.stringify(record);
    for (let end = 0; end < text.length; end++) {
      writeFileSync(join(folder, 'run-1.json'), text.slice(0, end));
      expect(await readRecords(folder)).toEqual([]);
    }
    await writeRecord(folder, record);
    expect(await readRecords(folder)).toMatchObject([{ record }]);
  });

  it('is passed over where a folder has its name', async () => {
    mkdirSync(join(folder, 'run-1.json'));
    await writeRecord(folder, record);
    expect(await readRecords(folder)).toMatchObject([{ record }]);
  });

  it('is no more than a port that there can be', async () => {
    const file = join(folder, 'readiness.json');
    await fc.assert(
      fc.asyncProperty(json, async (text) => {
        writeFileSync(file, text);
        const { port = 1, opensPort = true } = await readMemory(file);
        expect(Number.isInteger(port) && port > 0 && port < 65_536).toBe(true);
        expect(typeof opensPort).toBe('boolean');
      }),
      { numRuns: 50 },
    );
  });
});
