import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** What a build's time went into, in ms: reading the packages, compiling, linking. */
export interface BuildParts {
  readonly load?: number;
  readonly compile?: number;
  readonly link?: number;
}

/** How far a build is. */
export interface BuildCount {
  /** Packages whose compilation has begun. */
  readonly begun: number;
  /** Those of them that are compiled. */
  readonly compiled: number;
  readonly links: boolean;
}

/** Follows one `go build`. Times in ms of the clock that it was given. */
export interface BuildPhases {
  /** Looks at the folders of those packages that were not compiled at the last call. */
  count(): BuildCount;
  /** What the time went into, if the build has just ended. */
  parts(): BuildParts;
  close(): void;
}

/**
 * Tells compiling from linking by the folders that go makes in `temporary`, its GOTMPDIR: `go-build1/b012` before
 * it compiles a package, with `_pkg_.a` at the end of that, and `go-build1/b001/exe` before it links (cmd/go's
 * Builder.build and Builder.link). Where the system refuses to watch, nothing is known; a build never fails for that.
 */
export function followPhases(temporary: string, now: () => number): BuildPhases {
  const began = now();
  const watchers: FSWatcher[] = [];
  let compilesAt: number | undefined;
  let linksAt: number | undefined;

  /** Calls `onEntry` for each entry of the folder, once or more often. */
  const follow = (folder: string, onEntry: (name: string) => void) => {
    try {
      const watcher = watch(folder, (_, name) => name !== null && onEntry(name));
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
      // What was made before the watch stood.
      readdirSync(folder).forEach(onEntry);
    } catch {
      // The folder is gone again, or there are no watches left.
    }
  };
  const followed = new Set<string>();
  const enter = (folder: string, onEntry: (name: string) => void) => {
    if (followed.has(folder)) return;
    followed.add(folder);
    follow(folder, onEntry);
  };
  const begun = new Set<string>();
  const compiled = new Set<string>();
  follow(temporary, (build) => {
    if (!build.startsWith('go-build')) return;
    enter(join(temporary, build), (name) => {
      if (!/^b\d+$/.test(name)) return;
      compilesAt ??= now();
      begun.add(join(temporary, build, name));
      if (name !== 'b001') return;
      enter(join(temporary, build, name), (entry) => {
        if (entry === 'exe') linksAt ??= now();
      });
    });
  });
  return {
    count() {
      for (const folder of begun) {
        if (!compiled.has(folder) && existsSync(join(folder, '_pkg_.a'))) compiled.add(folder);
      }
      return { begun: begun.size, compiled: compiled.size, links: linksAt !== undefined };
    },
    parts() {
      if (compilesAt === undefined) return {};
      const end = now();
      const compile = (linksAt ?? end) - compilesAt;
      const link = linksAt === undefined ? {} : { link: end - linksAt };
      return { load: compilesAt - began, compile, ...link };
    },
    close: () => watchers.forEach((watcher) => watcher.close()),
  };
}
