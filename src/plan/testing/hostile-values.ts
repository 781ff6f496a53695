/** What no option is meant to get, by name; those that JSON can't carry come from a direct call. */
export const HOSTILE_VALUES: readonly (readonly [what: string, value: unknown])[] = [
  ...[true, false, null, 0, -1, 0.5, -0.5, 65_536, 1e300, -1e300, Number.MAX_SAFE_INTEGER].map(named),
  ...[[], {}, [null], [true], [[]], [['a']], [{}], { a: 1 }, { a: {} }, { __proto__: null, toString: 1 }].map(
    named,
  ),
  ...['', ' ', '   ', '\t', '[', '{', '(', '*', '"', "'", '\\', '$(id)', '`id`', ';id', '|id'].map(named),
  ...['\0', 'a\0b', 'a\nb', 'a\rb', '\x1b[31mred', '\x07', '\x7f', '\x9b31m', 'a\u2028b', '\u202e'].map(
    named,
  ),
  ...[
    '..',
    '../../etc',
    '../../../../../../../../etc/passwd',
    '/',
    '/etc',
    '/etc/passwd',
    '/dev/null',
    'C:\\',
  ].map(named),
  ...[
    '-',
    '--',
    '-exec=x',
    '-toolexec=x',
    '--toolexec=x',
    '-o',
    '-o=x',
    '-C',
    '-C=/',
    '-n',
    '-json',
    '-h',
  ].map(named),
  ...['__proto__', 'constructor', 'true', 'null', '0', '1e9', 'NaN', 'x'.repeat(300), '\ud800'].map(named),
  ['a name longer than files may have, in a path', `${'x'.repeat(300)}/y`],
  ['a text of 1 MB', 'x'.repeat(1_000_000)],
  ['a path of 1 MB', '/x'.repeat(500_000)],
  ['1 MB of flags', '-x '.repeat(333_333)],
  ['1 MB of control characters', '\x1b'.repeat(1_000_000)],
  ['1 MB of open quotes', '"\n'.repeat(499_999) + '"'],
  ['a list of 1,000', Array.from({ length: 1000 }, () => 'x')],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['undefined in a list', [undefined]],
  ['a big integer', 10n],
  ['a function', () => 'x'],
  ['a symbol', Symbol('x')],
  ['an object that holds itself', holdsItself()],
];

function named(value: unknown): readonly [string, unknown] {
  return [JSON.stringify(value).slice(0, 60), value];
}

function holdsItself(): object {
  const one: Record<string, unknown> = {};
  return (one['one'] = one);
}
