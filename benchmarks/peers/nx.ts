import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModules, REPOSITORY } from '../../e2e/rig/link-modules.ts';
import { DIST } from './go-run.ts';
import type { Peer } from './peer.ts';
import { ownVersion, versionIn } from './versions.ts';

/** This executor as it is used: `nx serve app`, in a workspace that has the built package installed. */
export const nx: Peer = {
  name: 'nx',
  about: 'this executor under `nx serve`, without Nx’s daemon',
  install: () => `${ownVersion()}, nx ${versionIn(join(REPOSITORY, 'node_modules/nx'))}`,
  set({ root, app, events, env }) {
    const write = (path: string, content: object) => writeFileSync(join(root, path), JSON.stringify(content));
    write('nx.json', { analytics: false, neverConnectToCloud: true, tui: { enabled: false } });
    write('package.json', { name: 'workspace', private: true });
    writeFileSync(
      join(app, 'project.json'),
      JSON.stringify({ name: 'app', targets: { serve: { executor: 'nx-go-run:go-run' } } }),
    );
    linkModules(root);
    const plugin = join(root, 'node_modules/nx-go-run');
    mkdirSync(plugin);
    cpSync(DIST, join(plugin, 'dist'), { recursive: true });
    for (const file of ['package.json', 'executors.json']) cpSync(join(REPOSITORY, file), join(plugin, file));
    return {
      file: process.execPath,
      args: [join(root, 'node_modules/nx/dist/bin/nx.js'), 'serve', 'app'],
      cwd: root,
      env: { ...env, NX_GO_RUN_EVENTS: events },
    };
  },
  tellsUnchanged: 'events',
};
