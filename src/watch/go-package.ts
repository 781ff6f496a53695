import { isAbsolute } from 'node:path';
import type { GoPackage } from './go-list.ts';

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
export const isGoPackage = holds({
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
