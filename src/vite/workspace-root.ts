import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realPath } from '../files/real-path.ts';

/** The Nx workspace that a folder is in, symbolic links resolved: what Nx says, else the next nx.json above. */
export function findWorkspaceRoot(folder: string, env: NodeJS.ProcessEnv): string {
  const told = env['NX_WORKSPACE_ROOT'];
  if (told) return realPath(told);
  const start = realPath(folder);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'nx.json'))) return at;
    if (at === dirname(at)) return start;
  }
}
