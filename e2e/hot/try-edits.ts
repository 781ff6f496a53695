import { createFiles, goEnvironment } from '../../src/files/testing/temporary-files.ts';
import { namePlatform, type Platform } from '../../src/plan/host.ts';
import { createRandom } from '../faults/random.ts';
import { editAtRandom } from './delta-edits.ts';
import { createDriver } from './driver.ts';
import { pickEdit } from './edits.ts';
import type { FlagSet } from './flag-sets.ts';
import { makeFixture, type Sources } from './fixture.ts';
import type { EditKind } from './ways-to-edit.ts';

/** What came of one edit. */
export interface Tried {
  readonly kind: string;
  readonly flags: string;
  /** Such as `go1.26.8`; empty: the machine's. */
  readonly go: string;
  /** What it was built for, such as `darwin/arm64`; empty: this machine. */
  readonly platform: string;
  readonly via: 'hot' | 'go' | 'failed';
  /** Why go had to build, without what differs from edit to edit. */
  readonly because?: string;
  /** What was not as it must be. */
  readonly wrong?: string;
}

/** How often go also checks a hot build by itself, as it does in a quiet moment. */
const CHECKED = 0.15;
/** How often the edit before is taken back, instead of a new one. */
const TAKEN_BACK = 0.08;

/**
 * Edits a workspace of its own again and again, and compares each program with what go alone builds of the same
 * sources, byte for byte. Goes on until it is no longer asked, or through `kinds`. `more` is added to go's
 * environment; `host` is what the program is built for.
 */
export async function* tryEdits(
  flagSet: FlagSet,
  seed: number,
  kinds?: readonly EditKind[],
  more: Readonly<Record<string, string>> = {},
  host?: Platform,
): AsyncGenerator<Tried> {
  using files = createFiles();
  const random = createRandom(seed);
  const { flags, cgo = false, proven, program } = flagSet;
  const { target = program?.target } = flagSet;
  const system = host && { GOOS: host.os, GOARCH: host.arch };
  const env = { ...goEnvironment(), ...more, ...system, GOWORK: '', CGO_ENABLED: cgo ? '1' : '0' };
  const place = {
    root: files.root,
    env,
    flags,
    ...(target === undefined ? {} : { target }),
    ...(program && { cwd: program.cwd }),
    ...(host && { host }),
  };
  const driver = createDriver(place, program?.sources() ?? makeFixture(cgo));
  const first = await driver.build();
  if (first.kind !== 'built') throw new Error(`the fixture does not build: ${JSON.stringify(first)}`);
  await driver.rest();

  const pick = () => {
    if (!program) return pickEdit(random, cgo);
    const edit: EditKind = {
      name: 'an edit of another program',
      by: 'either',
      edit: (sources) => void editAtRandom(sources, program.edited, random),
    };
    return edit;
  };
  let last: Sources | undefined;
  for (let at = 0; kinds === undefined || at < kinds.length; at++) {
    const before = new Map(driver.sources);
    const kind = kinds?.[at] ?? (last && random.chance(TAKEN_BACK) ? takenBack(last) : pick());
    kind.edit(driver.sources, random);
    yield await tryOne(kind);
    if (kind.breaks) {
      const mended: EditKind = { ...takenBack(before), name: `mended ${kind.name}` };
      mended.edit(driver.sources, random);
      yield await tryOne(mended);
    }
    last = before;
  }

  async function tryOne(kind: EditKind): Promise<Tried> {
    const outcome = await driver.build(kind.name === 'touch' ? ['app/cmd/api/main.go'] : undefined);
    const tried = {
      kind: kind.name,
      flags: flagSet.name,
      go: more['GOTOOLCHAIN'] ?? '',
      platform: host ? namePlatform(host) : '',
    };
    const isSame = await driver.isWhatGoBuilds();
    if (outcome.kind !== 'built') {
      const wrong = kind.breaks && isSame === undefined ? {} : { wrong: JSON.stringify(outcome) };
      return { ...tried, via: 'failed', ...wrong };
    }
    const { via } = outcome;
    const because = via.kind === 'go' && via.because !== undefined ? { because: summarize(via.because) } : {};
    const result: Tried = { ...tried, via: via.kind, ...because };
    if (kind.breaks) return { ...result, wrong: 'it builds' };
    if (isSame !== true) return { ...result, wrong: 'go builds another program' };
    if (kind.by === 'go' && via.kind === 'hot') return { ...result, wrong: 'the hot path has built it' };
    if (via.kind === 'hot' && !proven) return { ...result, wrong: 'the hot path has built with these flags' };
    if (kind.by === 'hot' && via.kind === 'go' && proven) return { ...result, wrong: 'go had to build it' };
    if (via.kind === 'go' || random.chance(CHECKED)) {
      const rested = await driver.rest();
      if (rested && !['done', 'prepared', 'checked'].includes(rested.kind))
        return { ...result, wrong: `the check says ${rested.kind}` };
    }
    return result;
  }
}

/** Puts all back as it was. */
function takenBack(earlier: Sources): EditKind {
  return {
    name: 'taken back',
    by: 'either',
    edit(sources) {
      for (const path of sources.keys()) sources.set(path, earlier.get(path) ?? null);
    },
  };
}

function summarize(because: string): string {
  return because.replace(/(?<=^| )\/.*\/(?=[^/ ]+\.\w+)/, '');
}
