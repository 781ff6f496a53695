import { isIP } from 'node:net';
import { parseWanted } from '../toolchain/version.ts';
import { filled, type Check } from './value-checks.ts';

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
