import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { makeNxWorkspace, type Workspace } from '../rig/workspace.ts';

/** A workspace whose project `app` is a program behind the proxy; `.env` says which start it is. */
export function makeProxyWorkspace(name: string, program: 'program' | 'grpc' = 'program'): Workspace {
  const workspace = makeNxWorkspace(name);
  cpSync(join(import.meta.dirname, program), workspace.path('apps/app'), { recursive: true });
  setStart(workspace, '1');
  workspace.configure({});
  return workspace;
}

/** Asks for a swap without a build: the next program says this version. `more` are further variables. */
export function setStart(workspace: Workspace, version: string, more = ''): void {
  workspace.write('apps/app/.env', `VERSION=${version}\n${more}`);
}
