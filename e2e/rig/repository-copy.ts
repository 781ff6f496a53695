import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkModules, REPOSITORY } from './link-modules.ts';
import { makeFolder, type Workspace } from './workspace.ts';

/** A copy of the repository as a fresh clone has it after `npm install`, with the working tree's edits. */
export function copyRepository(name: string): Workspace {
  const workspace = makeFolder(name);
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  for (const file of list.split('\0').filter((path) => path !== '' && existsSync(join(REPOSITORY, path)))) {
    mkdirSync(dirname(workspace.path(file)), { recursive: true });
    cpSync(join(REPOSITORY, file), workspace.path(file));
  }
  linkModules(workspace.root);
  symlinkSync('..', workspace.path('node_modules/nx-go-run'));
  return workspace;
}
