import { TestScheduler } from 'rxjs/testing';
import { createSwitchboard, type Way } from './switchboard.ts';
import { READY, STARTED } from './testing/ready-event.ts';
import { openUpstream } from './upstream.ts';

describe(createSwitchboard.name, () => {
  const open = (limits: { holdTimeout?: number; holdRequests?: number; holdBytes?: number } = {}) => {
    const scheduler = new TestScheduler(() => undefined);
    const switchboard = createSwitchboard(
      { holdTimeout: 1000, holdRequests: 3, holdBytes: 100, ...limits },
      { openUpstream, scheduler, epoch: () => 1 },
    );
    const visit = (bytes = 0, gone = new AbortController().signal) => {
      const seen: { way?: Way | undefined; isOver: boolean } = { isOver: false };
      const admitted = switchboard.admit({ since: scheduler.now(), bytes, gone });
      void admitted.then((way) => Object.assign(seen, { way, isOver: true }));
      return seen;
    };
    const pass = async (ms: number) => {
      scheduler.maxFrames = scheduler.frame + ms;
      const end = scheduler.maxFrames;
      scheduler.flush();
      scheduler.frame = end;
      for (let at = 0; at < 5; at++) await Promise.resolve();
    };
    return { switchboard, visit, pass };
  };
  const reason = ({ way }: { way?: Way | undefined }) =>
    way?.kind === 'closed' ? way.why.reason : way?.kind;

  it('holds who comes until a program is ready', async () => {
    const { switchboard, visit, pass } = open();
    const held = visit();
    await pass(999);
    expect(held.isOver).toBe(false);
    switchboard.follow(READY);
    await pass(0);
    expect(reason(held)).toBe('open');
  });

  it('holds nobody longer than holdTimeout', async () => {
    const { visit, pass } = open();
    const held = visit();
    await pass(1000);
    expect(reason(held)).toBe('held-too-long');
  });

  it('holds no more than holdRequests, nor than holdBytes', async () => {
    const { visit, pass } = open();
    const held = [visit(60), visit(40), visit(1), visit(), visit()];
    await pass(0);
    expect(held.map(reason)).toEqual([undefined, undefined, 'too-many-held', undefined, 'too-many-held']);
  });

  it('forgets who has gone, and has room for others', async () => {
    const { visit, pass } = open({ holdRequests: 1, holdBytes: 10 });
    const gone = new AbortController();
    const first = visit(10, gone.signal);
    gone.abort();
    const second = visit(10);
    await pass(0);
    expect(first).toEqual({ isOver: true, way: undefined });
    expect(second.isOver).toBe(false);
  });

  it('gives nobody to a program that is drained', async () => {
    const { switchboard, visit, pass } = open();
    switchboard.follow(READY);
    const before = visit();
    await pass(0);
    expect(reason(before)).toBe('open');
    await switchboard.drain(7, new AbortController().signal);
    const after = visit();
    await pass(0);
    expect(after.isOver).toBe(false);
    switchboard.follow({ ...READY, pid: 8 });
    await pass(0);
    expect(after.way).toMatchObject({ upstream: { pid: 8 } });
  });

  it('tells all that wait as soon as there is nothing to wait for', async () => {
    const { switchboard, visit, pass } = open();
    const held = [visit(), visit()];
    const exit = { kind: 'code', code: 2 } as const;
    switchboard.follow(STARTED);
    switchboard.follow({ type: 'exited', pid: 7, exit, output: ['no database'] });
    await pass(0);
    expect(held.map(reason)).toEqual(['exited', 'exited']);
    expect(held[0]?.way).toMatchObject({ why: { lines: ['no database'] } });
  });
});
