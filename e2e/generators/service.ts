import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openStage } from '../faults/open-stage.ts';
import type { Stage } from '../faults/stage.ts';
import { testEnvironment } from '../rig/environment.ts';
import { goPart } from '../rig/workspace.ts';

/** What is edited: an input of each of three steps, and Go of the person's own. */
export const INPUTS = ['page', 'schema', 'proto', 'version'] as const;
export type Input = (typeof INPUTS)[number];

/** Where they lie, and what the steps make of them. From the workspace's root. */
export const PATHS: Readonly<Record<Input, string>> = {
  page: 'apps/app/views/page.templ',
  schema: 'apps/app/db/schema.sql',
  proto: 'apps/app/proto/a.proto',
  version: 'apps/app/version.go',
};
export const OUTPUTS = [
  'apps/app/views/page_templ.go',
  'apps/app/internal/db/models.go',
  'apps/app/internal/db/query.sql.go',
  'apps/app/gen/a.pb.go',
] as const;
/** The folders of outputs alone. */
export const OUTPUT_FOLDERS = ['apps/app/internal/db', 'apps/app/gen'] as const;

/** The text by which an input has a value; broken, its tool does not take it. */
export function textOf(input: Input, value: string, isBroken: boolean): string {
  switch (input) {
    case 'page':
      return `package views\n\ntempl Page() {\n\t<p>${value}</${isBroken ? 'q' : 'p'}>\n}\n`;
    case 'schema':
      return `CREATE ${isBroken ? 'TABEL' : 'TABLE'} items (id INTEGER PRIMARY KEY, ${value} TEXT NOT NULL);\n`;
    case 'proto':
      return `syntax = "proto3";\npackage a;\noption go_package = "example.test/app/gen";\nmessage A {\n  ${isBroken ? 'strin' : 'string'} ${value} = 1;\n}\n`;
    case 'version':
      return `package main\n\nconst version = ${isBroken ? `undefined${value}` : JSON.stringify(value)}\n`;
  }
}

/** What the program says under these names of good inputs with these values. */
export function saysOf(values: Readonly<Record<Exclude<Input, 'version'>, string>>): Record<string, string> {
  const { page, schema, proto } = values;
  const column = schema.charAt(0).toUpperCase() + schema.slice(1);
  return { page: `<p>${page}</p>`, schema: `{ID:0 ${column}:}`, proto };
}

const PAGE = `import (
	"context"
	"strings"

	"example.test/app/views"
)

func render() string {
	var b strings.Builder
	_ = views.Page().Render(context.Background(), &b)
	return b.String()
}`;

const FILES: Readonly<Record<string, string>> = {
  // Else npm would install into the workspace, whose packages are links.
  'package.json': '{}',
  'sqlc.yaml':
    'version: "2"\nsql:\n  - engine: sqlite\n    queries: db/query.sql\n    schema: db/schema.sql\n    gen: { go: { package: db, out: internal/db } }\n',
  'db/query.sql': '-- name: ListItems :many\nSELECT * FROM items;\n',
  'proto/buf.gen.yaml':
    'version: v2\nclean: true\nplugins:\n  - local: [go, tool, protoc-gen-go]\n    out: ../gen\n    opt: paths=source_relative\n',
  'proto/buf.yaml': 'version: v2\n',
  'page.go': goPart('page', 'render()', PAGE),
  'schema.go': goPart(
    'schema',
    'fmt.Sprintf("%+v", db.Item{})',
    'import (\n\t"fmt"\n\n\t"example.test/app/internal/db"\n)',
  ),
  'proto.go': goPart(
    'proto',
    'string((&gen.A{}).ProtoReflect().Descriptor().Fields().Get(0).Name())',
    'import "example.test/app/gen"',
  ),
};

const INSTALL = `npm install --prefix . --no-audit --no-fund @bufbuild/buf@1
go get -tool github.com/a-h/templ/cmd/templ@v0.3.1118 github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.11
go get github.com/a-h/templ@v0.3.1118
for tool in templ sqlc protoc-gen-go; do go tool -n $tool; done`;

/** A workspace whose program says what templ, sqlc and buf make, with the tools installed. `close` must follow. */
export async function openService(): Promise<Stage> {
  const stage = await openStage(false);
  const { workspace } = stage;
  for (const [path, text] of Object.entries(FILES)) workspace.write(`apps/app/${path}`, text);
  workspace.write('go.work', workspace.read('go.work').replace('go 1.22.0', 'go 1.26.0'));
  const env = testEnvironment({ GOFLAGS: '-mod=mod' });
  await promisify(execFile)('bash', ['-ec', INSTALL], { cwd: workspace.path('apps/app'), env });
  return stage;
}
