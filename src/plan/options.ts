import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { describeValue } from './describe-value.ts';
import { OPTION_CHECKS } from './option-checks.ts';
import type { Check } from './value-checks.ts';
import { failure, success, type Result } from './problem.ts';
import { shorten } from './shorten.ts';
import { findMeantOption } from './strange-options.ts';

const DEFAULTS = {
  file: '.',
  swagger: false,
  generate: [],
  env: {},
  hotBuild: true,
  watch: true,
  include: [],
  ignore: [],
  debounce: 20,
  poll: 'auto',
  readyTimeout: 60_000,
  restart: 'on-change',
  killSignal: 'SIGTERM',
  killTimeout: 3000,
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
