import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { goEnvironment } from '../../src/files/testing/temporary-files.ts';
import { REPOSITORY } from '../rig/link-modules.ts';
import { makeFixture, type Sources } from './fixture.ts';

/** A program that prints what it does, and ends. */
export interface DeltaProgram {
  readonly name: string;
  readonly sources: () => Sources;
  /** The files that are edited, from the workspace's root. */
  readonly edited: readonly [string, ...string[]];
  /** The folder of go commands, and the package from there. */
  readonly cwd: string;
  readonly target: string;
  readonly args: readonly string[];
  /** Edits before another program has its turn: fewer of one that takes long. */
  readonly round: number;
}

const GIN = `// A gin API that asks itself.
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"example.com/bench/gin/internal/api"
	"example.com/bench/gin/internal/store"
)

const token = "first"

func main() {
	router := api.Routes(store.New(), token)
	ask := func(method, path, body string) {
		recorder := httptest.NewRecorder()
		router.ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
		fmt.Println(method, path, recorder.Code, recorder.Body.String())
	}
	ask(http.MethodGet, "/items", "")
	ask(http.MethodPut, "/items", \`{"name":"bun","cents":90}\`)
	ask(http.MethodPut, "/items", \`{"cents":0}\`)
	ask(http.MethodGet, "/bill", "")
}
`;

const POCKETBASE = `// PocketBase with a new database, whose collections are listed.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/pocketbase/pocketbase"
)

const token = "first"

func main() {
	folder, err := os.MkdirTemp("", "pb")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: folder, HideStartBanner: true})
	if err := app.Bootstrap(); err != nil {
		log.Fatal(err)
	}
	if err := app.RunAllMigrations(); err != nil {
		log.Fatal(err)
	}
	collections, err := app.FindAllCollections()
	for _, one := range collections {
		fmt.Println(one.Name, len(one.Fields), len(one.Indexes))
	}
	fmt.Println(token, answer(), err)
}
`;

/** A module's folder in the cache of modules, which has it (`npm run programs` fetches it), or undefined. */
function findModule(name: string): string | undefined {
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8', env: goEnvironment() }).trim();
  const folder = join(cache, name);
  try {
    return readdirSync(folder).length > 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

function readFolder(folder: string, below: string, more: Readonly<Record<string, string>> = {}): Sources {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('_test.go'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(\.git|caddytest|testscripts|docs)\//.test(path));
  const texts = paths.map((path): [string, string] => [
    // What is embedded and no text is spoiled by that, for all who build it alike.
    join(below, path),
    readFileSync(join(folder, path), 'utf8'),
  ]);
  return new Map([...texts, ...Object.entries(more)]);
}

const HUGO = findModule('github.com/gohugoio/hugo@v0.165.0');
const CADDY = findModule('github.com/caddyserver/caddy/v2@v2.11.9');

/** Programs of three kinds: small ones, ones with much below them, and large ones of others, where they were fetched. */
export const deltaPrograms: readonly DeltaProgram[] = [
  {
    name: 'three modules',
    sources: () => makeFixture(false),
    edited: ['app/cmd/api/main.go', 'app/internal/store/store.go', 'lib/shapes/shapes.go', 'local/local.go'],
    cwd: 'app',
    target: './cmd/api',
    args: [],
    round: 100,
  },
  {
    name: 'four packages',
    sources: () => readFolder(join(REPOSITORY, 'linker/corpus/testdata/app'), 'app'),
    edited: ['app/main.go', 'app/shop/shop.go', 'app/text/text.go', 'app/web/web.go'],
    cwd: 'app',
    target: '.',
    args: [],
    round: 100,
  },
  {
    name: 'gin',
    sources: () => readFolder(join(REPOSITORY, 'benchmarks/programs/gin'), 'app', { 'app/main.go': GIN }),
    edited: ['app/main.go', 'app/internal/api/api.go', 'app/internal/store/store.go'],
    cwd: 'app',
    target: '.',
    args: [],
    round: 50,
  },
  {
    name: 'PocketBase',
    sources: () =>
      readFolder(join(REPOSITORY, 'benchmarks/programs/pocketbase'), 'app', { 'app/main.go': POCKETBASE }),
    edited: ['app/main.go', 'app/answer.go'],
    cwd: 'app',
    target: '.',
    args: [],
    round: 15,
  },
  ...(CADDY === undefined
    ? []
    : [
        {
          name: 'caddy',
          sources: () => readFolder(CADDY, 'app'),
          edited: [
            'app/cmd/caddy/main.go',
            'app/modules/caddyhttp/staticresp.go',
            'app/internal/metrics/metrics.go',
            'app/modules/caddytls/connpolicy.go',
          ] as const,
          cwd: 'app',
          target: './cmd/caddy',
          args: ['list-modules'],
          round: 6,
        },
      ]),
  ...(HUGO === undefined
    ? []
    : [
        {
          name: 'hugo',
          sources: () =>
            readFolder(HUGO, 'app', {
              // One page, since pages are rendered at once and their messages come in any order.
              'site/hugo.toml':
                'baseURL = "http://127.0.0.1/"\ntitle = "site"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]\n',
              'site/content/_index.md': '# Begin\n\nSome *words*, and `code`.\n',
              'site/layouts/home.html': '<h1>{{ .Title }}</h1>{{ .Content }}{{ warnf "%s" .Content }}\n',
            }),
          edited: [
            'app/main.go',
            'app/common/hugo/version_current.go',
            'app/metrics/metrics.go',
            'app/hugolib/site_render.go',
          ] as const,
          cwd: 'app',
          target: '.',
          args: ['--source', 'site', '--renderToMemory'],
          round: 6,
        },
      ]),
];
