import type { GoRunOptions } from '../src/executors/go-run/schema.d.ts';
import { openRig, type Rig } from './rig/rig.ts';

describe('wrong input that no edit of a source mends', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
    const { write } = rig.workspace;
    write('apps/app/mains/one/main.go', 'package main\n\nfunc main() {}\n');
    write('apps/app/mains/two/main.go', 'package main\n\nfunc main() {}\n');
    write('apps/app/lib/lib.go', 'package lib\n');
    write('apps/app/empty/README', '');
  });
  afterAll(() => rig.end());

  const cases: [what: string, options: GoRunOptions, message: RegExp, hint: RegExp][] = [
    [
      'a go command that is not there',
      { goBinary: 'no-such-go' },
      /the command "no-such-go" can't be started/,
      /Install Go from go\.dev\/dl/,
    ],
    ['a goBinary that is no go', { goBinary: 'true' }, /"true env" failed/, /really a go command/],
    [
      'a missing file',
      { file: 'cmd/nope' },
      /file: there is no cmd\/nope in apps\/app/,
      /Main packages in this project: \., mains\/one, mains\/two/,
    ],
    ['an empty file', { file: '' }, /file: is empty/, /Name a package directory or a \.go file/],
    [
      'a file outside the project',
      { file: '/' },
      /file: \/ is not in the project apps\/app/,
      /Main packages in this project/,
    ],
    [
      'a file of another package than main',
      { file: 'lib/lib.go' },
      /apps\/app\/lib\/lib\.go is package lib, not main/,
      /Main packages/,
    ],
    [
      'a directory of another package than main',
      { file: 'lib' },
      /apps\/app\/lib is package lib, not main/,
      /Name a main package/,
    ],
    ['a directory without Go', { file: 'empty' }, /apps\/app\/empty has no Go files/, /Name a main package/],
    [
      'a directory with several mains',
      { file: 'mains' },
      /several mains below it/,
      /Choose one: mains\/one, mains\/two/,
    ],
    ['a quote that is not closed', { args: `--name 'two words` }, /args: a quote is not closed/, /Close it/],
    [
      'a build flag that go does not know',
      { buildFlags: '-nope' },
      /flag provided but not defined: -nope/,
      /buildFlags: go build has no flag -nope/,
    ],
    ['-o in buildFlags', { buildFlags: '-race -o x' }, /buildFlags: -o is set by go-run/, /outputPath/],
    [
      'a package in buildFlags',
      { buildFlags: './cmd' },
      /buildFlags: "\.\/cmd" is not a flag/,
      /option file/,
    ],
    [
      'a working directory that is not there',
      { cwd: 'nowhere' },
      /cwd: there is no folder .*nowhere/,
      /workspace's root/,
    ],
    [
      'a misspelt option',
      { killtimeout: 1000 } as GoRunOptions,
      /killtimeout: go-run has no such option/,
      /Did you mean killTimeout\?/,
    ],
    ['a port out of range', { port: 80.5 }, /port: must be a whole number from 1 to 65535/, /80\.5/],
    [
      'a readyLog that is no expression',
      { readyLog: '(' },
      /readyLog: is not a valid regular expression/,
      /"\("/,
    ],
    [
      'a folder whose name no system takes',
      { cwd: 'x'.repeat(300) },
      /cwd: there is no folder .*x{100}/,
      /workspace's root/,
    ],
    [
      'a text that would clear the screen',
      { goBinary: '\x1b[2J\x1b]0;title\x07go' },
      /goBinary: holds a control character/,
      /It is "\\u001b\[2J/,
    ],
    [
      'a goBinary that looks like a flag',
      { goBinary: '-toolexec=touch' },
      /the command "-toolexec=touch" can't be started/,
      /Install Go/,
    ],
    [
      'a file that looks like a flag',
      { file: '-exec=touch' },
      /file: there is no -exec=touch in apps\/app/,
      /Main packages in this project/,
    ],
    [
      'a flag behind -- in buildFlags',
      { buildFlags: ['-race', '--', '-exec=touch'] },
      /buildFlags: "--" is not a flag/,
      /option file/,
    ],
    [
      'a text of 100 kB',
      { readyLog: '('.repeat(100_000) },
      /readyLog: is too long: 100000 characters of at most 4096/,
      /It is "\({79}…\.\n/,
    ],
  ];

  it.each(cases)('%s ends the run with a message', async (_, options, message, hint) => {
    const task = rig.execute(options);
    expect(await task.ended()).toEqual({ code: 1, signal: null });
    expect(task.output).toMatch(message);
    expect(task.output).toMatch(hint);
    expect(task.output).not.toMatch(/\n +at |node:internal|waiting for a change/);
    expect(task.output).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(task.output.length).toBeLessThan(1500);
  });

  it('a go command that is not on PATH ends the run with a message, through Nx as well', async () => {
    const nx = rig.nx(['serve', 'app', '--goBinary=no-such-go']);
    expect((await nx.ended()).code).toBe(1);
    expect(nx.output).toMatch(/error +goBinary: the command "no-such-go" can't be started: .*\n.*Install Go/);
  });

  it('a misspelt option is answered with the right one, in project.json as on the command line', async () => {
    rig.workspace.configure({ buildFlag: '-race' } as GoRunOptions);
    const configured = rig.nx(['serve', 'app']);
    expect((await configured.ended()).code).toBe(1);
    expect(configured.output).toMatch(
      /error +buildFlag: go-run has no such option\n +Did you mean buildFlags\?/,
    );
    rig.workspace.configure({});
    const typed = rig.nx(['serve', 'app', '--kill-tiemout=100']);
    expect((await typed.ended()).code).toBe(1);
    expect(typed.output).toMatch(
      /error +kill-tiemout: go-run has no such option\n +Did you mean killTimeout\?/,
    );
  });

  it('options that resemble none, and words that Nx has taken, are told and do no harm', async () => {
    const nx = rig.nx(['serve', 'app', '--open', '--no-watch', 'server']);
    await rig.nextRun();
    expect(nx.output).toMatch(/warning +open: go-run has no such option\n/);
    expect(nx.output).toMatch(/warning +server: the program does not get these words\n.*--args/);
    nx.interrupt();
    await nx.ended();
  });

  it('a value of another type is told by Nx itself, and one that looks like a flag by go-run', async () => {
    const typed = rig.nx(['serve', 'app', '--port=abc']);
    expect((await typed.ended()).code).toBe(1);
    expect(typed.output).toContain(`Property 'port' does not match the schema. 'abc' should be a 'number'.`);
    const named = rig.nx(['serve', 'app', '--file=-exec=touch', '--args=-toolexec=touch']);
    expect((await named.ended()).code).toBe(1);
    expect(named.output).toMatch(/error +file: there is no -exec=touch in apps\/app\n/);
  });
});
