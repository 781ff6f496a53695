import { isAbsolute } from 'node:path';
import { failure, type Result, success } from '../problem.ts';
import type { Child, Environment, StartChild } from '../process/child.ts';

/** How `go list` is called. */
export interface GoListCommand {
  /** The go command: a name on PATH, or an absolute path. */
  readonly binary: string;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Environment;
  readonly listFlags: readonly string[];
  /** As go takes it, relative to `cwd`. */
  readonly package: string;
  /** Those that are asked for instead. */
  readonly packages?: readonly string[];
}

/** One package of `go list -deps -json`, as far as go-run reads it (`go help list`). */
export interface GoPackage {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly Name?: string;
  readonly Standard?: boolean;
  readonly DepOnly?: boolean;
  readonly Incomplete?: boolean;
  readonly Error?: { readonly Err: string };
  readonly Module?: GoModule;
  readonly Imports?: readonly string[];
  readonly EmbedPatterns?: readonly string[];
  readonly EmbedFiles?: readonly string[];
}

export interface GoModule {
  readonly Path: string;
  readonly Main?: boolean;
  readonly Dir?: string;
  readonly GoMod?: string;
  readonly Replace?: { readonly Path: string; readonly Version?: string; readonly Dir?: string };
}

/** A package whose sources can be edited. */
export type LocalPackage = GoPackage & { readonly Dir: string };

/**
 * True for a package whose sources can be edited: not of the standard library or the module cache. Of a vendored package
 * go names the module without its folder.
 */
export function isLocal(one: GoPackage): one is LocalPackage {
  if (one.Standard || one.Dir === undefined) return false;
  const { Module } = one;
  const isReplacedByFolder = Module?.Replace !== undefined && !Module.Replace.Version;
  return Module?.Dir === undefined || Module.Main === true || isReplacedByFolder;
}

/** Asking for a few fields is two to three times as fast as the whole (measured, go1.26). */
const FIELDS =
  'Dir,ImportPath,Name,Standard,DepOnly,Incomplete,Error,Module,Imports,EmbedPatterns,EmbedFiles';

/**
 * Asks go which packages the program is made of. Packages with errors are in the answer; it fails where go
 * can say nothing at all, as with a broken go.mod, or its answer is not whole. Aborting ends go.
 */
export async function listPackages(
  go: GoListCommand,
  startChild: StartChild,
  signal: AbortSignal,
): Promise<Result<readonly GoPackage[]>> {
  const args = ['list', '-e', '-deps', `-json=${FIELDS}`, ...go.listFlags, ...(go.packages ?? [go.package])];
  const child: Child = startChild({ file: go.binary, args, cwd: go.cwd, env: go.env, output: 'capture' });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const { exit, stdout, stderr } = await child.ended;
  signal.removeEventListener('abort', kill);
  if (exit.kind !== 'code' || exit.code !== 0) return failure(`go list failed: ${stderr.trim()}`);
  const listed = parseJsonStream(stdout);
  // Dependencies come first: without what was asked for at the end, the list is cut off.
  const isWhole = listed.ok && listed.value.some((one) => !one.DepOnly);
  return listed.ok && !isWhole ? failure('go list did not name the package that it was asked for') : listed;
}

/**
 * Splits a stream of JSON objects as `go list -json` prints it: each begins with a line `{` and ends with a
 * line `}`. Other lines in between (a wrapper's) are passed over. Fails where an object is not whole, or no
 * package: what is left of a list must not be taken for the list.
 */
export function parseJsonStream(text: string): Result<readonly GoPackage[]> {
  const packages: GoPackage[] = [];
  let open: string[] | undefined;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    open?.push(line);
    if (line === '{' && open === undefined) open = [line];
    if (line !== '}') continue;
    const one = open && parsePackage(open.join('\n'));
    if (one === undefined) return failure('go list printed something that is no package');
    packages.push(one);
    open = undefined;
  }
  return open === undefined ? success(packages) : failure('go list ended in the middle of a package');
}

function parsePackage(text: string): GoPackage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isGoPackage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isFolder: Check = (value) => typeof value === 'string' && isAbsolute(value);
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const holds =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const isReplacement = holds({ Path: isText, Version: optional(isText), Dir: optional(isText) });
const isModule = holds({
  Path: isText,
  Main: optional(isFlag),
  Dir: optional(isFolder),
  GoMod: optional(isText),
  Replace: optional(isReplacement),
});

/** True for a package as `go list -json` prints it: each field that go-run reads is of its type. */
const isGoPackage = holds({
  ImportPath: isText,
  Dir: optional(isFolder),
  Name: optional(isText),
  Standard: optional(isFlag),
  DepOnly: optional(isFlag),
  Incomplete: optional(isFlag),
  Error: optional(holds({ Err: isText })),
  Module: optional(isModule),
  Imports: optional(areTexts),
  EmbedPatterns: optional(areTexts),
  EmbedFiles: optional(areTexts),
}) as (value: unknown) => value is GoPackage;
