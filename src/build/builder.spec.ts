import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createBuilder } from './builder.ts';
import { makeBuilderRig, makeWarmRig } from './testing/builder-rig.ts';

const never = new AbortController().signal;

describe(createBuilder.name, () => {
  it('lets go build first, asks for the recipe at rest, and then builds hot', async () => {
    using rig = makeBuilderRig();
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, calls: ['go build'] });
    expect(rig.builder.idleWork()?.afterMs).toBe(150);
    expect(await rig.rest()).toEqual({ kind: 'prepared' });
    expect(rig.builder.idleWork()).toBeUndefined();
    rig.edit('leaf', '// 2');
    expect(await rig.build()).toEqual({
      via: { kind: 'hot', compiled: ['m/leaf'] },
      sameAsLast: false,
      calls: ['compile leaf', 'link'],
    });
    expect(rig.running()).toContain('// 2');
  });

  it('builds by go alone where that is wanted', async () => {
    using rig = makeBuilderRig({ hot: false });
    await rig.build();
    expect(rig.builder.idleWork()).toBeUndefined();
    rig.edit('leaf', '// 2');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, calls: ['go build'] });
  });

  it('says why it is off where the flags are not proven', async () => {
    using rig = makeBuilderRig({ flags: ['-race'] });
    await rig.build();
    await rig.rest();
    expect(rig.calls).not.toContain('recipe');
    rig.edit('leaf', '// 2');
    expect((await rig.build()).via).toEqual({ kind: 'go', because: 'the flag -race' });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it.each([
    ['linux', { kind: 'hot', compiled: ['m/leaf'] }],
    ['darwin', { kind: 'go', because: 'the program has C in it' }],
    ['win32', { kind: 'go', because: 'the program has C in it' }],
  ] as const)('builds a program with C hot only where that was compared (%s)', async (platform, via) => {
    using rig = makeBuilderRig({ platform, usesC: true });
    await rig.build();
    await rig.rest();
    rig.edit('leaf', '// 2');
    expect((await rig.build()).via).toEqual(via);
  });

  it('does not link what is the same, and compiles nothing for a build without an edit', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 1\n');
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: ['compile leaf'] });
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: [] });
    expect(existsSync(rig.output.next)).toBe(false);
  });

  it.each([
    ['is the same', (text: string) => text, true],
    ['is another', (text: string) => text.replace('2', '3'), false],
  ])(
    'links what go may have built before or after an edit, and says whether that %s',
    async (_, edit, same) => {
      using rig = makeBuilderRig({ delta: true });
      rig.edit('leaf', '// 2');
      const leaf = rig.sources.get('/w/m/leaf/x.go') as { text: string; at: number };
      leaf.at = rig.epoch + 95;
      await rig.build();
      const text = edit(leaf.text);
      leaf.text = text;
      expect(await rig.rest()).toEqual({ kind: 'prepared' });
      expect(await rig.build()).toMatchObject({
        via: { kind: 'hot', compiled: [] },
        sameAsLast: same,
        calls: ['link'],
      });
      expect(rig.running()).toContain(text.slice(-4));
      expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: [] });
      expect(existsSync(rig.output.next)).toBe(false);
    },
  );

  it('compiles nothing where an edit was taken back, whether it was built or not', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// broken');
    await rig.build(AbortSignal.abort());
    rig.edit('leaf', '// 1');
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: [] });
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.builder.note('/w/m/leaf/x.go');
    expect(await rig.build()).toMatchObject({ sameAsLast: true, calls: [] });
    expect(rig.running()).toContain('// 2');
  });

  it('knows what it has built hot and unchecked, where go builds the same', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.builder.note('/w/m/made/anew.go');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, sameAsLast: true, calls: ['go build'] });
    await rig.rest();
    rig.edit('leaf', '// 3');
    await rig.build();
    rig.goBuilds = 'another';
    rig.builder.note('/w/m/made/anew.go');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, sameAsLast: false });
  });

  it('compiles again what was edited and taken back while the compiler ran', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    rig.during = () => rig.edit('leaf', '// 3');
    await rig.build();
    rig.edit('leaf', '// 2');
    expect((await rig.build()).calls).toContain('compile leaf');
  });

  it.each([
    ['', 0, 0],
    [', and the clock is set back', 3_600_000, 0],
    [', and files bear the time of another clock', 0, 3_600_000],
  ])('builds what is edited while go is asked for the recipe%s', async (_, setBack, behind) => {
    using rig = makeBuilderRig();
    rig.behind = behind;
    await rig.build();
    rig.during = () => {
      rig.epoch -= setBack;
      rig.edit('leaf', '// 2');
    };
    await rig.rest();
    expect(await rig.build()).toMatchObject({ sameAsLast: false });
    expect(rig.running()).toContain('// 2');
  });

  it('lets go check a hot build, and go on from there', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    expect(rig.builder.idleWork()?.afterMs).toBe(2000);
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(existsSync(rig.output.reference)).toBe(true);
    expect(rig.builder.idleWork()).toBeUndefined();
    rig.edit('cmd', '// 3');
    expect(await rig.build()).toMatchObject({ via: { kind: 'hot', compiled: ['m/cmd'] } });
  });

  it('lets go build for the rest of the run where it builds another program, which takes the place', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.goBuilds = 'package right package right';
    expect(await rig.rest()).toMatchObject({ kind: 'defect', outcome: { kind: 'built' } });
    await rig.builder.install();
    expect(rig.running()).toBe('right  right');
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toEqual({ kind: 'go', because: 'go builds another program' });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('decides nothing about sources that changed meanwhile, nor checks again before the next build', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.sources.set('/w/m/cmd/x.go', { text: 'package cmd\n// unnoticed', at: rig.epoch });
    rig.goBuilds = 'package other';
    expect(await rig.rest()).toEqual({ kind: 'undecided' });
    expect(rig.builder.idleWork()).toBeUndefined();
    rig.edit('leaf', '// 3');
    // What no event has told of is built as well.
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf', 'm/cmd'] } });
    expect(rig.running()).toContain('unnoticed');
  });

  it('passes over the verdict on a build where an edit came during the check', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.goBuilds = 'package other';
    rig.during = () => rig.builder.note('/w/m/cmd/page.html');
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect((await rig.build()).via).toEqual({
      kind: 'go',
      because: '/w/m/cmd/page.html is none of the sources that the compiler got',
    });
  });

  it('falls back in the same build, and asks for the recipe again', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '//go:noinline');
    expect(await rig.build()).toMatchObject({
      via: { kind: 'go', because: 'the head or a directive of /w/m/leaf/x.go changed' },
      calls: ['go build'],
    });
    await rig.rest();
    rig.edit('leaf', '//go:noinline\n// 2');
    expect((await rig.build()).via).toEqual({ kind: 'hot', compiled: ['m/leaf'] });
  });

  it('takes the errors from go, and builds what was broken once it is mended', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// broken');
    expect(await rig.build()).toEqual({ kind: 'failed', calls: ['compile leaf', 'go build'] });
    rig.edit('cmd', '// 2');
    expect(await rig.build()).toMatchObject({ kind: 'failed' });
    rig.edit('leaf', '// 3');
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf', 'm/cmd'] } });
    expect(rig.running()).toContain('// 3');
    expect(rig.running()).toContain('// 2');
  });

  it('does nothing at rest while the sources are broken', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.edit('leaf', '// broken');
    await rig.build();
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('builds what an aborted build had to build', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    const abort = new AbortController();
    rig.during = () => abort.abort();
    expect(await rig.build(abort.signal)).toMatchObject({ kind: 'aborted' });
    rig.edit('cmd', '// 3');
    expect(await rig.build()).toMatchObject({ via: { kind: 'hot', compiled: ['m/leaf', 'm/cmd'] } });
  });

  it('builds again what was edited while it was built', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    rig.during = () => rig.edit('leaf', '// 3');
    await rig.build();
    expect(await rig.build()).toMatchObject({ via: { compiled: ['m/leaf'] } });
    expect(rig.running()).toContain('// 3');
  });

  it('asks for the recipe after the next build where it could not be had', async () => {
    using rig = makeBuilderRig();
    await rig.build();
    rig.sources.set('/w/m/leaf/x.go', { text: 'package leaf\n// saved while go was asked', at: 1e9 });
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(rig.builder.idleWork()).toBeUndefined();
    expect((await rig.build()).via).toEqual({ kind: 'go' });
    expect(rig.builder.idleWork()?.afterMs).toBe(150);
  });

  it('asks again where it was aborted meanwhile', async () => {
    using rig = makeBuilderRig();
    await rig.build();
    const abort = new AbortController();
    rig.during = () => abort.abort();
    expect(await rig.rest(abort.signal)).toEqual({ kind: 'done' });
    expect(rig.builder.idleWork()?.afterMs).toBe(150);
  });

  it('lets go build where the objects of the hot path are gone, the cache of go was cleaned, or the binary removed', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rmSync(rig.output.hot, { recursive: true });
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toMatchObject({ kind: 'go', because: expect.stringContaining('ENOENT') });
    await rig.rest();
    rmSync(rig.output.binary);
    rig.builder.note('/w/m/leaf/x.go');
    expect(await rig.build()).toMatchObject({ via: { kind: 'go' }, sameAsLast: false });
  });

  it('lets go build where the folder of the hot path cannot be made', async () => {
    using rig = await makeWarmRig();
    writeFileSync(rig.output.hot, 'a file');
    rig.edit('leaf', '// 2');
    expect((await rig.build()).via).toMatchObject({
      kind: 'go',
      because: expect.stringMatching(/ENOTDIR|EEXIST/),
    });
  });

  it('begins anew where a new binary could not be put in place', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.builder.build(never, () => undefined);
    rmSync(rig.output.next);
    expect(await rig.builder.install()).toMatchObject({ ok: false });
    rig.edit('leaf', '// 3');
    expect((await rig.build()).via).toEqual({ kind: 'go' });
  });

  it.each([
    ['linux', true],
    ['win32', false],
  ] as const)(
    'puts a binary that is the same in its place on %s: %s, as a running one could be moved once there and no more',
    async (platform, isMoved) => {
      using rig = makeBuilderRig({ hot: false, platform });
      // Makes 20 characters of an ID of content.
      rig.goBuilds = 'a'.repeat(15) + ' package first';
      await rig.build();
      const { ino } = statSync(rig.output.binary);
      expect(await rig.build()).toMatchObject({ sameAsLast: true });
      expect(statSync(rig.output.binary).ino !== ino).toBe(isMoved);
      expect(existsSync(rig.output.next)).toBe(false);
      expect(existsSync(rig.output.replaced)).toBe(isMoved);
      rig.goBuilds = 'a'.repeat(15) + ' package second';
      expect(await rig.build()).toMatchObject({ sameAsLast: false });
      expect(rig.running()).toBe('second');
    },
  );

  it('removes the binary that was replaced while it builds, not as it is replaced', async () => {
    using rig = await makeWarmRig();
    rig.edit('leaf', '// 2');
    await rig.build();
    rig.edit('leaf', '// 3');
    await rig.build();
    expect(existsSync(rig.output.replaced)).toBe(true);
    rig.edit('leaf', '// 4');
    await rig.builder.build(never, () => undefined);
    expect(existsSync(rig.output.replaced)).toBe(false);
  });

  it('keeps the objects of the last build, and no others', async () => {
    using rig = await makeWarmRig();
    const objects = () =>
      (existsSync(`${rig.output.hot}/1`) ? '1' : '') + (existsSync(`${rig.output.hot}/2`) ? '2' : '');
    rig.edit('leaf', '// 2');
    await rig.build();
    expect(objects()).toBe('1');
    rig.edit('leaf', '// 3');
    await rig.build();
    expect(objects()).toBe('2');
  });
});
