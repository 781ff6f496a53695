import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { GoRunPluginOptions } from '../src/vite/index.ts';
import { hasBrowser, openBrowser } from './rig/browser.ts';
import { REPOSITORY } from './rig/link-modules.ts';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';
import { startTask, type Task } from './rig/task.ts';
import { testEnvironment } from './rig/environment.ts';
import { createWaiting } from './rig/waiting.ts';

/** The folder of another Vite than the repository's: RIG_VITE. */
const VITE = process.env['RIG_VITE'] ?? join(REPOSITORY, 'node_modules/vite');
const BROKEN = 'package main\n\nvar _ = nothing\n';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

describeInBrowser.each<NonNullable<GoRunPluginOptions['onSwap']>>(['reload', 'event'])(
  'Vite’s server, onSwap: %s',
  (onSwap) => {
    let browser: Browser;
    let rig: Rig;
    let page: Page;
    let vite: Task;
    let api: Task;
    let run: Run;
    let url: string;
    let apiPort: number;
    const waiting = createWaiting(() => vite.output);

    const startApi = async () => {
      // Without one, a slow machine’s program is ready before it has an address.
      api = rig.execute({ hotBuild: false, port: apiPort });
      run = await rig.nextRun();
      await run.listen(apiPort);
      await rig.events.next('ready');
    };
    beforeAll(async () => {
      browser = await openBrowser();
      rig = await openRig();
      const { workspace } = rig;
      const options = JSON.stringify({ project: 'app', onSwap });
      workspace.write(
        'apps/web/vite.config.mts',
        `import { goRun } from 'nx-go-run/vite';\nexport default { plugins: [goRun(${options})] };\n`,
      );
      workspace.write(
        'apps/web/index.html',
        '<p id="loads"></p><p id="swap"></p><script type="module" src="/main.js"></script>',
      );
      workspace.write(
        'apps/web/main.js',
        `const loads = Number(sessionStorage.loads ?? 0) + 1;
sessionStorage.loads = loads;
document.querySelector('#loads').textContent = 'load ' + loads;
import.meta.hot.on('nx-go-run:swap', ({ pid }) => (document.querySelector('#swap').textContent = 'swap ' + pid));
`,
      );
      const port = await findFreePort();
      apiPort = await findFreePort();
      url = `http://localhost:${port}/`;
      vite = startTask(
        {
          file: process.execPath,
          args: [join(VITE, 'bin/vite.js'), '--port', String(port), '--host', 'localhost', '--strictPort'],
          cwd: workspace.path('apps/web'),
          env: testEnvironment({}),
        },
        waiting,
      );
      await vite.printed(url);
      page = await browser.newPage();
      page.setDefaultTimeout(Number(process.env['RIG_WAIT'] ?? 60_000));
    });
    afterAll(async () => {
      vite.signal('SIGTERM');
      await vite.ended();
      await browser.close();
      await rig.end();
    });

    const overlay = () => page.locator('vite-error-overlay');
    const loads = async () => Number((await page.locator('#loads').textContent())?.replace('load ', ''));
    const version = async () => (await fetch(new URL('api', url))).text();

    it('says that the API is not there, and finds it once it is', async () => {
      expect((await fetch(new URL('api', url))).status).toBe(503);
      await page.goto(url);
      await page.getByText('load 1').waitFor();
      await startApi();
      await vite.printed('app is ready at http://localhost:');
      expect(await version()).toBe(run.hello.version);
    });

    it('tells the page of a new program', async () => {
      const before = await loads();
      rig.workspace.setVersion('second');
      run = await rig.nextRun();
      await run.listen(apiPort);
      if (onSwap === 'reload') await page.getByText(`load ${before + 1}`).waitFor();
      else await page.getByText(`swap ${run.hello.pid}`).waitFor();
      expect(await version()).toBe('second');
      expect(await loads()).toBe(onSwap === 'reload' ? before + 1 : before);
    });

    it('shows a compile error in Vite’s overlay, also to a page that comes later, until it is mended', async () => {
      const before = await loads();
      rig.workspace.write('apps/app/broken.go', BROKEN);
      await overlay().getByText('undefined: nothing').waitFor();
      await overlay().getByText('var _ = nothing').waitFor();
      await overlay().getByText('broken.go:3:9').first().waitFor();
      await vite.printed('apps/app/broken.go:3:9  app does not compile: undefined: nothing');
      const later = await browser.newPage();
      await later.goto(url);
      await later.locator('vite-error-overlay').getByText('undefined: nothing').waitFor();
      rig.workspace.remove('apps/app/broken.go');
      await overlay().waitFor({ state: 'detached' });
      await later.locator('vite-error-overlay').waitFor({ state: 'detached' });
      await vite.printed('app is mended');
      if (onSwap === 'event') expect(await loads()).toBe(before);
    });

    it('shows a crash, until a new program is ready', async () => {
      await run.exit(3);
      await overlay().getByText('app ended with code 3').waitFor();
      rig.workspace.setVersion('third');
      run = await rig.nextRun();
      await run.listen(apiPort);
      await overlay().waitFor({ state: 'detached' });
      expect(await version()).toBe('third');
    });

    it('finds the next executor', async () => {
      const { pid } = run.hello;
      api.signal('SIGTERM');
      await api.ended();
      await vite.printed('app:serve has ended; waiting for it');
      rig.events.skipAhead();
      await startApi();
      expect(run.hello.pid).not.toBe(pid);
      await waiting.until(
        'the answer of the new executor’s program',
        () => vite.output.split('app is ready at').length > 4 || undefined,
      );
      if (onSwap === 'event') await page.getByText(`swap ${run.hello.pid}`).waitFor();
      expect(await version()).toBe('third');
    });
  },
);
