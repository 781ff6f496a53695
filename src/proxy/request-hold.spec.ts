import { TestScheduler } from 'rxjs/testing';
import { createRequestHold, type Route } from './request-hold.ts';
import { READY, STARTED } from './testing/ready-event.ts';
import { openUpstream } from './upstream.ts';

type Door = 'admit' | 'admitAgain';

describe(createRequestHold.name, () => {
  const never = new AbortController().signal;
  const open = (limits: { holdTimeout?: number; holdRequests?: number; holdBytes?: number } = {}) => {
    const scheduler = new TestScheduler(() => undefined);
    const requestHold = createRequestHold(
      { holdTimeout: 1000, holdRequests: 3, holdBytes: 100, ...limits },
      { openUpstream, scheduler, epoch: () => 1 },
    );
    const visit = (bytes = 0, gone = new AbortController().signal, waited = 0, door: Door = 'admit') => {
      const seen: { route?: Route | undefined; isOver: boolean } = { isOver: false };
      const admitted = requestHold[door]({ since: scheduler.now() - waited, bytes, gone });
      void admitted.then((route) => Object.assign(seen, { route, isOver: true }));
      return seen;
    };
    const pass = async (ms: number) => {
      scheduler.maxFrames = scheduler.frame + ms;
      const end = scheduler.maxFrames;
      scheduler.flush();
      scheduler.frame = end;
      for (let at = 0; at < 5; at++) await Promise.resolve();
    };
    return { requestHold, visit, pass };
  };
  const reason = ({ route }: { route?: Route | undefined }) =>
    route?.kind === 'closed' ? route.why.reason : route?.kind;

  it('holds who comes until a program is ready', async () => {
    const { requestHold, visit, pass } = open();
    const held = visit();
    await pass(999);
    expect(held.isOver).toBe(false);
    requestHold.follow(READY);
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
    expect(first).toEqual({ isOver: true, route: undefined });
    expect(second.isOver).toBe(false);
  });

  it('gives nobody to a program that is drained', async () => {
    const { requestHold, visit, pass } = open();
    requestHold.follow(READY);
    const before = visit();
    await pass(0);
    expect(reason(before)).toBe('open');
    await requestHold.drain(7, new AbortController().signal);
    const after = visit();
    await pass(0);
    expect(after.isOver).toBe(false);
    requestHold.follow({ ...READY, pid: 8 });
    await pass(0);
    expect(after.route).toMatchObject({ upstream: { pid: 8 } });
  });

  it('tells all that wait as soon as there is nothing to wait for', async () => {
    const { requestHold, visit, pass } = open();
    const held = [visit(), visit()];
    const exit = { kind: 'code', code: 2 } as const;
    requestHold.follow(STARTED);
    requestHold.follow({ type: 'exited', pid: 7, exit, output: ['no database'] });
    await pass(0);
    expect(held.map(reason)).toEqual(['exited', 'exited']);
    expect(held[0]?.route).toMatchObject({ why: { lines: ['no database'] } });
  });

  it('says for how long it has held, and what was ready before', async () => {
    const { requestHold, visit, pass } = open();
    const first = visit();
    await pass(1000);
    const why = { reason: 'held-too-long', message: 'no program was ready within 1000 ms', at: 1 };
    expect(first.route).toEqual({ kind: 'closed', why });
    requestHold.follow(READY);
    await requestHold.drain(7, never);
    const second = visit();
    await pass(1000);
    expect(second.route).toEqual({ kind: 'closed', why: { ...why, served: { pid: 7, since: 1, until: 1 } } });
  });

  it('says how much it holds where it holds no more', async () => {
    const { visit, pass } = open({ holdRequests: 2 });
    const held = [visit(70), visit(31), visit(30), visit()];
    await pass(0);
    expect(held.map(({ route }) => route?.kind === 'closed' && route.why.message)).toEqual([
      false,
      '70 bytes of requests wait already for the program',
      false,
      '2 requests wait already for the program',
    ]);
  });

  it('counts the wait from when a request came, and holds nobody who came too early or has gone', async () => {
    const { visit, pass } = open({ holdRequests: 1 });
    const early = visit(0, never, 400);
    const late = visit(0, never, 1000);
    const gone = visit(0, AbortSignal.abort());
    await pass(0);
    expect([early.isOver, reason(late), gone]).toEqual([
      false,
      'held-too-long',
      { isOver: true, route: undefined },
    ]);
    await pass(599);
    expect(early.isOver).toBe(false);
    await pass(1);
    expect(reason(early)).toBe('held-too-long');
  });

  it('has done with a request once it is let in, though its time is up or it goes later', async () => {
    const { requestHold, visit, pass } = open();
    const gone = new AbortController();
    const first = visit(100, gone.signal);
    requestHold.follow(READY);
    await requestHold.drain(7, never);
    gone.abort();
    await pass(1000);
    expect(reason(first)).toBe('open');
    const held = [visit(100), visit(1)];
    await pass(0);
    expect(held.map(reason)).toEqual([undefined, 'too-many-held']);
  });

  it('tries no program again for one that is late, and says so only of a program that is there', async () => {
    const { requestHold, visit, pass } = open();
    const none = visit(0, never, 1000, 'admitAgain');
    await pass(0);
    expect(none.route).toMatchObject({ why: { message: 'no program was ready within 1000 ms' } });
    requestHold.follow(READY);
    const visits = [
      visit(0, never, 999, 'admitAgain'),
      visit(0, never, 1000, 'admitAgain'),
      visit(0, never, 1000),
    ];
    await pass(0);
    expect(visits.map(reason)).toEqual(['open', 'held-too-long', 'open']);
    expect(visits[1]?.route).toMatchObject({
      why: { message: 'the program has taken no connection for 1000 ms' },
    });
  });

  it('leads all to one upstream of a program, as long as that lives', async () => {
    const { requestHold, visit, pass } = open();
    const exit = { kind: 'code', code: 2 } as const;
    const findUpstream = async () => {
      const seen = visit();
      await pass(0);
      const { route } = seen;
      return route?.kind === 'open' ? route.upstream : undefined;
    };
    requestHold.follow(READY);
    const upstream = await findUpstream();
    expect(upstream).toMatchObject({ pid: 7 });
    expect(await findUpstream()).toBe(upstream);
    requestHold.follow(READY);
    expect(await findUpstream()).toBe(upstream);
    requestHold.follow({ type: 'exited', pid: 8, exit, stillRunning: true });
    await requestHold.drain(9, never);
    expect(await findUpstream()).toBe(upstream);
    requestHold.follow({ type: 'exited', pid: 7, exit });
    requestHold.follow(STARTED);
    requestHold.follow(READY);
    const next = await findUpstream();
    expect(next).toMatchObject({ pid: 7 });
    expect(next).not.toBe(upstream);
  });
});
