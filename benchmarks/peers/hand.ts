import { join } from 'node:path';
import { goVersion } from './versions.ts';
import type { Peer } from './peer.ts';

/** What somebody would type, without the time to type it. */
export const hand: Peer = {
  name: 'hand',
  about: '`go build -o`, SIGTERM, wait, start; at once after the save',
  install: goVersion,
  set: ({ root, app, events, env }) => ({
    file: process.execPath,
    args: [join(import.meta.dirname, 'hand-driver.ts'), join(root, 'program'), events],
    cwd: app,
    env,
  }),
  tellsUnchanged: 'line',
  told: true,
};
