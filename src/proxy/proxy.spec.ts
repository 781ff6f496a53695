import type { Socket } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProxy } from './proxy.ts';
import { openProxyRig, type ProxyRig } from './testing/proxy-rig.ts';
import { buildFailed } from '../testing/build-failed.ts';

const never = new AbortController().signal;
const aborted = AbortSignal.abort();

describe(createProxy.name, () => {
  let rig: ProxyRig;
  afterEach(() => rig.close());
  const raw = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
  const get = (path: string) => raw(`GET ${path} HTTP/1.1`, 'Host: x');
  const echo = (request: IncomingMessage, response: ServerResponse) => void request.pipe(response);
  /** A program that notes what it gets, and answers with these bytes. */
  const acceptRaw = async (answer: string) => {
    const got = { text: '' };
    await rig.accept((socket) => {
      socket.on('error', () => undefined);
      socket.setEncoding('latin1').on('data', (text: string) => {
        got.text += text;
        if (got.text.endsWith('\r\n\r\n')) socket.end(answer, 'latin1');
      });
    });
    return got;
  };

  /** A server that answers by the body, of three bytes, once nothing more comes; one of Go does so with its context cancelled. */
  const acceptAsGo = () =>
    rig.accept((socket) => {
      let got = '';
      socket.on('data', (bytes: Buffer) => (got += bytes.toString()));
      socket.on('end', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${got.slice(-3)}`));
    });

  it('leaves the names, order, case, number and bytes of headers as they are, both ways', async () => {
    rig = await openProxyRig();
    const got = await acceptRaw(
      'HTTP/1.1 299 Fine\r\nx-a: caf\xe9\r\nX-Dup: 1\r\nx-dup: 2\r\ncontent-LENGTH: 2\r\n\r\nok',
    );
    const client = rig.dial();
    const headers = [
      'hOST: some.where',
      'X-One: caf\xe9',
      'x-one: 2',
      'Connection: X-Gone, close',
      'X-Gone: 1',
    ];
    client.socket.write(
      raw('GET /a%20b?c=d HTTP/1.1', ...headers, 'Keep-Alive: 5', 'TE: trailers'),
      'latin1',
    );
    await client.closed;
    expect(got.text).toBe(
      raw(
        'GET /a%20b?c=d HTTP/1.1',
        'hOST: some.where',
        'X-One: caf\xe9',
        'x-one: 2',
        'Connection: keep-alive',
      ),
    );
    expect(client.received).toBe(
      raw(
        'HTTP/1.1 299 Fine',
        'x-a: caf\xe9',
        'X-Dup: 1',
        'x-dup: 2',
        'content-LENGTH: 2',
        'Connection: close',
      ) + 'ok',
    );
  });

  it('streams a body both ways while it is being sent', async () => {
    rig = await openProxyRig();
    await rig.serve(echo);
    const client = rig.dial();
    client.socket.write(raw('POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked') + '3\r\none\r\n');
    await client.until('one');
    client.socket.write('3\r\ntwo\r\n0\r\n\r\n');
    await client.until('two\r\n0\r\n\r\n');
  });

  it('sends the head of an answer before there is a body', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => void response.flushHeaders());
    const client = rig.dial();
    client.socket.write(get('/'));
    await client.until('200 OK');
  });

  it('lets the program decide whether a body may come', async () => {
    rig = await openProxyRig();
    const program = await rig.serve((_, response) => void response.writeHead(500).end());
    program.on('checkContinue', (request, response) => {
      if (request.url === '/no') return void response.writeHead(417).end();
      response.writeContinue();
      echo(request, response);
    });
    const head = ['Host: x', 'Content-Length: 3', 'Expect: 100-continue'];
    const client = rig.dial();
    client.socket.write(raw('POST /yes HTTP/1.1', ...head));
    await client.until('100 Continue\r\n\r\n');
    client.socket.write('one');
    await client.until(/200 OK[^]*one/);
    const other = rig.dial();
    other.socket.write(raw('POST /no HTTP/1.1', ...head));
    expect(await other.until('417')).not.toContain('100 Continue');
  });

  it('passes early hints and trailers on', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write('body');
      response.addTrailers({ 'X-Sum': '7' });
      response.end();
    });
    const client = rig.dial();
    client.socket.write(get('/'));
    expect(await client.until('X-Sum: 7\r\n')).toMatch(/^HTTP\/1.1 103 Early Hints\r\nLink: <\/a.css>/i);
  });

  it('passes on that an answer was broken off', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('half', () => response.destroy());
    });
    await expect(fetch(rig.url).then((answer) => answer.text())).rejects.toThrow();
  });

  it('passes on a 502 of the program as it is, and says so itself where the program does not answer', async () => {
    rig = await openProxyRig();
    await rig.serve((request, response) => {
      if (request.url === '/die') return void request.socket.destroy();
      response.writeHead(502).end('mine');
    });
    expect(await (await fetch(rig.url)).text()).toBe('mine');
    const died = await fetch(`${rig.url}/die`, {
      method: 'POST',
      body: 'x',
      headers: { Accept: 'application/json' },
    });
    expect(died.status).toBe(502);
    expect(await died.json()).toMatchObject({ reason: 'no-answer' });
  });

  it('asks again where a kept connection was closed meanwhile, if nothing was changed by it', async () => {
    rig = await openProxyRig();
    let connections = 0;
    const seen: string[] = [];
    await rig.accept((socket) => {
      const mine = ++connections;
      socket.on('error', () => undefined);
      socket.on('data', (bytes: Buffer) => {
        seen.push(`${mine} ${bytes.toString().split(' ')[0]}`);
        if (mine === 1 && seen.length > 1) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    await (await fetch(rig.url)).text();
    expect(await (await fetch(rig.url)).text()).toBe('ok');
    expect(seen).toEqual(['1 GET', '1 GET', '2 GET']);
  });

  it('asks no second time with a body in chunks, of which the program may have read a part', async () => {
    rig = await openProxyRig();
    const seen: string[] = [];
    await rig.accept((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes: Buffer) => {
        const [line = ''] = bytes.toString().split('\r\n');
        if (line.startsWith('GET')) seen.push(line);
        if (line.startsWith('GET /body')) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    await (await fetch(rig.url)).text();
    const client = rig.dial();
    client.socket.write(
      `${raw('GET /body HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked')}1\r\na\r\n0\r\n\r\n`,
    );
    await client.until('502 Bad Gateway');
    expect(seen).toEqual(['GET / HTTP/1.1', 'GET /body HTTP/1.1']);
  });

  it.each<[string, (one: ProxyRig) => unknown]>([
    ['has to be stopped', (one) => one.proxy.programProxy.drain(1, never)],
    ['has ended', (one) => one.proxy.follow({ type: 'exited', pid: 1, exit: { kind: 'code', code: 2 } })],
  ])('keeps no connection to a program that %s', async (_, end) => {
    rig = await openProxyRig();
    const closed = Promise.withResolvers<void>();
    const program = await rig.serve((_request, response) => void response.end('ok'));
    program.on('connection', (socket) => socket.once('close', () => closed.resolve()));
    // The test’s own answer is no reason to close it.
    program.keepAliveTimeout = 0;
    await (await fetch(rig.url)).text();
    void end(rig);
    await closed.promise;
  });

  it('holds what comes before a program is ready, and tells it nothing of the wait', async () => {
    rig = await openProxyRig();
    const answers = [fetch(rig.url), fetch(rig.url, { method: 'POST', body: 'a body' })];
    await rig.serve(echo);
    const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
    expect(texts).toEqual(['', 'a body']);
  });

  it('lets requests end in the program that is to be stopped, and gives new ones to the next', async () => {
    rig = await openProxyRig();
    let answer: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      void rig
        .serve((_, response) => {
          answer = () => response.end('old');
          resolve();
        })
        .then(() => undefined);
    });
    const first = fetch(rig.url);
    await isAsked;
    let isDrained = false;
    const drained = rig.proxy.programProxy.drain(1, never).then(() => (isDrained = true));
    const second = fetch(rig.url);
    await rig.serve((_, response) => void response.end('new'));
    expect(await (await second).text()).toBe('new');
    expect(isDrained).toBe(false);
    answer();
    expect(await (await first).text()).toBe('old');
    await drained;
  });

  it('waits for requests no longer than it is told to', async () => {
    rig = await openProxyRig();
    const isAsked = Promise.withResolvers<void>();
    await rig.serve(() => isAsked.resolve());
    const answer = fetch(rig.url).catch(() => 'failed');
    await isAsked.promise;
    await rig.proxy.programProxy.drain(1, aborted);
    await rig.close();
    expect(await answer).toBe('failed');
    rig = await openProxyRig();
  });

  it('ends a stream of events when its program is to be stopped', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const answer = await fetch(rig.url);
    await rig.proxy.programProxy.drain(1, never);
    expect(await answer.text()).toBe('data: 1\n\n');
  });

  it('ends a stream of events that begins only when its program is to be stopped', async () => {
    rig = await openProxyRig();
    const asked = Promise.withResolvers<ServerResponse>();
    await rig.serve((_, response) => asked.resolve(response));
    const answer = fetch(rig.url);
    const response = await asked.promise;
    const drained = rig.proxy.programProxy.drain(1, never);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    expect((await answer).status).toBe(200);
    await drained;
  });

  it('answers at once with the reason where no program is to be expected', async () => {
    rig = await openProxyRig();
    const held = fetch(rig.url, { headers: { Accept: 'application/json' } });
    const diagnostic = { file: '/w/main.go', line: 3, column: 5, message: 'undefined: x', source: '\tx' };
    rig.proxy.follow(buildFailed({ diagnostics: [diagnostic], stillRunning: false }));
    const answer = await held;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect(await answer.json()).toMatchObject({ reason: 'build-failed', diagnostics: [diagnostic] });
    const text = await (await fetch(rig.url)).text();
    expect(text).toContain('/w/main.go:3:5: undefined: x');
  });

  it('answers what can’t be passed on, and goes on with all else', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => void response.end('well'));
    const odd = ['/\x01', '/\x7f', '/\xff', '/a b', '*', 'http://x/y', '//', '/\t'];
    for (const path of odd) {
      for (const value of ['\x01', '\x7f', '\xff', '']) {
        const client = rig.dial();
        client.socket.write(
          raw(`GET ${path} HTTP/1.1`, 'Host: x', `A: ${value}`, 'Connection: close'),
          'latin1',
        );
        await client.closed;
        expect(client.received).toMatch(/^HTTP\/1.1 (200|400|502) /);
      }
    }
    expect(await (await fetch(rig.url)).text()).toBe('well');
  });

  it('answers a client that has no more to say, and lets the program know of that', async () => {
    rig = await openProxyRig();
    await acceptAsGo();
    const post = rig.dial();
    post.socket.end(raw('POST / HTTP/1.1', 'Host: x', 'Content-Length: 3') + 'abc');
    await post.closed;
    expect(post.received).toMatch(/^HTTP\/1.1 200 OK[^]*abc$/);
  });

  it('answers a client that had no more to say when no program was there yet', async () => {
    rig = await openProxyRig();
    const post = rig.dial();
    post.socket.end(raw('POST / HTTP/1.1', 'Host: x', 'Content-Length: 3') + 'abc');
    await new Promise((resolve) => post.socket.once('finish', resolve));
    await acceptAsGo();
    await post.closed;
    expect(post.received).toMatch(/^HTTP\/1.1 200 OK[^]*abc$/);
  });

  it('gives a request of HTTP/1.0 without a host an empty one', async () => {
    rig = await openProxyRig();
    const got = await acceptRaw('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const client = rig.dial();
    client.socket.write(raw('GET / HTTP/1.0', 'A: b'));
    await client.closed;
    expect(got.text).toMatch(/^GET \/ HTTP\/1.1\r\nHost: ?\r\nA: b\r\n/);
    expect(client.received).toContain('200 OK');
  });

  it('lets the program say what is wrong with a request without a host', async () => {
    rig = await openProxyRig();
    await rig.serve(() => undefined);
    const client = rig.dial();
    client.socket.write(raw('GET / HTTP/1.1', 'Connection: close'));
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    const got = await acceptRaw('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const other = rig.dial();
    other.socket.write(raw('GET / HTTP/1.1', 'Connection: close'));
    await other.closed;
    expect(got.text).not.toMatch(/host/i);
    expect(other.received).toContain('200 OK');
  });

  it('asks one after the other what a client has asked at once', async () => {
    rig = await openProxyRig();
    const asked: string[] = [];
    const first = Promise.withResolvers<() => void>();
    await rig.serve(({ url }, response) => {
      asked.push(String(url));
      if (url === '/1') first.resolve(() => response.end('one'));
      else response.end('two');
    });
    const client = rig.dial();
    client.socket.write(get('/1') + get('/2'));
    const answer = await first.promise;
    // Another request that is answered meanwhile shows that the second one had its time.
    await (await fetch(`${rig.url}/3`)).text();
    expect(asked).toEqual(['/1', '/3']);
    answer();
    await client.until(/one[^]*two/);
  });

  it('joins a connection with the program that begins with what Node does not take, and holds it', async () => {
    rig = await openProxyRig();
    const client = rig.dial();
    client.socket.write(raw('FOO /grün HTTP/1.1', 'Host: x'));
    await rig.accept((socket) => {
      socket.on('data', (bytes: Buffer) => socket.end(`got ${bytes.toString().split('\r\n')[0]}`));
    });
    await client.closed;
    expect(Buffer.from(client.received, 'latin1').toString()).toBe('got FOO /grün HTTP/1.1');
  });

  it('says to such a connection, too, why there is no program; one of TLS is broken off', async () => {
    rig = await openProxyRig();
    rig.proxy.follow(buildFailed({ stillRunning: false }));
    const client = rig.dial();
    client.socket.write(raw('FOO / HTTP/1.1', 'Host: x'));
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1.1 503 [^]*go build has failed/);
    const tls = rig.dial();
    tls.socket.write(Buffer.from([0x16, 3, 1, 0, 5]));
    await tls.closed;
    expect(tls.received).toBe('');
  });

  it('gives our own pages what is theirs, and the program all else, also where they pass it on', async () => {
    rig = await openProxyRig(
      {},
      {
        handle(request, response) {
          if (request.url === '/__go-run/none') return false;
          response.end('a page');
          return true;
        },
        showError: () => undefined,
      },
    );
    await rig.serve((_, response) => void response.end('the program'));
    const ask = async (path: string) => (await fetch(rig.url + path)).text();
    expect([await ask('/__go-run/'), await ask('/__go-run/none'), await ask('/')]).toEqual([
      'a page',
      'the program',
      'the program',
    ]);
  });

  it('says what is wrong with a page of ours, and goes on', async () => {
    const show = () => {
      throw new Error('a broken page');
    };
    rig = await openProxyRig({}, { handle: show, showError: show });
    rig.proxy.follow(buildFailed({ stillRunning: false }));
    for (const path of ['/__go-run/', '/']) {
      const answer = await fetch(rig.url + path, { headers: { Accept: 'text/html' } });
      expect([answer.status, await answer.text()]).toEqual([500, 'a broken page\n']);
    }
  });

  it.each([
    ['POST', {}],
    ['GET', { 'Content-Length': '1' }],
    ['DELETE', {}],
  ])(
    'does not send %s with %j again where a kept connection was closed meanwhile',
    async (method, headers) => {
      rig = await openProxyRig();
      const seen: string[] = [];
      await rig.accept((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (bytes: Buffer) => {
          const [line = ''] = bytes.toString().split(' ');
          if (line.length > 1) seen.push(line);
          if (seen.length > 1) socket.destroy();
          else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
      });
      await (await fetch(rig.url)).text();
      const client = rig.dial();
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      client.socket.write(raw(`${method} / HTTP/1.1`, 'Host: x', ...lines));
      if (lines.length > 0) client.socket.write('x');
      await client.until('502 Bad Gateway');
      expect(seen).toEqual(['GET', method]);
    },
  );

  it('tells of a body only where there may be one', async () => {
    rig = await openProxyRig();
    await rig.serve(({ headers }, response) => {
      response.end(String(headers['content-length'] ?? headers['transfer-encoding']));
    });
    const ask = async (method: string, body?: string) =>
      (await fetch(rig.url, { method, ...(body === undefined ? {} : { body }) })).text();
    expect([await ask('GET'), await ask('DELETE'), await ask('OPTIONS')]).toEqual(Array(3).fill('undefined'));
    expect([await ask('POST'), await ask('PUT', 'ab')]).toEqual(['0', '2']);
    const client = rig.dial();
    client.socket.write(raw('POST / HTTP/1.1', 'Host: x', 'Connection: close'));
    await client.closed;
    expect(client.received).toMatch(/0$/);
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('passes an answer to %s by %d on, which has no body', async (method, status) => {
    rig = await openProxyRig();
    await rig.serve((_, response) => void response.writeHead(status, { 'X-A': 'b' }).end());
    const client = rig.dial();
    client.socket.write(raw(`${method} / HTTP/1.1`, 'Host: x', 'Connection: close'));
    await client.closed;
    expect(client.received).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\r\n\r\n$`));
    expect(client.received).not.toContain('chunked');
  });

  it('sends no date of its own, and no trailers to a client that knows none', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => {
      response.sendDate = false;
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write('body');
      response.addTrailers({ 'X-Sum': '7' });
      response.end();
    });
    const client = rig.dial();
    client.socket.write(raw('GET / HTTP/1.0', 'Host: x'));
    await client.closed;
    expect(client.received).toMatch(/\r\n\r\nbody$/);
    expect(client.received).not.toMatch(/^(date|trailer|transfer-encoding):/im);
  });

  it('drops the request to the program of a client that is gone', async () => {
    rig = await openProxyRig();
    const asked = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<void>();
    await rig.serve((_, response) => {
      response.once('close', () => dropped.resolve());
      asked.resolve();
    });
    const client = rig.dial();
    client.socket.write(get('/'));
    await asked.promise;
    client.socket.destroy();
    await dropped.promise;
    await rig.proxy.programProxy.drain(1, never);
  });

  it('joins WebSockets, and closes them by 1012 after the message that is on its way', async () => {
    rig = await openProxyRig();
    let program: Socket | undefined;
    const server = await rig.serve(() => undefined);
    server.on('upgrade', (_, socket) => {
      program = socket as Socket;
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      // Half of a frame with four bytes.
      socket.write(Buffer.from([0x82, 4, 65, 66]));
    });
    const client = rig.dial();
    client.socket.write(raw('GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'));
    await client.until('AB');
    const drained = rig.proxy.programProxy.drain(1, never);
    program?.write(Buffer.from([67]));
    await client.until('ABC');
    program?.write(Buffer.from([68, 0x81, 1, 69]));
    await client.until('ABCD\x88\x02\x03\xf4');
    // The client's answer reaches the program, which ends the connection.
    program?.once('data', () => program?.end());
    client.socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
    await drained;
    await client.closed;
    expect(client.received.endsWith('ABCD\x88\x02\x03\xf4')).toBe(true);
  });

  it('passes on that the program refuses a WebSocket, and refuses it where there is none', async () => {
    rig = await openProxyRig();
    await rig.serve((_, response) => void response.writeHead(404, { 'X-A': 'b' }).end('no'));
    const handshake = raw('GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket');
    const client = rig.dial();
    client.socket.write(handshake);
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1.1 404 Not Found\r\nX-A: b[^]*no$/);
    rig.proxy.follow({ type: 'exited', pid: 1, exit: { kind: 'code', code: 2 } });
    const other = rig.dial();
    other.socket.write(handshake);
    await other.closed;
    expect(other.received).toMatch(
      /^HTTP\/1.1 503 Service Unavailable\r\n[^]*the program ended with code 2\n$/,
    );
  });

  it('goes on where the client of a held handshake breaks off', async () => {
    rig = await openProxyRig();
    const client = rig.dial();
    client.socket.write(raw('GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'));
    await new Promise((resolve) => client.socket.once('connect', resolve));
    client.socket.resetAndDestroy();
    await client.closed;
    const answer = fetch(rig.url);
    await rig.serve((_, response) => void response.end('ok'));
    expect(await (await answer).text()).toBe('ok');
  });

  it('speaks no other protocol that is asked for, and answers in its own', async () => {
    rig = await openProxyRig();
    await rig.serve((request, response) => void response.end(String(request.headers.upgrade)));
    const client = rig.dial();
    client.socket.write(
      raw('GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c'),
    );
    await client.until('undefined');
  });

  it('joins whole connections in mode tcp, and holds them unread', async () => {
    rig = await openProxyRig({ mode: 'tcp' });
    const client = rig.dial();
    client.socket.write('\x00early');
    await rig.accept((socket) => void socket.pipe(socket));
    await client.until('\x00early');
    client.socket.end('last');
    await client.closed;
    expect(client.received).toBe('\x00earlylast');
  });

  it('waits in mode tcp for connections on which something moves alone', async () => {
    rig = await openProxyRig({ mode: 'tcp' });
    await rig.accept((socket) => void socket.pipe(socket));
    const idle = rig.dial();
    idle.socket.write('x');
    await idle.until('x');
    await rig.proxy.programProxy.drain(1, never);
    expect(idle.socket.destroyed).toBe(false);
  });

  it('breaks connections off in mode tcp where no program is to be expected', async () => {
    rig = await openProxyRig({ mode: 'tcp' });
    const client = rig.dial();
    rig.proxy.follow({ type: 'started', cycle: 1, pid: 1, name: 'app', args: [] });
    rig.proxy.follow({ type: 'exited', pid: 1, exit: { kind: 'code', code: 2 } });
    await client.closed;
    expect(client.received).toBe('');
  });
});
