import { nearestName } from './nearest-name.ts';
import { PRESETS } from './plan.ts';
import { shorten } from './shorten.ts';
import {
  type Check,
  checkParts,
  editorUrl,
  filled,
  flag,
  host,
  isComplaint,
  isRecord,
  list,
  number,
  oneOf,
  text,
  words,
} from './value-checks.ts';

type PartChecks = Readonly<Record<string, Check>>;

const SWAGGER_CHECKS: PartChecks = {
  generalInfo: filled,
  dir: filled,
  output: filled,
  packFile: filled,
  packFormat: oneOf('auto', 'goframe', 'go', 'none'),
  flags: words,
  command: words,
};

const PROXY_CHECKS: PartChecks = {
  port: number(1, 65_535, ''),
  host,
  mode: oneOf('http', 'tcp'),
  overlap: flag,
  holdTimeout: number(0, 600_000, ' ms'),
  holdRequests: number(0, 100_000, ''),
  holdBytes: number(0, 2 ** 30, ' bytes'),
};

const DEBUG_CHECKS: PartChecks = { port: number(1, 65_535, ''), dlv: filled, dependencies: flag };

const PAGES_CHECKS: PartChecks = { port: number(1, 65_535, ''), editor: editorUrl };

const globs: Check = (v) =>
  list(v) ??
  ((v as unknown[]).every((one) => typeof one === 'string' && one.startsWith('!'))
    ? 'names no files'
    : undefined) ??
  (v as unknown[]).map(filled).find(isComplaint);

const STEP_CHECKS: PartChecks = {
  name: filled,
  command: words,
  inputs: globs,
  outputs: globs,
  cwd: text,
  env: (v) => env(v),
};

const INCLUDE_CHECKS: PartChecks = { glob: filled, action: oneOf('rebuild', 'restart') };

/** The option `swagger`. */
export const swagger: Check = (v) => {
  if (typeof v === 'boolean') return undefined;
  return isRecord(v) ? checkParts(v, SWAGGER_CHECKS) : 'must be true, false or an object';
};

/** One entry of the option `generate`. */
export const step: Check = (v) => {
  if (typeof v === 'string') return STEP_NAMES.includes(v) ? undefined : describePresets(v);
  if (!isRecord(v)) return 'must hold names of presets, or objects with command, inputs and outputs';
  const missing = ['command', 'inputs', 'outputs'].find((part) => v[part] === undefined);
  const complaint = missing === undefined ? checkParts(v, STEP_CHECKS) : `needs ${missing}`;
  return complaint === undefined ? undefined : `a step ${complaint}`;
};

const STEP_NAMES: readonly string[] = ['swagger', ...PRESETS];

function describePresets(name: string): string {
  const meant = nearestName(name, STEP_NAMES);
  const advice = meant === undefined ? `there are ${STEP_NAMES.join(', ')}` : `did you mean ${meant}?`;
  return `has no preset "${shorten(name)}"; ${advice}`;
}

/** The option `proxy`. */
export const proxy: Check = (v) => {
  if (!isRecord(v)) return 'must be an object, such as { "port": 8080 }';
  return checkParts(v, PROXY_CHECKS) ?? (v['port'] === undefined ? 'needs a port' : undefined);
};

/** The option `pages`. */
export const pages: Check = (v) => (isRecord(v) ? checkParts(v, PAGES_CHECKS) : 'must be an object');

/** The option `debug`. */
export const debug: Check = (v) => {
  if (typeof v === 'boolean') return undefined;
  if (isRecord(v)) return checkParts(v, DEBUG_CHECKS);
  return number(1, 65_535, '')(v) && 'must be true, false, a port from 1 to 65535, or an object';
};

/** One entry of the option `include`. */
export const included: Check = (v) => {
  if (typeof v === 'string') return filled(v);
  if (!isRecord(v)) return 'must hold globs, or objects with a glob and an action';
  return checkParts(v, INCLUDE_CHECKS) ?? (v['glob'] === undefined ? 'glob must be a text' : undefined);
};

/** The option `env`. */
export const env: Check = (v) => {
  if (!isRecord(v)) return 'must be an object';
  for (const [name, content] of Object.entries(v)) {
    if (name === '' || /[=\0]/.test(name))
      return `${shorten(JSON.stringify(name))} can't be a variable's name`;
    if (!['string', 'number', 'boolean'].includes(typeof content) || String(content).includes('\0')) {
      return `${shorten(name)} must be a text, a number or a boolean, without a NUL character`;
    }
  }
  return undefined;
};
