import type { Environment } from '../process/child.ts';

/** `${NAME}`, `${NAME:-else}`, `$NAME`, less those behind a backslash. */
const REFERENCE = /(?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*)/;
/** Far beyond any real file: where values lead back to themselves, they grow until here. */
const MOST_STEPS = 1000;
const LONGEST = 100_000;

/**
 * The values of an env file with `$NAME` replaced, in the file's order: first from `stronger`, whose variables
 * also win over the file's own of the same name, then from the whole file. Gives what dotenv-expand 12 gives,
 * which Nx uses, so that a value that Nx has loaded is known again; but that never comes to an end with
 * `A=x$B`, `B=x$C`, `C=x$B`, nor with a value that holds `$&`. Here such a value keeps what was reached, and
 * what is left to replace in it stands for nothing.
 */
export function expandVariables(parsed: Environment, stronger: Environment): Record<string, string> {
  const all = new Map(Object.entries({ ...parsed, ...stronger }));
  const expanded = new Map<string, string>();
  for (const [name, text] of Object.entries(parsed)) {
    const given = all.get(name);
    const value = given && given !== text ? given : expandText(text, all, expanded);
    expanded.set(name, value.replaceAll('\\$', '$'));
  }
  return Object.fromEntries(expanded);
}

function expandText(
  text: string,
  all: ReadonlyMap<string, string>,
  expanded: ReadonlyMap<string, string>,
): string {
  const seen = new Set<string>();
  let result = text;
  for (let step = 0, match; (match = REFERENCE.exec(result)); step++) {
    if (step === MOST_STEPS || result.length > LONGEST) {
      return result.slice(0, LONGEST).replace(new RegExp(REFERENCE, 'g'), '');
    }
    seen.add(result);
    const [reference, braced, bare = ''] = match;
    const { name, otherwise, isReplaced } = readReference(braced ?? bare, all);
    const value = isReplaced ? all.get(name) : undefined;
    // Not a function: as there, `$$` in a value becomes `$`.
    result = result.replace(reference, value && !seen.has(value) ? value : otherwise);
    if (result === expanded.get(name)) break;
  }
  return result;
}

/** `NAME:-else`, `NAME-else`, and `NAME:+then`, `NAME+then`, which never give the value itself. */
function readReference(expression: string, all: ReadonlyMap<string, string>) {
  const operator = /:\+|\+|:-|-/.exec(expression)?.[0];
  if (operator === undefined) return { name: expression, otherwise: '', isReplaced: true };
  const [name = '', ...rest] = expression.split(operator);
  const other = rest.join(operator);
  const isThen = operator.endsWith('+');
  return { name, otherwise: isThen && !all.get(name) ? '' : other, isReplaced: !isThen };
}
