import type { Tree } from 'nx/src/devkit-exports.js';

/** Formats the changed files as the workspace does it; without devkit they stay as they are. */
export async function format(tree: Tree): Promise<void> {
  const devkit = await import('@nx/devkit').catch(() => undefined);
  await devkit?.formatFiles(tree);
}
