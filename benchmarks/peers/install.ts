import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The benchmark's own folder of tools; it outlives a run. */
const TOOLS = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nx-go-run-bench');

/** Installs a Go program by its module's path and version, once; gives its path. Throws what go complains of. */
export function installGo(path: string, version: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const folder = join(TOOLS, `${name}@${version}`);
  const binary = join(folder, name);
  if (existsSync(binary)) return binary;
  process.stderr.write(`installing ${path}@${version}\n`);
  mkdirSync(folder, { recursive: true });
  execFileSync('go', ['install', `${path}@${version}`], {
    cwd: folder,
    env: { ...process.env, GOBIN: folder, GOFLAGS: '', GOWORK: 'off' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return binary;
}

/** Installs an npm package of that version, once; gives the folder of its binaries. Throws what npm complains of. */
export function installNpm(name: string, version: string): string {
  const folder = join(TOOLS, `${name}@${version}`);
  const binaries = join(folder, 'node_modules/.bin');
  if (existsSync(join(binaries, name))) return binaries;
  process.stderr.write(`installing ${name}@${version}\n`);
  mkdirSync(folder, { recursive: true });
  const words = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`];
  execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return binaries;
}
