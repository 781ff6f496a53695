import { shorten } from './shorten.ts';
import { editorUrl, host } from './text-checks.ts';
import { checkParts, filled, flag, isRecord, number, oneOf, words, type Check } from './value-checks.ts';

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

const PAGES_CHECKS: PartChecks = { port: number(1, 65_535, ''), editor: editorUrl };

const INCLUDE_CHECKS: PartChecks = { glob: filled, action: oneOf('rebuild', 'restart') };

/** The option `swagger`. */
export const swagger: Check = (v) => {
  if (typeof v === 'boolean') return undefined;
  return isRecord(v) ? checkParts(v, SWAGGER_CHECKS) : 'must be true, false or an object';
};

/** The option `proxy`. */
export const proxy: Check = (v) => {
  if (!isRecord(v)) return 'must be an object, such as { "port": 8080 }';
  return checkParts(v, PROXY_CHECKS) ?? (v['port'] === undefined ? 'needs a port' : undefined);
};

/** The option `pages`. */
export const pages: Check = (v) => (isRecord(v) ? checkParts(v, PAGES_CHECKS) : 'must be an object');

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
