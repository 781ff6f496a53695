import { firstValueFrom, NEVER, timeout } from 'rxjs';
import { type Child, startChild } from '../process/child.ts';
import { describeHolder, findHolder } from './describe-holder.ts';
import { watchReadiness } from './readiness.ts';
import { systemReadinessDeps } from './system-ports.ts';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a real server', () => {
  let child: Child;
  afterEach(async () => {
    child.kill('SIGKILL');
    await child.ended;
  });

  function serve(listen: string): Child {
    const script = `require('http').createServer((q, r) => r.writeHead(q.url === '/healthz' ? 204 : 404).end()).listen(${listen})`;
    const env = { PATH: process.env['PATH'] ?? '' };
    return startChild({ file: process.execPath, args: ['-e', script], cwd: '/', env, output: 'inherit' });
  }

  const ready = (url?: string) => {
    const plan = { timeout: 8000, ...(url !== undefined && { url }) };
    const request = { pid: child.pid ?? 0, plan, opensPort: true, lines$: NEVER };
    return firstValueFrom(watchReadiness(request, systemReadinessDeps).pipe(timeout(9000)));
  };

  it.each(['0', "0, '127.0.0.1'", "0, '::1'"])(
    'is found at the port of listen(%s), and its holder known',
    async (listen) => {
      child = serve(listen);
      const event = await ready('/healthz');
      expect(event).toMatchObject({
        kind: 'ready',
        opensPort: true,
        baseUrl: expect.stringMatching(/localhost:\d+$/),
      });
      const { port } = new URL((event as { baseUrl: string }).baseUrl);
      const holder = findHolder(Number(port));
      expect(holder).toMatchObject({ pid: child.pid, cwd: '/' });
      expect(describeHolder(holder ?? {})).toContain(`(pid ${child.pid}, folder /)`);
      child.kill('SIGKILL');
      await child.ended;
      expect(findHolder(Number(port))).toBeUndefined();
    },
  );
});
