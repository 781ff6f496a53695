import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { failure, success, type Result } from './problem.ts';

/** The options with every default filled in, and each value of the type that schema.json asks for. */
export type CompleteOptions = GoRunOptions &
  Required<
    Pick<
      GoRunOptions,
      | 'file'
      | 'swagger'
      | 'env'
      | 'watch'
      | 'include'
      | 'ignore'
      | 'debounce'
      | 'poll'
      | 'readyTimeout'
      | 'restart'
      | 'killSignal'
      | 'killTimeout'
      | 'goBinary'
    >
  >;

const DEFAULTS = {
  file: '.',
  swagger: false,
  env: {},
  watch: true,
  include: [],
  ignore: [],
  debounce: 20,
  poll: 'auto',
  readyTimeout: 60_000,
  restart: 'on-change',
  killSignal: 'SIGTERM',
  killTimeout: 3000,
  goBinary: 'go',
} as const;

type Check = (value: unknown) => string | undefined;

const text: Check = (v) =>
  typeof v !== 'string' ? 'must be a text' : hasControl(v) ? 'holds a control character' : undefined;
const filled: Check = (v) => text(v) ?? (v === '' ? 'is empty' : undefined);
const flag: Check = (v) => (typeof v === 'boolean' ? undefined : 'must be true or false');
const words: Check = (v) =>
  [v].flat().every((word) => ['string', 'number'].includes(typeof word))
    ? undefined
    : 'must be a text or a list of texts';
const texts: Check = (v) => (Array.isArray(v) ? v : [v]).map(filled).find((e) => e !== undefined);
const list: Check = (v) => (Array.isArray(v) ? undefined : 'must be a list');
const oneOf =
  (...values: unknown[]): Check =>
  (v) =>
    values.includes(v) ? undefined : `must be one of ${values.join(', ')}`;
const number =
  (least: number, most: number, unit: string): Check =>
  (v) =>
    typeof v === 'number' && Number.isInteger(v) && v >= least && v <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}${unit}`;

/** What Nx does not check by itself: members of unions, and numbers' bounds. */
const CHECKS: { readonly [name in keyof Required<GoRunOptions>]: Check } = {
  file: text,
  args: words,
  swagger: (v) => checkSwagger(v),
  buildFlags: words,
  cwd: text,
  env: (v) => checkEnv(v),
  envFile: texts,
  watch: flag,
  include: (v) => list(v) ?? (v as unknown[]).map(checkIncluded).find((e) => e !== undefined),
  ignore: (v) => list(v) ?? texts(v),
  debounce: number(0, 10_000, ' ms'),
  poll: oneOf(true, false, 'auto'),
  port: number(1, 65_535, ''),
  readyUrl: filled,
  readyLog: (v) => filled(v) ?? checkPattern(v as string),
  readyTimeout: number(1, 2_147_483_647, ' ms'),
  restart: oneOf('on-change', 'on-failure'),
  killSignal: oneOf('SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2'),
  killTimeout: number(0, 4500, ' ms'),
  outputPath: filled,
  goBinary: filled,
};

const SWAGGER_CHECKS: Record<string, Check> = {
  generalInfo: filled,
  dir: filled,
  output: filled,
  packFile: filled,
  packFormat: oneOf('auto', 'goframe', 'go', 'none'),
  flags: words,
  command: words,
};

/** Fills in the defaults and checks each option; the failure names the option. */
export function completeOptions(options: GoRunOptions): Result<CompleteOptions> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  for (const [name, value] of given) {
    const complaint = (CHECKS as Record<string, Check | undefined>)[name]?.(value);
    if (complaint !== undefined) return failure(`${name}: ${complaint}`, shown(value));
  }
  return success({ ...DEFAULTS, ...Object.fromEntries(given) } as unknown as CompleteOptions);
}

function checkSwagger(value: unknown): string | undefined {
  if (typeof value === 'boolean') return undefined;
  if (typeof value !== 'object' || value === null) return 'must be true, false or an object';
  for (const [name, part] of Object.entries(value)) {
    const check = SWAGGER_CHECKS[name];
    if (!check) return `has no part "${name}"; it has ${Object.keys(SWAGGER_CHECKS).join(', ')}`;
    const complaint = check(part);
    if (complaint !== undefined) return `${name} ${complaint}`;
  }
  return undefined;
}

function checkEnv(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  for (const [name, content] of Object.entries(value)) {
    if (name === '' || /[=\0]/.test(name)) return `${JSON.stringify(name)} can't be a variable's name`;
    if (!['string', 'number', 'boolean'].includes(typeof content) || String(content).includes('\0')) {
      return `${name} must be a text, a number or a boolean, without a NUL character`;
    }
  }
  return undefined;
}

function checkIncluded(value: unknown): string | undefined {
  if (typeof value === 'string') return filled(value);
  const { glob, action } = (value ?? {}) as { glob?: unknown; action?: unknown };
  return filled(glob) ?? (action === undefined ? undefined : oneOf('rebuild', 'restart')(action));
}

function checkPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return `is not a regular expression: ${(error as Error).message}`;
  }
}

function hasControl(value: string): boolean {
  return /[\0-\x08\x0a-\x1f\x7f]/.test(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return `It is ${json.length > 80 ? `${json.slice(0, 80)}…` : json}.`;
}
