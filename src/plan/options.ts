import { inspect } from 'node:util';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { failure, type Problem, type Result, success } from '../problem.ts';
import { type System, thisSystem } from '../process/system.ts';
import { nearestName } from './nearest-name.ts';
import { OPTION_CHECKS } from './option-checks.ts';
import { shorten } from './shorten.ts';
import type { Check } from './value-checks.ts';

const DEFAULTS = {
  file: '.',
  swagger: false,
  generate: [],
  env: {},
  hotBuild: true,
  test: false,
  watch: true,
  include: [],
  ignore: [],
  debounce: 20,
  poll: 'auto',
  readyTimeout: 60_000,
  restart: 'on-change',
  killSignal: 'SIGTERM',
  killTimeout: 3000,
  debug: false,
  go: 'auto',
  goBinary: 'go',
} as const satisfies GoRunOptions;

/** The options with every default filled in, and each value of the type that schema.json asks for. */
export type CompleteOptions = GoRunOptions & Required<Pick<GoRunOptions, keyof typeof DEFAULTS>>;

/**
 * Fills in the defaults and checks each option; the failure names the option. A name that resembles an option's
 * is a failure as well, one that resembles none is not.
 */
export function completeOptions(options: GoRunOptions): Result<CompleteOptions> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    const meant = findMeantOption(name);
    if (meant !== undefined)
      return failure(`${shorten(name)}: go-run has no such option`, `Did you mean ${meant}?`);
    if (!Object.hasOwn(OPTION_CHECKS, name)) continue;
    const complaint = (OPTION_CHECKS as Record<string, Check>)[name]?.(value);
    if (complaint !== undefined) {
      return failure(`${name}: ${shorten(complaint, 200)}`, `It is ${describeValue(value)}.`);
    }
  }
  return success({ ...DEFAULTS, ...Object.fromEntries(given) });
}

/** Any value as it is shown in a message: as JSON where JSON has it, shortened. Never throws. */
export function describeValue(value: unknown): string {
  try {
    return shorten(JSON.stringify(value, showNumber) ?? String(value));
  } catch {
    // What only a direct call can hand in: an object that holds itself, a bigint in a list.
    return shorten(inspect(value, { depth: 0, breakLength: Infinity }));
  }
}

/** JSON makes null of numbers that it does not have. */
function showNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The option that was probably meant by a name that is none; undefined where it is one, or resembles none. */
export function findMeantOption(name: string): string | undefined {
  return Object.hasOwn(OPTION_CHECKS, name) ? undefined : nearestName(name, Object.keys(OPTION_CHECKS));
}

/**
 * What is to be told of options that resemble none of ours. They do no harm: Nx gives those of a command line to
 * all the tasks that it starts, so they may be meant for another. Words that are no options it calls `_`. And of one
 * that can do nothing on this system.
 */
export function describeStrangeOptions(
  options: object,
  { asksPolitely }: Pick<System, 'asksPolitely'> = thisSystem,
): readonly Problem[] {
  const strange = Object.entries(options).filter(
    ([name, value]) =>
      value !== undefined && !Object.hasOwn(OPTION_CHECKS, name) && findMeantOption(name) === undefined,
  );
  const { killSignal } = options as GoRunOptions;
  // Nx fills in the default.
  const isWanted = killSignal !== undefined && killSignal !== DEFAULTS.killSignal && killSignal !== 'SIGKILL';
  const isInVain = !asksPolitely && isWanted;
  const unknown = strange.map(([name, value]) =>
    name === '_'
      ? {
          message: `${shorten([value].flat().join(' '))}: the program does not get these words`,
          hint: 'Nx has taken them. What the program is to get belongs into --args="…".',
        }
      : {
          message: `${shorten(name)}: go-run has no such option`,
          hint: 'It does nothing here. For the program it belongs into args.',
        },
  );
  return isInVain ? [...unknown, NO_SIGNALS] : unknown;
}

const NO_SIGNALS: Problem = {
  message: 'killSignal: on Windows no signal asks a program to end',
  hint:
    'At a swap it is ended at once, with "proxy" after it has answered its requests. Only Ctrl-C in the console reaches it, ' +
    'as os.Interrupt, and gives it killTimeout.',
};
