import { stripVTControlCharacters } from 'node:util';
import { createReporter, type ReporterStyle } from './reporter.ts';
import type { Diagnostic, RunEvent, Stage } from '../events/run-event.ts';
import { buildFailed } from '../testing/build-failed.ts';

const STYLE: ReporterStyle = {
  colour: false,
  workspaceRoot: '/w',
  project: 'my-go-api',
  buildWords: ['-tags=a b', './cmd/api'],
};

/** The lines of these events, as one text with a line end before and after. */
const print = (events: RunEvent[], style: Partial<ReporterStyle> = {}) =>
  ['', ...events.flatMap(createReporter({ ...STYLE, ...style })), ''].join('\n');

const change = { path: '/w/internal/store/store.go', kind: 'written', action: 'rebuild' } as const;
const undefinedX: Diagnostic = {
  file: '/w/apps/api/main.go',
  line: 12,
  column: 12,
  message: 'undefined: x',
  source: '\treturn é x',
};
const failed = buildFailed();

describe('the reporter prints', () => {
  it.each([
    ['-x', /line 29\n/],
    ['-race', /… and 10 more lines\n/],
  ])('what go has printed though all is well, all of it with -x and -v alone: %s', (flag, expected) => {
    const output = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
    const built = {
      type: 'built',
      via: { kind: 'go' },
      cycle: 1,
      command: [],
      output,
      durations: {},
    } as const;
    expect(print([built], { buildWords: [flag, '.'] })).toMatch(expected);
  });

  it('the package of a complaint about what a Go file was made from', () => {
    const diagnostics = [{ ...undefinedX, file: '/w/apps/api/page.templ', package: 'example.com/api/page' }];
    expect(print([{ ...failed, diagnostics }])).toContain(`^
                 in package example.com/api/page
`);
  });

  it('a cycle in four lines: why, what, and how long', () => {
    expect(
      print(
        [
          { type: 'change', cycle: 2, changes: [{ ...change, importedBy: ['internal/users', 'cmd/api'] }] },
          { type: 'building', cycle: 2 },
          { type: 'built', via: { kind: 'go' }, cycle: 2, command: [], durations: { build: 412 } },
          { type: 'started', cycle: 2, pid: 40954, name: 'my-go-api', args: ['server', '-p', '8080'] },
          {
            type: 'ready',
            cycle: 2,
            pid: 40954,
            baseUrl: 'http://localhost:8080',
            durations: { build: 412, stop: 12, ready: 31, total: 455 },
          },
        ],
        { buildWords: ['./cmd/api'] },
      ),
    ).toBe(`
go-run  change   internal/store/store.go  ← users ← cmd/api
go-run  build    go build -o … ./cmd/api            412 ms
go-run  run      my-go-api server -p 8080           pid 40954
go-run  ready    http://localhost:8080              stop 12 ms · start 31 ms · total 455 ms
`);
  });

  it('flags and arguments so that one sees where each ends', () => {
    expect(
      print([
        { type: 'built', via: { kind: 'go' }, cycle: 1, command: [], durations: { build: 3214 } },
        { type: 'started', cycle: 1, pid: 7, name: 'my-go-api', args: ['--name', "it's me", ''] },
      ]),
    ).toBe(`
go-run  build    go build -o … '-tags=a b' ./cmd/api  3214 ms
go-run  run      my-go-api --name 'it'\\''s me' ''   pid 7
`);
  });

  it('swagger, installed once, written, and unchanged', () => {
    expect(
      print([
        { type: 'installing', what: 'swag v1.16.6', into: '/w/node_modules/.cache/nx-go-run/swag' },
        {
          type: 'generated',
          cycle: 1,
          name: 'swagger',
          command: [],
          written: ['/w/swagger/swagger.json'],
          durations: { generate: 204 },
        },
        {
          type: 'generated',
          cycle: 2,
          name: 'swagger',
          command: [],
          written: [],
          durations: { generate: 198 },
        },
      ]),
    ).toBe(`
go-run  install  swag v1.16.6 into node_modules/.cache/nx-go-run/swag, once
go-run  swagger  swagger/swagger.json               204 ms
go-run  swagger  no change in the specification     198 ms
`);
  });

  it('an installation with how much of how much, and where it is in the end', () => {
    const common = {
      type: 'installing',
      what: 'go1.26.8',
      into: '/home/ada/.cache/nx-go-run/go/go1.26.8',
    } as const;
    expect(
      print([
        { ...common, progress: { kind: 'waiting', pid: 7 } },
        { ...common, progress: { kind: 'waiting' } },
        { ...common, progress: { kind: 'downloading', done: 34_400_000, total: 71_680_185 } },
        { ...common, progress: { kind: 'downloading', done: 34_400_000 } },
        { ...common, progress: { kind: 'unpacking', done: 100, total: 300 } },
        { ...common, progress: { kind: 'done', ms: 8904 } },
      ]),
    ).toBe(`
go-run  install  go1.26.8: pid 7 fetches it already
go-run  install  go1.26.8: another run fetches it already
go-run  install  go1.26.8: 34 of 72 MB
go-run  install  go1.26.8: 34 MB
go-run  install  go1.26.8: unpacking, 33 %
go-run  install  go1.26.8 into /home/ada/.cache/nx-go-run/go/go1.26.8, once  8904 ms
`);
  });

  it('what takes long, for how long it has and what it is at', () => {
    const at = (ms: number, stage?: Stage): RunEvent => ({
      type: 'progress',
      during: 'build',
      what: 'go build',
      ms,
      ...(stage && { stage }),
    });
    const silent = { host: 'proxy.test', ms: 14_000 };
    const [y, z] = ['example.com/y v1.0.0', 'example.com/z v0.2.0'];
    expect(
      print([
        { type: 'progress', during: 'generate', what: 'sqlc', ms: 2004 },
        at(2004, { kind: 'loading' }),
        at(15_000, { kind: 'loading', silent }),
        at(3000, { kind: 'downloading', modules: [y], bytes: 12_400_000 }),
        at(16_000, { kind: 'downloading', modules: [y, z], bytes: 0, silent }),
        at(59_400, { kind: 'compiling', compiled: 41, now: [] }),
        at(119_400, { kind: 'compiling', compiled: 41, most: 312, now: ['net/http', 'os', 'io'] }),
        at(125_000, { kind: 'compiling', compiled: 9, most: 8, now: ['os'] }),
        at(125_000, { kind: 'linking' }),
      ]),
    ).toBe(`
go-run  generate sqlc, 2 s so far
go-run  build    go build, 2 s: reads the packages
go-run  build    go build, 15 s: nothing from proxy.test for 14 s
go-run  build    go build, 3 s: downloads example.com/y v1.0.0, 12 MB
go-run  build    go build, 16 s: downloads example.com/y v1.0.0 and 1 more; nothing from proxy.test for 14 s
go-run  build    go build, 59 s: compiled 41 packages
go-run  build    go build, 119 s: compiled 41 of at most 312 packages, now net/http, os and 1 more
go-run  build    go build, 2 min 5 s: compiled 9 of at most 9 packages, now os
go-run  build    go build, 2 min 5 s: links the program
`);
  });

  it('a step before the build, by its name and what it wrote', () => {
    const generated = {
      type: 'generated',
      cycle: 2,
      name: 'sqlc',
      command: [],
      durations: { generate: 120 },
    } as const;
    expect(
      print([
        { ...generated, written: ['/w/db/a.go', '/w/db/b.go', '/w/db/c.go'] },
        { ...generated, written: ['/w/db/a.go'] },
        { ...generated, written: [] },
      ]),
    ).toBe(`
go-run  generate sqlc  3 files                      120 ms
go-run  generate sqlc  db/a.go                      120 ms
go-run  generate sqlc  no change                    120 ms
`);
  });

  it('compile errors with their place, source and caret, and what goes on', () => {
    const second = {
      file: '/elsewhere/lib.go',
      line: 3,
      column: 0,
      message: 'too many arguments\n\thave (string)\n\twant ()',
    };
    expect(
      print([
        { ...failed, diagnostics: [undefinedX, second], output: 'and more\n\tof it', hint: 'Mend it.' },
      ]),
    ).toBe(`
go-run  error    apps/api/main.go:12:12  undefined: x
                 12 │ \treturn é x
                    │ \t         ^
go-run  error    /elsewhere/lib.go:3  too many arguments
                   have (string)
                   want ()
go-run  error    and more
                   of it
                 Mend it.
                 still running the last good build
`);
  });

  it('that nothing runs where the first build fails, and what is waited for', () => {
    const first: RunEvent = { ...failed, output: 'go: go.mod file not found', stillRunning: false };
    expect(print([first])).toBe(`
go-run  error    go: go.mod file not found
                 nothing is running; waiting for a change
`);
    expect(print([first], { once: true })).toBe(`
go-run  error    go: go.mod file not found
`);
  });

  it('the beginning of a message that is very long', () => {
    const output = ['usage: link', ...Array.from({ length: 80 }, (_, at) => `\t-flag${at}`)].join('\n');
    const lines = print([{ ...failed, output }]).split('\n');
    expect(lines.slice(1, 3)).toEqual(['go-run  error    usage: link', '                   -flag0']);
    expect(lines.at(-3)).toBe('                 … and 60 more lines');
    expect(lines).toHaveLength(25);
  });

  it('a failed generator, with the place or without', () => {
    const problem = {
      message: 'swag: cannot find type User',
      hint: 'Add --parseDependency to swagger.flags.',
    };
    const event = { type: 'generate-failed', cycle: 2, problem, stillRunning: true, durations: {} } as const;
    expect(print([{ ...event, diagnostics: [] }])).toBe(`
go-run  error    swag: cannot find type User
                 Add --parseDependency to swagger.flags.
                 still running the last good build
`);
    expect(print([{ ...event, diagnostics: [undefinedX] }])).toContain(
      'apps/api/main.go:12:12  undefined: x',
    );
  });

  it('that a program came out the same', () => {
    expect(print([{ type: 'unchanged', cycle: 2, durations: { total: 281 } }])).toBe(`
go-run  same     the program is the same; no restart  281 ms
`);
  });

  it('how a program ended, and what happens next', () => {
    expect(
      print([
        { type: 'exited', pid: 7, exit: { kind: 'code', code: 0 } },
        {
          type: 'exited',
          pid: 7,
          exit: { kind: 'code', code: 1 },
          hint: 'port 8080 is held by node (pid 5)',
        },
        { type: 'exited', pid: 7, exit: { kind: 'signal', signal: 'SIGSEGV' }, restartInMs: 1000 },
        { type: 'start-failed', problem: { message: "cache/api can't be started: EACCES" } },
        { type: 'finished', exit: { kind: 'code', code: 3 } },
      ]),
    ).toBe(`
go-run  exit     my-go-api ended with code 0; the next change starts it again
go-run  exit     my-go-api ended with code 1; the next change starts it again
                 port 8080 is held by node (pid 5)
go-run  exit     my-go-api was ended by SIGSEGV; it starts again in 1000 ms
go-run  error    cache/api can't be started: EACCES
go-run  exit     my-go-api ended with code 3
`);
  });

  it('what goes on where two programs overlap and the next one fails', () => {
    expect(
      print([
        { type: 'exited', pid: 7, exit: { kind: 'code', code: 1 }, stillRunning: true },
        { type: 'not-ready', pid: 7, problem: { message: 'not ready after 60 s' }, stillRunning: true },
        { type: 'start-failed', problem: { message: 'EACCES' }, stillRunning: true },
      ]),
    ).toBe(`
go-run  exit     my-go-api ended with code 1; that was pid 7, the other one goes on
go-run  slow     not ready after 60 s
                 it is stopped; the program before it goes on serving
go-run  error    EACCES
                 still running the last good build
`);
  });

  it('what is waited for, and what was waited for in vain', () => {
    expect(
      print([
        { type: 'waiting', what: 'port 8080, which is held by node (pid 5)', hint: 'Stop it.' },
        {
          type: 'not-ready',
          pid: 7,
          problem: { message: 'port 8080 does not answer after 60.0 s', hint: 'It is left running.' },
        },
        { type: 'ready', cycle: 1, pid: 7, durations: { ready: 300, total: 1200 } },
        { type: 'address', pid: 7, baseUrl: 'http://localhost:8080' },
      ]),
    ).toBe(`
go-run  wait     for port 8080, which is held by node (pid 5)
                 Stop it.
go-run  slow     port 8080 does not answer after 60.0 s
                 It is left running.
go-run  ready    running, without a port so far     start 300 ms · total 1200 ms
go-run  address  http://localhost:8080
`);
  });

  it('the debugger’s port, who is there, and where the program stands', () => {
    expect(
      print([
        { type: 'debugger', state: 'waiting', host: '127.0.0.1', port: 2345 },
        { type: 'debugger', state: 'attached', editor: 'Visual Studio Code' },
        { type: 'paused', pid: 7, reason: 'breakpoint', file: '/w/internal/store.go', line: 3 },
        { type: 'resumed', pid: 7 },
        { type: 'paused', pid: 7, reason: 'pause' },
      ]),
    ).toBe(`
go-run  debug    127.0.0.1:2345                     waits for an editor
go-run  debug    Visual Studio Code is attached
go-run  paused   internal/store.go:3                breakpoint
go-run  paused   outside of any source              pause
`);
  });

  it('warnings, failures and why it stops', () => {
    expect(
      print([
        {
          type: 'warning',
          problem: { message: 'envFile: there is no .env', hint: 'It is read once it is there.' },
        },
        { type: 'failed', problem: { message: 'file: is empty' } },
        { type: 'stopping', reason: 'SIGTERM' },
        { type: 'stopping', reason: 'Nx has ended' },
      ]),
    ).toBe(`
go-run  warning  envFile: there is no .env
                 It is read once it is there.
go-run  error    file: is empty
go-run  stop     got SIGTERM
go-run  stop     Nx has ended
`);
  });

  it('nothing of what is only for tools', () => {
    expect(
      print([
        { type: 'watching', directories: 12, polling: false },
        { type: 'building', cycle: 1 },
        { type: 'aborted', cycle: 1 },
        { type: 'ended', success: true },
      ]),
    ).toBe('\n');
  });

  it('the same text in colour, and no colour codes without', () => {
    const events: RunEvent[] = [
      { ...failed, diagnostics: [undefinedX] },
      { type: 'ready', cycle: 1, pid: 7, baseUrl: 'http://localhost:1', durations: { total: 1 } },
    ];
    const coloured = print(events, { colour: true });
    expect(coloured).toContain('\x1b[31merror');
    expect(coloured).toContain('\x1b[1mapps/api/main.go:12:12\x1b[');
    expect(stripVTControlCharacters(coloured)).toBe(print(events));
    expect(print(events)).not.toContain('\x1b');
  });
});
