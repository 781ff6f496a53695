import { execFile, execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { testEnvironment } from './environment.ts';
import { makeFolder, makeWorkspace, type Workspace } from './workspace.ts';

/** ms; for what npm downloads. */
const DOWNLOAD = 280_000;

/** The majors that are to be tried: those of CI, or those that NX_MAJORS lists. */
export const NX_MAJORS = (process.env['NX_MAJORS'] ?? '22,24').split(',').map(Number);

/** Why npm can't bring this major here, or undefined. */
export function whyWithout(major: number): string | undefined {
  return newest('nx', major) === undefined ? `npm has no nx@${major} here` : undefined;
}

/**
 * A workspace as the newest `create-nx-workspace` of this major makes it. Where the registry has only an older one,
 * that makes it, and its nx is replaced by the major's newest.
 */
export async function createWorkspace(major: number, name: string): Promise<Workspace> {
  const creator = [major, major - 1].find((one) => newest('create-nx-workspace', one) !== undefined);
  if (creator === undefined) throw new Error(`npm has no create-nx-workspace for Nx ${major}`);
  const workspace = makeFolder(name);
  // It wants to make the folder itself.
  workspace.remove('');
  const options = [
    '--preset=apps',
    '--packageManager=npm',
    '--nxCloud=skip',
    '--skipGit',
    '--no-interactive',
  ];
  const create = ['--yes', `create-nx-workspace@${creator}`, basename(workspace.root), ...options];
  await run('npx', [...create, '--analytics=false'], dirname(workspace.root));
  if (creator !== major) {
    workspace.remove('package-lock.json');
    await installNx(workspace, major);
  }
  return workspace;
}

/** A repository with two Go modules in a go.work, the rig's program and its library, that has Nx and nothing else. */
export async function adoptRepository(major: number, name: string): Promise<Workspace> {
  const workspace = makeWorkspace(name);
  workspace.remove('node_modules');
  workspace.remove('apps/app/project.json');
  await installNx(workspace, major);
  return workspace;
}

async function installNx(workspace: Workspace, major: number): Promise<void> {
  const devDependencies = { nx: newest('nx', major) };
  const manifest = JSON.parse(workspace.read('package.json')) as object;
  workspace.write('package.json', JSON.stringify({ ...manifest, devDependencies }));
  await run('npm', ['install'], workspace.root);
}

/** The newest version of a package in this major, as the registry has it; undefined where it has none. */
function newest(name: string, major: number): string | undefined {
  try {
    const answer = execFileSync(
      'npm',
      ['view', `${name}@${major}`, 'version', '--json', '--fetch-retries=0'],
      {
        env: testEnvironment({}),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 60_000,
      },
    );
    const versions: unknown = answer === '' ? [] : JSON.parse(answer);
    return [versions as string | string[]].flat().toSorted(byNumber).at(-1);
  } catch {
    return undefined;
  }
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** By which npm, also where Nx starts it, asks the registry only for what it has not got yet. */
export const QUICK_NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
} as const;

async function run(file: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(file, args, { cwd, env: testEnvironment(QUICK_NPM), timeout: DOWNLOAD });
}
