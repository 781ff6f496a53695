import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createGet } from '../../src/toolchain/http-get.ts';
import { nameHost } from '../../src/toolchain/go-settings.ts';
import { installToolchain } from '../../src/toolchain/install.ts';
import { openFakeProxy, type Answering, type FakeProxy } from '../../src/toolchain/testing/fake-proxy.ts';
import { timers } from '../../src/process/wait-until-gone.ts';
import { findGo } from '../rig/environment.ts';
import type { Execution } from './execution.ts';
import type { Fault } from './fault.ts';
import { after, need } from './namespaces.ts';
import type { Random } from './random.ts';
import type { Launch, Stage } from './stage.ts';

/** No machine has it, so it is fetched whatever is on PATH. */
const VERSION = '1.99.9';

/** A proxy with a toolchain that hands on to this machine's, and where it is fetched to. */
interface Fetching {
  readonly proxy: FakeProxy;
  readonly cache: string;
  /** Starts the executor; it fetches that toolchain first. */
  start(on?: Stage, launch?: Launch): Promise<Execution>;
  /** Waits for its end, which tells of this, and complains of what lies in the cache besides the toolchain. */
  fails(one: Execution, text: RegExp): Promise<void>;
  /** What lies in the cache; at most the toolchain. */
  left(): readonly string[];
}

/** A fault in which Go is fetched. */
function fetching(name: string, run: (at: Fetching, stage: Stage, random: Random) => Promise<void>): Fault {
  return {
    name: `Go is fetched: ${name}`,
    group: 'machine',
    async run(stage, random) {
      const host = nameHost(process);
      const go = `#!/bin/sh\nGOTOOLCHAIN=local exec '${findGo()}' "$@"\n`;
      const proxy = await openFakeProxy({ version: VERSION, host, go });
      const home = stage.workspace.path('home');
      const cache = `${home}/nx-go-run/go`;
      const env = {
        GOPROXY: proxy.url,
        GOSUMDB: proxy.gosumdb,
        XDG_CACHE_HOME: home,
        GOCACHE: findGoCache(),
      };
      const left = () => {
        const names = existsSync(cache) ? readdirSync(cache) : [];
        const strange = names.filter((one) => one !== `go${VERSION}.${host}`);
        if (strange.length > 0) throw new Error(`left behind in the cache: ${strange.join(', ')}`);
        return names;
      };
      const at: Fetching = {
        proxy,
        cache,
        start: (on = stage, launch = {}) =>
          on.execute({ go: VERSION }, { ...launch, env: { ...env, ...launch.env } }),
        async fails({ task }, text) {
          const { code } = await task.ended();
          if (code !== 1 || !text.test(task.output)) throw new Error(`ended with ${code} and no ${text}`);
          if (left().length > 0) throw new Error('what was refused lies in the cache');
        },
        left,
      };
      try {
        await run(at, stage, random);
      } finally {
        await proxy.close();
      }
    },
  };
}

/** What go keeps lies below the same folder unless that is said. */
function findGoCache(): string {
  return execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
}

/** Answers for the zip file with its bytes piece by piece, so that it lasts that long. ms */
function drip(proxy: FakeProxy, stage: Stage, ms: number): Answering {
  return (path, answer) => {
    if (!path.endsWith('.zip')) return false;
    answer.writeHead(200, { 'content-length': proxy.zip.length });
    const size = Math.ceil(proxy.zip.length / 20);
    void (async () => {
      for (let from = 0; from < proxy.zip.length && !answer.destroyed; from += size) {
        answer.write(proxy.zip.subarray(from, from + size));
        await stage.pause(ms / 20);
      }
      answer.end();
    })();
    return true;
  };
}

/** Mounts a file system of its own where it is fetched to, with these options of mount(8). */
const mounted = (stage: Stage, options: string) => {
  const home = stage.workspace.path('home');
  const line = `mkdir -p '${home}' && mount -t tmpfs -o ${options} tmpfs '${home}'`;
  need(stage, 'mounts in a namespace', line, '-Urm');
  return after(line, '-Urm');
};

export const machineFetch: readonly Fault[] = [
  fetching('by two at once', async ({ proxy, start, left }, stage, random) => {
    proxy.answering = drip(proxy, stage, random.between(0, 600));
    const other = await stage.another();
    const first = await start();
    await stage.pause(random.between(0, 600));
    const second = await start(other);
    await Promise.all([first.runs({ version: '1' }), second.runs({ version: '1' })]);
    const times = proxy.asked.filter((path) => path.endsWith('.zip')).length;
    if (times !== 1) throw new Error(`it was downloaded ${times} times`);
    left();
  }),
  fetching('killed in the middle', async ({ proxy, start, left }, stage, random) => {
    proxy.answering = drip(proxy, stage, 600);
    const one = await start();
    await stage.until('the download', () => proxy.asked.some((path) => path.endsWith('.zip')) || undefined);
    await stage.pause(random.between(0, 900));
    one.task.signal('SIGKILL');
    await one.task.ended();
    await stage.allGone();
    await (await start()).rests({ version: '1' });
    left();
  }),
  fetching('ended in the middle', async ({ proxy, start, left }, stage, random) => {
    proxy.answering = drip(proxy, stage, 5000);
    const one = await start();
    if (random.chance(0.7))
      await stage.until('the download', () => proxy.asked.some((path) => path.endsWith('.zip')) || undefined);
    await stage.pause(random.between(0, 900));
    // Complains where it takes long.
    await one.end();
    left();
    proxy.answering = () => false;
    await (await start()).rests({ version: '1' });
    left();
  }),
  fetching('onto a full disk', async ({ start }, stage, random) => {
    const through = mounted(stage, `size=${random.between(8, 700)}k`);
    const one = await start(stage, { through });
    await one.task.ended();
    if (!/disk of .* is full \(ENOSPC\)\n +It takes/.test(one.task.output))
      throw new Error('no word of the disk');
    await (await start()).rests({ version: '1' });
  }),
  fetching('where nothing can be written', async ({ start, fails }, stage) => {
    await fails(
      await start(stage, { through: mounted(stage, 'ro') }),
      /can't be written \(EROFS\)\n +Let XDG_CACHE_HOME/,
    );
    await (await start()).rests({ version: '1' });
  }),
  fetching('from a mirror that refuses it', async ({ proxy, start, fails }, _, random) => {
    const status = random.pick([403, 404, 410, 401, 429, 500, 502]);
    const part = random.pick(['.zip', '/lookup/', '/supported', '/tile/']);
    proxy.answering = (path, answer) => path.includes(part) && Boolean(answer.writeHead(status).end());
    // Then the database itself is asked, which is not there.
    const isPassedOver = part === '/supported' && [404, 410].includes(status);
    await fails(
      await start(),
      isPassedOver ? /can't be found/ : new RegExp(`answers ${status}.*\\n.*Install Go`),
    );
    proxy.answering = () => false;
    await (await start()).rests({ version: '1' });
  }),
  fetching('with a password', async ({ proxy, start, fails }) => {
    const login = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`;
    proxy.answering = (_, answer, { headers }) =>
      headers.authorization !== login && Boolean(answer.writeHead(401).end());
    const withPassword = (password: string) => ({
      env: { GOPROXY: proxy.url.replace('//', `//ada:${password}@`) },
    });
    const one = await start(undefined, withPassword('secret'));
    await fails(one, /answers 401\n +Are user and password right/);
    if (one.task.output.includes('secret')) throw new Error('the password is printed');
    await (await start(undefined, withPassword('p%40ss'))).rests({ version: '1' });
  }),
  fetching('changed on the way', async ({ proxy, start, fails }, _, random) => {
    const part = random.pick(['.zip', '/lookup/', '/tile/']);
    proxy.answering = (path, answer) => {
      const whole = path.includes(part) ? proxy.read(path) : undefined;
      if (whole === undefined) return false;
      const bytes = Buffer.from(whole);
      const kind = random.pick(['flip', 'cut', 'other'] as const);
      // All hashes of a tile, since not all of them are needed; and not what nobody reads of a zip file.
      if (part === '/tile/') bytes.fill(7);
      else if (kind === 'flip') bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      answer.end(kind === 'cut' ? bytes.subarray(0, bytes.length >> 1) : kind === 'other' ? '<html>' : bytes);
      return true;
    };
    await fails(await start(), /can't be believed|is broken|is not what the checksum|is cut off/);
    proxy.answering = () => false;
    await (await start()).rests({ version: '1' });
  }),
  fetching('without a network', async ({ start, fails }, stage, random) => {
    const GOPROXY = random.pick(['http://127.0.0.1:9', 'https://proxy.example.test', 'https://[fd00::1]']);
    const through = after('true', '-Urn');
    need(stage, 'network namespaces', 'true', '-Urn');
    await fails(
      await start(stage, { through, env: { GOPROXY } }),
      /can't be (found|reached).*\n.*Install Go/,
    );
    await (await start()).rests({ version: '1' });
  }),
  fetching('from a proxy that hangs', async ({ proxy, cache, left }, _, random) => {
    // The executor waits for half a minute, so that here it is asked with less patience.
    const part = random.pick(['.zip', '/lookup/', '/supported', '/tile/']);
    const isHalf = random.chance(0.5);
    proxy.answering = (path, answer) => {
      if (!path.includes(part)) return false;
      if (isHalf) answer.write('half');
      return true;
    };
    const order = {
      version: VERSION,
      host: nameHost(process),
      cache,
      goproxy: proxy.url,
      gosumdb: proxy.gosumdb,
    };
    const deps = {
      get: createGet({ env: {}, silence: random.between(100, 400) }),
      owner: { pid: process.pid, host: 'here' },
      timers,
      isAlive: () => true,
      report: () => undefined,
    };
    const result = await installToolchain(order, deps, new AbortController().signal);
    const text = JSON.stringify(result);
    // Of that answer only the status counts.
    const isEnough = part === '/supported' && isHalf;
    if (isEnough ? !result.ok : !/has sent nothing for/.test(text)) throw new Error(text);
    if (!isEnough && left().length > 0) throw new Error('what hangs lies in the cache');
  }),
];
