import { chooseRenewal, findTerminal, wantsColour } from './colour.ts';

describe('wantsColour', () => {
  it.each<[string, NodeJS.ProcessEnv, boolean | undefined, boolean]>([
    ['at a terminal', {}, true, true],
    ['in a file', {}, false, false],
    ['in a file under Nx, which forces colour', { FORCE_COLOR: 'true' }, false, false],
    ['at a terminal under Nx', { FORCE_COLOR: 'true' }, true, true],
    ['under Nx where the end is not known', { FORCE_COLOR: 'true' }, undefined, true],
    ['alone where the end is not known', {}, undefined, false],
    ['in CI under Nx', { FORCE_COLOR: 'true', CI: 'true' }, true, false],
    ['with CI=false', { CI: 'false' }, true, true],
    ['in CI where a person asks for it', { FORCE_COLOR: '1', CI: 'true' }, false, true],
    ['with NO_COLOR', { FORCE_COLOR: 'true', NO_COLOR: '1' }, true, false],
    ['with NO_COLOR and FORCE_COLOR', { FORCE_COLOR: '3', NO_COLOR: '1' }, true, false],
    ['with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['with FORCE_COLOR=false', { FORCE_COLOR: 'false' }, true, false],
    ['with an empty FORCE_COLOR', { FORCE_COLOR: '' }, true, true],
    ['at a dumb terminal', { TERM: 'dumb' }, true, false],
  ])('%s', (_, env, endsAtTerminal, expected) => {
    expect(wantsColour({ env, endsAtTerminal })).toBe(expected);
  });
});

describe('findTerminal', () => {
  const find = (links: Record<string, string>, isTTY = false) =>
    findTerminal({ isTTY }, 42, (path) => links[path]);

  it.each([
    ['an own terminal', {}, true, true],
    [
      'a pipe to Nx at a terminal',
      { '/proc/self/fd/1': 'socket:[1]', '/proc/42/fd/1': '/dev/pts/3' },
      false,
      true,
    ],
    [
      'a pipe to Nx at the console',
      { '/proc/self/fd/1': 'pipe:[1]', '/proc/42/fd/1': '/dev/tty1' },
      false,
      true,
    ],
    [
      'a pipe to Nx in a file',
      { '/proc/self/fd/1': 'socket:[1]', '/proc/42/fd/1': '/tmp/log' },
      false,
      false,
    ],
    [
      'a pipe to Nx in a pipe',
      { '/proc/self/fd/1': 'socket:[1]', '/proc/42/fd/1': 'pipe:[2]' },
      false,
      false,
    ],
    [
      'an own file below a shell at a terminal',
      { '/proc/self/fd/1': '/tmp/log', '/proc/42/fd/1': '/dev/pts/3' },
      false,
      false,
    ],
    ['a system without /proc', {}, false, undefined],
  ])('with %s', (_, links, isTTY, expected) => {
    expect(find(links as Record<string, string>, isTTY)).toBe(expected);
  });
});

describe('chooseRenewal', () => {
  const terminal = { isTTY: true };
  it.each([
    [{}, terminal, 'within'],
    [{ NO_COLOR: '1' }, terminal, 'within'],
    [{ CI: 'true' }, terminal, 'never'],
    [{ CI: 'false' }, terminal, 'within'],
    [{ TERM: 'dumb' }, terminal, 'never'],
    [{}, { isTTY: false }, 'never'],
    [{}, {}, 'never'],
  ] as const)('with %j and %j: %s', (env, stdout, expected) => {
    expect(chooseRenewal({ env, stdout, endsAtTerminal: undefined, isAlone: false })).toBe(expected);
  });

  it.each([
    ['a task alone on Nx’s terminal', {}, true, true, 'from-below'],
    ['one of several', {}, true, false, 'never'],
    ['a task whose lines get a prefix', { NX_PREFIX_OUTPUT: 'true' }, true, true, 'never'],
    ['a file', {}, false, true, 'never'],
    ['a system that does not tell', {}, undefined, true, 'never'],
    ['CI', { CI: '1' }, true, true, 'never'],
  ] as const)('through a pipe, with %s', (_, env, endsAtTerminal, isAlone, expected) => {
    expect(chooseRenewal({ env, stdout: {}, endsAtTerminal, isAlone })).toBe(expected);
  });
});
