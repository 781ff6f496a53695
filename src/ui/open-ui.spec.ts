import type { Action, RunEvent } from '../events/run-event.ts';
import { openUi } from './open-ui.ts';
import type { UiDeps, ServeUi } from './serve-ui.ts';

const owner = { project: 'app', target: 'serve', workspaceRoot: '/w', pages: null, proxy: null };
const building: RunEvent = { type: 'building', cycle: 1 };

/** A UI whose modules come when the test says so. */
function makeRig() {
  const told: unknown[] = [];
  const own: RunEvent[] = [];
  const asked: Action[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<ServeUi>();
  const rig = { loads: 0, now: 0, deps: undefined as UiDeps | undefined };
  const load = () => {
    rig.loads++;
    return promise;
  };
  const ui = openUi(owner, () => ++rig.now, load);
  ui.events$.subscribe((event) => own.push(event));
  ui.asked$.subscribe((action) => asked.push(action));
  const serve: ServeUi = async (_, deps) => {
    rig.deps = deps;
    return {
      pages: undefined,
      tell: (event, at) => told.push([event.type, at]),
      tellLine: (line, at) => told.push([line, at]),
      close: async () => void told.push('closed'),
    };
  };
  const settle = async () => {
    for (let at = 0; at < 10; at++) await Promise.resolve();
  };
  return Object.assign(rig, { ui, told, own, asked, serve, resolve, reject, settle });
}

describe(openUi.name, () => {
  it('loads nothing before something is built, and then tells all in order, with its times', async () => {
    const rig = makeRig();
    rig.ui.tell({ type: 'watching', directories: 1, polling: false });
    expect(rig.loads).toBe(0);
    rig.ui.tell(building);
    rig.ui.tellLine('line');
    expect([rig.loads, rig.told]).toEqual([1, []]);
    rig.resolve(rig.serve);
    await rig.settle();
    rig.ui.tell({ type: 'aborted', cycle: 1 });
    rig.ui.tell(building);
    expect(rig.told).toEqual([
      ['watching', 1],
      ['building', 2],
      ['line', 3],
      ['aborted', 4],
      ['building', 5],
    ]);
    expect(rig.loads).toBe(1);
  });

  it('passes on what is asked for, and what it has to tell itself', async () => {
    const rig = makeRig();
    rig.ui.tell(building);
    rig.resolve(rig.serve);
    await rig.settle();
    rig.deps?.ask('restart');
    rig.deps?.report({ type: 'pages', url: 'http://localhost:1/' });
    expect([rig.asked, rig.own]).toEqual([['restart'], [{ type: 'pages', url: 'http://localhost:1/' }]]);
  });

  it('warns once where it can’t be opened, and the run goes on', async () => {
    const rig = makeRig();
    rig.ui.tell(building);
    rig.reject(new Error('no modules'));
    await rig.settle();
    rig.ui.tell(building);
    await rig.ui.close();
    expect(rig.own).toEqual([
      { type: 'warning', problem: { message: 'no pages and no event stream: no modules' } },
    ]);
  });

  it('keeps nothing that is told where it can’t be opened, nor after its end', async () => {
    const rig = makeRig();
    rig.ui.tell(building);
    rig.reject(new Error('no modules'));
    await rig.settle();
    // What is kept has its time.
    const kept = rig.now;
    rig.ui.tellLine('line');
    rig.ui.tell(building);
    expect(rig.now).toBe(kept);
    const other = makeRig();
    await other.ui.close();
    other.ui.tellLine('line');
    expect(other.now).toBe(0);
  });

  it('gives the pages to whoever can’t wait for a build', async () => {
    const rig = makeRig();
    const pages = { handle: () => true, showError: () => undefined };
    const loaded = rig.ui.loadPages();
    rig.resolve(async (...given) => ({ ...(await rig.serve(...given)), pages }));
    expect(await loaded).toBe(pages);
    rig.ui.tell(building);
    expect(rig.loads).toBe(1);
  });

  it('closes what it has opened, also where that has just been begun', async () => {
    const rig = makeRig();
    rig.ui.tell(building);
    const closed = rig.ui.close();
    rig.resolve(rig.serve);
    await closed;
    expect(rig.told).toEqual([['building', 1], 'closed']);
  });

  it('opens nothing any more once it is closed', async () => {
    const rig = makeRig();
    const closed = rig.ui.close();
    expect(await rig.ui.loadPages()).toBeUndefined();
    await closed;
    expect(rig.loads).toBe(0);
  });

  it('has nothing to close where nothing was built', async () => {
    const rig = makeRig();
    await rig.ui.close();
    expect(rig.loads).toBe(0);
  });
});
