import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { testEnvironment } from './rig/environment.ts';
import { REPOSITORY } from './rig/link-modules.ts';
import { packPlugin } from './rig/pack-plugin.ts';
import { copyRepository } from './rig/repository-copy.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const OUTPUT = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const;

type Manifest = Readonly<Record<'dependencies' | 'peerDependencies', Readonly<Record<string, string>>>>;

/** A workspace that has the plugin from the tarball, with its dependencies; nx and devkit are linked. */
function install(tarball: string, name: string): Workspace {
  const workspace = makeWorkspace(name);
  workspace.remove('node_modules');
  const options = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--prefer-offline'];
  execFileSync('npm', ['install', ...options, tarball], {
    cwd: workspace.root,
    env: testEnvironment({}),
    stdio: 'pipe',
  });
  for (const one of ['nx', '@nx'])
    symlinkSync(join(REPOSITORY, 'node_modules', one), workspace.path(join('node_modules', one)));
  return workspace;
}

describe('the packed plugin, installed in a fresh workspace', () => {
  let copy: Workspace;
  let rig: Rig;
  let tarball: string;
  beforeAll(async () => {
    copy = copyRepository('copy');
    tarball = packPlugin(copy);
    rig = await openRig({ make: (name) => install(tarball, name) });
  });
  afterAll(async () => {
    await rig.end();
    copy.delete();
  });

  it('contains the compiled code, its declarations and the descriptions, and nothing else', () => {
    const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining([
        'package/executors.json',
        'package/generators.json',
        'package/dist/generators/application/files/service/internal/httpapi/routes.go.template',
        'package/dist/index.d.ts',
        'package/dist/index.js.map',
        'package/docs/options.md',
        'package/README.md',
        'package/LICENSE',
      ]),
    );
    expect(files.filter((file) => /\.spec\.|\/testing\/|^package\/(src|e2e)\//.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('has what its README and docs link to, as npm shows them or as they lie in node_modules', () => {
    const files = execFileSync('tar', ['-tzf', tarball], OUTPUT).trim().split('\n');
    const pages = files.filter((file) => file.endsWith('.md'));
    const dead = pages.flatMap((page) => {
      const text = execFileSync('tar', ['-xzOf', tarball, page], OUTPUT).replace(/^```[^]*?^```$/gm, '');
      const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
      return links.filter((link) => !link.startsWith('https:') && !files.includes(join(dirname(page), link)));
    });
    expect(pages.length).toBeGreaterThan(15);
    expect(dead).toEqual([]);
    const { homepage, repository } = JSON.parse(
      execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], OUTPUT),
    ) as { homepage: string; repository: { url: string } };
    // By the repository npm's page makes relative links absolute.
    expect(`git+${homepage.replace('#readme', '.git')}`).toBe(repository.url);
  });

  it('names the libraries that it runs with as its dependencies, and imports no others', () => {
    const read = (...paths: string[]) => execFileSync('tar', ['-xzOf', tarball, ...paths], OUTPUT);
    const { dependencies, peerDependencies } = JSON.parse(read('package/package.json')) as Manifest;
    const modules = execFileSync('tar', ['-tzf', tarball], OUTPUT).match(/^package\/dist\/.*\.js$/gm) ?? [];
    const imported = read(...modules).matchAll(/\bfrom '((?:@[^/']+\/)?[^./'][^/']*)[^']*';$/gm);
    const libraries = new Set([...imported].map(([, name = '']) => name).filter((name) => !isBuiltin(name)));
    expect([...libraries].filter((name) => !(name in peerDependencies)).sort()).toEqual(
      Object.keys(dependencies).sort(),
    );
  });

  it('generates a service', async () => {
    expect(await rig.nx(['generate', 'nx-go-run:application', 'my-api', '--swagger']).ended()).toMatchObject({
      code: 0,
    });
    expect(await rig.nx(['run', 'my-api:test']).ended()).toMatchObject({ code: 0 });
  });

  it('serves, follows an edit, keeps the last good build and leaves nothing behind', async () => {
    const nx = rig.nx(['serve', 'app', '--args=server -p 1']);
    const run = await rig.nextRun();
    expect(run.hello).toMatchObject({ version: '1', args: ['server', '-p', '1'] });
    rig.workspace.edit('apps/app/version.go', '"1"', 'broken');
    await nx.printed('still running the last good build');
    expect(run.isClosed).toBe(false);
    rig.workspace.setVersion('2');
    expect((await rig.nextRun()).hello.version).toBe('2');
    nx.interrupt();
    await nx.ended();
    await rig.allGone();
  });
});
