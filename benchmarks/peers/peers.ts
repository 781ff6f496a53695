import { air, airTuned } from './air.ts';
import { goRun, goRunCold, goRunDelta, hasHotBuild } from './go-run.ts';
import { hand } from './hand.ts';
import { nodemon } from './nodemon.ts';
import { nx } from './nx.ts';
import type { Peer } from './peer.ts';
import { reflex } from './reflex.ts';

/** All ways that are compared, in the order of the report. The hand is what the others are measured against. */
export const PEERS: readonly Peer[] = [
  hand,
  air,
  airTuned,
  reflex,
  nodemon,
  goRun,
  ...(hasHotBuild() ? [goRunCold, goRunDelta] : []),
  nx,
];
