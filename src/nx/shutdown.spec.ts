import { EventEmitter } from 'node:events';
import { describeSystem } from '../process/system.ts';
import { listenForShutdown, type ShutdownRequest } from './shutdown.ts';

function listen(platform: NodeJS.Platform = 'linux') {
  const [process, output] = [new EventEmitter(), new EventEmitter()];
  const shutdown = listenForShutdown({ process, outputs: [output] }, describeSystem(platform));
  const requests: ShutdownRequest[] = [];
  shutdown.requests$.subscribe((request) => requests.push(request));
  const signal = (name: string) => process.emit(name, name);
  return { process, output, shutdown, requests, signal };
}

describe('listenForShutdown', () => {
  it.each([
    ['SIGINT', true],
    ['SIGTERM', false],
    ['SIGHUP', false],
  ])('asks for the end at %s, and tells whether the program has got it too', (name, alreadySignalled) => {
    const { signal, requests, shutdown } = listen();
    signal(name);
    expect(requests).toEqual([{ reason: name, alreadySignalled }]);
    expect(shutdown.hasten.aborted).toBe(false);
  });

  it.each([
    ['SIGINT', true],
    ['SIGBREAK', true],
    ['SIGHUP', true],
    ['SIGTERM', false],
  ])(
    'asks for the end at %s on Windows, where a console tells all of its processes',
    (name, alreadySignalled) => {
      const { signal, requests, shutdown } = listen('win32');
      signal(name);
      expect(requests).toEqual([{ reason: name, alreadySignalled }]);
      signal(name);
      expect(shutdown.hasten.aborted).toBe(alreadySignalled);
    },
  );

  it('asks for the end when Nx is gone', () => {
    const { process, requests } = listen();
    process.emit('disconnect');
    expect(requests).toEqual([{ reason: 'Nx has ended', alreadySignalled: false }]);
  });

  it('asks for the end when nobody reads the output any more', () => {
    const { output, requests } = listen();
    output.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(requests).toEqual([{ reason: 'the output was closed', alreadySignalled: false }]);
  });

  it('asks for the end when the caller does', () => {
    const { shutdown, requests } = listen();
    shutdown.request('the caller has ended the run');
    expect(requests).toEqual([{ reason: 'the caller has ended the run', alreadySignalled: false }]);
  });

  it('is hastened by a second SIGINT', () => {
    const { signal, shutdown } = listen();
    signal('SIGINT');
    expect(shutdown.hasten.aborted).toBe(false);
    signal('SIGINT');
    expect(shutdown.hasten.aborted).toBe(true);
  });

  it('is not hastened by what Nx sends at one Ctrl-C', () => {
    const { signal, shutdown, requests } = listen();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGTERM']) signal(name);
    expect(shutdown.hasten.aborted).toBe(false);
    expect(requests[0]).toEqual({ reason: 'SIGINT', alreadySignalled: true });
  });

  it('lets the first request decide, also for who listens later', () => {
    const { signal, shutdown } = listen();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGTERM']) signal(name);
    const late: ShutdownRequest[] = [];
    shutdown.requests$.subscribe((request) => late.push(request));
    expect(late[0]).toEqual({ reason: 'SIGINT', alreadySignalled: true });
  });

  it('takes its listeners away, but lets no late EPIPE through, however often it is done', () => {
    const [process, output] = [new EventEmitter(), new EventEmitter()];
    for (let runs = 0; runs < 20; runs++) listenForShutdown({ process, outputs: [output] }).dispose();
    expect(process.eventNames()).toEqual([]);
    expect(output.listenerCount('error')).toBe(1);
    expect(() => output.emit('error', new Error('write EPIPE'))).not.toThrow();
  });
});
