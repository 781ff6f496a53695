import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { goPart, type Workspace } from '../rig/workspace.ts';

/** A real tool with a program that says what it makes. Paths are from the project's root. */
interface Case {
  readonly preset: NonNullable<GoRunOptions['generate']>[number];
  /** Commands of a shell, run once in the project's root. */
  readonly install: string;
  readonly files: Readonly<Record<string, string>>;
  /** What the program says under `made`, of the input's text as it is. */
  readonly says: string;
  readonly input: string;
  /** An edit of the input, and what the program says then. */
  readonly edit: readonly [from: string, to: string, says: string];
  /** Another one that the tool does not take, and where it is wrong. */
  readonly broken: readonly [
    from: string,
    to: string,
    place: { readonly file?: string; readonly line: number },
  ];
  readonly output: string;
  /** An edit that does not concern the tool; absent: one of another package. */
  readonly unrelated?: readonly [file: string, from: string, to: string, says: string];
}

const get = (path: string) => `go get -tool ${path}`;
const HELLO = (expression: string, imports = '') => goPart('made', expression, imports);

const CASES: readonly Case[] = [
  {
    preset: 'go-generate',
    install: get('golang.org/x/tools/cmd/stringer@v0.38.0'),
    files: {
      'colour.go':
        'package main\n\n//go:generate go tool stringer -type=Colour\n\ntype Colour int\n\nconst Red Colour = 0\n',
      'made.go': HELLO('Red.String()'),
    },
    says: 'Red',
    input: 'colour.go',
    edit: ['const Red Colour = 0', 'const (\n\tDark Colour = iota\n)\n\nconst Red = Dark', 'Dark'],
    broken: ['type=Colour', 'type=Color', { line: 3 }],
    output: 'colour_string.go',
  },
  {
    preset: 'templ',
    install: `${get('github.com/a-h/templ/cmd/templ@v0.3.1118')} && go get github.com/a-h/templ@v0.3.1118`,
    files: {
      'views/page.templ': 'package views\n\ntempl Page() {\n\t<p>one</p>\n}\n',
      'made.go': HELLO(
        'render()',
        'import (\n\t"context"\n\t"strings"\n\n\t"example.test/app/views"\n)\n\nfunc render() string {\n\tvar b strings.Builder\n\t_ = views.Page().Render(context.Background(), &b)\n\treturn b.String()\n}',
      ),
    },
    says: '<p>one</p>',
    input: 'views/page.templ',
    edit: ['one', 'two', '<p>two</p>'],
    broken: ['</p>', '</q>', { line: 4 }],
    output: 'views/page_templ.go',
  },
  {
    preset: 'wire',
    install: `${get('github.com/google/wire/cmd/wire@v0.7.0')} && go get github.com/google/wire@v0.7.0`,
    files: {
      'wire.go':
        '//go:build wireinject\n\npackage main\n\nimport "github.com/google/wire"\n\nfunc makeText() string {\n\twire.Build(one)\n\treturn ""\n}\n',
      'providers.go':
        'package main\n\nfunc one() string { return "one" }\nfunc two() string { return "two" }\n',
      'made.go': HELLO('makeText()'),
    },
    says: 'one',
    input: 'wire.go',
    edit: ['Build(one)', 'Build(two)', 'two'],
    broken: ['Build(two)', 'Build()', { line: 7 }],
    output: 'wire_gen.go',
    unrelated: ['providers.go', 'return "two"', 'return "zwei"', 'zwei'],
  },
];

/** Those whose tools take minutes to build, or come from npm: with `GENERATORS=all`. */
const MORE: readonly Case[] = [
  {
    preset: 'sqlc',
    install: get('github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1'),
    files: {
      'sqlc.yaml':
        'version: "2"\nsql:\n  - engine: sqlite\n    queries: db/query.sql\n    schema: db/schema.sql\n    gen:\n      go:\n        package: db\n        out: internal/db\n',
      'db/schema.sql': 'CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
      'db/query.sql': '-- name: ListItems :many\nSELECT * FROM items;\n',
      'made.go': HELLO(
        'fmt.Sprintf("%+v", db.Item{})',
        'import (\n\t"fmt"\n\n\t"example.test/app/internal/db"\n)',
      ),
    },
    says: '{ID:0 Name:}',
    input: 'db/schema.sql',
    edit: ['name', 'title', '{ID:0 Title:}'],
    broken: ['CREATE TABLE', 'CREATE TABEL', { line: 1 }],
    output: 'internal/db/models.go',
  },
  {
    preset: 'gqlgen',
    install: get('github.com/99designs/gqlgen@v0.17.98'),
    files: {
      'gqlgen.yml':
        'schema: [graph/*.graphqls]\nexec: { filename: graph/generated.go, package: graph }\nmodel: { filename: graph/model/models_gen.go, package: model }\nresolver: { layout: follow-schema, dir: graph, package: graph }\nskip_mod_tidy: true\n',
      'graph/schema.graphqls': 'type Query {\n  todo: Todo!\n}\n\ntype Todo {\n  id: ID!\n}\n',
      'made.go': HELLO(
        'fmt.Sprintf("%+v %t", model.Todo{}, graph.NewExecutableSchema == nil)',
        'import (\n\t"fmt"\n\n\t"example.test/app/graph"\n\t"example.test/app/graph/model"\n)',
      ),
    },
    says: '{ID:} false',
    input: 'graph/schema.graphqls',
    edit: ['  id: ID!', '  name: String!', '{Name:} false'],
    broken: ['String!', 'Strin!', { line: 6 }],
    output: 'graph/model/models_gen.go',
  },
  {
    preset: 'ent',
    install: `${get('entgo.io/ent/cmd/ent@v0.14.5')} && go get entgo.io/ent@v0.14.5`,
    files: {
      'ent/schema/item.go':
        'package schema\n\nimport (\n\t"entgo.io/ent"\n\t"entgo.io/ent/schema/field"\n)\n\ntype Item struct{ ent.Schema }\n\nfunc (Item) Fields() []ent.Field {\n\treturn []ent.Field{\n\t\tfield.String("name"),\n\t}\n}\n',
      'made.go': HELLO(
        'strings.Join(item.Columns, ",")',
        'import (\n\t"strings"\n\n\t"example.test/app/ent/item"\n)',
      ),
    },
    says: 'id,name',
    input: 'ent/schema/item.go',
    edit: ['name', 'title', 'id,title'],
    broken: ['field.String', 'field.Strin', { line: 12 }],
    output: 'ent/item/where.go',
  },
  {
    preset: 'buf',
    install: `npm install --prefix . --no-audit --no-fund @bufbuild/buf@1 && ${get('google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.10')}`,
    files: {
      // Else npm would install into the workspace, whose packages are links.
      'package.json': '{}',
      'buf.gen.yaml':
        'version: v2\nclean: true\nplugins:\n  - local: [go, tool, protoc-gen-go]\n    out: gen\n    opt: paths=source_relative\n',
      'buf.yaml': 'version: v2\nmodules:\n  - path: .\n',
      'pb/a.proto':
        'syntax = "proto3";\npackage pb;\noption go_package = "example.test/app/gen/pb";\nmessage A {\n  string name = 1;\n}\n',
      'made.go': HELLO(
        'string((&pb.A{}).ProtoReflect().Descriptor().Fields().Get(0).Name())',
        'import "example.test/app/gen/pb"',
      ),
    },
    says: 'name',
    input: 'pb/a.proto',
    edit: ['name = 1', 'title = 1', 'title'],
    broken: ['  string', '  strin', { line: 5 }],
    output: 'gen/pb/a.pb.go',
  },
  {
    preset: 'tailwind',
    install: 'npm install --prefix . --no-audit --no-fund tailwindcss@4 @tailwindcss/cli@4',
    files: {
      'package.json': JSON.stringify({
        scripts: { css: 'tailwindcss -i web/input.css -o static/app.css --watch' },
      }),
      'web/input.css': '@import "tailwindcss" source(none);\n/* here */\n',
      'made.go': HELLO(
        'fmt.Sprint(strings.Contains(css, ".underline"))',
        'import (\n\t_ "embed"\n\t"fmt"\n\t"strings"\n)\n\n//go:embed static/app.css\nvar css string',
      ),
    },
    says: 'false',
    input: 'web/input.css',
    edit: ['/* here */', '@source inline("underline");', 'true'],
    broken: ['("underline");', '("underline"); p {', { line: 2 }],
    output: 'static/app.css',
  },
];

const CHOSEN = process.env['GENERATORS'] === 'all' ? [...CASES, ...MORE] : CASES;

describe('presets with the real tools', () => {
  let rig: Rig;
  afterEach(() => rig.end());

  const prepare = async ({ files, install }: Case, { write, read }: Workspace) => {
    for (const [path, text] of Object.entries(files)) write(`apps/app/${path}`, text);
    write('go.work', read('go.work').replace('go 1.22.0', 'go 1.26.0'));
    const installing = rig.shell(install, 'apps/app', { GOFLAGS: '-mod=mod' });
    expect(await installing.ended()).toMatchObject({ code: 0 });
  };

  it.each(CHOSEN)('$preset: edited, broken, mended, left alone, deleted, checked', async (one) => {
    rig = await openRig();
    const { workspace } = rig;
    const path = (file: string) => `apps/app/${file}`;
    const says = async (text: string) => {
      expect((await rig.nextRun()).hello.parts['made']).toBe(text);
      await rig.events.next('ready');
    };
    const count = (type: string) => rig.events.all.filter((event) => event.type === type).length;
    await prepare(one, workspace);
    const serving = rig.execute({ generate: [one.preset] });
    await says(one.says);
    const [from, to, then] = one.edit;
    workspace.edit(path(one.input), from, to);
    await says(then);
    expect([count('generated'), count('building')]).toEqual([2, 2]);

    const [good, bad, { file = one.input, line }] = one.broken;
    workspace.edit(path(one.input), good, bad);
    const failed = await rig.events.next('generate-failed');
    expect(failed).toMatchObject({
      stillRunning: true,
      diagnostics: [{ file: workspace.path(path(file)), line }],
    });
    expect(rig.programs.at(-1)?.isClosed).toBe(false);
    workspace.edit(path(one.input), bad, good);
    await rig.events.next('unchanged');
    expect([count('generated'), count('building')]).toEqual([3, 3]);

    const away = ['../../libs/words/words.go', 'hello', 'bye', then] as const;
    const [elsewhere, before, after, unchanged] = one.unrelated ?? away;
    workspace.edit(path(elsewhere), before, after);
    await says(unchanged);
    expect(count('generated')).toBe(3);
    workspace.remove(path(one.output));
    await rig.events.next('unchanged');
    expect(workspace.has(path(one.output))).toBe(true);
    expect([count('generated'), count('building'), rig.programs.length]).toEqual([4, 5, 3]);

    // As in CI, where nothing is remembered: all is current, and after an edit the output is named and left as it is.
    serving.signal('SIGTERM');
    await serving.ended();
    workspace.remove('node_modules/.cache/nx-go-run');
    const targets = {
      serve: { executor: 'nx-go-run:go-run', options: { generate: [one.preset] } },
      generate: { executor: 'nx-go-run:generate' },
    };
    workspace.write(path('project.json'), JSON.stringify({ name: 'app', targets }));
    const check = async () => {
      const task = rig.nx(['run', 'app:generate', '--check']);
      return { code: (await task.ended()).code, output: task.output };
    };
    expect(await check()).toMatchObject({ code: 0 });
    const text = workspace.read(path(one.output));
    workspace.edit(path(one.input), to, from);
    expect(await check()).toMatchObject({
      code: 1,
      output: expect.stringMatching(/ is (outdated|missing|left over)/),
    });
    expect(workspace.read(path(one.output))).toBe(text);
  });
});
