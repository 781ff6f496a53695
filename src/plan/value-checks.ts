import { isIP } from 'node:net';
import { parseWanted } from '../toolchain/version.ts';
import { nearestName } from './nearest-name.ts';
import { shorten } from './shorten.ts';

/** Says what is wrong with a value, as the end of a sentence that begins with the option; undefined: nothing. */
export type Check = (value: unknown) => string | undefined;

/** Longer than any path or name that a system takes (PATH_MAX of Linux). Characters. */
const LONGEST = 4096;

/** A text, which may be empty. */
export const text: Check = (v) => {
  if (typeof v !== 'string') return 'must be a text';
  if (v.length > LONGEST) return `is too long: ${v.length} characters of at most ${LONGEST}`;
  return hasControl(v) ? 'holds a control character' : undefined;
};
/** A text with more than blanks in it. */
export const filled: Check = (v) => text(v) ?? ((v as string).trim() === '' ? 'is empty' : undefined);
/** True or false. */
export const flag: Check = (v) => (typeof v === 'boolean' ? undefined : 'must be true or false');
/** What may stand for words of a command line: texts and numbers. */
export const words: Check = (v) =>
  [v].flat().every((word) => ['string', 'number'].includes(typeof word))
    ? undefined
    : 'must be a text or a list of texts';
/** A filled text, or a list of them. */
export const texts: Check = (v) => [v].flat().map(filled).find(isComplaint);
/** A list of whatever. */
export const list: Check = (v) => (Array.isArray(v) ? undefined : 'must be a list');
/** One of these very values. */
export const oneOf =
  (...values: unknown[]): Check =>
  (v) =>
    values.includes(v) ? undefined : `must be one of ${values.join(', ')}`;
/** A whole number from `least` to `most`; the unit is for the message. */
export const number =
  (least: number, most: number, unit: string): Check =>
  (v) =>
    typeof v === 'number' && Number.isInteger(v) && v >= least && v <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}${unit}`;

/** The parts of an object by their checks; it has no others. */
export function checkParts(
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

/** An object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For `find` among the outcomes of several checks. */
export function isComplaint(complaint: string | undefined): boolean {
  return complaint !== undefined;
}

function hasControl(value: string): boolean {
  return /[\0-\x08\x0a-\x1f\x7f-\x9f]/.test(value);
}

/** A filled text that `check` agrees to, too. */
const filledText =
  (check: (text: string) => string | undefined): Check =>
  (v) =>
    filled(v) ?? check(v as string);

/** A host's name or address. */
export const host = filledText((name) => {
  // The longest name that DNS has.
  const isName = name.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name);
  return isName || isIP(name) > 0 ? undefined : 'must be a name or an address, without a port';
});

/** A path at the program's own address, or a whole URL. */
export const httpUrl = filledText((url) => {
  if (url.startsWith('/')) return undefined;
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return ['http:', 'https:'].includes(protocol)
    ? undefined
    : 'must be a path such as /healthz, or begin with http:// or https://';
});

/** A regular expression. */
export const pattern = filledText((source) => {
  try {
    // Compiled only now: that it is too large shows when it is used.
    new RegExp(source, 'u').test('');
    return undefined;
  } catch (error) {
    return (error as Error).message.replace('Invalid', 'is not a valid');
  }
});

/** javascript: and data: would run in the page. */
const EDITOR_URL = /^(?!javascript:|data:|vbscript:)[a-z][\w+.-]*:.*\{file\}/i;

/** The URL by which an editor opens a file. */
export const editorUrl = filledText((url) =>
  EDITOR_URL.test(url) ? undefined : 'must be a URL with {file} in it',
);

/** Which Go: a word, or a version as go.dev/dl lists it. */
export const goVersion = filledText((text) =>
  ['auto', 'system'].includes(text) || parseWanted(text) !== undefined
    ? undefined
    : 'must be auto, system, or a version such as 1.26.8 or 1.26',
);
