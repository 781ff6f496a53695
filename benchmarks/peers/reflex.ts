import { installGo } from './install.ts';
import type { Peer } from './peer.ts';

const VERSION = 'v0.3.1';
const install = () => installGo('github.com/cespare/reflex', VERSION);

/** reflex and `go run`, as its documentation starts a server. */
export const reflex: Peer = {
  name: 'reflex',
  about: "`reflex -s -r '\\.go$' -- go run .`",
  install: () => (install(), VERSION),
  set: ({ app, env }) => ({
    file: install(),
    args: ['-s', '-r', '\\.go$', '--', 'go', 'run', '.'],
    cwd: app,
    env,
  }),
};
