import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownVersion } from './versions.ts';
import type { Peer, Site } from './peer.ts';

const DRIVER = join(import.meta.dirname, 'go-run-driver.cjs');
const QUIET_MACHINE = join(import.meta.dirname, '../../e2e/rig/quiet-machine.cjs');
/** As `npm run build` has made it. */
export const DIST = join(import.meta.dirname, '../../dist');

function drive({ root, events, env }: Site, options: object, dist = DIST, node: readonly string[] = []) {
  return {
    file: process.execPath,
    args: [...node, DRIVER, join(dist, 'executors/go-run/executor.cjs'), JSON.stringify(options)],
    cwd: root,
    env: { ...env, NX_GO_RUN_EVENTS: events },
  };
}

/** This executor by itself. */
export const goRun: Peer = {
  name: 'go-run',
  about: 'this executor by itself, its options left as they are',
  install: ownVersion,
  set: (site) => drive(site, {}),
  tellsUnchanged: 'events',
};

/** Another build of this executor: the absolute path of its `dist`, and a name of its own. */
export function goRunFrom(dist: string, name: string): Peer {
  return { ...goRun, name, set: (site) => drive(site, {}, dist) };
}

/** This executor, every build by the go command. */
export const goRunCold: Peer = {
  name: 'go-run-cold',
  about: 'this executor by itself with `hotBuild: false`',
  install: ownVersion,
  set: (site) => drive(site, { hotBuild: false }),
  tellsUnchanged: 'events',
};

/** This executor, which links what has changed alone; all its quiet work counts as its cost. */
export const goRunDelta: Peer = {
  name: 'go-run-delta',
  about: 'this executor by itself with `hotBuild: "delta"`',
  install: ownVersion,
  // Its quiet work would wait for the end of what the others do.
  set: (site) => drive(site, { hotBuild: 'delta' }, DIST, ['--require', QUIET_MACHINE]),
  tellsUnchanged: 'events',
  quiet: 2600,
};

/** True where this executor has builds of its own, and can be told to leave them. */
export function hasHotBuild(): boolean {
  const schema = join(import.meta.dirname, '../../src/executors/go-run/schema.json');
  return readFileSync(schema, 'utf8').includes('"hotBuild"');
}
