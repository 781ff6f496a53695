import { dirname, isAbsolute, join } from 'node:path';
import type { Machine } from './go-settings.ts';

/** Which Go is wanted. */
export type Wanted =
  /** This very release: `1.26.8`, `1.27rc1`. */
  | { readonly kind: 'release'; readonly version: string }
  /** Any patch of a minor version: `1.26`. */
  | { readonly kind: 'minor'; readonly version: string };

/** Taken where nothing asks for a version that can be fetched: no go.mod, or one from before Go 1.21. */
export const PINNED = '1.26.8';
/** The first Go that heeds the go and toolchain lines, and whose go lines name releases. */
const FIRST_WITH_TOOLCHAINS = '1.21';

/** `1.26`, `go1.26.8` and the like, as text for a message about the option. */
export function parseWanted(text: string): Wanted | undefined {
  const version = /^(?:go)?(1\.\d+(?:\.\d+|rc\d+|beta\d+)?(?:-[\w.]+)?)$/.exec(text)?.[1];
  if (version === undefined) return undefined;
  return { kind: /^1\.\d+$/.test(version) ? 'minor' : 'release', version };
}

/** Where the version is read. */
export interface VersionPlace {
  /** Where go commands will run, absolute. */
  readonly directory: string;
  /** GOTOOLCHAIN and GOWORK, as go would read them. */
  readonly gotoolchain: string;
  readonly gowork: string;
}

/**
 * The version that go.work, else go.mod, asks for, or GOTOOLCHAIN where it names one, as the go command would choose
 * (go.dev/doc/toolchain#select). Where the go line is a language version (`1.26`), any of its patches will do.
 */
export function readWanted(place: VersionPlace, readText: Machine['readText']): Wanted {
  const [, named, mode] = /^go(1[^+]*)(\+.*)?$/.exec(place.gotoolchain) ?? [];
  if (named !== undefined && mode === undefined) return parseWanted(named) ?? pinned();
  const text = readModuleFile(place, readText) ?? '';
  const line = (name: string) => new RegExp(`^[ \\t]*${name}[ \\t]+"?([^\\s"/]+)`, 'm').exec(text)?.[1];
  const asked = [line('go'), line('toolchain')?.replace(/^go/, ''), named].filter(
    (version): version is string => version !== undefined && parseWanted(version) !== undefined,
  );
  const highest = asked.sort(compareVersions).at(-1);
  if (highest === undefined || compareVersions(highest, FIRST_WITH_TOOLCHAINS) < 0) return pinned();
  return parseWanted(highest) ?? pinned();
}

function pinned(): Wanted {
  return { kind: 'release', version: PINNED };
}

function readModuleFile({ directory, gowork }: VersionPlace, readText: Machine['readText']) {
  if (isAbsolute(gowork)) return readText(gowork);
  const work = gowork === 'off' ? undefined : readUpwards(directory, 'go.work', readText);
  return work ?? readUpwards(directory, 'go.mod', readText);
}

function readUpwards(folder: string, name: string, readText: Machine['readText']): string | undefined {
  const text = readText(join(folder, name));
  if (text !== undefined) return text;
  return dirname(folder) === folder ? undefined : readUpwards(dirname(folder), name, readText);
}

/** Orders versions as Go does: 1.26 < 1.26beta1 < 1.26rc1 < 1.26.0 < 1.26.1. For Array.sort. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [rank(one), rank(other)];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

function rank(version: string): readonly number[] {
  const [, minor, kind, number] = /^1\.(\d+)(?:(\.|rc|beta)(\d+))?/.exec(version) ?? [];
  const kinds = ['', 'beta', 'rc', '.'];
  return [Number(minor ?? -1), kinds.indexOf(kind ?? ''), Number(number ?? 0)];
}

/** Whether a release is what is wanted. */
export function satisfies(version: string, wanted: Wanted): boolean {
  return wanted.kind === 'release'
    ? version === wanted.version
    : version.startsWith(`${wanted.version}.`) && /^1\.\d+\.\d+$/.test(version);
}
