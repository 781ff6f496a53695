import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { debug, env, included, pages, proxy, step, swagger } from './object-checks.ts';
import {
  type Check,
  filled,
  flag,
  goVersion,
  httpUrl,
  isComplaint,
  list,
  number,
  oneOf,
  pattern,
  text,
  texts,
  words,
} from './value-checks.ts';

/** What Nx does not check by itself: members of unions, numbers' bounds, what a text means. */
export const OPTION_CHECKS: { readonly [name in keyof Required<GoRunOptions>]: Check } = {
  file: text,
  args: words,
  swagger,
  generate: (v) => list(v) ?? (v as unknown[]).map(step).find(isComplaint),
  buildFlags: words,
  hotBuild: oneOf(true, false, 'delta'),
  test: flag,
  // Nx makes '' of {workspaceRoot}.
  cwd: text,
  env,
  envFile: texts,
  watch: flag,
  include: (v) => list(v) ?? (v as unknown[]).map(included).find(isComplaint),
  ignore: (v) => list(v) ?? texts(v),
  debounce: number(0, 10_000, ' ms'),
  poll: oneOf(true, false, 'auto'),
  port: number(1, 65_535, ''),
  proxy,
  readyUrl: httpUrl,
  readyLog: pattern,
  // The most that a timer of Node can wait.
  readyTimeout: number(1, 2_147_483_647, ' ms'),
  restart: oneOf('on-change', 'on-failure'),
  killSignal: oneOf('SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2'),
  // Nx kills everything after 5 s.
  killTimeout: number(0, 4000, ' ms'),
  outputPath: filled,
  pages,
  debug,
  go: goVersion,
  goBinary: filled,
};
