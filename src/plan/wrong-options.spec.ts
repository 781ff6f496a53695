import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createReporter } from '../terminal/reporter.ts';
import { makePlan } from './make-plan.ts';
import type { Problem } from '../problem.ts';
import { createFakeGo, GO_ENV, goOnPath } from './testing/fake-go.ts';
import { HOSTILE_VALUES } from './testing/hostile-values.ts';
import { listPlaces, type OptionPlace, type OptionSchema } from './testing/option-places.ts';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../executors/go-run/schema.json', import.meta.url), 'utf8'),
) as OptionSchema;

const isBoolean = (value: unknown) => typeof value === 'boolean';
const isWord = (value: unknown) =>
  ['string', 'number'].includes(typeof value) && !String(value).includes('\0');
const isWords = (value: unknown) => [value].flat().every(isWord);
const isOnlyFlags = (value: unknown) =>
  isWords(value) && [value].flat().every((word) => /^\s*(-|$)/.test(String(word)));
const isPath = (value: unknown) =>
  typeof value === 'string' && /^[^\0-\x08\x0a-\x1f\x7f-\x9f]{1,4096}$/.test(value);
const isGlobs = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isPath);
const isVariable = (value: unknown) => isBoolean(value) || isWord(value);
const isOneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value);

const FOLDER = 'a folder that is there';
const LATER = 'a path of its own kind; where nothing is there, it is told when it is needed';

/** What is taken of those values, and why that is right; all else must be refused. */
const TAKEN: Readonly<Record<string, readonly [takes: (value: unknown) => boolean, why: string]>> = {
  file: [isOneOf('-exec=x'), 'the rig has a package of that name'],
  args: [isWords, 'what the program is told is for the program to judge'],
  'args[]': [isWord, 'what the program is told is for the program to judge'],
  buildFlags: [isOnlyFlags, 'go says which flags it does not know'],
  'buildFlags[]': [isOnlyFlags, 'go says which flags it does not know'],
  hotBuild: [isOneOf(true, false, 'delta'), 'on, off, or more of it'],
  test: [isBoolean, 'on or off'],
  swagger: [(value) => isBoolean(value) || JSON.stringify(value) === '{}', 'on or off'],
  'swagger.generalInfo': [isPath, LATER],
  'swagger.dir': [isPath, LATER],
  'swagger.output': [isPath, LATER],
  'swagger.packFile': [isPath, LATER],
  'swagger.flags': [isWords, 'swag says which flags it does not know'],
  'swagger.flags[]': [isWord, 'swag says which flags it does not know'],
  'swagger.command': [isWords, 'the person’s own command'],
  'swagger.command[]': [isWord, 'the person’s own command'],
  generate: [(value) => JSON.stringify(value) === '[]', 'no steps'],
  'generate[].name': [isPath, 'it is only shown'],
  'generate[].command': [isWords, 'the person’s own command'],
  'generate[].command[]': [isWord, 'the person’s own command'],
  'generate[].inputs': [isGlobs, LATER],
  'generate[].inputs[]': [isPath, LATER],
  'generate[].outputs': [isGlobs, LATER],
  'generate[].outputs[]': [isPath, LATER],
  'generate[].cwd': [isOneOf('', '..', '../../etc', '/', '/etc', '-exec=x'), FOLDER],
  'generate[].env': [
    (value) => isPlainObject(value) && Object.values(value).every(isVariable),
    'any variables',
  ],
  'generate[].env.*': [isVariable, 'the system takes any text without a NUL'],
  cwd: [isOneOf('', '..', '../../etc', '/', '/etc', '-exec=x'), FOLDER],
  env: [(value) => isPlainObject(value) && Object.values(value).every(isVariable), 'any variables'],
  'env.*': [isVariable, 'the system takes any text without a NUL'],
  envFile: [(value) => [value].flat().every(isPath), LATER],
  'envFile[]': [isPath, LATER],
  watch: [isBoolean, 'on or off'],
  include: [(value) => Array.isArray(value) && value.every(isPath), LATER],
  'include[]': [isPath, LATER],
  'include[].glob': [isPath, LATER],
  ignore: [(value) => Array.isArray(value) && value.every(isPath), LATER],
  'ignore[]': [isPath, LATER],
  debounce: [isOneOf(0), 'in its bounds'],
  poll: [isBoolean, 'on or off'],
  'proxy.host': [(value) => /^[a-z0-9]{1,253}$/i.test(String(value)), 'a machine may have any name'],
  'proxy.overlap': [isBoolean, 'on or off'],
  'proxy.holdTimeout': [isOneOf(0, 65_536), 'in its bounds'],
  'proxy.holdRequests': [isOneOf(0, 65_536), 'in its bounds'],
  'proxy.holdBytes': [isOneOf(0, 65_536), 'in its bounds'],
  readyUrl: [(value) => isPath(value) && String(value).startsWith('/'), 'a path on the program’s port'],
  readyLog: [isPath, 'an expression'],
  readyTimeout: [isOneOf(65_536), 'in its bounds'],
  killTimeout: [isOneOf(0), 'in its bounds'],
  pages: [(value) => JSON.stringify(value) === '{}', 'on'],
  debug: [(value) => isBoolean(value) || JSON.stringify(value) === '{}', 'on or off'],
  'debug.dlv': [isOneOf('[', 'true'), 'programs of PATH; what is no dlv is told where it is needed'],
  'debug.dependencies': [isBoolean, 'on or off'],
  outputPath: [
    (value) => isPath(value) && !/^\/(dev\/null|etc\/passwd)$/.test(String(value)),
    'any folder, also one that is not there yet',
  ],
  goBinary: [isPath, 'a command by that name; here any name is a go'],
};

/** Options whose words are meant for a command line. */
const WORDS = /^(args|buildFlags|env|swagger\.(flags|command)|generate)/;

describe('makePlan, given wrong options', () => {
  let files: TemporaryFiles;
  beforeAll(() => {
    const main = 'package main\n\nfunc main() {}\n';
    files = createFiles({ 'apps/api/main.go': main, 'apps/api/-exec=x/main.go': main, '-exec=x/README': '' });
  });
  afterAll(() => files[Symbol.dispose]());

  const plan = async (options: Readonly<Record<string, unknown>>) => {
    const go = createFakeGo();
    const surroundings = {
      task: { project: 'api', target: 'serve' },
      workspaceRoot: files.root,
      projectRoot: 'apps/api',
      env: { PATH: '/usr/bin' },
      platform: 'linux',
      pid: 7,
      colour: false,
    } as const;
    const result = await makePlan(options, surroundings, go.startChild, goOnPath);
    return { result, commands: go.commands };
  };

  /** What is wrong with how a value was taken or refused; undefined: nothing. */
  const judge = async ({ label, option, fill }: OptionPlace, value: unknown): Promise<string | undefined> => {
    const options = fill(value);
    const { result, commands } = await plan(options);
    const { goBinary } = options;
    const asked = typeof goBinary === 'string' ? goBinary : 'go';
    for (const { file, args } of commands) {
      if (![asked, resolve(files.root, asked)].includes(file)) return `ran ${file}`;
      if (args[0] !== 'env' || args.slice(2).some((name) => !(name in GO_ENV)))
        return `ran ${args.join(' ')}`;
    }
    if (!result.ok) return judgeProblem(result.problem, option);
    if (value === null && label === option) return undefined;
    if (!TAKEN[label]?.[0](value)) return 'is taken; if that is right, say why in TAKEN';
    const go = { ...result.value.go, binary: '' };
    const flags = listTexts({ ...result.value, go }).filter((text) => text.startsWith('-'));
    const unasked = flags.filter((flag) => flag !== '-buildvcs=false' && flag !== '-ldflags=-s -w');
    return WORDS.test(label) || unasked.length === 0 ? undefined : `became the flags ${unasked.join(' ')}`;
  };

  it('is tried at every place that can take something', () => {
    const labels = listPlaces(SCHEMA).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(Object.keys(TAKEN)));
  });

  it.each(listPlaces(SCHEMA).map((place) => [place.label, place] as const))(
    'takes or refuses each value of %s with a clear message, and runs nothing else',
    async (_, place) => {
      const complaints: string[] = [];
      for (const [what, value] of HOSTILE_VALUES) {
        const complaint = await judge(place, value).catch((error: unknown) => `threw ${String(error)}`);
        if (complaint !== undefined) complaints.push(`${what}: ${complaint.slice(0, 300)}`);
      }
      expect(complaints).toEqual([]);
    },
  );

  it.each(HOSTILE_VALUES.filter(([, value]) => typeof value === 'string'))(
    'takes or refuses the name %s of a variable, of a part of swagger and of an option',
    async (_, name) => {
      const key = name as string;
      for (const [option, value] of [
        ['env', null],
        ['env', 'x'],
        ['swagger', 'x'],
        ['include', [{ [key]: 1 }]],
      ] as const) {
        const { result } = await plan({
          [option]: option === 'include' ? value : Object.fromEntries([[key, value]]),
        });
        if (!result.ok) expect(judgeProblem(result.problem, option)).toBeUndefined();
      }
      expect((await plan(Object.fromEntries([[key, 'x']]))).result.ok).toBe(true);
    },
  );
});

/** What a person would not like about a message; undefined: nothing. */
function judgeProblem(problem: Problem, option: string): string | undefined {
  const { message, hint } = problem;
  if (!new RegExp(`^${option}(: |\\.)`).test(message)) return `does not name the option: ${message}`;
  if (hint === undefined) return `does not say what to do: ${message}`;
  for (const text of [message, hint]) {
    if (/[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(text))
      return `has control characters: ${JSON.stringify(text)}`;
    if (text.length > 500) return `is too long: ${text}`;
    if (/\bundefined\b|\[object/.test(text)) return `does not show the value: ${text}`;
  }
  const print = createReporter({ colour: false, workspaceRoot: '/w', project: 'api', buildWords: [] });
  const lines = print({ type: 'failed', problem });
  return lines.length === 2 ? undefined : `takes ${lines.length} lines`;
}

/** All texts in a value, however deep. */
function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : [];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
