import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testEnvironment } from './environment.ts';

/** A package registry on this machine. */
export interface Registry {
  /** The environment by which npm asks it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Opens a registry that has the packed plugin as the newest nx-go-run, and sends npm on to the real one for all
 * else. `manifest` is the plugin's package.json.
 */
export async function openRegistry(tarball: string, manifest: string): Promise<Registry> {
  const content = readFileSync(tarball);
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const own = JSON.parse(manifest) as { readonly name: string; readonly version: string };
  const real = execFileSync('npm', ['config', 'get', 'registry'], {
    env: testEnvironment({}),
    encoding: 'utf8',
  }).trim();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/nx-go-run.tgz') {
      response.end(content);
    } else if (pathname === '/nx-go-run') {
      const dist = { tarball: `${address()}/nx-go-run.tgz`, integrity };
      const versions = { [own.version]: { ...own, dist } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name: own.name, 'dist-tags': { latest: own.version }, versions }));
    } else {
      response.writeHead(307, { location: new URL(`.${request.url}`, real).href }).end();
    }
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    env: { npm_config_registry: address() },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
