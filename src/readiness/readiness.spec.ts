import { map, NEVER, of, timer, type Observable } from 'rxjs';
import { watchVirtually } from './testing/watch-virtually.ts';

const URL_8080 = 'http://localhost:8080';

describe('a program of which nothing is asked', () => {
  it('is ready at the port that it opens, within 5 ms', () => {
    const { events, completed } = watchVirtually({ open: [{ port: 8080, from: 43 }] });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 44 }]);
    expect(completed).toBe(true);
    const slow = watchVirtually({ opensPort: true, open: [{ port: 8080, from: 901 }] });
    expect(slow.events).toMatchObject([{ at: 904 }]);
  });

  it('has its address told within a second when it opens its port in the first minute, and within 5 s later', () => {
    const toldAt = (from: number) =>
      watchVirtually({ open: [{ port: 8080, from }] }).events.at(-1)?.at ?? NaN;
    expect([10_000, 45_010, 150_010].map(toldAt)).toEqual([10_000, 46_000, 155_000]);
  });

  it('is ready at the lowest of several ports that open at once, and at the first otherwise', () => {
    const at = (...open: { port: number; from: number }[]) => watchVirtually({ open }).events[0];
    expect(at({ port: 9090, from: 3 }, { port: 8080, from: 4 })).toMatchObject({ baseUrl: URL_8080 });
    expect(at({ port: 7000, from: 20 }, { port: 8080, from: 4 })).toMatchObject({ baseUrl: URL_8080 });
  });

  it('is ready without a port after 300 ms, and tells its address once when a port appears', () => {
    const open = [
      { port: 8080, from: 5000 },
      { port: 8081, from: 6000 },
    ];
    const { events, completed } = watchVirtually({ open });
    expect(events).toEqual([
      { kind: 'ready', opensPort: 'unknown', at: 300 },
      { kind: 'address', baseUrl: URL_8080, at: 5000 },
    ]);
    expect(completed).toBe(true);
  });

  it('is ready without a port after 300 ms when it had none before', () => {
    const { events, completed } = watchVirtually({ opensPort: false, until: 70_000 });
    expect(events).toEqual([{ kind: 'ready', opensPort: false, at: 300 }]);
    expect(completed).toBe(false);
  });

  it('is waited for when it opened a port before, however slow it is', () => {
    const { events } = watchVirtually({ opensPort: true, open: [{ port: 8080, from: 9000 }] });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 9000 }]);
  });

  it('is given the time in which a debugger has it stopped', () => {
    const late = watchVirtually({ opensPort: true, open: [], stopped: [10, 500_000], until: 600_000 });
    expect(late.events).toMatchObject([{ kind: 'not-ready', at: 560_000 - 10 }]);
    const { events } = watchVirtually({ opensPort: false, stopped: [10, 5000], until: 70_000 });
    expect(events).toMatchObject([{ kind: 'ready', at: 5290 }]);
  });

  it('is reported when it does not open its port in time, and ready when it does so later', () => {
    const open = [{ port: 8080, from: 70_000 }];
    const { events, completed } = watchVirtually({ opensPort: true, open });
    const problem = {
      message: 'not ready after 60 s, still waiting for a port to be opened',
      hint: expect.stringContaining('It opened a port when it ran last.') as string,
    };
    expect(events).toEqual([
      { kind: 'not-ready', problem, at: 60_000 },
      { kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 70_000 },
    ]);
    expect(completed).toBe(true);
  });

  it('is ready after 300 ms where its ports cannot be seen', () => {
    const { events } = watchVirtually({ sight: 'none', open: [{ port: 8080, from: 0 }], until: 1000 });
    expect(events).toEqual([{ kind: 'ready', opensPort: 'unknown', at: 300 }]);
  });
});

describe('a program of which a port is asked', () => {
  const plan = { port: 8080, timeout: 500 };

  it('is ready once it listens there, whatever else it listens on', () => {
    const open = [
      { port: 7000, from: 10 },
      { port: 8080, from: 400, address: '192.168.1.7' },
    ];
    const { events } = watchVirtually({ plan, open });
    expect(events).toEqual([{ kind: 'ready', baseUrl: 'http://192.168.1.7:8080', opensPort: true, at: 400 }]);
  });

  it('is not taken for ready because somebody else answers there', () => {
    const holders = { 8080: { pid: 7, command: 'node web.js', cwd: '/srv/web' } };
    const { events } = watchVirtually({ plan, holders, accepts: () => true, until: 1000 });
    const problem = {
      message: 'not ready after 500 ms, still waiting for port 8080',
      hint: 'Port 8080 is held by node web.js (pid 7, folder /srv/web).',
    };
    expect(events).toEqual([{ kind: 'not-ready', problem, at: 500 }]);
  });

  it('is reported with the ports that it has opened instead', () => {
    const open = [
      { port: 9091, from: 1 },
      { port: 9090, from: 2 },
      { port: 9090, from: 3, address: '::1' },
    ];
    const [event] = watchVirtually({ plan, open, until: 1000 }).events;
    expect(event).toMatchObject({ problem: { hint: expect.stringContaining('listens on 9090, 9091:') } });
  });

  it.each(['127.0.0.1', '::1'])('is ready when %s answers where its ports cannot all be seen', (address) => {
    const accepts = (host: string, now: number) => host === address && now >= 50;
    const { events } = watchVirtually({ plan, sight: 'none', accepts });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 50 }]);
  });
});

describe('a program of which a URL is asked', () => {
  const plan = { url: '/healthz' };
  const open = [{ port: 8080, from: 100 }];
  const health = `${URL_8080}/healthz`;

  it('is ready when that answers on its port with a status below 400', () => {
    const answer = (_: string, now: number) => of(now < 300 ? 503 : 302);
    const { events, asked, completed } = watchVirtually({ plan, open, answer });
    expect(asked[0]).toEqual({ at: 100, url: health });
    expect(events).toEqual([
      { kind: 'ready', baseUrl: URL_8080, opensPort: true, at: expect.closeTo(300, -2) },
    ]);
    expect(completed).toBe(true);
  });

  it('is asked again at once where nobody answers, and after 50 ms where the answer was no', () => {
    const answer = (_: string, now: number) => of(now < 104 ? undefined : 503);
    const { asked } = watchVirtually({ plan, open, answer, until: 250 });
    expect(asked.map(({ at }) => at)).toEqual([100, 102, 104, 154, 204]);
  });

  it('is asked again when an answer takes more than 5 s', () => {
    const answer = (_: string, now: number) => (now < 200 ? NEVER : of(200));
    const { events, leftOver } = watchVirtually({ plan, open, answer });
    expect(events[0]).toMatchObject({ kind: 'ready', at: expect.closeTo(5100, -2) });
    expect(leftOver).toBe(0);
  });

  it('is asked on another port when the first one is closed again', () => {
    const moving = [
      { port: 9000, from: 50, until: 90 },
      { port: 8080, from: 100 },
    ];
    const answer = (url: string) => of(url === health ? 200 : 404);
    const { events } = watchVirtually({ plan, open: moving, answer });
    expect(events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080, at: 100 }]);
  });

  it('is asked on the first port, whatever is opened after it', () => {
    const more = [...open, { port: 7000, from: 200 }];
    const { asked } = watchVirtually({ plan, open: more, until: 300 });
    expect(new Set(asked.map(({ url }) => url))).toEqual(new Set([health]));
    const answer = (_: string, now: number) => of(now < 252 ? undefined : 200);
    expect(watchVirtually({ plan, open: more, answer }).events).toMatchObject([
      { baseUrl: URL_8080, at: 252 },
    ]);
  });

  it('is asked on the port of the plan', () => {
    const both = [{ port: 3000, from: 10 }, ...open];
    const { events, asked } = watchVirtually({
      plan: { ...plan, port: 8080 },
      open: both,
      answer: () => of(200),
    });
    expect(asked).toEqual([{ at: 100, url: health }]);
    expect(events).toMatchObject([{ kind: 'ready', baseUrl: URL_8080 }]);
  });

  it('is ready at the origin of an absolute URL, whatever port it opens', () => {
    const answer = (_: string, now: number) => of(now < 20 ? undefined : 204);
    const absolute = { url: 'https://api.local:8443/ready?x=1' };
    const { events, completed } = watchVirtually({ plan: absolute, answer });
    expect(events).toEqual([
      { kind: 'ready', baseUrl: 'https://api.local:8443', opensPort: 'unknown', at: 20 },
    ]);
    expect(completed).toBe(true);
  });

  it('is reported with what the URL answered', () => {
    const late = { ...plan, timeout: 1000 };
    const message = (answer?: () => Observable<number>) =>
      watchVirtually({ plan: late, open, ...(answer && { answer }), until: 1500 }).events[0];
    expect(message(() => of(503))).toMatchObject({
      problem: { message: `not ready after 1 s, still waiting for ${health}, which answers with status 503` },
    });
    expect(message()).toMatchObject({
      problem: { message: `not ready after 1 s, still waiting for ${health}` },
    });
  });
});

describe('a program that speaks TLS', () => {
  const open = [{ port: 8443, from: 4 }];
  const HTTPS = 'https://localhost:8443';

  it('is ready at a URL that says so, where that may be', () => {
    const { events } = watchVirtually({ open, tls: true, mayBeTls: true, helloMs: 3 });
    expect(events).toEqual([{ kind: 'ready', baseUrl: HTTPS, opensPort: true, at: 7 }]);
    const plain = watchVirtually({ open, mayBeTls: true });
    expect(plain.events).toMatchObject([{ baseUrl: 'http://localhost:8443', at: 4 }]);
  });

  it('is asked by HTTPS once it has refused HTTP', () => {
    const { events, asked } = watchVirtually({
      plan: { url: '/healthz' },
      open,
      tls: true,
      answer: (url) => timer(1).pipe(map(() => (url.startsWith('https:') ? 200 : 400))),
    });
    expect(asked.map(({ url }) => url)).toEqual(['http://localhost:8443/healthz', `${HTTPS}/healthz`]);
    expect(events).toMatchObject([{ kind: 'ready', baseUrl: HTTPS }]);
  });

  it('is asked less and less often where the URL of the plan is one of HTTP, which is then said', () => {
    const url = 'http://localhost:8443/';
    const { asked, events } = watchVirtually({
      plan: { url },
      open,
      tls: true,
      answer: () => of(400),
      until: 120_000,
    });
    const between = (from: number, to: number) => asked.filter(({ at }) => at >= from && at < to).length;
    expect(between(0, 1000)).toBeGreaterThan(10);
    expect(between(50_000, 60_000)).toBeLessThan(8);
    expect(between(60_000, 120_000)).toBeLessThan(25);
    expect(events[0]).toMatchObject({
      kind: 'not-ready',
      problem: { message: expect.stringContaining('has to begin with https:') as string },
    });
  });

  it('is asked by HTTP on where it only says 400', () => {
    const { asked } = watchVirtually({
      plan: { url: '/healthz' },
      open,
      answer: () => of(400),
      until: 1000,
    });
    expect(new Set(asked.map(({ url }) => url))).toEqual(new Set(['http://localhost:8443/healthz']));
  });
});

describe('a program of which a line is asked', () => {
  const plan = { log: /listening on :\d+/g };

  it('is ready at the line, at the port that is open by then', () => {
    const lines = [
      [10, 'starting'],
      [42, '\u001b[32mlistening\u001b[0m on :8080'],
    ] as const;
    const { events, completed } = watchVirtually({ plan, lines, open: [{ port: 8080, from: 41 }] });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: 42 }]);
    expect(completed).toBe(true);
  });

  it('tells its address later when it has no port yet', () => {
    const { events } = watchVirtually({
      plan,
      lines: [[42, 'listening on :8080']],
      open: [{ port: 8080, from: 500 }],
    });
    expect(events).toEqual([
      { kind: 'ready', opensPort: 'unknown', at: 42 },
      { kind: 'address', baseUrl: URL_8080, at: 500 },
    ]);
  });

  it('is reported when it says nothing of the kind', () => {
    const { events } = watchVirtually({ plan, lines: [[1, 'listening']], until: 70_000 });
    const message = 'not ready after 60 s, still waiting for a line that matches /listening on :\\d+/g';
    expect(events).toEqual([{ kind: 'not-ready', problem: { message }, at: 60_000 }]);
  });
});

describe('a program of which several things are asked', () => {
  const plan = { port: 8080, url: '/healthz', log: /go/, timeout: 1000 };

  it.each([
    { line: 700, port: 100, answer: 200, ready: 700 },
    { line: 100, port: 700, answer: 200, ready: 700 },
    { line: 100, port: 200, answer: 700, ready: 700 },
  ])('is ready once all of them hold: %j', ({ line, port, answer, ready }) => {
    const { events } = watchVirtually({
      plan,
      lines: [[line, 'go']],
      open: [{ port: 8080, from: port }],
      answer: (_, now) => of(now < answer ? undefined : 200),
    });
    expect(events).toEqual([{ kind: 'ready', baseUrl: URL_8080, opensPort: true, at: ready }]);
  });

  it('is reported with all that is still missing', () => {
    const message =
      'not ready after 1 s, still waiting for port 8080, and for a port to ask for /healthz, and for a line that matches /go/';
    expect(watchVirtually({ plan, until: 1500 }).events[0]).toMatchObject({ problem: { message } });
  });
});

describe('giving up the watching', () => {
  it('ends every probe', () => {
    const { events, leftOver, asked, quietAt } = watchVirtually({
      plan: { url: '/healthz', log: /never/ },
      open: [{ port: 8080, from: 10 }],
      answer: () => NEVER,
      until: 500,
    });
    expect(events).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(leftOver).toBe(0);
    expect(quietAt).toBe(500);
  });
});
