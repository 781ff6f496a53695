import { dirname, isAbsolute, join, relative } from 'node:path';
import { bodiesOf, type DapBody, isBody } from './dap-message.ts';

/** Where files are, in the words of an editor and in those of the program. */
export interface EditorPaths {
  /** The arguments of a request with the path of its source as the program's debug information has it. */
  toProgram(args: DapBody): DapBody;
  /** The body of an answer or event with the paths of its sources as the editor has them. */
  toEditor(body: DapBody): DapBody;
  /** The same for a path by itself. */
  readonly pathToProgram: (path: string) => string;
  /** The same for each `file` of a text of JSON. */
  textToEditor(text: string): string;
}

/**
 * Follows an editor that sees the workspace or the project through a symbolic link: go is run in their real folders, and
 * dlv compares paths letter by letter. `roots` are those folders; `realPath` gives undefined for what is not there.
 */
export function followEditorPaths(
  roots: readonly string[],
  realPath: (path: string) => string | undefined,
): EditorPaths {
  /** What the editor calls them, as far as it has named a file in them. */
  const names = new Map<string, string>();
  const learn = (path: string): string => {
    let found: string | undefined;
    if (!isAbsolute(path)) return path;
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
      const root = realPath(folder);
      if (root === undefined || !roots.includes(root)) continue;
      names.set(root, folder);
      found ??= join(root, relative(folder, path));
    }
    return found ?? path;
  };
  const show = (path: unknown): unknown => {
    if (typeof path !== 'string') return path;
    const innerFirst = [...names].sort(([a], [b]) => b.length - a.length);
    for (const [root, name] of innerFirst) {
      const rest = relative(root, path);
      if (!rest.startsWith('..') && !isAbsolute(rest)) return join(name, rest);
    }
    return path;
  };
  const shown = (body: DapBody): DapBody => {
    const { source } = body;
    return isBody(source) ? { ...body, source: { ...source, path: show(source['path']) } } : body;
  };
  return {
    pathToProgram: learn,
    textToEditor(text) {
      if ([...names].every(([root, name]) => root === name)) return text;
      return text.replace(/(?<="file":)"(?:[^"\\]|\\.)*"/g, (path) => JSON.stringify(show(JSON.parse(path))));
    },
    toProgram(args) {
      const { source } = args;
      if (!isBody(source) || typeof source['path'] !== 'string') return args;
      return { ...args, source: { ...source, path: learn(source['path']) } };
    },
    toEditor(body) {
      const lists = ['stackFrames', 'breakpoints'].filter((name) => Array.isArray(body[name]));
      const { breakpoint } = body;
      return {
        ...shown(body),
        ...Object.fromEntries(lists.map((name) => [name, bodiesOf(body[name]).map(shown)])),
        ...(isBody(breakpoint) && { breakpoint: shown(breakpoint) }),
      };
    },
  };
}
