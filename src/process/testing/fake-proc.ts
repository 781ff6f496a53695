import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process as it stands in a fake procfs. */
export interface FakeProcFile {
  readonly pid: number;
  readonly parent?: number;
  readonly name?: string;
  readonly group?: number;
  readonly session?: number;
  readonly state?: string;
  readonly threads?: number;
  /** PF_… */
  readonly flags?: number;
  readonly startTime?: number;
  readonly command?: readonly string[];
  readonly cwd?: string;
  readonly environ?: readonly string[];
  /** By thread; `none`: a kernel that has no such file. */
  readonly children?: Readonly<Record<number, readonly number[]>> | 'none';
  /** Where each descriptor leads: `socket:[4711]`. */
  readonly descriptors?: Readonly<Record<number, string>>;
}

/** A folder that looks like /proc. */
export interface FakeProc {
  readonly root: string;
  write(process: FakeProcFile): void;
  /** Changes a file of a process that stays the same one. */
  rewrite(pid: number, file: string, text: string): void;
  /** Removes a process, or a file of one that stays. */
  remove(pid: number, file?: string): void;
  /** Writes net/tcp or net/tcp6, with the header that the kernel gives it. */
  writeNet(table: 'tcp' | 'tcp6', rows: readonly string[]): void;
  [Symbol.dispose](): void;
}

/** Makes an empty fake of /proc in a temporary folder; disposing of it removes the folder. */
export function createFakeProc(): FakeProc {
  const root = mkdtempSync(join(tmpdir(), 'fake-proc-'));
  const remove = (pid: number, file = '') =>
    rmSync(join(root, `${pid}`, file), { recursive: true, force: true });
  return {
    root,
    remove,
    rewrite: (pid, file, text) => writeFileSync(join(root, `${pid}`, file), text),
    write: (process) => {
      // The new folder is there before the old one goes: so it has an inode of its own, as in /proc.
      writeProcess(join(root, 'new'), process);
      remove(process.pid);
      renameSync(join(root, 'new'), join(root, `${process.pid}`));
    },
    writeNet: (table, rows) => {
      mkdirSync(join(root, 'net'), { recursive: true });
      writeFileSync(
        join(root, 'net', table),
        ['  sl  local_address rem_address   st', ...rows, ''].join('\n'),
      );
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function writeProcess(folder: string, process: FakeProcFile): void {
  const { pid, parent = 1, name = 'program', state = 'S', threads = 1, flags = 0, startTime = 100 } = process;
  const { children = { [pid]: [] }, command = [name], environ = [], cwd = '/', descriptors = {} } = process;
  mkdirSync(join(folder, 'fd'), { recursive: true });
  const { group = 0, session = 0 } = process;
  // Between are tty_nr and tpgid (7, 8), minflt … nice (10–19) and itrealvalue (21).
  writeFileSync(
    join(folder, 'stat'),
    `${pid} (${name}) ${state} ${parent} ${group} ${session} 0 0 ${flags} ${'0 '.repeat(10)}${threads} 0 ${startTime} 4096 1\n`,
  );
  writeFileSync(join(folder, 'comm'), `${name}\n`);
  writeFileSync(join(folder, 'cmdline'), command.map((word) => `${word}\0`).join(''));
  writeFileSync(join(folder, 'environ'), environ.map((variable) => `${variable}\0`).join(''));
  symlinkSync(cwd, join(folder, 'cwd'));
  mkdirSync(join(folder, 'task', `${pid}`), { recursive: true });
  for (const [thread, pids] of children === 'none' ? [] : Object.entries(children)) {
    mkdirSync(join(folder, 'task', thread), { recursive: true });
    writeFileSync(join(folder, 'task', thread, 'children'), pids.map((child) => `${child} `).join(''));
  }
  for (const [number, target] of Object.entries(descriptors)) symlinkSync(target, join(folder, 'fd', number));
}
