import { writeFanout } from './programs/fanout.ts';
import type { EditKind } from './edits/edit-kinds.ts';

/** A Go program that is edited. It answers `GET /answer` with the tokens of its two files and its pid. */
export interface Program {
  /** Its folder below `programs`. */
  readonly name: string;
  readonly about: string;
  /** The file that has main, and the one that leaf edits go to; from the program's folder. */
  readonly main: string;
  readonly leaf: string;
  readonly edits: readonly EditKind[];
  /** Writes what is generated rather than kept. */
  readonly generate?: (folder: string) => void;
}

const CODE = ['literal', 'body', 'function', 'field', 'import'] as const;
const NOTHING = ['touch', 'identical', 'taken-back'] as const;

/** Every program of the benchmark, the cheapest to build first. */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'std',
    about: 'an HTTP server of one package, standard library only; leaf edits go to its second file',
    main: 'main.go',
    leaf: 'answer.go',
    edits: [...CODE, ...NOTHING],
  },
  {
    name: 'gin',
    about: 'a gin API; the leaf package is imported by three others',
    main: 'main.go',
    leaf: 'internal/store/store.go',
    edits: [...CODE, ...NOTHING],
  },
  {
    name: 'fanout',
    about: 'a package with ten dependents, each as large as itself; leaf edits go to that package',
    main: 'main.go',
    leaf: 'internal/core/core.go',
    edits: ['body', 'line'],
    generate: writeFanout,
  },
  {
    name: 'pocketbase',
    about: 'a small main package on PocketBase; leaf edits go to its second file',
    main: 'main.go',
    leaf: 'answer.go',
    edits: [...CODE, ...NOTHING],
  },
  {
    name: 'caddy',
    about: 'Caddy with all its modules and one more, as a plugin; leaf edits go to that',
    main: 'main.go',
    leaf: 'internal/answer/answer.go',
    edits: ['body', 'function'],
  },
];
