import type { Workspace } from '../rig/workspace.ts';
import type { Execution, Expected } from './execution.ts';
import { VERSION, WORDS } from './sources.ts';

/** A file of the model: what its part of the program says, or why the whole does not build. */
type File =
  | { readonly kind: 'good'; readonly value: string }
  | { readonly kind: 'broken'; readonly word: string }
  | { readonly kind: 'gone' };

/** The files that are edited: Go packages near and far, an embedded file and an env file. */
export const NAMES = ['words', 'near', 'far', 'main', 'asset', 'env'] as const;
export type Name = (typeof NAMES)[number];

/** What lies on disk. */
export type Model = Record<Name, File>;

/** Where the files lie in the workspace. */
export const PATHS: Readonly<Record<Name, string>> = {
  words: WORDS,
  near: 'apps/app/internal/near/near.go',
  far: 'libs/words/far/far.go',
  main: VERSION,
  asset: 'apps/app/internal/near/asset.txt',
  env: 'apps/app/model.env',
};
const WORDS_MOD = 'libs/words/go.mod';

const NEAR = `package near

import _ "embed"

//go:embed asset.txt
var Asset string

const Value = `;

/** The text by which a file has a value, or (not in quotes) none that a build accepts. */
function textOf(name: Name, value: string): string {
  switch (name) {
    case 'asset':
      return JSON.parse(value) as string;
    case 'env':
      return `MODEL=${value}\n`;
    case 'near':
      return `${NEAR}${value}\n`;
    case 'words':
      return `package words\n\nconst Greeting = ${value}\n`;
    case 'far':
      return `package far\n\nconst Value = ${value}\n`;
    case 'main':
      return `package main\n\nconst version = ${value}\n`;
  }
}

let values = 0;

/** Saves a file, so that it is good or, as far as it can be, broken. */
export function save(
  model: Model,
  workspace: Workspace,
  name: Name,
  kind: 'good' | 'broken',
  isAtomic: boolean,
) {
  const value = `v${++values}`;
  const word = `undefined${values}`;
  const text = textOf(name, kind === 'good' ? JSON.stringify(value) : word);
  if (isAtomic) workspace.saveAtomically(PATHS[name], text);
  else workspace.write(PATHS[name], text);
  model[name] = kind === 'good' ? { kind, value } : { kind, word };
}

/** Saves every file, so that all is good. */
export function saveAll(model: Model, workspace: Workspace): void {
  for (const name of NAMES) save(model, workspace, name, 'good', false);
}

/** Removes a file, or the folder that it lies in with all that is there. */
export function remove(model: Model, workspace: Workspace, path: string): void {
  if (workspace.has(path)) workspace.remove(path);
  for (const one of NAMES) if (!workspace.has(PATHS[one])) model[one] = { kind: 'gone' };
  // Without it go could not even say what is missing.
  if (!workspace.has(WORDS_MOD)) workspace.write(WORDS_MOD, 'module example.test/words\n\ngo 1.22.0\n');
}

/** At rest: what runs is what lies on disk, or the screen shows why that does not build. */
export async function check(one: Execution, model: Model): Promise<void> {
  const errors = NAMES.flatMap((name) => (name === 'env' ? [] : tellErrors(model[name])));
  if (errors.length === 0) await one.runs(expect(model));
  else await one.fails(new RegExp(errors.join('|')));
}

/** What go may say of a file: an error for one that is broken, one of several for one that is gone. */
function tellErrors(file: File): readonly string[] {
  switch (file.kind) {
    case 'good':
      return [];
    case 'broken':
      return [`${file.word}\\b`];
    case 'gone':
      return ['undefined: version', 'package', 'no Go files', 'asset\\.txt'];
  }
}

/** What a program says that was built from these files, all of them good. */
export function expect(model: Model): Expected {
  const valueOf = (name: Name) => (model[name].kind === 'good' ? model[name].value : undefined);
  const parts = {
    words: valueOf('words'),
    near: valueOf('near'),
    far: valueOf('far'),
    asset: valueOf('asset'),
  };
  return { version: valueOf('main') ?? '', parts, env: valueOf('env') };
}
