import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { formatDuration } from '../events/phrases.ts';
import { endedWell, showCommand, showComplaints } from './complaints.ts';
import { type GoTask, listModules, listPackagePatterns, type ModulePart } from './go-task.ts';
import {
  countTests,
  createTestReader,
  type PackageResult,
  showFailure,
  showTest,
  type TestResult,
} from './test-results.ts';

/** What is tested, and how. */
export interface TestRequest {
  /** Packages as the user names them; empty: all of the project. */
  readonly packages: readonly string[];
  /** Flags of `go test`, as go takes them. */
  readonly flags: readonly string[];
  readonly cover: boolean;
  /** Where the report goes, absolute; undefined: none is written. */
  readonly junit: string | undefined;
}

/** Tests a project: a line for each package, and failures whole. True if all is well. */
export async function runTests(task: GoTask, request: TestRequest): Promise<boolean> {
  const began = task.now();
  const all: PackageResult[] = [];
  let isGood = true;
  for (const [index, part] of listModules(task).entries()) {
    if (request.packages.length > 0 && index > 0) break;
    const patterns = request.packages.length > 0 ? request.packages : await listPackagePatterns(task, part);
    if (patterns === null) return false;
    if (patterns.length === 0) continue;
    const good = await testPart(task, part, patterns, request, (one) => all.push(one));
    if (good === null) return false;
    isGood &&= good;
  }
  if (request.junit !== undefined) {
    const { writeJUnit } = await import('./junit.ts');
    await mkdir(dirname(request.junit), { recursive: true });
    await writeFile(request.junit, writeJUnit(all));
  }
  task.write(summarize(task, all, isGood, task.now() - began));
  return isGood;
}

async function testPart(
  task: GoTask,
  part: ModulePart,
  patterns: readonly string[],
  { flags, cover }: TestRequest,
  onPackage: (one: PackageResult) => void,
): Promise<boolean | null> {
  const { lines, write } = task;
  const verbose = flags.some((flag) => /^--?(?:test\.)?v(=true)?$/.test(flag));
  const profile = cover ? [`-coverprofile=${await makeProfile(task, part)}`] : [];
  const given = ['test', ...flags, ...(cover ? ['-cover'] : []), ...patterns];
  showCommand(task, part, ['go', ...given]);
  const reader = createTestReader();
  const ended = await task.run({
    file: task.go,
    args: ['test', '-json', ...flags, ...profile, ...patterns],
    cwd: part.cwd,
    env: part.env,
    output: 'capture',
    listener: {
      onLine(line) {
        const one = reader.read(line);
        if (one === undefined) return;
        onPackage(one);
        write(describePackage(task, one, verbose));
      },
    },
  });
  if (ended === null) return null;
  const good = endedWell(task, ended, task.go);
  const said = `${reader.rest()}${ended.stderr}`;
  if (!good) showComplaints(task, said, part.cwd);
  else if (said.trim() !== '') write(lines.below(said.trim()));
  return good;
}

/** A line for a package, with all that its failed tests have printed; none for one without tests. */
function describePackage({ lines }: GoTask, one: PackageResult, verbose: boolean): readonly string[] {
  const { passed, failed, skipped } = countTests(one.tests);
  const total = passed + failed + skipped;
  const time = one.isCached ? 'cached' : formatDuration(one.seconds * 1000);
  const covered = one.coverage === undefined ? [] : [`${one.coverage} covered`];
  const left = skipped === 0 ? [] : [`${skipped} skipped`];
  switch (one.outcome) {
    case 'untested':
      return [];
    case 'passed': {
      const detail = [time, plural(total, 'test'), ...left, ...covered].join(' · ');
      const printed = verbose ? one.tests.map(showTest).join('') : '';
      return [
        lines.line('ok', 'green', one.name, detail),
        ...(printed === '' ? [] : lines.below(printed.trimEnd(), Infinity)),
      ];
    }
    case 'failed': {
      if (one.isUnbuilt) return [lines.line('failed', 'red', one.name, 'it does not build')];
      const detail = [
        time,
        failed > 0 ? `${failed} of ${plural(total, 'test')} failed` : 'it failed',
        ...left,
      ];
      const shown = showFailure(one);
      return [
        lines.line('failed', 'red', one.name, detail.join(' · ')),
        ...(shown === '' ? [] : lines.below(shown, Infinity)),
      ];
    }
  }
}

function summarize(
  { lines }: GoTask,
  all: readonly PackageResult[],
  isGood: boolean,
  ms: number,
): readonly string[] {
  if (isGood && all.length === 0) return [lines.line('passed', 'yellow', 'there are no packages to test')];
  const tested = all.filter(({ outcome }) => outcome !== 'untested');
  const untested = all.length - tested.length;
  const sum = (outcome: TestResult['outcome']) =>
    tested.reduce((total, { tests }) => total + countTests(tests)[outcome], 0);
  const tests = plural(sum('passed') + sum('failed') + sum('skipped'), 'test');
  if (isGood) {
    const without = untested === 0 ? '' : `, ${untested} without tests`;
    const text = `${tests} in ${plural(tested.length, 'package')}${without}`;
    return [lines.line('passed', 'green', text, formatDuration(ms))];
  }
  const names = tested.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    lines.line('failed', 'red', `${sum('failed')} of ${tests}, in ${names.join(', ')}`, formatDuration(ms)),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The coverage profile of a part, in the folder that is an output of the target. */
async function makeProfile({ workspaceRoot, projectRoot }: GoTask, { cwd }: ModulePart): Promise<string> {
  const folder = join(workspaceRoot, 'coverage', relative(workspaceRoot, projectRoot));
  await mkdir(folder, { recursive: true });
  const inner = relative(projectRoot, cwd).split(sep).join('-');
  return join(folder, inner === '' ? 'cover.out' : `cover-${inner}.out`);
}
