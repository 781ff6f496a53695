import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument, YAMLParseError } from 'yaml';
import type { FileGlob } from '../../files/file-glob.ts';
import { readTextIfThere } from '../../plan/make-plan.ts';
import type { CommandPlan, FileSet, Plan } from '../../plan/plan.ts';
import type { Problem } from '../../problem.ts';
import type { Diagnostic } from '../../events/run-event.ts';
import { parseModFile } from '../../golang/go-mod-file.ts';

/** Makes a tool's steps of its own configuration. Never throws. */
export type Preset = (plan: Plan) => PresetSteps;

/** What came of it. */
export type PresetSteps =
  | { readonly kind: 'steps'; readonly steps: readonly CommandPlan[] }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      readonly diagnostics: readonly Diagnostic[];
      /** What may mend it. Absolute paths, which need not exist. */
      readonly files: readonly string[];
    };

/** What a tool's commands begin with: `go tool x` where go.mod has it as a tool, else its own name. */
export function toolWords(plan: Plan, name: string, importPath: RegExp): string[] {
  const goMod = findFile(plan.projectRoot, plan.workspaceRoot, 'go.mod');
  const tools = parseModFile((goMod && readTextIfThere(goMod)) ?? '').tools;
  const path = tools.find((one) => importPath.test(one));
  if (path === undefined) return [name];
  const short = lastPart(path);
  // go takes the last part of a path where no other tool has the same.
  return ['go', 'tool', tools.filter((one) => lastPart(one) === short).length > 1 ? path : short];
}

function lastPart(path: string): string {
  const parts = path.split('/').filter((part, at) => at === 0 || !/^v\d+$/.test(part));
  return parts.at(-1) ?? path;
}

/** The first of these files that is there, in one of the folders; absolute. */
export function findConfig(folders: readonly string[], names: readonly string[]): string | undefined {
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isFile);
}

/** The file of this name in the folder or above it, up to the root; absolute. */
function findFile(folder: string, root: string, name: string): string | undefined {
  const path = join(folder, name);
  if (isFile(path)) return path;
  return folder === root || folder === dirname(folder) ? undefined : findFile(dirname(folder), root, name);
}

/** Whether a file is at this path. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether a folder is at this path. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The failure of a preset whose configuration is not there. */
export function missingConfig(
  plan: Plan,
  preset: string,
  names: readonly string[],
  folder = plan.projectRoot,
): PresetSteps {
  const problem: Problem = {
    message: `generate: ${preset}: there is no ${names.join(' or ')} in ${folder}`,
    hint: `Add it, take ${preset} out of generate, or write the step with command, inputs and outputs.`,
  };
  return { kind: 'failed', problem, diagnostics: [], files: names.map((name) => join(folder, name)) };
}

/** What YAML or JSON says, as far as it is asked: objects and lists of what is there. */
export type Config = Readonly<Record<string, unknown>>;

/** Reads a configuration; fails with the place where it is no YAML. */
export function readConfig(path: string): { ok: true; config: Config } | { ok: false; failed: PresetSteps } {
  const text = readTextIfThere(path) ?? '';
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error instanceof YAMLParseError) {
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    const source = text.split(/\r?\n/)[line - 1];
    const message = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
    const diagnostic = { file: path, line, column: col, message, ...(source !== undefined && { source }) };
    const problem = { message: `${path} is no YAML: ${message}` };
    return { ok: false, failed: { kind: 'failed', problem, diagnostics: [diagnostic], files: [path] } };
  }
  const config: unknown = document.toJS();
  return { ok: true, config: isConfig(config) ? config : {} };
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at this place, or an empty one. */
export function part(config: Config, name: string): Config {
  const value = config[name];
  return isConfig(value) ? value : {};
}

/** The objects of the list at this place. */
export function parts(config: Config, name: string): readonly Config[] {
  const value = config[name];
  return Array.isArray(value) ? value.filter(isConfig) : [];
}

/** The texts at this place, which may be one or a list. */
export function texts(config: Config, name: string): readonly string[] {
  return [config[name]].flat().filter((value) => typeof value === 'string');
}

/** A file. */
export function file(path: string): FileGlob {
  return { base: path, pattern: '' };
}

/** The files of a folder that fit a pattern. */
export function below(folder: string, pattern: string): FileGlob {
  return { base: folder, pattern };
}

/** A path of a configuration, which may name a folder that stands for its files of an ending. */
export function filesAt(root: string, path: string, ofFolder: string): FileGlob {
  const [first = ''] = path.split(/[*?[{]/, 1);
  if (first === path) {
    const place = resolve(root, path);
    return isDirectory(place) ? below(place, ofFolder) : file(place);
  }
  const folder = first.slice(0, first.lastIndexOf('/') + 1);
  return below(resolve(root, folder), path.slice(folder.length));
}

/** Files without exceptions. */
export function all(...named: readonly FileGlob[]): FileSet {
  return { named, except: [] };
}
