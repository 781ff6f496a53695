import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { createFiles, type TemporaryFiles } from '../files/testing/temporary-files.ts';
import { timers } from '../process/wait-until-gone.ts';
import { createGet } from './http-get.ts';
import { installToolchain, isWhole, type InstallDeps, type Order, type Progress } from './install.ts';
import { openFakeProxy, type FakeProxy } from './testing/fake-proxy.ts';

const never = new AbortController().signal;
const HOST = 'linux-amd64';

describe('installToolchain', () => {
  let proxy: FakeProxy;
  let files: TemporaryFiles;
  let told: Progress[];
  beforeAll(async () => void (proxy = await openFakeProxy()));
  afterAll(() => proxy.close());
  beforeEach(() => {
    proxy.answering = () => false;
    proxy.asked.length = 0;
    files = createFiles();
    told = [];
  });
  afterEach(() => files[Symbol.dispose]());

  const order = (more: Partial<Order> = {}): Order => ({
    version: '1.26.8',
    host: HOST,
    cache: files.path('cache/go'),
    goproxy: proxy.url,
    gosumdb: proxy.gosumdb,
    ...more,
  });
  const deps = (pid = 1, onReport: (progress: Progress) => void = () => undefined): InstallDeps => ({
    get: createGet({ env: {}, silence: 20_000 }),
    owner: { pid, host: 'here' },
    timers,
    isAlive: () => true,
    report: (progress) => {
      told.push(progress);
      onReport(progress);
    },
  });
  const install = (more: Partial<Order> = {}, signal = never) =>
    installToolchain(order(more), deps(), signal);
  /** All that lies in the cache. */
  const left = () => (existsSync(files.path('cache/go')) ? readdirSync(files.path('cache/go')) : []);
  const problem = (message: RegExp, hint = /./) => ({
    ok: false,
    problem: { message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
  });

  it('unpacks what the proxy has, with the modes and names that go itself would give', async () => {
    const goroot = files.path('cache/go/go1.26.8.linux-amd64');
    expect(await install()).toEqual({ ok: true, value: goroot });
    for (const [path, text] of Object.entries(proxy.files))
      expect(readFileSync(join(goroot, path), 'utf8')).toBe(text);
    expect(readFileSync(join(goroot, 'src/go.mod'), 'utf8')).toBe(proxy.files['src/_go.mod']);
    const executable = ['bin/go', 'pkg/tool/linux_amd64/compile', 'lib/wasm/go_js_wasm_exec'];
    for (const path of Object.keys(proxy.files))
      expect([path, (statSync(join(goroot, path)).mode & 0o111) !== 0]).toEqual([
        path,
        executable.includes(path),
      ]);
    expect(await isWhole(goroot, HOST)).toBe(true);
    expect(left()).toEqual(['go1.26.8.linux-amd64']);
  });

  it('tells of all bytes', async () => {
    await install();
    const size = Object.values(proxy.files).reduce((sum, text) => sum + text.length, 0);
    expect(told[0]).toEqual({ kind: 'downloading', done: 0, total: proxy.zip.length });
    expect(told).toContainEqual({ kind: 'downloading', done: proxy.zip.length, total: proxy.zip.length });
    expect(told.at(-1)).toEqual({ kind: 'unpacking', done: 2 * size, total: 2 * size });
  });

  it('asks for nothing where it is there already', async () => {
    await install();
    proxy.asked.length = 0;
    expect(await install()).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
  });

  it('fetches it once for two that begin at once', async () => {
    const both = await Promise.all([1, 2].map((pid) => installToolchain(order(), deps(pid), never)));
    expect(both).toMatchObject([{ ok: true }, { ok: true }]);
    expect(proxy.asked.filter((path) => path.endsWith('.zip'))).toHaveLength(1);
    expect(told).toContainEqual({ kind: 'waiting', pid: expect.any(Number) });
    expect(left()).toEqual(['go1.26.8.linux-amd64']);
  });

  it('replaces one of which a part was deleted', async () => {
    const goroot = files.path('cache/go/go1.26.8.linux-amd64');
    mkdirSync(join(goroot, 'bin'), { recursive: true });
    writeFileSync(join(goroot, 'bin/go'), 'half');
    expect(await install()).toMatchObject({ ok: true });
    expect(await isWhole(goroot, HOST)).toBe(true);
    expect(left()).toEqual(['go1.26.8.linux-amd64']);
  });

  const send = (bytes: Buffer) => (path: string, answer: { end(bytes: Buffer): unknown }) => {
    if (!path.endsWith('.zip')) return false;
    answer.end(bytes);
    return true;
  };
  const flipped = () => {
    const bytes = Buffer.from(proxy.zip);
    // In what is packed of the large file.
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    return bytes;
  };
  const name = 'golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64';
  it.each([
    ['a flipped bit', flipped, /what the proxy gives is not what|the zip file is broken/],
    ['half of the file', () => proxy.zip.subarray(0, 1000), /the zip file is broken/],
    ['no zip', () => Buffer.from('<html>Log in</html>'), /the zip file is broken/],
    ['nothing', () => Buffer.alloc(0), /the zip file is broken/],
    [
      'other files',
      () => Buffer.from(zipSync({ [`${name}/bin/go`]: Buffer.from('evil') })),
      /is not what the checksum/,
    ],
    [
      'a way out',
      () => Buffer.from(zipSync({ [`${name}/../../evil`]: Buffer.from('evil') })),
      /the zip file is broken/,
    ],
    [
      'an absolute path',
      () => Buffer.from(zipSync({ '/tmp/evil': Buffer.from('evil') })),
      /the zip file is broken/,
    ],
  ])('refuses %s, and leaves nothing', async (_, make, message) => {
    proxy.answering = send(make());
    expect(await install()).toMatchObject(problem(message, /GOPROXY/));
    expect(left()).toEqual([]);
  });

  const swap =
    (part: string, change: (text: string) => string) =>
    (path: string, answer: { end(text: string): unknown }) => {
      if (!path.includes(part)) return false;
      answer.end(change(proxy.read(path)?.toString('latin1') ?? ''));
      return true;
    };
  it.each([
    ['another checksum', swap('/lookup/', (text) => text.replace(/h1:[^\n]+/, 'h1:x'))],
    ['another tree', swap('/lookup/', (text) => text.replace('\n301\n', '\n302\n'))],
    ['changed tiles', swap('/tile/', (text) => '\0'.repeat(text.length))],
  ])('refuses a database that says %s, before anything is downloaded', async (_, answering) => {
    proxy.answering = answering;
    expect(await install()).toMatchObject(
      problem(/the checksum database .* can't be believed/, /Nothing was unpacked/),
    );
    expect(proxy.asked.filter((path) => path.endsWith('.zip'))).toEqual([]);
    expect(left()).toEqual([]);
  });

  it('asks the database even where GONOSUMDB names it, and refuses without one', async () => {
    const get = createGet({ env: { GONOSUMDB: '*', GOFLAGS: '-insecure' }, silence: 20_000 });
    proxy.answering = swap('/lookup/', () => 'x');
    expect(await installToolchain(order(), { ...deps(), get }, never)).toMatchObject({ ok: false });
    expect(await install({ gosumdb: 'off' })).toMatchObject(problem(/^GOSUMDB=off/));
  });

  it.each([
    [
      403,
      /go1\.26\.8 for linux\/amd64: http:\/\/127\.0\.0\.1:\d+ answers 403$/,
      /With \| instead of , .*Install Go/,
    ],
    [404, /answers 404, as it does not have it/, /Is there such a version/],
    [401, /answers 401/, /Are user and password right/],
    [500, /answers 500/, /Install Go/],
  ])('says that the proxy answers %i', async (status, message, hint) => {
    proxy.answering = (path, answer) => path.endsWith('.zip') && Boolean(answer.writeHead(status).end());
    expect(await install({ goproxy: proxy.url.replace('//', '//ada:secret@') })).toMatchObject(
      problem(message, hint),
    );
    expect(left()).toEqual([]);
  });

  it('says for which version the checksum database has nothing', async () => {
    proxy.answering = (path, answer) => path.includes('/lookup/') && Boolean(answer.writeHead(404).end());
    const message = /^go1\.26\.8 for linux\/amd64: the checksum database .* answers 404/;
    expect(await install()).toMatchObject(problem(message, /Is there such a version/));
  });

  it('asks nobody where GOPROXY is off, and says so', async () => {
    const message = /^go1\.26\.8 for linux\/amd64: GOPROXY=off forbids to fetch it$/;
    expect(await install({ goproxy: 'off' })).toMatchObject(problem(message, /Install Go/));
    expect(proxy.asked).toEqual([]);
    expect(left()).toEqual([]);
  });

  it('falls through a proxy that refuses it only where | says so', async () => {
    const refusing = await openFakeProxy({ version: '1.2.3' });
    refusing.answering = (path, answer) => Boolean(answer.writeHead(path.endsWith('.zip') ? 403 : 404).end());
    expect(await install({ goproxy: `${refusing.url},${proxy.url}` })).toMatchObject(problem(/403/));
    expect(await install({ goproxy: `${refusing.url}|${proxy.url}` })).toMatchObject({ ok: true });
    await refusing.close();
  });

  it('goes on with the next proxy where one breaks off and | says so', async () => {
    const cut = await openFakeProxy();
    cut.answering = (path, answer) => {
      if (!path.endsWith('.zip')) return Boolean(answer.writeHead(404).end());
      answer.writeHead(200, { 'content-length': 9_999_999 }).write('half');
      answer.socket?.end();
      return true;
    };
    const gosumdb = `${proxy.gosumdb} ${proxy.url}/sumdb/sum.example.test`;
    const told = problem(/:\d+ has sent \d bytes, and then: /, /Start it again/);
    expect(await install({ gosumdb, goproxy: `${cut.url},${proxy.url}` })).toMatchObject(told);
    expect(left()).toEqual([]);
    expect(await install({ gosumdb, goproxy: `${cut.url}|${proxy.url}` })).toMatchObject({ ok: true });
    await cut.close();
  });

  it('asks the database of GOSUMDB’s own URL, whatever the proxy passes on', async () => {
    const gosumdb = `${proxy.gosumdb} ${proxy.url}/sumdb/sum.example.test`;
    expect(await install({ gosumdb })).toMatchObject({ ok: true });
    expect(proxy.asked.filter((path) => path.endsWith('supported'))).toEqual([]);
  });

  it('asks through a proxy that says that it passes on, though the rest of that answer never comes', async () => {
    proxy.answering = (path, answer) => path.endsWith('supported') && answer.write('half');
    expect(await install()).toMatchObject({ ok: true });
  });

  it('takes a folder of files for a proxy', async () => {
    files.write(`proxy/golang.org/toolchain/@v/v0.0.1-go1.26.8.linux-amd64.zip`, proxy.zip);
    const gosumdb = `${proxy.gosumdb} ${proxy.url}/sumdb/sum.example.test`;
    const goproxy = new URL(`file://${files.path('proxy')}`).href;
    expect(await install({ goproxy, gosumdb })).toMatchObject({ ok: true });
  });

  it.each([
    ['downloading', (progress: Progress) => progress.kind === 'downloading'],
    ['checking', (progress: Progress) => progress.kind === 'unpacking'],
    [
      'unpacking',
      (progress: Progress) => progress.kind === 'unpacking' && progress.done > progress.total / 2,
    ],
  ] as const)('ends when aborted while %s, and leaves nothing', async (_, isDue) => {
    const abort = new AbortController();
    const onReport = (progress: Progress) => {
      if (isDue(progress)) abort.abort();
    };
    const result = await installToolchain(order(), deps(1, onReport), abort.signal);
    expect(result).toMatchObject({ problem: { message: expect.stringContaining('the run was ended') } });
    expect(left()).toEqual([]);
  });

  it('ends when aborted while it waits for another', async () => {
    mkdirSync(files.path('cache/go'), { recursive: true });
    const lock = files.path('cache/go/go1.26.8.linux-amd64.lock');
    writeFileSync(lock, JSON.stringify({ id: 'x', pid: 7, host: 'here' }));
    const abort = new AbortController();
    const onReport = () => abort.abort();
    expect(await installToolchain(order(), deps(1, onReport), abort.signal)).toMatchObject({ ok: false });
    expect(left()).toEqual(['go1.26.8.linux-amd64.lock']);
  });

  it('begins again where another has taken the lock over while it slept', async () => {
    const lock = files.path('cache/go/go1.26.8.linux-amd64.lock');
    let isStolen = false;
    const steal = (progress: Progress) => {
      if (progress.kind !== 'downloading' || isStolen) return;
      isStolen = true;
      const work = readdirSync(files.path('cache/go')).find((one) => one.startsWith('.work-')) ?? '';
      files[Symbol.dispose]();
      mkdirSync(files.path('cache/go'), { recursive: true });
      expect(work).not.toBe('');
      writeFileSync(lock, JSON.stringify({ id: 'x', pid: 7, host: 'here' }));
    };
    const result = await installToolchain(order(), { ...deps(1, steal), isAlive: (pid) => pid !== 7 }, never);
    expect(result).toMatchObject({ ok: true });
    expect(left()).toEqual(['go1.26.8.linux-amd64']);
  });

  it.each([
    ['a file stands in the way', 'linux-amd64', /can't be written \(ENOTDIR|EEXIST\)/, /XDG_CACHE_HOME/],
    ['a file stands in the way, on Windows', 'windows-amd64', /can't be written/, /LocalAppData/],
  ])('says that the cache can not be written where %s', async (_, host, message, hint) => {
    files.write('cache', '');
    expect(await install({ host })).toMatchObject(problem(message, hint));
  });
});
