import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder whose name has a blank and a letter beyond ASCII, with files in it. */
export interface TemporaryFiles {
  /** Absolute, symbolic links resolved. */
  readonly root: string;
  /** The absolute path of a file or folder below the root. */
  path(relative: string): string;
  /** Writes a file, with the folders above it. */
  write(relative: string, text: string | Uint8Array): void;
  [Symbol.dispose](): void;
}

/** Makes it of these files (path below the root, and text); disposing of it removes the folder. */
export function createFiles(files: Readonly<Record<string, string>> = {}): TemporaryFiles {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run é ')));
  // Also for the user as whom without-rights.ts looks.
  chmodSync(root, 0o755);
  const path = (relative: string) => join(root, relative);
  const write = (relative: string, text: string | Uint8Array) => {
    mkdirSync(dirname(path(relative)), { recursive: true });
    writeFileSync(path(relative), text);
  };
  for (const [relative, text] of Object.entries(files)) write(relative, text);
  return {
    root,
    path,
    write,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** This process's environment, for real go commands: without the flags and the workspace of whoever tests. */
export function goEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(own), GOFLAGS: '', GOWORK: 'off' };
}
