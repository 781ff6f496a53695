import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inTemporaryFolder } from '../files/folders.ts';
import { parseModFile } from '../golang/go-mod-file.ts';
import { endedWell, showCommand, showComplaints } from './complaints.ts';
import { type GoTask, listModules, type ModulePart } from './go-task.ts';

/** The texts of a module's go.mod and go.sum; an empty one stands for none. */
interface ModuleTexts {
  readonly mod: string;
  readonly sum: string;
}

/** The version that go gives a module that only a `replace` knows (cmd/go/internal/modload). */
const UNKNOWN = 'v0.0.0-00010101000000-000000000000';

/**
 * Runs `go mod tidy` for each module of a project. `tidy` writes go.mod and go.sum; `tidy-check` fails where that would
 * change them, and says how. Modules that only go.work knows, at which go's own command fails, count as they lie there.
 * True if all is well.
 */
export async function runTidy(
  task: GoTask,
  mode: 'tidy' | 'tidy-check',
  flags: readonly string[],
): Promise<boolean> {
  const { lines, write } = task;
  let isGood = true;
  for (const part of listModules(task)) {
    const { module } = part;
    if (module === undefined) {
      write(lines.problem('error', 'red', { message: 'there is no go.mod', hint: 'Run go mod init.' }));
      return false;
    }
    const before = await readTexts(module, 'go');
    const after = await tidy(task, { ...part, cwd: module }, flags);
    if (after === null) return false;
    const changes = [
      ...listChanges('go.mod', before.mod, after.mod),
      ...listChanges('go.sum', before.sum, after.sum),
    ];
    const place = lines.show(join(module, 'go.mod'));
    if (changes.length === 0) write([lines.line('tidy', 'green', place, 'no change')]);
    else if (mode === 'tidy') {
      await writeFile(join(module, 'go.mod'), after.mod);
      if (after.sum === '') await rm(join(module, 'go.sum'), { force: true });
      else await writeFile(join(module, 'go.sum'), after.sum);
      write([
        lines.line('tidy', 'green', place, `${changes.length} lines changed`),
        ...lines.below(changes.join('\n')),
      ]);
    } else {
      isGood = false;
      const hint = `Run the target tidy of ${task.project}.`;
      write(lines.problem('error', 'red', { message: `${place} is not tidy\n${changes.join('\n')}`, hint }));
    }
  }
  return isGood;
}

/** What go.mod and go.sum would be; null where go can't tell, which is shown. The module itself is not touched. */
async function tidy(task: GoTask, part: ModulePart, flags: readonly string[]): Promise<ModuleTexts | null> {
  return inTemporaryFolder(tmpdir(), 'nx-go-run-tidy-', async (folder) => {
    const file = join(folder, 'go.mod');
    for (const name of ['go.mod', 'go.sum'])
      await copyFile(join(part.cwd, name), join(folder, name)).catch(() => undefined);
    const own = parseModFile(await readFile(file, 'utf8'));
    const local = part.used
      .map((directory) => ({
        directory,
        path: parseModFile(task.readText(join(directory, 'go.mod')) ?? '').module,
      }))
      .filter(({ path }) => path !== undefined && !own.replaces.has(path)) as {
      directory: string;
      path: string;
    }[];
    const replaces = local.map(({ path, directory }) => `-replace=${path}=${toPath(part.cwd, directory)}`);
    if (replaces.length > 0 && !(await run(task, part, ['mod', 'edit', ...replaces, file]))) return null;
    const args = ['mod', 'tidy', ...flags];
    showCommand(task, part, ['go', ...args]);
    if (!(await run(task, part, [...args, `-modfile=${file}`]))) return null;
    const after = parseModFile(await readFile(file, 'utf8'));
    const dropped = [
      ...local.map(({ path }) => `-dropreplace=${path}`),
      ...(await readFile(file, 'utf8'))
        .split('\n')
        .filter((line) => line.includes(UNKNOWN))
        .map((line) => /(\S+) v0\.0\.0-0001/.exec(line)?.[1] ?? '')
        .filter((path) => after.requires.includes(path) && local.some((one) => one.path === path))
        .map((path) => `-droprequire=${path}`),
    ];
    if (dropped.length > 0 && !(await run(task, part, ['mod', 'edit', ...dropped, file]))) return null;
    return await readTexts(folder, 'go');
  });
}

async function run(task: GoTask, { cwd, env }: ModulePart, args: readonly string[]): Promise<boolean> {
  const flags = [env['GOFLAGS'], '-mod=mod'].filter(Boolean).join(' ');
  const own = { ...env, GOWORK: 'off', GOFLAGS: flags };
  const ended = await task.run({ file: task.go, args, cwd, env: own, output: 'capture' });
  if (ended === null) return false;
  const good = endedWell(task, ended, task.go);
  if (!good) showComplaints(task, ended.stderr || ended.stdout, cwd);
  return good;
}

function toPath(from: string, to: string): string {
  const path = relative(from, to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

async function readTexts(folder: string, name: string): Promise<ModuleTexts> {
  const read = (ending: string) => readFile(join(folder, `${name}.${ending}`), 'utf8').catch(() => '');
  return { mod: await read('mod'), sum: await read('sum') };
}

/** Lines that go and lines that come; a file that only has other line ends has none. */
function listChanges(name: string, before: string, after: string): readonly string[] {
  const [old, now] = [before, after].map((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
  const without = (some: readonly string[] = [], others: readonly string[] = []) =>
    some.filter((line) => !others.includes(line));
  return [
    ...without(old, now).map((line) => `- ${name}: ${line.trim()}`),
    ...without(now, old).map((line) => `+ ${name}: ${line.trim()}`),
  ];
}
