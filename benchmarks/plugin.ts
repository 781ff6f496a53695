import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..');
const PROJECTS = 500;
const ROUNDS = Number(process.argv[2] ?? 9);

/** A workspace of Go projects: every second one a program in cmd, the others libraries; each imports three more. */
function generate(root: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const folders = Array.from(
    { length: PROJECTS },
    (_, index) => `${index % 2 ? 'libs/l' : 'apps/a'}${index}`,
  );
  write('package.json', '{"name":"workspace","private":true}');
  write('go.work', `go 1.22\n\nuse (\n${folders.map((one) => `\t./${one}\n`).join('')})\n`);
  for (const [index, folder] of folders.entries()) {
    const imports = [1, 3, 5].map((step) => `\t_ "example.com/libs/l${(index + step) | 1}/core"\n`).join('');
    write(`${folder}/project.json`, JSON.stringify({ name: folder.replace('/', '-') }));
    write(`${folder}/go.mod`, `module example.com/${folder}\n\ngo 1.22\n`);
    const body = '\nfunc Work(n int) int {\n\treturn n * 2\n}\n'.repeat(60);
    for (const name of ['core', 'core/store', 'core/http']) {
      const packageName = name.split('/').at(-1);
      for (const file of ['a', 'b'])
        write(
          `${folder}/${name}/${file}.go`,
          `package ${packageName}\n\nimport (\n\t"fmt"\n${imports})\n${body}`,
        );
    }
    if (index % 2 === 0)
      write(
        `${folder}/cmd/server/main.go`,
        'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
      );
  }
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, 'nx-go-run'), { recursive: true });
  for (const name of ['nx', '@nx']) symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
  write('node_modules/empty/package.json', '{"name":"empty","type":"module","exports":"./index.js"}');
  write('node_modules/empty/index.js', "export const createNodes = ['none.txt', () => []];\n");
  for (const name of ['dist', 'package.json', 'executors.json'])
    symlinkSync(join(REPOSITORY, name), join(modules, 'nx-go-run', name));
}

/** How long Nx takes to make its graph, in ms, with these plugins. `prepare` runs before, untimed. */
function measure(root: string, plugins: readonly unknown[], prepare: () => void): number {
  writeFileSync(
    join(root, 'nx.json'),
    JSON.stringify({ analytics: false, neverConnectToCloud: true, plugins }),
  );
  prepare();
  const started = performance.now();
  const nx = join(REPOSITORY, 'node_modules/nx/dist/bin/nx.js');
  execFileSync(process.execPath, [nx, 'graph', '--file=graph.json'], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_CACHE_PROJECT_GRAPH: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return performance.now() - started;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** No plugin; one that does nothing, whose cost is that of its process; and nx-go-run's, for serve alone and with all targets. */
const KINDS = {
  none: [],
  empty: ['empty'],
  serve: [{ plugin: 'nx-go-run/plugin', options: { targets: false } }],
  plugin: ['nx-go-run/plugin'],
} as const;

/** Prints what the plugin costs on top of Nx's own graph, without and with what it has kept of an earlier run. */
function run(): void {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-go-run-plugin-')));
  try {
    execFileSync('npm', ['run', 'build'], { cwd: REPOSITORY, stdio: 'ignore' });
    generate(root);
    const forget = () => rmSync(join(root, '.nx'), { recursive: true, force: true });
    const keep = () => undefined;
    for (const [name, prepare] of [
      ['nothing kept', forget],
      ['kept from the run before', keep],
    ] as const) {
      const took: Record<keyof typeof KINDS, number[]> = { none: [], empty: [], serve: [], plugin: [] };
      // In turns, since the machine's speed drifts. The first round warms what is kept.
      for (let round = 0; round <= ROUNDS; round += 1)
        for (const kind of ['none', 'empty', 'serve', 'plugin'] as const) {
          const time = measure(root, KINDS[kind], prepare);
          if (round > 0) took[kind].push(time);
        }
      const onTop = (of: readonly number[]) =>
        median(took.plugin.map((value, index) => value - (of[index] ?? NaN))).toFixed(0);
      console.log(
        `${PROJECTS} projects, ${name}: Nx alone ${median(took.none).toFixed(0)} ms, with nx-go-run/plugin ` +
          `${median(took.plugin).toFixed(0)} ms: ${onTop(took.none)} ms on top, ` +
          `${onTop(took.empty)} ms more than a plugin that does nothing, ${onTop(took.serve)} ms more than for serve ` +
          `alone (medians of ${ROUNDS} pairs)`,
      );
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

run();
