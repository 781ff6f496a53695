import { type DeltaProgram, deltaPrograms } from './delta-programs.ts';

/** Flags of `go build` under which edits are tried. */
export interface FlagSet {
  readonly name: string;
  readonly flags: readonly string[];
  /** Another program than that of the fixture, whose edits may be built by whoever can. */
  readonly program?: DeltaProgram;
  /** With a package that uses C. */
  readonly cgo?: boolean;
  /** The package, from the module; default: the directory. */
  readonly target?: string;
  /** False where go has to build everything. */
  readonly proven: boolean;
  /** Only tried by `run-equality.ts`. */
  readonly onlyLong?: boolean;
}

const FAST = ['-buildvcs=false', '-ldflags=-s -w'];

export const flagSets: readonly FlagSet[] = [
  { name: 'fast', flags: FAST, proven: true },
  { name: 'with DWARF', flags: ['-buildvcs=false'], proven: true },
  { name: '-trimpath', flags: ['-buildvcs=false', '-trimpath'], proven: true },
  { name: '-gcflags=all=-N -l', flags: ['-buildvcs=false', '-gcflags=all=-N -l'], proven: true },
  { name: 'compiled without DWARF', flags: [...FAST, '-gcflags=all=-dwarf=0'], proven: true, onlyLong: true },
  { name: '-tags', flags: [...FAST, '-tags=extra,none'], proven: true, onlyLong: true },
  { name: '-buildmode=pie', flags: [...FAST, '-buildmode=pie'], proven: true },
  {
    name: '-X with blanks',
    flags: ['-buildvcs=false', `-ldflags=-s -w -X 'main.greeting=a b'`],
    proven: true,
    onlyLong: true,
  },
  { name: 'fast, C in the program', flags: FAST, cgo: true, proven: true },
  {
    name: 'with DWARF, C in the program',
    flags: ['-buildvcs=false'],
    cgo: true,
    proven: true,
    onlyLong: true,
  },
];

/** Flags that the hot path leaves to go. */
export const unprovenFlagSets: readonly FlagSet[] = [
  { name: '-race', flags: [...FAST, '-race'], cgo: true, proven: false },
  { name: '-cover', flags: [...FAST, '-cover'], proven: false },
];

const findProgram = (name: string) => {
  const program = deltaPrograms.find((one) => one.name === name);
  return program === undefined ? {} : { program };
};

const findFlagSet = (name: string): FlagSet => {
  const found = flagSets.find((one) => one.name === name);
  if (!found) throw new Error(`there are no flags ${name}`);
  return found;
};

/** What is tried for another system, and with which Go: the standard library is compiled anew for each of these. */
export const crossedFlagSets: readonly (readonly [FlagSet, goVersion: 0 | 1 | 2])[] = [
  [findFlagSet('fast'), 1],
  [findFlagSet('fast'), 2],
  [findFlagSet('with DWARF'), 1],
  [findFlagSet('fast'), 0],
  [findFlagSet('-trimpath'), 2],
  [findFlagSet('-gcflags=all=-N -l'), 1],
  [findFlagSet('-buildmode=pie'), 2],
  [{ ...findFlagSet('fast'), name: 'fast, gin', ...findProgram('gin') }, 1],
];
