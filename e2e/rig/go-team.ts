import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findGo, testEnvironment } from './environment.ts';
import { REPOSITORY } from './link-modules.ts';
import { makeNxWorkspace, type Workspace } from './workspace.ts';

/** How a run of Nx ended, with all that it printed. */
export interface NxRun {
  readonly code: number;
  readonly output: string;
  /** How many tasks came out of the cache, and how many there were. */
  readonly hits: readonly [hits: number, tasks: number];
}

/** A workspace of Go projects without a rig: of tasks that end. */
export interface GoTeam extends Workspace {
  /** Commits all that is there, upon a commit with nothing in it. */
  commit(): void;
  /** `nx …` in the workspace, to its end. */
  nx(args: readonly string[], env?: Readonly<Record<string, string>>, through?: Through): Promise<NxRun>;
}

/** Puts words before a command line. */
type Through = (command: readonly string[]) => readonly [string, ...string[]];

/** The version of this machine's Go, such as `1.26.8`. */
function findGoVersion(): string {
  return execFileSync(findGo(), ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().slice(2);
}

/**
 * Makes a workspace with a go.work: `api`, which has two programs, embeds a page and imports `words`; `words`, a library; and
 * `other`, which imports nothing. nx.json registers the plugin with these options.
 */
export function makeGoTeam(options: object = {}): GoTeam {
  const workspace = makeNxWorkspace('team');
  const { write } = workspace;
  const plugins = [{ plugin: 'nx-go-run/plugin', options }];
  write(
    'nx.json',
    JSON.stringify({ analytics: false, neverConnectToCloud: true, tui: { enabled: false }, plugins }),
  );
  write('.gitignore', 'node_modules\n.nx\ndist\ncoverage\nreports\n');
  const version = findGoVersion();
  write('go.work', `go ${version}\n\nuse (\n\t./apps/api\n\t./libs/words\n\t./libs/other\n)\n`);
  const module = (folder: string, name: string) =>
    write(`${folder}/go.mod`, `module example.test/${name}\n\ngo ${version}\n`);
  module('apps/api', 'api');
  write(
    'apps/api/main.go',
    'package main\n\nimport (\n\t_ "embed"\n\t"fmt"\n\n\t"example.test/api/store"\n\t"example.test/words"\n)\n\n//go:embed page.html\nvar page string\n\nfunc main() { fmt.Print(words.Greeting, store.Double(2), page) }\n',
  );
  write('apps/api/page.html', 'page one');
  write('apps/api/cmd/worker/main.go', 'package main\n\nfunc main() {}\n');
  write('apps/api/store/store.go', 'package store\n\nfunc Double(n int) int { return n * 2 }\n');
  write(
    'apps/api/store/store_test.go',
    'package store\n\nimport (\n\t"testing"\n\n\t"example.test/words"\n)\n\nfunc TestDouble(t *testing.T) {\n\tif got := Double(2); got != 4 {\n\t\tt.Errorf("Double(2) = %d", got)\n\t}\n}\n\nfunc TestGreeting(t *testing.T) {\n\tif words.Greeting == "" {\n\t\tt.Fatal("no greeting")\n\t}\n}\n',
  );
  for (const name of ['words', 'other']) {
    module(`libs/${name}`, name);
    write(`libs/${name}/${name}.go`, `package ${name}\n\nconst Greeting = "hello"\n`);
    write(
      `libs/${name}/${name}_test.go`,
      `package ${name}\n\nimport "testing"\n\nfunc TestGreeting(t *testing.T) { t.Log(Greeting) }\n`,
    );
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.test', ...args], {
      cwd: workspace.root,
    });
  git('init', '-q');
  return {
    ...workspace,
    commit() {
      git('commit', '-q', '--allow-empty', '-m', 'Begin');
      git('add', '.');
      git('commit', '-q', '-m', 'Add all');
    },
    nx(args, env = {}, through = (command) => command as readonly [string, ...string[]]) {
      const nx = join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js');
      const [file, ...words] = through([process.execPath, nx, ...args]);
      const own = { NX_CACHE_DIRECTORY: workspace.path('.nx/cache'), NO_COLOR: '1', FORCE_COLOR: '0' };
      return new Promise((resolve) => {
        const all = { cwd: workspace.root, env: testEnvironment({ ...own, ...env }), maxBuffer: 2 ** 26 };
        execFile(file, words, all, (error, stdout, stderr) => {
          const [, hits, tasks] = /Cache: +(\d+)\/(\d+) hit/.exec(stdout) ?? [];
          const code = error === null ? 0 : Number(error.code ?? 1);
          resolve({ code, output: stdout + stderr, hits: [Number(hits ?? 0), Number(tasks ?? 0)] });
        });
      });
    },
  };
}
