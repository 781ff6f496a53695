import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testEnvironment } from './environment.ts';
import { REPOSITORY } from './link-modules.ts';
import type { Workspace } from './workspace.ts';

/** A package manager other than npm, with the layout of node_modules that it makes. */
export interface PackageManager {
  readonly name: string;
  /** As npm installs it. */
  readonly from: string;
  /** Its program, below node_modules. */
  readonly program: string;
  readonly install: readonly string[];
  /** Does a package reach only what its own manifest names? */
  readonly isStrict: boolean;
  /** Its settings in a workspace: texts by file. */
  readonly files: Readonly<Record<string, string>>;
}

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    name: 'pnpm, strict',
    from: 'pnpm@12',
    program: 'pnpm/bin/pnpm.mjs',
    install: ['install', '--ignore-scripts'],
    isStrict: true,
    // So it is by itself; said here because the test is about it.
    files: { 'pnpm-workspace.yaml': 'nodeLinker: isolated\nhoist: false\n' },
  },
  {
    name: 'yarn 1',
    from: 'yarn@1',
    program: 'yarn/bin/yarn.js',
    install: ['install', '--ignore-scripts', '--non-interactive'],
    isStrict: false,
    files: {},
  },
  {
    name: 'yarn 4 with node_modules',
    from: '@yarnpkg/cli-dist@4',
    program: '@yarnpkg/cli-dist/bin/yarn.js',
    install: ['install'],
    isStrict: false,
    files: {
      '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableScripts: false\n',
      // Without one it looks for a project above.
      'yarn.lock': '',
    },
  },
];

/** Has npm install the manager itself, where it stays for the next time. Gives why that can't be, or undefined. */
export function fetchManager({ from, program }: PackageManager): string | undefined {
  const folder = folderOf(from);
  if (existsSync(join(folder, 'node_modules', program))) return undefined;
  mkdirSync(folder, { recursive: true });
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0'];
  try {
    execFileSync('npm', ['install', '--prefix', folder, ...options, from], {
      env: testEnvironment({}),
      stdio: 'pipe',
      timeout: 60_000,
    });
    return undefined;
  } catch {
    return `npm can't install ${from} here`;
  }
}

/** Installs nx, devkit and the packed plugin in a workspace, all of them as that manager does it. */
export function installBy(
  { from, program, install, files }: PackageManager,
  tarball: string,
  workspace: Workspace,
): void {
  const { devDependencies } = readManifest(REPOSITORY);
  const manifest = {
    name: 'workspace',
    version: '0.0.0',
    private: true,
    devDependencies: {
      nx: devDependencies?.['nx'],
      '@nx/devkit': devDependencies?.['@nx/devkit'],
      'nx-go-run': `file:${tarball}`,
    },
    resolutions: withoutOtherPlatforms(workspace),
  };
  workspace.remove('node_modules');
  workspace.write('package.json', JSON.stringify(manifest));
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  execFileSync(process.execPath, [join(folderOf(from), 'node_modules', program), ...install], {
    cwd: workspace.root,
    // With CI it would demand a complete lockfile.
    env: testEnvironment({ YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' }),
    stdio: 'pipe',
    timeout: 240_000,
  });
}

function folderOf(from: string): string {
  return join(REPOSITORY, 'node_modules/.cache/package-managers', from);
}

/** Nx's binaries of other platforms, which not every registry has, as an empty package: yarn looks up all of them. */
function withoutOtherPlatforms(workspace: Workspace): Readonly<Record<string, string>> {
  const modules = join(REPOSITORY, 'node_modules');
  const { optionalDependencies = {} } = readManifest(join(modules, 'nx'));
  mkdirSync(workspace.path('absent'));
  writeFileSync(workspace.path('absent/package.json'), JSON.stringify({ name: 'absent', version: '0.0.0' }));
  const absent = Object.keys(optionalDependencies).filter((name) => !existsSync(join(modules, name)));
  return Object.fromEntries(absent.map((name) => [name, 'file:./absent']));
}

function readManifest(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly devDependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  };
}
