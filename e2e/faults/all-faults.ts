import { buildsThatHang } from './builds-that-hang.ts';
import { editsAgainstTheClock } from './edits-against-the-clock.ts';
import { editsAtMoments } from './edits-at-moments.ts';
import { editsAtRandom } from './edits-at-random.ts';
import { editsByTools } from './edits-by-tools.ts';
import { editsDuringBuilds } from './edits-during-builds.ts';
import { editsInStorms } from './edits-in-storms.ts';
import { editsOfAssets } from './edits-of-assets.ts';
import { editsOfModules } from './edits-of-modules.ts';
import { editsOfStructure } from './edits-of-structure.ts';
import { editsOfSwappedFolders } from './edits-of-swapped-folders.ts';
import { endsByForce } from './ends-by-force.ts';
import { endsBySignal } from './ends-by-signal.ts';
import { endsUnderDebugger } from './ends-under-debugger.ts';
import type { Fault } from './fault.ts';
import { machineCache } from './machine-cache.ts';
import { machineDisk } from './machine-disk.ts';
import { machineFetch } from './machine-fetch.ts';
import { machineFuse } from './machine-fuse.ts';
import { machineHandles } from './machine-handles.ts';
import { machineLimits } from './machine-limits.ts';
import { machineSurroundings } from './machine-surroundings.ts';
import { machineSuspended } from './machine-suspended.ts';
import { programsThatEnd } from './programs-that-end.ts';
import { programsThatFlood } from './programs-that-flood.ts';
import { programsThatKeepStill } from './programs-that-keep-still.ts';
import { programsThatListen } from './programs-that-listen.ts';
import { programsThatPrint } from './programs-that-print.ts';
import { programsWithChildren } from './programs-with-children.ts';

/** Every fault, in the order in which they are tried and shown. */
export const faults: readonly Fault[] = [
  ...editsAtMoments,
  ...editsDuringBuilds,
  ...buildsThatHang,
  ...editsByTools,
  ...editsInStorms,
  ...editsAgainstTheClock,
  ...editsOfStructure,
  ...editsOfSwappedFolders,
  ...editsOfModules,
  ...editsOfAssets,
  ...editsAtRandom,
  ...programsThatEnd,
  ...programsWithChildren,
  ...programsThatPrint,
  ...programsThatFlood,
  ...programsThatKeepStill,
  ...programsThatListen,
  ...endsBySignal,
  ...endsByForce,
  ...endsUnderDebugger,
  ...machineLimits,
  ...machineHandles,
  ...machineDisk,
  ...machineCache,
  ...machineFetch,
  ...machineFuse,
  ...machineSurroundings,
  ...machineSuspended,
];
