import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../../package.json' with { type: 'json' };

const ENTRY = fileURLToPath(new URL('executor.cjs', import.meta.url));
const { complaint } = createRequire(import.meta.url)(ENTRY) as { complaint(version: string): string | null };

describe('complaint', () => {
  it.each(['14.17.0', '18.20.0', '20.20.2', '22.21.0', '22.21.99'])(
    'tells Node %s what is needed and how to get it',
    (version) => {
      expect(complaint(version))
        .toBe(`go-run  error    nx-go-run needs Node 22.22 or newer; this is Node ${version}.
                 Install one from nodejs.org (or with nvm, fnm, volta), or let the workspace bring its
                 own: npm install --save-dev node@24, with "allowScripts": { "node": true } in package.json.
`);
    },
  );

  it.each(['22.22.0', '22.100.0', '23.0.0', '24.21.0', '25.0.0-nightly20261122', process.versions.node])(
    'has nothing to say about Node %s',
    (version) => {
      expect(complaint(version)).toBeNull();
    },
  );

  it('agrees with package.json', () => {
    const lowest = manifest.engines.node.replace('>=', '');
    const [major, minor] = lowest.split('.').map(Number) as [number, number];
    expect(complaint(lowest)).toBeNull();
    expect(complaint(`${major}.${minor - 1}.0`)).not.toBeNull();
  });
});

describe('the executor’s entry on an old Node', () => {
  /** Calls it, and prints what Nx would get. */
  const CALL = `Promise.resolve(require(${JSON.stringify(ENTRY)})({}, {})).then((r) => console.log(JSON.stringify(r)))`;

  it('loads, says what is wrong, and fails without a stack trace', () => {
    const old = findOldNode();
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`;
    const { stdout, stderr, status } = old
      ? spawnSync(old, ['-e', CALL], { encoding: 'utf8' })
      : spawnSync(process.execPath, ['-e', pretend + CALL], { encoding: 'utf8' });
    expect(stderr).toMatch(
      /^go-run {2}error {4}nx-go-run needs Node 22\.22 or newer; this is Node \d+\.\d+\.\d+\.\n/,
    );
    expect(stderr.split('\n')).toHaveLength(4);
    expect(stdout).toBe('{"success":false}\n');
    expect(status).toBe(0);
  });
});

/** A Node on PATH that is too old, behind the one that the repository brings. */
function findOldNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => existsSync(folder) && readdirSync(folder).includes(name));
  return folders
    .map((folder) => join(folder, name))
    .find((node) => {
      const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
      return complaint(version) !== null;
    });
}
