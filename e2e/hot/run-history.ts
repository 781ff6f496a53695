import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { createFiles, goEnvironment } from '../../src/files/testing/temporary-files.ts';
import { createDriver, type Driver } from './driver.ts';
import type { Sources } from './fixture.ts';
import { restWholly } from './try-deltas.ts';
import { type Replayed, writeHistoryReport } from './write-report.ts';

const USAGE = `node e2e/hot/run-history.ts NAME=REPOSITORY:FOLDER:PACKAGE … [--edits N] [--commits N] [--minutes N]
  Plays the last commits of git repositories again, file by file, as if somebody saved each file, and tells which saves
  were linked as deltas. Writes docs/hot-path.md. FOLDER is that of the module within the repository, PACKAGE the main
  package from there; for example caddy=../caddy:.:./cmd/caddy
  --commits N  of the last N commits that touch Go files (100)
  --edits N    ends after so many saves of each program (60)
  --minutes N  ends a program's replay after so long (30)`;

interface Program {
  readonly name: string;
  readonly repository: string;
  readonly folder: string;
  readonly target: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    edits: { type: 'string', default: '60' },
    commits: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '30' },
  },
});
const programs = positionals.map((text): Program => {
  const [, name = '', repository = '', folder = '', target = ''] = /^(\w+)=(.+):(.+):(.+)$/.exec(text) ?? [];
  return { name, repository, folder, target };
});
if (programs.length === 0 || programs.some(({ name }) => name === '')) {
  console.error(USAGE);
  process.exit(2);
}
const all: Replayed[] = [];
for (const program of programs) {
  const until = Date.now() + Number(values.minutes) * 60_000;
  let left = Number(values.edits);
  for await (const replayed of replay(program, Number(values.commits))) {
    all.push(replayed);
    console.log(JSON.stringify(replayed));
    if (replayed.link === 'delta' || replayed.link === 'full') left--;
    if (left <= 0 || Date.now() > until) break;
  }
}
await writeHistoryReport(all);

/** Saves each Go file of each commit, one after the other. */
async function* replay(
  { name, repository, folder, target }: Program,
  commits: number,
): AsyncGenerator<Replayed> {
  using files = createFiles();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'core.quotePath=false', ...args], {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const range = ['--first-parent', '--no-merges', `-${commits}`, '--format=%H', 'HEAD', '--', '*.go'];
  const hashes = String(git('log', ...range))
    .trim()
    .split('\n')
    .reverse();
  const [oldest = 'HEAD'] = hashes;
  const env = { ...goEnvironment(), GOWORK: 'off', CGO_ENABLED: '0' };
  const flags = ['-buildvcs=false', '-ldflags=-s -w'];
  const place = { root: files.root, env, flags, target, cwd: folder, tools: files.path('cache/tools') };
  const driver = createDriver(place, readTree(`${oldest}^`));
  const first = await driver.build();
  if (first.kind !== 'built')
    throw new Error(`${name} does not build before ${oldest}: ${JSON.stringify(first)}; try fewer --commits`);
  await restWholly(driver);

  let at = `${oldest}^`;
  for (const hash of hashes) {
    const changed = String(git('diff', '--name-only', '--no-renames', at, hash))
      .trim()
      .split('\n');
    at = hash;
    // What is no source comes first, as by a checkout: most are documents, tests and pages.
    const [sources, others] = partition(
      changed,
      (path) => path.endsWith('.go') && !path.endsWith('_test.go'),
    );
    for (const path of others) driver.sources.set(path, readBlob(hash, path));
    let parts = listParts(driver);
    const told = others.filter((path) => parts.files.has(files.path(path)));
    await driver.build(told);
    if (told.length > 0) await restWholly(driver);
    for (const path of sources) {
      driver.sources.set(path, readBlob(hash, path));
      const isWatched = parts.files.has(files.path(path)) || parts.folders.has(dirname(files.path(path)));
      if (!isWatched) continue;
      const saved = await save(driver, path);
      yield { program: name, ...saved };
      if (saved.link === 'go') parts = listParts(driver);
    }
  }

  function readBlob(hash: string, path: string): string | null {
    try {
      return git('show', `${hash}:${path}`).toString('utf8');
    } catch {
      return null;
    }
  }

  function readTree(hash: string): Sources {
    const paths = String(git('ls-tree', '-r', '--name-only', hash))
      .trim()
      .split('\n');
    return new Map(paths.map((path) => [path, readBlob(hash, path)]));
  }
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** The files that the program is made of, and the folders of its packages: what the executor would watch. */
function listParts({ plan }: Driver): {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
} {
  const format =
    '{{$d := .Dir}}{{$d}}/\n{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}\n{{end}}{{with .Module}}{{.GoMod}}\n{{end}}';
  const { go } = plan;
  const listed = execFileSync(go.binary, ['list', '-e', '-deps', '-f', format, go.package], {
    cwd: go.cwd,
    env: go.env,
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [folders, files] = partition(String(listed).split('\n'), (line) => line.endsWith('/'));
  return { files: new Set(files), folders: new Set(folders.map((folder) => folder.slice(0, -1))) };
}

async function save(driver: Driver, path: string): Promise<Omit<Replayed, 'program'>> {
  const outcome = await driver.build([path]);
  // In the middle of a commit: what one file needs is in the next one.
  if (outcome.kind !== 'built') return { link: 'failed' };
  const { via } = outcome;
  const rested = await restWholly(driver);
  const bad = rested.find((one) => !['done', 'prepared', 'checked', 'based', 'undecided'].includes(one));
  const wrong = bad === undefined ? {} : { wrong: bad };
  if (via.kind === 'go') return { link: 'go', because: via.because ?? 'the first build', ...wrong };
  if (outcome.sameAsLast) return { link: 'same', ...wrong };
  const because = via.link?.kind === 'full' ? { because: via.link.because } : {};
  return { link: via.link?.kind ?? 'full', ...because, ...wrong };
}
