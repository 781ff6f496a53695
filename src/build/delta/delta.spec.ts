import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBasedRig, makeBuilderRig, makeWarmRig } from '../testing/builder-rig.ts';
import { createDelta } from './delta.ts';

type Rig = Awaited<ReturnType<typeof makeBasedRig>>;

const FIRST = 'package leaf // 1|package cmd // 1';
const refuse = (reason: string) => ({
  exit: { kind: 'code', code: 10 } as const,
  stderr: `delta: full link: ${reason}\n`,
});
const linked = (rig: Rig, base: string) => ({
  via: { kind: 'hot', compiled: [expect.any(String)], link: { kind: 'delta' } },
  calls: [expect.stringMatching(/^compile /), `delta of ${base}`],
  running: expect.stringContaining('(delta)'),
  reported: [],
  ...(rig.reported.length === 0 ? {} : { reported: rig.reported }),
});
/** Edits, builds and gives what came of it. */
const edit = async (rig: Rig, text: string, name = 'leaf') => {
  rig.edit(name, text);
  const built = await rig.build();
  return { ...built, running: rig.running(), reported: [...rig.reported] };
};
const inFull = (because: string) => ({ via: { kind: 'hot', link: { kind: 'full', because } } });
const basesOf = ({ output }: Rig) => readdirSync(output.hot).filter((name) => name.startsWith('base-'));
const spareOf = (rig: Rig) => {
  const [base = ''] = basesOf(rig);
  const folder = join(rig.output.hot, base);
  return join(folder, readdirSync(folder).find((name) => name.startsWith('program-')) ?? 'none');
};

describe(createDelta.name, () => {
  it('builds the linker and links a base at rest; edits are linked against it, and verified', async () => {
    using rig = makeBuilderRig({ delta: true });
    await rig.build();
    expect(await rig.rest()).toEqual({ kind: 'prepared' });
    rig.calls.length = 0;
    expect(rig.builder.idleWork()?.afterMs).toBe(2000);
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(await rig.rest()).toEqual({ kind: 'delta' });
    expect(rig.calls).toEqual(['build tool', 'base']);
    expect(rig.builder.idleWork()).toBeUndefined();

    expect(await edit(rig, '// 2')).toMatchObject(linked(rig, FIRST));
    rig.calls.length = 0;
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(rig.calls).toEqual(['go build', 'verify']);
    expect(existsSync(rig.output.reference)).toBe(true);
    expect(rig.builder.idleWork()).toBeUndefined();
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST.replace('1', '2')));
  });

  it('never links a delta upon a delta, however many edits come before the next rest', async () => {
    using rig = await makeBasedRig();
    expect(await edit(rig, '// 2')).toMatchObject(linked(rig, FIRST));
    expect(await edit(rig, '// 2', 'cmd')).toMatchObject(linked(rig, FIRST));
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST));
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(await edit(rig, '// 4')).toMatchObject(linked(rig, 'package leaf // 3|package cmd // 2'));
  });

  it('keeps the objects that the base was linked of, and one base', async () => {
    using rig = await makeBasedRig();
    const builds = () => readdirSync(rig.output.hot).filter((name) => /^\d+$/.test(name));
    await edit(rig, '// 2');
    await rig.rest();
    await edit(rig, '// 3');
    expect(builds()).toEqual(['1', '2']);
    await edit(rig, '// 4');
    expect(builds()).toEqual(['1', '3']);
    await rig.rest();
    expect(builds()).toEqual(['3']);
    expect(basesOf(rig)).toHaveLength(1);
  });

  it('does not build hot what is the same, whose check stays as it was', async () => {
    using rig = await makeBasedRig();
    expect(await edit(rig, '// 1\n')).toMatchObject({ sameAsLast: true, calls: ['compile leaf'] });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('links in full what the linker does not take, and goes on from there', async () => {
    using rig = await makeBasedRig();
    rig.tool = refuse('code of the FIPS module');
    const built = await edit(rig, '// 2');
    expect(built).toMatchObject({
      ...inFull('code of the FIPS module'),
      calls: ['compile leaf', 'tool', 'link'],
    });
    expect(built.running).not.toContain('(delta)');
    rig.tool = undefined;
    rig.calls.length = 0;
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(await rig.rest()).toEqual({ kind: 'delta' });
    expect(rig.calls).toEqual(['go build', 'base']);
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST.replace('1', '2')));
  });

  it('copies the base before it is needed again, once a link has spoiled the copy', async () => {
    using rig = await makeBasedRig();
    rig.tool = refuse('x');
    await edit(rig, '// 2');
    expect(existsSync(spareOf(rig))).toBe(false);
    rig.tool = undefined;
    // Without a rest the copy is made as it is needed.
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST));
  });

  it.each([
    [
      'crashes',
      { exit: { kind: 'code', code: 2 }, stderr: 'panic: x\n\ngoroutine 1\n' } as const,
      'panic: x',
    ],
    ['says nothing', { exit: { kind: 'code', code: 1 } } as const, 'the linker ended with code 1'],
    [
      'is killed',
      { exit: { kind: 'signal', signal: 'SIGKILL' } } as const,
      'the linker was ended by SIGKILL',
    ],
    ['warns', { exit: { kind: 'code', code: 0 }, stderr: 'warning: x\n' } as const, 'warning: x'],
    [
      'is gone',
      { exit: { kind: 'not-started', reason: 'ENOENT' } } as const,
      'the linker could not be started',
    ],
  ])('links in full for the rest of the run where the linker %s, with one line', async (_, end, because) => {
    using rig = await makeBasedRig();
    rig.tool = end;
    const message = `hotBuild: "delta" is off for this run, and edits are linked in full: ${because}`;
    expect(await edit(rig, '// 2')).toMatchObject({
      ...inFull(because),
      reported: [{ type: 'warning', problem: { message } }],
    });
    rig.tool = undefined;
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(rig.builder.idleWork()).toBeUndefined();
    expect(await edit(rig, '// 3')).toMatchObject({ ...inFull(because), reported: [] });
  });

  it.each(['spare', 'program', 'table'])('refuses a damaged %s, and makes another base', async (name) => {
    using rig = await makeBasedRig();
    const path = name === 'spare' ? spareOf(rig) : join(rig.output.hot, basesOf(rig)[0] ?? '', name);
    writeFileSync(path, 'x', { flag: 'a' });
    expect(await edit(rig, '// 2')).toMatchObject(inFull('the base, or its copy, is not as it was made'));
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(await rig.rest()).toEqual({ kind: 'delta' });
    expect(await edit(rig, '// 3')).toMatchObject({ via: { link: { kind: 'delta' } } });
  });

  it('links in full where the folder of the base is gone', async () => {
    using rig = await makeBasedRig();
    rmSync(join(rig.output.hot, basesOf(rig)[0] ?? ''), { recursive: true });
    expect(await edit(rig, '// 2')).toMatchObject(inFull('the base, or its copy, is not as it was made'));
  });

  it('lets the full program take over where the verifier finds a difference, and links in full from then on', async () => {
    using rig = await makeBasedRig();
    rig.spoils = 'wrong';
    expect((await edit(rig, '// 2')).running).toContain('wrong');
    const because = 'the delta link has made another program: leaf.F: code, and 1 more';
    expect(await rig.rest()).toMatchObject({
      kind: 'defect',
      of: 'delta',
      because,
      outcome: { kind: 'built' },
    });
    await rig.builder.install();
    expect(rig.running()).not.toContain('wrong');
    // The hot path goes on.
    expect(await rig.rest()).toEqual({ kind: 'prepared' });
    expect(rig.builder.idleWork()).toBeUndefined();
    expect(await edit(rig, '// 3')).toMatchObject(inFull('leaf.F: code, and 1 more'));
  });

  it('leaves all to go where a full link of the objects is another program than that of go', async () => {
    using rig = await makeBasedRig();
    await edit(rig, '// 2');
    rig.goBuilds = 'package other';
    expect(await rig.rest()).toMatchObject({ kind: 'defect', of: 'hot' });
    await rig.builder.install();
    expect(await rig.rest()).toMatchObject({ kind: 'delta', because: expect.any(String) });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('decides nothing where an edit comes during the verification', async () => {
    using rig = await makeBasedRig();
    await edit(rig, '// 2');
    const abort = new AbortController();
    rig.during = () => abort.abort();
    expect(await rig.rest(abort.signal)).toEqual({ kind: 'done' });
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST));
  });

  it('says why where the linker cannot be built, once', async () => {
    using rig = await makeWarmRig({ delta: true });
    rig.tool = {
      exit: { kind: 'code', code: 1 },
      stderr: 'delta link is off: no anchor Dodata in ld/data.go\nexit status 3\n',
    };
    expect(await rig.rest()).toEqual({ kind: 'delta', because: 'no anchor Dodata in ld/data.go' });
    expect(rig.builder.idleWork()).toBeUndefined();
    expect(await edit(rig, '// 2')).toMatchObject(inFull('no anchor Dodata in ld/data.go'));
  });

  it('says why where no base can be linked of this program', async () => {
    using rig = await makeWarmRig({ delta: true });
    await rig.rest();
    rig.tool = refuse('a program with debug information is not known');
    expect(await rig.rest()).toEqual({
      kind: 'delta',
      because: 'a program with debug information is not known',
    });
    expect(rig.builder.idleWork()).toBeUndefined();
    expect(basesOf(rig)).toEqual([]);
  });

  it('says why where there is no hot path, once', async () => {
    using rig = makeBuilderRig({ delta: true, flags: ['-race'] });
    await rig.build();
    await rig.rest();
    expect(await rig.rest()).toEqual({ kind: 'delta', because: 'the flag -race' });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('makes another base where go had to build', async () => {
    using rig = await makeBasedRig();
    expect(await edit(rig, '//go:noinline')).toMatchObject({ via: { kind: 'go' } });
    expect(await rig.rest()).toEqual({ kind: 'prepared' });
    rig.edit('leaf', '//go:noinline\n// 2');
    expect(await rig.build()).toMatchObject(inFull('there is no base yet'));
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    expect(await rig.rest()).toEqual({ kind: 'delta' });
    expect(basesOf(rig)).toHaveLength(1);
    expect(await edit(rig, '//go:noinline\n// 3')).toMatchObject({ via: { link: { kind: 'delta' } } });
  });

  it('makes no base of objects of which the running program was not linked', async () => {
    using rig = makeBuilderRig({ delta: true });
    await rig.build();
    rig.sources.set('/w/m/leaf/x.go', { text: 'package leaf\n// unnoticed', at: rig.epoch });
    rig.epoch += 1000;
    expect(await rig.rest()).toEqual({ kind: 'prepared' });
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(rig.builder.idleWork()).toBeUndefined();
  });

  it('forgets a delta link that was aborted', async () => {
    using rig = await makeBasedRig();
    const abort = new AbortController();
    rig.edit('leaf', '// 2');
    rig.during = () => {
      rig.during = () => abort.abort();
    };
    expect(await rig.build(abort.signal)).toMatchObject({ kind: 'aborted' });
    expect(await edit(rig, '// 3')).toMatchObject(linked(rig, FIRST));
  });

  it('puts off what nobody waits for while the machine is busy, and links deltas all the same', async () => {
    using rig = await makeBasedRig();
    rig.load = 4.1;
    expect(await edit(rig, '// 2')).toMatchObject(linked(rig, FIRST));
    expect(rig.builder.idleWork()?.afterMs).toBe(10_000);
    rig.calls.length = 0;
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(rig.calls).toEqual([]);
    rig.load = 4;
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
  });

  it('says that there is no base since the machine is busy', async () => {
    using rig = await makeWarmRig({ delta: true });
    rig.load = 9;
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(await edit(rig, '// 2')).toMatchObject(inFull('there is no base yet, as the machine is busy'));
  });

  it('does nothing on battery, that of a mouse aside', async () => {
    using rig = await makeBasedRig();
    rig.supply = { type: 'Battery', scope: 'Device', status: 'Discharging' };
    expect(await edit(rig, '// 2')).toMatchObject(linked(rig, FIRST));
    rig.supply = { type: 'Battery', scope: '', status: 'Discharging' };
    expect(rig.builder.idleWork()?.afterMs).toBe(10_000);
    expect(await rig.rest()).toEqual({ kind: 'done' });
    expect(await edit(rig, '// 3')).toMatchObject(inFull('the machine is on battery'));
    // What was linked in full is checked as ever.
    expect(rig.builder.idleWork()?.afterMs).toBe(2000);
    expect(await rig.rest()).toMatchObject({ kind: 'checked' });
    rig.supply = { type: 'Battery', scope: '', status: 'Charging' };
    expect(await rig.rest()).toEqual({ kind: 'delta' });
  });
});
