import { join } from 'node:path';
import { installNpm } from './install.ts';
import type { Peer } from './peer.ts';

const VERSION = '3.1.14';
const install = () => join(installNpm('nodemon', VERSION), 'nodemon');

/** nodemon and `go run`. */
export const nodemon: Peer = {
  name: 'nodemon',
  about: "`nodemon --ext go --signal SIGTERM --exec 'go run .'`",
  install: () => (install(), VERSION),
  set: ({ app, env }) => ({
    file: process.execPath,
    args: [install(), '--ext', 'go', '--signal', 'SIGTERM', '--exec', 'go run .'],
    cwd: app,
    env,
  }),
};
