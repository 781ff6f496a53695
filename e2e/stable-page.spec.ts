import type { Browser, Page } from 'playwright-core';
import { makeProxyWorkspace, setStart } from './proxy/workspace.ts';
import { hasBrowser, openBrowser } from './rig/browser.ts';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';

const BROKEN = 'package main\n\nvar _ = nothing\n';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

describeInBrowser('a browser on the stable port', () => {
  let browser: Browser;
  let rig: Rig;
  let page: Page;
  let url: string;
  beforeAll(async () => {
    browser = await openBrowser();
    const port = await findFreePort();
    url = `http://localhost:${port}/`;
    rig = await openRig({ make: makeProxyWorkspace });
    rig.workspace.write('apps/app/broken.go', BROKEN);
    rig.execute({ envFile: '.env', proxy: { port } });
    page = await browser.newPage();
    page.setDefaultTimeout(Number(process.env['RIG_WAIT'] ?? 60_000));
  });
  afterAll(async () => {
    await browser.close();
    await rig.end();
  });

  it('sees why nothing runs, and then the program, without a hand', async () => {
    await rig.events.next('build-failed');
    const response = await page.goto(url);
    expect([response?.status(), response?.headers()['retry-after']]).toEqual([503, '1']);
    await page.getByRole('link', { name: 'apps/app/broken.go:3:9' }).waitFor();
    rig.workspace.remove('apps/app/broken.go');
    await page.getByText('1', { exact: true }).waitFor();
  });

  it('goes on with the last good build while the next one does not compile', async () => {
    rig.workspace.write('apps/app/broken.go', BROKEN);
    await rig.events.next('build-failed');
    await page.reload();
    expect(await page.locator('body').textContent()).toBe('1');
    rig.workspace.remove('apps/app/broken.go');
    await rig.events.next('unchanged');
  });

  it('sees what a program said last that has ended', async () => {
    setStart(rig.workspace, '2', 'BROKEN=1\n');
    await rig.events.next('exited');
    await page.reload();
    await page.getByText('no database').waitFor();
    setStart(rig.workspace, '3');
    await page.getByText('3', { exact: true }).waitFor();
  });

  it('has the page of cycles there as well', async () => {
    const told = rig.events.all.find(({ type }) => type === 'pages');
    expect(told).toMatchObject({ url: `${url}__go-run/` });
    await page.goto(`${url}__go-run/`);
    await page.getByRole('button', { name: 'Restart' }).click();
    await rig.events.next('asked');
    const { pid } = await rig.events.next('ready');
    await page.getByText(`pid ${pid}`).waitFor();
  });

  it('gets the facts as JSON where it asks for them', async () => {
    setStart(rig.workspace, '4', 'BROKEN=1\n');
    await rig.events.next('exited');
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reason: 'exited', lines: ['no database'] });
  });
});
