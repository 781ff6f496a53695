import { chmodSync } from 'node:fs';
import { createFiles } from '../files/testing/temporary-files.ts';
import { addDebugFlags, planDebug } from './debug.ts';
import { completeOptions, type CompleteOptions } from './options.ts';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';

const complete = (options: GoRunOptions): CompleteOptions => {
  const completed = completeOptions(options);
  if (!completed.ok) throw new Error(completed.problem.message);
  return completed.value;
};
const plan = (options: GoRunOptions, platform: NodeJS.Platform = 'linux') =>
  planDebug(complete(options), platform, '/w', '/usr/bin');

describe('planDebug', () => {
  it.each([
    [undefined, null],
    [false, null],
    [true, { port: 2345, isFixed: false, dependencies: false }],
    [2400, { port: 2400, isFixed: true, dependencies: false }],
    [{}, { port: 2345, isFixed: false, dependencies: false }],
    [
      { port: 2400, dependencies: true },
      { port: 2400, isFixed: true, dependencies: true },
    ],
  ])('makes of %j %j', (debug, value) => {
    expect(plan(debug === undefined ? {} : { debug })).toEqual({ ok: true, value });
  });

  it('refuses what can’t be had, and says why', () => {
    expect(plan({ debug: true }, 'win32')).toMatchObject({
      problem: { message: expect.stringMatching(/Windows/) },
    });
    expect(plan({ debug: 8080, port: 8080 })).toMatchObject({
      problem: { message: expect.stringMatching(/that of the program/) },
    });
    expect(plan({ debug: true, proxy: { port: 2345 } })).toMatchObject({
      problem: { message: expect.stringMatching(/that of the proxy/) },
    });
    expect(plan({ debug: { dlv: 'tools/dlv' } })).toMatchObject({
      problem: { message: 'debug: dlv: there is no program tools/dlv' },
    });
  });

  it('looks dlv up from the workspace’s root, or on PATH', () => {
    using files = createFiles({ 'tools/dlv': '', 'bin/my-dlv': '' });
    for (const path of ['tools/dlv', 'bin/my-dlv']) chmodSync(files.path(path), 0o755);
    const find = (dlv: string) =>
      planDebug(complete({ debug: { dlv } }), 'linux', files.root, files.path('bin'));
    expect(find('tools/dlv')).toMatchObject({ value: { dlv: files.path('tools/dlv') } });
    expect(find('my-dlv')).toMatchObject({ value: { dlv: files.path('bin/my-dlv') } });
    expect(find('dlv').ok).toBe(false);
  });
});

describe('addDebugFlags', () => {
  const own = ['example.test/a/...'];
  it.each<[string[], string, string[]]>([
    [[], '', ['-buildvcs=false', '-gcflags=-N -l', '-gcflags=example.test/a/...=-N -l']],
    [
      ['-buildvcs', '-race'],
      '',
      ['-buildvcs', '-race', '-gcflags=-N -l', '-gcflags=example.test/a/...=-N -l'],
    ],
    [
      ['-ldflags=-s -w -X main.v=a b'],
      '',
      ['-buildvcs=false', "-ldflags=-X 'main.v=a b'", '-gcflags=-N -l', '-gcflags=example.test/a/...=-N -l'],
    ],
    [
      ['-ldflags=all=-w'],
      '-ldflags=-s',
      [
        '-buildvcs=false',
        '-ldflags=',
        '-ldflags=all=',
        '-gcflags=-N -l',
        '-gcflags=example.test/a/...=-N -l',
      ],
    ],
    [
      ['-trimpath'],
      '',
      ['-buildvcs=false', '-trimpath=false', '-gcflags=-N -l', '-gcflags=example.test/a/...=-N -l'],
    ],
    [
      ['-gcflags=all=-d=checkptr'],
      '-trimpath=true',
      [
        '-buildvcs=false',
        '-trimpath=false',
        '-gcflags=all=-d=checkptr',
        '-gcflags=-N -l -d=checkptr',
        '-gcflags=example.test/a/...=-N -l -d=checkptr',
      ],
    ],
  ])('makes of %j, with GOFLAGS=%s, %j', (flags, goflags, expected) => {
    expect(addDebugFlags(flags, goflags, own).flags).toEqual(expected);
  });

  it('says what it has left out', () => {
    expect(addDebugFlags(['-ldflags=-X a.b=c'], '', own).leftOut).toEqual([]);
    expect(addDebugFlags(['-ldflags=-s', '-trimpath'], '', own).leftOut).toEqual([
      '-s and -w of -ldflags',
      '-trimpath',
    ]);
    expect(addDebugFlags(['-trimpath=false'], '-trimpath', own).leftOut).toEqual([]);
  });
});
