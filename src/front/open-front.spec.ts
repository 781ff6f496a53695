import type { Action, RunEvent } from '../progress/run-event.ts';
import { openFront } from './open-front.ts';
import type { FrontPorts, ServeFront } from './serve-front.ts';

const owner = { project: 'app', target: 'serve', workspaceRoot: '/w', pages: null, proxy: null };
const building: RunEvent = { type: 'building', cycle: 1 };

/** A front whose modules come when the test says so. */
function makeRig() {
  const told: unknown[] = [];
  const own: RunEvent[] = [];
  const asked: Action[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<ServeFront>();
  const rig = { loads: 0, now: 0, ports: undefined as FrontPorts | undefined };
  const load = () => {
    rig.loads++;
    return promise;
  };
  const front = openFront(owner, () => ++rig.now, load);
  front.events$.subscribe((event) => own.push(event));
  front.asked$.subscribe((action) => asked.push(action));
  const serve: ServeFront = async (_, ports) => {
    rig.ports = ports;
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
  return Object.assign(rig, { front, told, own, asked, serve, resolve, reject, settle });
}

describe(openFront.name, () => {
  it('loads nothing before something is built, and then tells all in order, with its times', async () => {
    const rig = makeRig();
    rig.front.tell({ type: 'watching', directories: 1, polling: false });
    expect(rig.loads).toBe(0);
    rig.front.tell(building);
    rig.front.tellLine('line');
    expect([rig.loads, rig.told]).toEqual([1, []]);
    rig.resolve(rig.serve);
    await rig.settle();
    rig.front.tell({ type: 'aborted', cycle: 1 });
    rig.front.tell(building);
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
    rig.front.tell(building);
    rig.resolve(rig.serve);
    await rig.settle();
    rig.ports?.ask('restart');
    rig.ports?.report({ type: 'pages', url: 'http://localhost:1/' });
    expect([rig.asked, rig.own]).toEqual([['restart'], [{ type: 'pages', url: 'http://localhost:1/' }]]);
  });

  it('warns once where it can’t be opened, and the run goes on', async () => {
    const rig = makeRig();
    rig.front.tell(building);
    rig.reject(new Error('no modules'));
    await rig.settle();
    rig.front.tell(building);
    await rig.front.close();
    expect(rig.own).toEqual([
      { type: 'warning', problem: { message: 'no pages and no event stream: no modules' } },
    ]);
  });

  it('keeps nothing that is told where it can’t be opened, nor after its end', async () => {
    const rig = makeRig();
    rig.front.tell(building);
    rig.reject(new Error('no modules'));
    await rig.settle();
    // What is kept has its time.
    const kept = rig.now;
    rig.front.tellLine('line');
    rig.front.tell(building);
    expect(rig.now).toBe(kept);
    const other = makeRig();
    await other.front.close();
    other.front.tellLine('line');
    expect(other.now).toBe(0);
  });

  it('gives the pages to whoever can’t wait for a build', async () => {
    const rig = makeRig();
    const pages = { handle: () => true, showError: () => undefined };
    const loaded = rig.front.loadPages();
    rig.resolve(async (...given) => ({ ...(await rig.serve(...given)), pages }));
    expect(await loaded).toBe(pages);
    rig.front.tell(building);
    expect(rig.loads).toBe(1);
  });

  it('closes what it has opened, also where that has just been begun', async () => {
    const rig = makeRig();
    rig.front.tell(building);
    const closed = rig.front.close();
    rig.resolve(rig.serve);
    await closed;
    expect(rig.told).toEqual([['building', 1], 'closed']);
  });

  it('opens nothing any more once it is closed', async () => {
    const rig = makeRig();
    const closed = rig.front.close();
    expect(await rig.front.loadPages()).toBeUndefined();
    await closed;
    expect(rig.loads).toBe(0);
  });

  it('has nothing to close where nothing was built', async () => {
    const rig = makeRig();
    await rig.front.close();
    expect(rig.loads).toBe(0);
  });
});
