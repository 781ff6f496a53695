import { createRequire } from 'node:module';

/**
 * The version of @nx/devkit that the generators need and don't find, such as `^24.0.0`; undefined where there is one.
 * npm can't be told to bring it: asked for any of several majors it takes the newest, and refuses that beside an
 * older Nx. So it is no more than an optional peer.
 */
export function findMissingDevkit(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('@nx/devkit');
    return undefined;
  } catch {
    const { version } = require('nx/package.json') as { readonly version: string };
    return `^${version.split('.', 1)[0]}.0.0`;
  }
}
