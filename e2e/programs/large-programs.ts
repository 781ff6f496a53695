import { askGrpc, askHttp, askLine, askTxt } from './ask.ts';
import { runGo } from './make-program.ts';
import { addInit, editGoMod, replaceText, type RealProgram } from './program.ts';

/** Syncthing asks nobody outside: no discovery, no relays, no reports. */
const SYNCTHING_CONFIG = (gui: number, sync: number) => `<configuration version="37">
  <gui enabled="true" tls="false"><address>127.0.0.1:${gui}</address></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:${sync}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <startBrowser>false</startBrowser>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <stunKeepaliveStartS>0</stunKeepaliveStartS>
    <announceLANAddresses>false</announceLANAddresses>
  </options>
</configuration>
`;

/** `HelloRequest{name: "you"}` as protobuf writes it. */
const HELLO = Buffer.from([0x0a, 3, ...Buffer.from('you')]);

/** Programs of others, as they are in Go's module proxy. */
export const largePrograms: readonly RealProgram[] = [
  {
    name: 'nats-server',
    style: 'one large package that all depends on; a protocol of its own; through nx serve',
    sources: { module: 'github.com/nats-io/nats-server/v2@v2.15.3' },
    options: ({ main }) => ({ args: `-a 127.0.0.1 -p ${main}`, readyLog: 'Server is ready' }),
    through: 'nx',
    ask: ({ main }) => askLine(main),
    answers: '"version":"2.15.3"',
    steps: [
      addInit('apps/app/logger/log.go', 'logger has an init'),
      replaceText(
        'exported constant',
        'apps/app/server/const.go',
        ['VERSION = "2.15.3"', 'VERSION = "2.15.4"'],
        'hot',
        '"version":"2.15.4"',
      ),
      editGoMod,
    ],
    // Not a package below: compiling `server` again takes most of a minute.
    breaks: 'apps/app/main.go',
  },
  {
    name: 'grpc',
    style: 'code that protoc has generated; HTTP/2; behind the stable port',
    sources: { module: 'google.golang.org/grpc/examples@v0.0.0-20260825154716-030ee8becb20' },
    prepare: (workspace) => {
      // They lead out of the module.
      const replaced = [
        'google.golang.org/grpc',
        'google.golang.org/grpc/gcp/observability',
        'google.golang.org/grpc/stats/opentelemetry',
      ];
      const drops = replaced.map((path) => `-dropreplace=${path}`);
      runGo(['mod', 'edit', ...drops], workspace.path('apps/app'));
      runGo(
        ['get', 'google.golang.org/grpc@v1.85.0', './helloworld/greeter_server'],
        workspace.path('apps/app'),
      );
    },
    options: ({ main }) => ({
      file: 'helloworld/greeter_server',
      args: '-port {port}',
      proxy: { port: main, mode: 'tcp' },
    }),
    ask: ({ main }) => askGrpc(main, '/helloworld.Greeter/SayHello', HELLO),
    answers: 'Hello you',
    steps: [
      replaceText(
        'main',
        'apps/app/helloworld/greeter_server/main.go',
        ['"Hello "', '"Good day "'],
        'hot',
        'Good day you',
      ),
      replaceText(
        'generated code',
        'apps/app/helloworld/helloworld/helloworld.pb.go',
        ['return x.Name', 'return "dear " + x.Name'],
        'hot',
        'Good day dear you',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/helloworld/helloworld/helloworld.pb.go',
  },
  {
    name: 'templ',
    style: 'templates as generated Go code',
    sources: { module: 'github.com/a-h/templ@v0.3.1118' },
    prepare: (workspace, { main }) => {
      for (const from of ['Println("Listening on :3000")', 'ListenAndServe(":3000"'])
        workspace.edit(
          'apps/app/examples/hello-world-ssr/main.go',
          from,
          from.replace(':3000', `127.0.0.1:${main}`),
        );
    },
    options: () => ({ file: 'examples/hello-world-ssr' }),
    ask: ({ main }) => askHttp(main),
    answers: '<div>Hello, John</div>',
    steps: [
      addInit('apps/app/safehtml/style.go', 'safehtml has an init'),
      {
        kind: 'edit',
        name: 'generated code',
        act: (workspace) => {
          const folder = 'apps/app/examples/hello-world-ssr';
          workspace.edit(`${folder}/hello.templ`, 'Hello', 'Good day');
          workspace.saveAtomically(
            `${folder}/hello_templ.go`,
            workspace.read(`${folder}/hello_templ.go`).replace('<div>Hello', '<div>Good day'),
          );
        },
        by: 'hot',
        sees: { in: 'answer', text: '<div>Good day, John</div>' },
      },
      editGoMod,
    ],
    breaks: 'apps/app/safehtml/style.go',
  },
  {
    name: 'caddy',
    style: 'hundreds of packages, plugins that register themselves, a configuration that restarts it',
    sources: { module: 'github.com/caddyserver/caddy/v2@v2.11.9' },
    prepare: (workspace, { main, other }) => {
      workspace.write('apps/app/site/one.txt', 'one\n');
      workspace.write(
        'apps/app/Caddyfile',
        `{
	admin 127.0.0.1:${other}
}
http://127.0.0.1:${main} {
	respond /hello "hello one"
	file_server browse {
		root site
	}
}
`,
      );
    },
    options: ({ main }, workspace) => ({
      file: 'cmd/caddy',
      args: 'run --config Caddyfile',
      port: main,
      env: { XDG_DATA_HOME: workspace.path('data'), XDG_CONFIG_HOME: workspace.path('data') },
      include: [{ glob: 'Caddyfile', action: 'restart' }],
    }),
    ask: async ({ main }) => (await askHttp(main, '/hello')) + (await askHttp(main, '/')),
    answers: 'hello one',
    steps: [
      addInit('apps/app/internal/metrics/metrics.go', 'metrics has an init'),
      replaceText(
        'function body',
        'apps/app/modules/caddyhttp/staticresp.go',
        ['repl.ReplaceKnown(s.Body, "")', 'repl.ReplaceKnown(s.Body, "") + ", body two"'],
        'hot',
        'hello one, body two',
      ),
      replaceText(
        'configuration',
        'apps/app/Caddyfile',
        ['hello one', 'hello two'],
        'nobody',
        'hello two, body two',
      ),
      replaceText(
        'embedded file',
        'apps/app/modules/caddyhttp/fileserver/browse.html',
        ['<body', '<body data-page="two"'],
        'go',
        'data-page="two"',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/internal/metrics/metrics.go',
  },
  {
    name: 'coredns',
    style: 'DNS by UDP and TCP; plugins in a generated list',
    sources: { module: 'github.com/coredns/coredns@v1.15.0' },
    prepare: (workspace) =>
      workspace.write(
        'apps/app/Corefile',
        `. {
	bind 127.0.0.1
	template IN TXT example.test {
		answer "{{ .Name }} 60 IN TXT \\"template one\\""
	}
}
`,
      ),
    options: ({ main }) => ({ args: `-dns.port ${main} -conf Corefile` }),
    ask: ({ main }) => askTxt(main, 'www.example.test'),
    answers: 'template one',
    steps: [
      addInit('apps/app/plugin/pkg/dnsutil/join.go', 'dnsutil has an init'),
      replaceText(
        'function body',
        'apps/app/plugin/template/template.go',
        ['dns.NewRR(buffer.String())', 'dns.NewRR(buffer.String() + ` "body two"`)'],
        'hot',
        'body two',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/plugin/pkg/dnsutil/join.go',
  },
  {
    name: 'pocketbase',
    style: 'the newest Go by its go.mod; an embedded page in a folder called dist; SQLite in Go',
    sources: { module: 'github.com/pocketbase/pocketbase@v0.40.4' },
    options: ({ main }, workspace) => ({
      file: 'examples/base',
      args: ['serve', `--http=127.0.0.1:${main}`, '--dir', workspace.path('data')],
      readyUrl: '/api/health',
    }),
    ask: async ({ main }) => (await askHttp(main, '/api/health')) + (await askHttp(main, '/_/')),
    answers: 'API is healthy.',
    steps: [
      addInit('apps/app/tools/inflector/inflector.go', 'inflector has an init'),
      replaceText(
        'function body',
        'apps/app/apis/health.go',
        ['API is healthy', 'API feels well'],
        'hot',
        'feels well',
      ),
      replaceText(
        'embedded file',
        'apps/app/ui/dist/index.html',
        ['<title>PocketBase', '<title>page two'],
        'go',
        '<title>page two',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/tools/inflector/inflector.go',
  },
  {
    name: 'hugo',
    style: 'images, Sass and TypeScript in one program; watches files itself',
    sources: { module: 'github.com/gohugoio/hugo@v0.165.0' },
    prepare: (workspace) => {
      workspace.write('site/hugo.toml', 'baseURL = "http://127.0.0.1/"\ntitle = "site one"\n');
      workspace.write(
        'site/layouts/index.html',
        '<head></head><h1>{{ .Site.Title }}, {{ hugo.Version }}</h1>\n',
      );
    },
    options: ({ main }, workspace) => ({
      args: ['server', '--source', workspace.path('site'), '--bind', '127.0.0.1', '--port', main],
      env: { HUGO_CACHEDIR: workspace.path('data') },
    }),
    ask: async ({ main }) => (await askHttp(main)) + (await askHttp(main, '/livereload.js')),
    answers: 'site one, 0.165.0',
    steps: [
      addInit('apps/app/compare/compare.go', 'compare has an init'),
      replaceText(
        'package variable',
        'apps/app/common/hugo/version_current.go',
        ['165,', '166,'],
        'hot',
        'site one, 0.166.0',
      ),
      replaceText(
        'embedded file',
        'apps/app/livereload/livereload.min.js',
        ['(', '/* script two */('],
        'go',
        'script two',
      ),
      editGoMod,
    ],
    breaks: 'apps/app/compare/compare.go',
  },
  {
    name: 'syncthing',
    style: 'megabytes of generated code; supervises itself, so that its child serves',
    sources: { module: 'github.com/syncthing/syncthing@v1.30.0' },
    prepare: (workspace, { main, other }) => {
      workspace.write('data/config.xml', SYNCTHING_CONFIG(main, other));
      runGo(
        ['run', './script/genassets.go', '-o', 'lib/api/auto/gui.files.go', 'gui'],
        workspace.path('apps/app'),
      );
    },
    // It has a buf.gen.yaml, which a line suggests as a step.
    toleratesTrouble: ['warning'],
    options: ({ main }, workspace) => ({
      file: 'cmd/syncthing',
      args: ['serve', '--home', workspace.path('data'), '--no-browser', '--no-upgrade'],
      env: { STNOUPGRADE: 1, HOME: workspace.path('data') },
      port: main,
    }),
    ask: async ({ main }) => (await askHttp(main, '/rest/noauth/health')) + (await askHttp(main, '/')),
    answers: '"status": "OK"',
    steps: [
      addInit('apps/app/lib/stringutil/stringutil.go', 'stringutil has an init'),
      replaceText(
        'function body',
        'apps/app/lib/api/api.go',
        ['map[string]string{"status": "OK"}', 'map[string]string{"status": "two"}'],
        'hot',
        '"status": "two"',
      ),
      {
        kind: 'edit',
        name: 'generated code',
        act: (workspace) => {
          workspace.edit('apps/app/gui/default/index.html', '<title', '<title data-page="two"');
          runGo(
            ['run', './script/genassets.go', '-o', 'lib/api/auto/gui.files.go', 'gui'],
            workspace.path('apps/app'),
          );
        },
        by: 'hot',
        sees: { in: 'answer', text: 'data-page="two"' },
      },
      editGoMod,
    ],
    breaks: 'apps/app/lib/stringutil/stringutil.go',
  },
];
