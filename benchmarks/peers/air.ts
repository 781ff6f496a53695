import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installGo } from './install.ts';
import type { Peer, Site } from './peer.ts';

const VERSION = 'v1.67.4';
const install = () => installGo('github.com/air-verse/air', VERSION);

/** air as it is without a configuration. */
export const air: Peer = {
  name: 'air',
  about: '`air`, no configuration',
  install: () => (install(), VERSION),
  set: ({ app, env }: Site) => ({ file: install(), args: [], cwd: app, env }),
};

/**
 * What air's own configuration allows for speed, with the build flags that are fastest. A delay of 0 would be taken
 * for none given, and so for 1000.
 */
const TUNED = `[build]
cmd = "go build -ldflags='-s -w' -o ./tmp/main ."
delay = 1
exclude_unchanged = true
kill_delay = 0
poll = false
send_interrupt = true

[log]
silent = true
`;

/** air, as fast as its configuration makes it. */
export const airTuned: Peer = {
  name: 'air-tuned',
  about:
    "`air` with `delay` 1 ms, `send_interrupt` with `kill_delay` 0, `exclude_unchanged`, `-ldflags='-s -w'`",
  install: () => (install(), VERSION),
  set({ app, env }: Site) {
    writeFileSync(join(app, '.air.toml'), TUNED);
    return { file: install(), args: [], cwd: app, env };
  },
};
