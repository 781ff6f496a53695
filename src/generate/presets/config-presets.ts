import { dirname, join, relative, resolve } from 'node:path';
import { splitWords } from '../../plan/arguments.ts';
import type { CommandPlan } from '../../plan/plan.ts';
import { findLocalPackage } from './go-packages.ts';
import {
  all,
  below,
  file,
  filesAt,
  findConfig,
  isDirectory,
  isFile,
  missingConfig,
  part,
  parts,
  readConfig,
  texts,
  toolWords,
  type Preset,
} from './preset.ts';

/** https://templ.guide: each x.templ becomes x_templ.go beside it. */
export const templ: Preset = (plan) => ({
  kind: 'steps',
  steps: [
    {
      name: 'templ',
      command: [...toolWords(plan, 'templ', /^github\.com\/a-h\/templ\/cmd\/templ$/), 'generate'],
      cwd: plan.projectRoot,
      env: {},
      inputs: all(below(plan.projectRoot, '**/*.templ')),
      outputs: all(below(plan.projectRoot, '**/*_templ.go')),
      install: 'go get -tool github.com/a-h/templ/cmd/templ',
    },
  ],
});

const SQLC_CONFIGS = ['sqlc.yaml', 'sqlc.yml', 'sqlc.json'];

/** https://docs.sqlc.dev/en/stable/reference/config.html, versions 1 and 2. */
export const sqlc: Preset = (plan) => {
  const path = findConfig([plan.projectRoot], SQLC_CONFIGS);
  if (path === undefined) return missingConfig(plan, 'sqlc', SQLC_CONFIGS);
  const read = readConfig(path);
  if (!read.ok) return read.failed;
  const root = dirname(path);
  const sources = [...parts(read.config, 'sql'), ...parts(read.config, 'packages')];
  const files = sources.flatMap((one) => [...texts(one, 'schema'), ...texts(one, 'queries')]);
  const go = sources.flatMap((one) => [...texts(part(part(one, 'gen'), 'go'), 'out'), ...texts(one, 'path')]);
  const others = sources.flatMap((one) => [
    ...texts(part(part(one, 'gen'), 'json'), 'out'),
    ...parts(one, 'codegen').flatMap((plugin) => texts(plugin, 'out')),
  ]);
  const step: CommandPlan = {
    name: 'sqlc',
    command: [...toolWords(plan, 'sqlc', /^github\.com\/sqlc-dev\/sqlc\/cmd\/sqlc$/), 'generate'],
    cwd: root,
    env: {},
    inputs: all(file(path), ...files.map((one) => filesAt(root, one, '*.sql'))),
    outputs: all(
      ...go.map((out) => below(resolve(root, out), '*.go')),
      ...others.map((out) => below(resolve(root, out), '**')),
    ),
    install: 'go get -tool github.com/sqlc-dev/sqlc/cmd/sqlc',
  };
  return { kind: 'steps', steps: [step] };
};

const GQLGEN_CONFIGS = ['gqlgen.yml', '.gqlgen.yml', 'gqlgen.yaml'];

/** https://gqlgen.com/config/. Of Go it reads declarations: a resolver's body does not concern it. */
export const gqlgen: Preset = (plan) => {
  const path = findConfig([plan.projectRoot], GQLGEN_CONFIGS);
  if (path === undefined) return missingConfig(plan, 'gqlgen', GQLGEN_CONFIGS);
  const read = readConfig(path);
  if (!read.ok) return read.failed;
  const { config } = read;
  const root = dirname(path);
  const at = (one: string) => resolve(root, one);
  const [exec, model, resolver, federation] = ['exec', 'model', 'resolver', 'federation'].map((name) =>
    part(config, name),
  ) as [typeof config, typeof config, typeof config, typeof config];
  const schema = texts(config, 'schema');
  const written = [exec, model, federation].flatMap((one) => texts(one, 'filename')).map(at);
  const execDirs = texts(exec, 'dir').map((dir) => below(at(dir), '*.generated.go'));
  const resolvers = [
    ...texts(resolver, 'dir').map((dir) => below(at(dir), '*.resolvers.go')),
    ...texts(resolver, 'dir').map((dir) => file(join(at(dir), 'resolver.go'))),
    ...texts(resolver, 'filename').map((one) => file(at(one))),
  ];
  const models = Object.values(part(config, 'models')).flatMap((one) =>
    typeof one === 'object' && one !== null ? texts(one as typeof config, 'model') : [],
  );
  const imported = [...texts(config, 'autobind'), ...models.map((name) => name.replace(/\.\w+$/, ''))];
  const packages = imported.map((one) => findLocalPackage(plan, one)).filter((one) => one !== undefined);
  const bound = [...packages, ...texts(model, 'filename').map((one) => dirname(at(one)))];
  const step: CommandPlan = {
    name: 'gqlgen',
    command: [...toolWords(plan, 'gqlgen', /^github\.com\/99designs\/gqlgen$/), 'generate'],
    cwd: root,
    env: {},
    inputs: all(
      file(path),
      ...(schema.length > 0 ? schema : ['schema.graphql']).map((one) => filesAt(root, one, '*.graphql')),
      ...[...new Set(bound)].map((folder) => below(folder, '*.go')),
      ...resolvers,
    ),
    outputs: all(...written.map(file), ...execDirs, ...resolvers),
    reads: 'declarations',
    install: 'go get -tool github.com/99designs/gqlgen',
  };
  return { kind: 'steps', steps: [step] };
};

const BUF_CONFIG = ['buf.gen.yaml'];

/** https://buf.build/docs/configuration/v2/buf-gen-yaml/, looked for in the project, the workspace, and `proto` of both. */
export const buf: Preset = (plan) => {
  const roots = [plan.projectRoot, plan.workspaceRoot];
  const path = findConfig(
    roots.flatMap((root) => [root, join(root, 'proto')]),
    BUF_CONFIG,
  );
  if (path === undefined) return missingConfig(plan, 'buf', BUF_CONFIG);
  const read = readConfig(path);
  if (!read.ok) return read.failed;
  const root = dirname(path);
  const outs = parts(read.config, 'plugins').flatMap((plugin) => texts(plugin, 'out'));
  const outputs = [...new Set(outs)].map((out) => {
    const folder = resolve(root, out);
    // Beside the sources only what plugins name so.
    const isShared = relative(folder, root) === '' || !relative(folder, root).startsWith('..');
    return below(folder, isShared ? '**/*{.pb,_pb,.connect,.pb.gw,.pb.validate}.*' : '**');
  });
  const step: CommandPlan = {
    name: 'buf',
    command: [...toolWords(plan, 'buf', /^github\.com\/bufbuild\/buf\/cmd\/buf$/), 'generate'],
    cwd: root,
    env: {},
    inputs: all(
      ...['buf.gen.yaml', 'buf.yaml', 'buf.work.yaml', 'buf.lock'].map((name) => file(join(root, name))),
      below(root, '**/*.proto'),
    ),
    outputs: all(...outputs),
    install: 'npm install --save-dev @bufbuild/buf',
  };
  return { kind: 'steps', steps: [step] };
};

/** https://entgo.io/docs/code-gen: `ent/schema` becomes the rest of `ent`. */
export const ent: Preset = (plan) => {
  const folder = join(plan.projectRoot, 'ent');
  const schema = join(folder, 'schema');
  if (!isDirectory(schema)) return missingConfig(plan, 'ent', ['ent/schema']);
  const tool = toolWords(plan, 'ent', /^entgo\.io\/ent\/cmd\/ent$/);
  const isOwn = isFile(join(folder, 'generate.go')) && tool.length === 1;
  const own = ['schema/**', 'template/**', 'generate.go', 'entc.go'].map((one) => below(folder, one));
  const step: CommandPlan = {
    name: 'ent',
    command: isOwn ? ['go', 'generate', './ent'] : [...tool, 'generate', './ent/schema'],
    cwd: plan.projectRoot,
    env: {},
    inputs: all(...own),
    outputs: { named: [below(folder, '**/*.go')], except: own },
    install: 'go get -tool entgo.io/ent/cmd/ent',
  };
  return { kind: 'steps', steps: [step] };
};

/** Of what tailwind looks for class names in. Not in Go: then each edit would run it. */
const MARKUP = '**/*.{html,gohtml,tmpl,templ,js,jsx,ts,tsx,vue,svelte,md}';

/** The script of package.json that runs tailwindcss says what it reads and writes; the tool has no file for that. */
export const tailwind: Preset = (plan) => {
  const roots = [...new Set([plan.projectRoot, plan.workspaceRoot])];
  for (const root of roots) {
    const words = findScript(join(root, 'package.json'));
    if (words === undefined) continue;
    const [input, output] = [valueOf(words, '-i', '--input'), valueOf(words, '-o', '--output')];
    if (output === undefined) continue;
    const command = words.filter((word) => !/^(--watch|-w)(=.*)?$/.test(word));
    const config = valueOf(words, '-c', '--config') ?? 'tailwind.config.js';
    const from = input === undefined ? [] : [below(dirname(resolve(root, input)), '**/*.css')];
    const step: CommandPlan = {
      name: 'tailwind',
      command: command.slice(command.findIndex((word) => /tailwindcss(@|$)/.test(word))),
      cwd: root,
      env: {},
      inputs: all(...from, file(resolve(root, config)), below(plan.projectRoot, MARKUP)),
      outputs: all(file(resolve(root, output))),
      isBroad: true,
      install: 'npm install --save-dev tailwindcss @tailwindcss/cli',
    };
    return { kind: 'steps', steps: [step] };
  }
  const problem = {
    message: 'generate: tailwind: no script of package.json runs tailwindcss with -o',
    hint: 'Add one, such as "css": "tailwindcss -i web/input.css -o static/app.css", or write the step with command, inputs and outputs.',
  };
  const files = roots.map((root) => join(root, 'package.json'));
  return { kind: 'failed', problem, diagnostics: [], files };
};

function findScript(path: string): readonly string[] | undefined {
  const read = readConfig(path);
  if (!read.ok) return undefined;
  const scripts = Object.values(part(read.config, 'scripts')).filter((one) => typeof one === 'string');
  const script = scripts.find((one) => /\btailwindcss\b.*\s(-o|--output)\b/.test(one));
  if (script === undefined) return undefined;
  const [single = ''] = script.split(/\s*(?:&&|\|\||[;|&])\s*/).filter((one) => /\btailwindcss\b/.test(one));
  const words = splitWords('tailwind', single);
  return words.ok ? words.value : undefined;
}

function valueOf(words: readonly string[], short: string, long: string): string | undefined {
  const at = words.findIndex((word) => word === short || word === long);
  if (at >= 0) return words[at + 1];
  return words.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1);
}
