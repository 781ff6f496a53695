import { goPart } from '../rig/workspace.ts';

/** The file that tells the program's version. */
export const VERSION = 'apps/app/version.go';

export function versionText(version: string): string {
  return `package main\n\nconst version = "${version}"\n`;
}

/** A package with a value. */
export function packageText(name: string, value: string): string {
  return `package ${name}\n\nconst Value = "${value}"\n`;
}

/** A file of main by which the program tells that value, as the part `part`. */
export function importText(
  name: string,
  { path = `example.test/app/internal/${name}`, part = 'part' } = {},
): string {
  return goPart(part, `${name}.Value`, `import "${path}"`);
}

/** The file of the rig's library. */
export const WORDS = 'libs/words/words.go';

/** The package of the rig's library, with its greeting. */
export function wordsText(greeting: string): string {
  return `package words\n\nconst Greeting = "${greeting}"\n`;
}
