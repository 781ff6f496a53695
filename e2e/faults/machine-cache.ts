import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { after, need } from './namespaces.ts';

/** A cache folder that can not be written, or goes. */
export const machineCache: readonly Fault[] = [
  {
    name: 'cache folder can be read only',
    group: 'machine',
    async run(stage, random) {
      const cache = stage.workspace.path('node_modules/.cache/nx-go-run');
      const mount = `mkdir -p '${cache}' && mount -t tmpfs tmpfs '${cache}'`;
      need(stage, 'mounts in a namespace', mount, '-Urm');
      const one = await stage.execute({}, { through: after(mount, '-Urm') });
      const run = await one.runs({ version: '1' });
      const remount = (how: string) => {
        const options = ['-t', String(one.task.pid), '-U', '-m', 'mount', '-o', `remount,${how}`, cache];
        return execFileSync('nsenter', options, { stdio: 'pipe' });
      };
      remount('ro');
      await stage.pause(random.between(0, 200));
      stage.workspace.setVersion('2');
      await one.fails(/read-only|EROFS/);
      if (run.isClosed) throw new Error('a cache that can only be read has ended the program');
      remount('rw');
      stage.workspace.setVersion('3');
      await one.rests({ version: '3' });
    },
  },
  {
    name: 'cache folder can be read only from the start',
    group: 'machine',
    async run(stage, random) {
      const cache = stage.workspace.path('node_modules/.cache/nx-go-run');
      const mount = `mkdir -p '${cache}' && mount -t tmpfs -o ro tmpfs '${cache}'`;
      need(stage, 'mounts in a namespace', mount, '-Urm');
      const one = await stage.execute({}, { through: after(mount, '-Urm') });
      await one.fails(/read-only|EROFS/);
      await stage.pause(random.between(0, 200));
      const options = ['-t', String(one.task.pid), '-U', '-m', 'mount', '-o', 'remount,rw', cache];
      execFileSync('nsenter', options, { stdio: 'pipe' });
      stage.workspace.setVersion('2');
      await one.rests({ version: '2' });
    },
  },
  {
    name: 'cache folder deleted while running',
    group: 'machine',
    async run(stage, random) {
      const one = await stage.execute();
      await one.runs({ version: '1' });
      for (let version = 2; version < 2 + stage.rounds; version++) {
        const edits = random.chance(0.5);
        if (edits) stage.workspace.setVersion(`${version} half`);
        await stage.pause(random.between(0, 700));
        const folder = random.pick([
          stage.cache,
          stage.workspace.path('node_modules/.cache'),
          join(stage.cache, 'bin'),
        ]);
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
        await stage.pause(random.between(0, 700));
        stage.workspace.setVersion(String(version));
        await one.runs({ version: String(version) });
      }
      await one.rests({ version: String(1 + stage.rounds) });
    },
  },
];
