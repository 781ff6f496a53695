import { makeTestPlan } from '../../testing/plan.ts';
import { findObstacle, readSettings, toolEnvironment } from './tool-settings.ts';

const obstacle = (listFlags: readonly string[], GOFLAGS = '') =>
  findObstacle(makeTestPlan({ go: { listFlags } }), { GOFLAGS });

describe(findObstacle.name, () => {
  it.each([
    '-tags=a,b',
    '-ldflags=-X main.v=1',
    '-gcflags=all=-N -l',
    '-asmflags=-D x',
    '-trimpath',
    '-mod=mod',
    '-modfile=x.mod',
    '-modcacherw',
    '-p=1',
    '-buildvcs=false',
    '-buildmode=pie',
    '-v',
    '-work',
    '-a',
    '-pgo=off',
  ])('has nothing against %s', (flag) => {
    expect(obstacle([flag])).toBeUndefined();
    expect(obstacle([], `'${flag}'`)).toBeUndefined();
  });

  it.each([
    ['-race', '-race'],
    ['--race', '-race'],
    ['-race=true', '-race'],
    ['-msan', '-msan'],
    ['-asan', '-asan'],
    ['-cover', '-cover'],
    ['-covermode=atomic', '-covermode'],
    ['-coverpkg=./...', '-coverpkg'],
    ['-pgo=x.pgo', '-pgo'],
    ['-overlay=o.json', '-overlay'],
    ['-toolexec=x', '-toolexec'],
    ['-compiler=gccgo', '-compiler'],
    ['-installsuffix=x', '-installsuffix'],
    ['-linkshared', '-linkshared'],
    ['-pkgdir=x', '-pkgdir'],
    ['-x', '-x'],
    ['-never-seen', '-never-seen'],
  ])('leaves %s to go, from the options and from GOFLAGS', (flag, named) => {
    expect(obstacle([flag])).toBe(named);
    expect(obstacle(['-trimpath'], `-tags=x ${flag}`)).toBe(named);
  });
});

describe(readSettings.name, () => {
  it('reads what go env -json prints', () => {
    expect(readSettings('{"GOOS":"linux","GOFLAGS":""}')).toEqual({ GOOS: 'linux', GOFLAGS: '' });
  });

  it.each(['', 'null', '{"GOOS":1}', '[1]', 'go: error'])('does not take %s', (text) => {
    expect(readSettings(text)).toBeUndefined();
  });
});

describe(toolEnvironment.name, () => {
  it('adds what was set by go env -w, and has temporary files in the folder of the hot path', () => {
    const plan = makeTestPlan({ go: { env: { HOME: '/h', GOAMD64: 'v1' } } });
    expect(toolEnvironment(plan, { GOAMD64: 'v3', GOEXPERIMENT: '', GOFLAGS: '-x' })).toEqual({
      HOME: '/h',
      GOAMD64: 'v3',
      TMPDIR: '/c/hot',
      TMP: '/c/hot',
      TEMP: '/c/hot',
    });
  });
});
