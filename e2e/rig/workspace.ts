import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { linkModules, linkPlugin } from './link-modules.ts';

/** A folder with files, which a test edits. Paths are from its root. */
export interface Workspace {
  /** Absolute, symbolic links resolved. */
  readonly root: string;
  path(path: string): string;
  read(path: string): string;
  /** Writes in place, as most editors' saves do; makes the folders. */
  write(path: string, text: string): void;
  /** Writes a temporary file and renames it over the old one, as vim and JetBrains do. */
  saveAtomically(path: string, text: string): void;
  /** Puts a text in the place of another, which must be there. */
  edit(path: string, from: string, to: string): void;
  has(path: string): boolean;
  touch(path: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** Edits the program so that it says this version. */
  setVersion(version: string): void;
  /** Writes the project's target `serve`. */
  configure(options: GoRunOptions): void;
  delete(): void;
}

/** A new, empty workspace below the system's temporary folder. `name` is its folder's. */
export function makeFolder(name: string): Workspace {
  const above = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-e2e-')));
  const root = join(above, name);
  mkdirSync(root);
  const path = (one: string) => join(root, one);
  const read = (one: string) => readFileSync(path(one), 'utf8');
  const write = (one: string, text: string) => {
    mkdirSync(dirname(path(one)), { recursive: true });
    writeFileSync(path(one), text);
  };
  const edit = (one: string, from: string, to: string) => {
    const before = read(one);
    if (!before.includes(from)) throw new Error(`${one} does not hold ${from}`);
    write(
      one,
      before.replace(from, () => to),
    );
  };
  return {
    root,
    path,
    read,
    write,
    edit,
    saveAtomically(one, text) {
      write(`${one}.tmp~`, text);
      renameSync(path(`${one}.tmp~`), path(one));
    },
    has: (one) => existsSync(path(one)),
    touch(one) {
      const now = new Date();
      utimesSync(path(one), now, now);
    },
    // A generator may write into a folder while it is removed.
    remove: (one) => rmSync(path(one), { recursive: true, maxRetries: 5 }),
    rename: (from, to) => renameSync(path(from), path(to)),
    setVersion: (version) =>
      write('apps/app/version.go', `package main\n\nconst version = ${JSON.stringify(version)}\n`),
    configure: (options) => write('apps/app/project.json', projectJson(options)),
    delete: () => rmSync(above, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** An Nx workspace with this plugin, and with no project. */
export function makeNxWorkspace(name: string): Workspace {
  const workspace = makeFolder(name);
  const nxJson = { analytics: false, neverConnectToCloud: true, tui: { enabled: false } };
  workspace.write('nx.json', JSON.stringify(nxJson));
  workspace.write('package.json', JSON.stringify({ name: 'workspace', private: true }));
  linkModules(workspace.root);
  linkPlugin(workspace.root);
  return workspace;
}

/** An Nx workspace with the project `app`, which is the rig's program and imports `libs/words`, another module. */
export function makeWorkspace(name: string): Workspace {
  const workspace = makeNxWorkspace(name);
  const { write } = workspace;
  write('go.work', 'go 1.22.0\n\nuse (\n\t./apps/app\n\t./libs/words\n)\n');
  write('libs/words/go.mod', 'module example.test/words\n\ngo 1.22.0\n');
  write('libs/words/words.go', 'package words\n\nconst Greeting = "hello"\n');
  cpSync(join(import.meta.dirname, 'program'), workspace.path('apps/app'), { recursive: true });
  write('apps/app/words.go', goPart('words', 'words.Greeting', 'import "example.test/words"'));
  workspace.configure({});
  return workspace;
}

/** A Go file of package main by which the program tells the test a value, under a name, in its hello. */
export function goPart(name: string, expression: string, imports: string): string {
  return `package main\n\n${imports}\n\nfunc init() { parts["${name}"] = ${expression} }\n`;
}

function projectJson(options: GoRunOptions): string {
  return JSON.stringify(
    { name: 'app', targets: { serve: { executor: 'nx-go-run:go-run', options } } },
    null,
    2,
  );
}
