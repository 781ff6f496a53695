import { isIP } from 'node:net';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { nearestName } from './nearest-name.ts';
import { shorten } from './shorten.ts';

/** Says what is wrong with a value, as the end of a sentence that begins with the option; undefined: nothing. */
export type Check = (value: unknown) => string | undefined;

/** Longer than any path or name that a system takes (PATH_MAX of Linux). Characters. */
const LONGEST = 4096;

const text: Check = (v) => {
  if (typeof v !== 'string') return 'must be a text';
  if (v.length > LONGEST) return `is too long: ${v.length} characters of at most ${LONGEST}`;
  return hasControl(v) ? 'holds a control character' : undefined;
};
const filled: Check = (v) => text(v) ?? ((v as string).trim() === '' ? 'is empty' : undefined);
const flag: Check = (v) => (typeof v === 'boolean' ? undefined : 'must be true or false');
const words: Check = (v) =>
  [v].flat().every((word) => ['string', 'number'].includes(typeof word))
    ? undefined
    : 'must be a text or a list of texts';
const texts: Check = (v) => [v].flat().map(filled).find(isComplaint);
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

/** What Nx does not check by itself: members of unions, numbers' bounds, what a text means. */
export const OPTION_CHECKS: { readonly [name in keyof Required<GoRunOptions>]: Check } = {
  file: text,
  args: words,
  swagger: (v) => checkSwagger(v),
  buildFlags: words,
  hotBuild: flag,
  // Nx makes '' of {workspaceRoot}.
  cwd: text,
  env: (v) => checkEnv(v),
  envFile: texts,
  watch: flag,
  include: (v) => list(v) ?? (v as unknown[]).map(checkIncluded).find(isComplaint),
  ignore: (v) => list(v) ?? texts(v),
  debounce: number(0, 10_000, ' ms'),
  poll: oneOf(true, false, 'auto'),
  port: number(1, 65_535, ''),
  proxy: (v) => checkProxy(v),
  readyUrl: (v) => filled(v) ?? checkUrl(v as string),
  readyLog: (v) => filled(v) ?? checkPattern(v as string),
  // The most that a timer of Node can wait.
  readyTimeout: number(1, 2_147_483_647, ' ms'),
  restart: oneOf('on-change', 'on-failure'),
  killSignal: oneOf('SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2'),
  // Nx kills everything after 5 s.
  killTimeout: number(0, 4000, ' ms'),
  outputPath: filled,
  pages: (v) => checkPages(v),
  goBinary: filled,
};

const SWAGGER_CHECKS: Readonly<Record<string, Check>> = {
  generalInfo: filled,
  dir: filled,
  output: filled,
  packFile: filled,
  packFormat: oneOf('auto', 'goframe', 'go', 'none'),
  flags: words,
  command: words,
};

const PROXY_CHECKS: Readonly<Record<string, Check>> = {
  port: number(1, 65_535, ''),
  host: (v) => filled(v) ?? checkHost(v as string),
  mode: oneOf('http', 'tcp'),
  overlap: flag,
  holdTimeout: number(0, 600_000, ' ms'),
  holdRequests: number(0, 100_000, ''),
  holdBytes: number(0, 2 ** 30, ' bytes'),
};

function checkProxy(value: unknown): string | undefined {
  if (!isRecord(value)) return 'must be an object, such as { "port": 8080 }';
  return checkParts(value, PROXY_CHECKS) ?? (value['port'] === undefined ? 'needs a port' : undefined);
}

function checkSwagger(value: unknown): string | undefined {
  if (typeof value === 'boolean') return undefined;
  return isRecord(value) ? checkParts(value, SWAGGER_CHECKS) : 'must be true, false or an object';
}

function checkHost(host: string): string | undefined {
  // The longest name that DNS has.
  const isName = host.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host);
  return isName || isIP(host) > 0 ? undefined : 'must be a name or an address, without a port';
}

function checkParts(
  value: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  const unknown = checkNames(value, Object.keys(checks));
  if (unknown !== undefined) return unknown;
  for (const [name, part] of Object.entries(value)) {
    const complaint = part === undefined ? undefined : checks[name]?.(part);
    if (complaint !== undefined) return `${name} ${complaint}`;
  }
  return undefined;
}

/** Nx lets pass whatever an object has. */
function checkNames(value: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  const name = Object.keys(value).find((one) => !known.includes(one));
  if (name === undefined) return undefined;
  const meant = nearestName(name, known);
  const advice = meant === undefined ? `it has ${known.join(', ')}` : `did you mean ${meant}?`;
  return `has no part "${shorten(name)}"; ${advice}`;
}

/** javascript: and data: would run in the page. */
const EDITOR_URL = /^(?!javascript:|data:|vbscript:)[a-z][\w+.-]*:.*\{file\}/i;

function checkPages(value: unknown): string | undefined {
  if (!isRecord(value)) return 'must be an object';
  const { port, editor } = value;
  const unknown = checkNames(value, ['port', 'editor']);
  if (unknown !== undefined) return unknown;
  const wrongPort = port === undefined ? undefined : number(1, 65_535, '')(port);
  if (wrongPort !== undefined) return `port ${wrongPort}`;
  const wrongEditor = editor === undefined ? undefined : filled(editor);
  if (wrongEditor !== undefined) return `editor ${wrongEditor}`;
  return typeof editor !== 'string' || EDITOR_URL.test(editor)
    ? undefined
    : 'editor must be a URL with {file} in it';
}

function checkEnv(value: unknown): string | undefined {
  if (!isRecord(value)) return 'must be an object';
  for (const [name, content] of Object.entries(value)) {
    if (name === '' || /[=\0]/.test(name))
      return `${shorten(JSON.stringify(name))} can't be a variable's name`;
    if (!['string', 'number', 'boolean'].includes(typeof content) || String(content).includes('\0')) {
      return `${shorten(name)} must be a text, a number or a boolean, without a NUL character`;
    }
  }
  return undefined;
}

function checkIncluded(value: unknown): string | undefined {
  if (typeof value === 'string') return filled(value);
  if (!isRecord(value)) return 'must hold globs, or objects with a glob and an action';
  const { glob, action } = value;
  const unknown = checkNames(value, ['glob', 'action']);
  if (unknown !== undefined) return unknown;
  const complaint = filled(glob);
  if (complaint !== undefined) return `glob ${complaint}`;
  const wrong = action === undefined ? undefined : oneOf('rebuild', 'restart')(action);
  return wrong === undefined ? undefined : `action ${wrong}`;
}

function checkUrl(url: string): string | undefined {
  if (url.startsWith('/')) return undefined;
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return ['http:', 'https:'].includes(protocol)
    ? undefined
    : 'must be a path such as /healthz, or begin with http:// or https://';
}

function checkPattern(pattern: string): string | undefined {
  try {
    // Compiled only now: that it is too large shows when it is used.
    new RegExp(pattern, 'u').test('');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace('Invalid', 'is not a valid');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isComplaint(complaint: string | undefined): boolean {
  return complaint !== undefined;
}

function hasControl(value: string): boolean {
  return /[\0-\x08\x0a-\x1f\x7f-\x9f]/.test(value);
}
