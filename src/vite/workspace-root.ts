import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Nx workspace that a folder is in, symbolic links resolved: what Nx says, else the next nx.json above. */
export function findWorkspaceRoot(folder: string, env: NodeJS.ProcessEnv): string {
  const told = env['NX_WORKSPACE_ROOT'];
  if (told) return realpathSync(told);
  const start = realpathSync(folder);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, 'nx.json'))) return at;
    if (at === dirname(at)) return start;
  }
}
