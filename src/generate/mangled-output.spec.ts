import { isAbsolute } from 'node:path';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { anyText } from '../testing/any-text.ts';
import { locatePlaces } from './locate-places.ts';
import { explainSwagFailure, readSwagWarnings } from './swag-failure.ts';
import { readSwagFlags } from './swag-flags.ts';
import { createWorkspace, type TestWorkspace } from './testing/workspace.ts';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await createWorkspace();
  // A file that can be opened, and from which nothing ever comes.
  if (process.platform !== 'win32') execFileSync('mkfifo', [workspace.path('fifo')]);
});
afterAll(() => workspace.remove());

const huge = (part: string) => part.repeat(Math.ceil(300_000 / part.length));

describe('explainSwagFailure', () => {
  const explain = (stderr: string) =>
    explainSwagFailure(stderr, workspace.plan.projectRoot, workspace.swagger.generalInfo);
  const failures = (): string[] => [
    `2026/01/02 03:04:05 ParseComment error in file ${workspace.path('users/users.go')} for comment: '// @Success 200 {object} User': cannot find type definition: User\n`,
    "2026/01/02 03:04:05 cannot parse source files users/users.go: users/users.go:14:2: expected operand, found ':='\n",
    '2026/01/02 03:04:05 @basepath needs 3 arguments\n',
    'panic: nil\n\ngoroutine 1 [running]:\nmain.main()\n',
    'flag provided but not defined: -nope\n',
  ];

  it('says something, and names a place as it is, of a failure that is cut off anywhere', async () => {
    for (const text of failures()) {
      const whole = await explain(text);
      for (let end = 0; end <= text.length; end += 3) {
        const { problem, diagnostics } = await explain(text.slice(0, end));
        expect(problem.message).not.toBe('');
        for (const { file } of diagnostics) expect(file).toMatch(/(users|main)\.go$/);
      }
      expect(whole).toEqual(await explain(`${text}\r\n\r\n`));
    }
  });

  it('says something of any text, and never rejects', async () => {
    const part = fc.oneof(
      anyText(20),
      fc.constantFrom(
        ...[
          'ParseComment error in file ',
          ' for comment: ',
          "'",
          "': ",
          '\n',
          '@title',
          ' @x',
          'panic: ',
          '\x1b[31m',
        ],
        ...['fifo', 'users/users.go', ':0:0: x', ':99999999999999999999:1: x', '/', '\0', '\ufffd'],
        ...[
          'failed to parse file x, error:',
          'cannot parse source files x: ',
          'cannot find type definition: ',
        ],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part), async (parts) => {
        const { problem, diagnostics } = await explain(parts.join(''));
        expect(problem.message).not.toBe('');
        expect(diagnostics.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  // A reading that took the square of the size would take minutes.
  it.each([
    'x',
    '\n',
    "': ",
    '@',
    ' @x',
    'ParseComment error in file ',
    "for comment: '",
    'panic: \n',
    ':1:1: ',
    'failed to parse file ',
  ])('comes to an end with a huge text of %j', async (part) => {
    const texts = [
      huge(part),
      `ParseComment error in file ${workspace.path('main.go')} for comment: '${huge(part)}`,
    ];
    for (const text of texts) expect((await explain(text)).problem.message).not.toBe('');
  });
});

describe('locatePlaces', () => {
  const locate = (text: string) => locatePlaces(text, [workspace.plan.projectRoot]);

  it('finds the same places whatever stands between them', async () => {
    const place = 'main.go:3:1: wrong\n';
    const found = await locate(place + place);
    expect(found).toHaveLength(2);
    expect(await locate(`\0\n${place}\r\n{"a":1}\n\x1b[0m\n${place}main.go:3`)).toEqual(found);
  });

  it('reads nothing that is no file', async () => {
    expect(await locate('fifo:1: x\n.:1:1: x\nusers:1:1: x\n\0:1:1: x\n')).toEqual([]);
  });

  it.each(['\n', ' \n', 'main.go:', ':1', 'main.go:1:1: x\n', 'gone.go:1:1: x\n', '\t'])(
    'comes to an end with a huge text of %j, and with no more than ten places',
    async (part) => {
      expect((await locate(huge(part))).length).toBeLessThanOrEqual(10);
    },
  );
});

describe('readSwagWarnings', () => {
  it('finds a route among whatever lines', () => {
    const line = fc.oneof(anyText(), fc.constantFrom('warning: route', 'warning: route GET', '\x1b[0m'));
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (before, after) => {
        const warning = '2026/01/02 03:04:05 warning: route GET /users/{id} is declared multiple times';
        const [first] = readSwagWarnings(['', ...before, warning, ...after, ''].join('\n')).slice(-1);
        expect(first?.message).toContain('GET /users/{id} is declared more than once');
      }),
    );
  });

  it.each(['warning: route ', 'warning: route GET ', 'warning: route GET /x', ' '])(
    'comes to an end with a huge text of %j',
    (part) => {
      expect(readSwagWarnings(huge(part))).toEqual([]);
    },
  );
});

describe('readSwagFlags', () => {
  it('passes on each flag that it does not know as it is, and refuses the others by name, whatever the words', () => {
    const word = fc.oneof(
      anyText(),
      fc.constantFrom(
        '--dir',
        '-d=',
        '--exclude',
        '-g',
        '--output=x',
        '--md',
        '-',
        '--',
        '=',
        '-=',
        '--overridesFile',
        '-exec=x',
      ),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const read = readSwagFlags(words, '/w');
        if (!read.ok) {
          expect(read.problem.message).toMatch(/^swagger\.flags: /);
          expect(read.problem.hint).toBeDefined();
          return;
        }
        const { rest, inputs } = read.value;
        const unknown = rest.filter((one) => !/^--(md|overridesFile)=/.test(one));
        expect(words.filter((one) => unknown.includes(one)).length).toBeGreaterThanOrEqual(unknown.length);
        expect(inputs.every((path) => isAbsolute(path))).toBe(true);
      }),
    );
  });
});
