import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Facts of files that are kept from one run of Nx to the next, by a hash of what they were read from. */
export interface KeptFacts<T> {
  /** The fact kept under this key, else what `find` gives; undefined is no fact and is asked for again. */
  get(key: string, find: () => T | undefined): T | undefined;
  /** Writes what was asked for since the facts were opened, if anything is new or no longer asked for. */
  save(): void;
}

/** What is kept is of this form; another one is thrown away. Raise it when a fact's meaning changes. */
const FORM = 2;

/**
 * Opens the facts of one kind, kept in Nx's folder for a workspace's data (which `nx reset` empties). A file that
 * can't be read or written costs time only.
 */
export function openFacts<T>(workspaceRoot: string, kind: string): KeptFacts<T> {
  const file = join(findDataFolder(workspaceRoot), `nx-go-run-${kind}.json`);
  const kept = readKept<T>(file);
  const asked = new Map<string, T>();
  let isNew = false;
  return {
    get(key, find) {
      const known = asked.get(key) ?? kept.get(key);
      if (known === undefined) isNew = true;
      const fact = known ?? find();
      if (fact !== undefined) asked.set(key, fact);
      return fact;
    },
    save() {
      if (!isNew && asked.size === kept.size) return;
      const temporary = `${file}.${process.pid}`;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(temporary, JSON.stringify({ form: FORM, facts: [...asked] }));
        renameSync(temporary, file);
      } catch {
        // They are found again next time.
      }
    },
  };
}

/** As Nx finds it (nx/src/utils/cache-directory). */
function findDataFolder(workspaceRoot: string): string {
  const { NX_WORKSPACE_DATA_DIRECTORY, NX_PROJECT_GRAPH_CACHE_DIRECTORY } = process.env;
  const configured = NX_WORKSPACE_DATA_DIRECTORY ?? NX_PROJECT_GRAPH_CACHE_DIRECTORY ?? '.nx/workspace-data';
  return resolve(workspaceRoot, configured);
}

function readKept<T>(file: string): Map<string, T> {
  try {
    const { form, facts } = JSON.parse(readFileSync(file, 'utf8')) as { form: number; facts: [string, T][] };
    return new Map(form === FORM ? facts : []);
  } catch {
    return new Map();
  }
}
