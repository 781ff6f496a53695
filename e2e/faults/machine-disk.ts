import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { after, need } from './namespaces.ts';

/** The last is what dash's printf says. */
const FULL = /no space left|ENOSPC|I\/O error/i;

/** Mounts a small file system that is full already. */
function mountFull(folder: string): string {
  return `mkdir -p '${folder}' && mount -t tmpfs -o size=256k tmpfs '${folder}' && head -c 300k /dev/zero > '${folder}/filler' 2>/dev/null; true`;
}

/** A folder as the executor's mounts show it. */
function seenBy({ task }: Execution, folder: string): string {
  return join(`/proc/${task.pid}/root`, folder);
}

/** Frees the space, and makes more. */
function makeRoom(one: Execution, folder: string): void {
  rmSync(join(seenBy(one, folder), 'filler'), { force: true });
  const options = ['-t', String(one.task.pid), '-U', '-m', 'mount', '-o', 'remount,size=64m', folder];
  execFileSync('nsenter', options, { stdio: 'pipe' });
}

function fill(one: Execution, folder: string): void {
  try {
    writeFileSync(join(seenBy(one, folder), 'filler'), Buffer.alloc(65 * 2 ** 20));
  } catch {
    // That it does not fit is what is wanted.
  }
}

/** Writes a specification from title.txt. */
const GENERATE = `mkdir -p swagger
printf '{"swagger":"2.0","info":{"title":"%s","version":"1"},"paths":{}}' "$(cat title.txt)" > swagger/swagger.json
`;

/** Disks that are full when something is written for the first time, or when it is generated. */
export const machineDisk: readonly Fault[] = [
  {
    name: 'disk full during the first build',
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      const cache = workspace.path('node_modules/.cache/nx-go-run');
      need(stage, 'mounts in a namespace', mountFull(cache), '-Urm');
      const one = await stage.execute({}, { through: after(`{ ${mountFull(cache)}; }`, '-Urm') });
      await one.fails(FULL);
      if (random.chance(0.5)) {
        workspace.setVersion('while full');
        await one.fails(FULL);
      }
      makeRoom(one, cache);
      await stage.pause(random.between(0, 300));
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  ...(['packed', 'swagger'] as const).map((name): Fault => ({
    name: `disk full while swagger is ${name === 'packed' ? 'packed' : 'written'}`,
    group: 'machine',
    async run(stage, random) {
      const { workspace } = stage;
      const folder = workspace.path(`apps/app/${name}`);
      need(stage, 'mounts in a namespace', mountFull(folder), '-Urm');
      workspace.write('apps/app/generate.sh', GENERATE);
      workspace.write('apps/app/title.txt', 'one');
      const isFullAtFirst = random.chance(0.5);
      const line = isFullAtFirst
        ? `{ ${mountFull(folder)}; }`
        : `mkdir -p '${folder}' && mount -t tmpfs -o size=64m tmpfs '${folder}'`;
      const one = await stage.execute(
        { include: ['title.txt'], swagger: { command: 'sh generate.sh', packFormat: 'go' } },
        { through: after(line, '-Urm') },
      );
      if (!isFullAtFirst) {
        const run = await one.runs({ version: '1' });
        fill(one, folder);
        workspace.write('apps/app/title.txt', `long ${'and longer '.repeat(2000)}`);
        await one.fails(FULL);
        if (run.isClosed) throw new Error('a full disk has ended the program');
      } else await one.fails(FULL);
      await stage.pause(random.between(0, 300));
      makeRoom(one, folder);
      workspace.write('apps/app/title.txt', 'two');
      await one.runs({ version: '1' });
      await stage.until('the new specification', () =>
        one.events.all.findLast((event) => event.type === 'generated'),
      );
      workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  })),
];
