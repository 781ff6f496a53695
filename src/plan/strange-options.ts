import { nearestName } from './nearest-name.ts';
import { OPTION_CHECKS } from './option-checks.ts';
import type { Problem } from './problem.ts';
import { shorten } from './shorten.ts';

/** The option that was probably meant by a name that is none; undefined where it is one, or resembles none. */
export function findMeantOption(name: string): string | undefined {
  return Object.hasOwn(OPTION_CHECKS, name) ? undefined : nearestName(name, Object.keys(OPTION_CHECKS));
}

/**
 * What is to be told of options that resemble none of ours. They do no harm: Nx gives those of a command line to
 * all the tasks that it starts, so they may be meant for another. Words that are no options it calls `_`.
 */
export function describeStrangeOptions(options: object): readonly Problem[] {
  const strange = Object.entries(options).filter(
    ([name, value]) =>
      value !== undefined && !Object.hasOwn(OPTION_CHECKS, name) && findMeantOption(name) === undefined,
  );
  return strange.map(([name, value]) =>
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
}
