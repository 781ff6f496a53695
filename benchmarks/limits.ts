import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { testEnvironment } from '../e2e/rig/environment.ts';
import { findFreePort } from '../e2e/rig/ports.ts';
import { measureEntry } from './limits/entry.ts';
import { measureLinkSettings } from './limits/link-settings.ts';
import { describeSecondStart, measureSecondStart, type SecondStart } from './limits/second-start.ts';
import { measureEnd, measureStarts } from './limits/starts.ts';
import { isSameWithoutDwarf, measureSharing, measureToolSettings } from './limits/tool-settings.ts';
import { goVersion } from './peers/versions.ts';
import { openGround, readRounds } from './processes/open-ground.ts';
import { medianOf } from './statistics/summary.ts';
import { endAll } from './processes/tool.ts';

const PAGE = join(import.meta.dirname, '../docs/limits.md');

/*
 * `node benchmarks/limits.ts [--rounds N] [--write]`: what a cycle can't get below on this machine. Prints its tables,
 * and writes them into docs/limits.md where it is told to.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, write: { type: 'boolean' } } });
  const rounds = readRounds(values.rounds);
  const [load = 0] = loadavg();
  const ground = openGround('limits');
  const { folder, run } = ground;
  const [{ samples }] = await measureEntry(ground, rounds);
  const entry = medianOf(samples);
  const second = await measureSecondStart(ground, rounds);
  await endAll(run);
  const starts = await measureStarts(rounds * 3);
  const server = join(folder, 'server');
  execFileSync('go', ['build', '-o', server, '.'], {
    cwd: join(import.meta.dirname, 'programs/std'),
    env: testEnvironment({ GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '-buildvcs=false' }),
  });
  const end = await measureEnd(server, await findFreePort(), rounds * 3);
  const links = measureLinkSettings(folder, rounds);
  const settings = measureToolSettings(folder, rounds);
  const sharing = measureSharing(folder, rounds);
  const isSame = isSameWithoutDwarf(folder);
  const page = describe({ entry, second, starts, end, links, settings, sharing, isSame }, rounds, load);
  const text = await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
  console.log(text);
  if (values.write) writeFileSync(PAGE, text);
}

interface Findings {
  /** ms */
  readonly entry: number;
  readonly second: SecondStart;
  readonly starts: string;
  /** ms */
  readonly end: number;
  readonly links: string;
  readonly settings: string;
  readonly sharing: ReturnType<typeof measureSharing>;
  readonly isSame: boolean;
}

function describe(findings: Findings, rounds: number, load: number): string {
  const { entry, second, starts, end, links, settings, sharing, isSame } = findings;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${goVersion()}, Node ${process.version}`;
  return `# Limits

Made by \`node benchmarks/limits.ts --rounds ${rounds} --write\` on ${machine}, load before the run ${load.toFixed(2)}. It overwrites this page. What a cycle can't get below, and what was tried. Seconds differ between machines: compare the ratios.

## Before the first build

From the moment in which Nx loads the executor's file to the first \`go build\` of a program of one package: ${entry.toFixed(0)} ms (median). It is compiled file by file, and so are the libraries: execa and rxjs are some 370 files, which take almost half of that time; half of the executor's own modules are loaded while \`go env\` runs, which is waited for. \`node benchmarks/entry.ts\` measures this alone, and other builds beside it. Bundled into one file it took 0.44 of the time, in turns in one run (71 and 159 ms); why it is not bundled is told in [the decisions](decisions.md#no-bundle).

${describeSecondStart(second, load)}
## While the port refuses

The old program ends, the new one is started, and it begins to listen. An idle Go server that does not handle SIGTERM is gone ${end.toFixed(1)} ms after it (median): its threads end one after the other. A start is a \`fork\`, for which Linux copies the page tables of the process that asks for it, and an \`exec\`; the executor holds some 100 MB, a shell a few. execa adds its own work.

${starts}

Everything else is done before the signal, or while the program ends: all processes are read once before, so that the look for what is left takes less than 1 ms; the new binary is put in place by some system calls right after the signal. A program that closes a database waits for the disk then, and for nothing that this executor writes: the last binary is put aside, and removed during the next build. Renamed over it, the new one (24 MB) was written to the disk at once by ext4 (\`auto_da_alloc\`), and the last one's blocks given back as its process ended; PocketBase, which ends in 10 ms where nothing is written, then took 18 ms, and 16 ms where the last binary was only removed (medians of 25, in turns). What was not done: starting the new program before the old one has ended. It would find its port held.

## A small program

A hot edit of a program of one package is one compilation and the link, which takes three quarters of the whole (the steps are in [the benchmarks](benchmarks.md#std)). The link alone of the program _std_, in turns:

${links}

The linker reads all packages anew for each program; Go has none that links what has changed. It passes over what the compiler has written for debuggers, but not for nothing: the last row, for which see [below](#without-debug-information). What the hot path saves of a small program is the reading of the packages by the go command, and the debug information.

## Many packages

An added line changes the positions that a package exports, so its dependents are compiled as well, and all of that is the compiler's own work. In the program _fanout_ a package with ten dependents gets a line; \`go build\` by several settings, in turns:

${settings}

The hot path calls the compilers side by side as the go command does, and saves the reading of the packages and the copying into Go's cache, but each start of a compiler costs what the table above says.

## Without debug information

With \`-dwarf=0\` the compiler has less to do, and the linker less to pass over; it drops debug information anyway. But ${isSame ? 'go keeps' : 'the linked program then has its functions in another order, and go keeps'} what it has compiled so apart from all else: \`go build\` by hand after an edit that this executor has built took ${sharing.shared.toFixed(0)} ms, and ${sharing.apart.toFixed(0)} ms with that flag, since all was compiled again. So would be what a test, a vet or a build in another terminal needs. And a first start compiles all that the program imports once more. So it is left on. Who builds and tests little beside \`serve\` can have it: \`"buildFlags": "-gcflags=all=-dwarf=0"\`, also with the hot path.
`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
