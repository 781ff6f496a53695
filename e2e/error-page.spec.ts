import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { asyncScheduler } from 'rxjs';
import { createPages } from '../src/ui/pages/create-pages.ts';
import { servingProcess } from '../src/state/run-state.ts';
import { createPageModel, type PageModel } from '../src/ui/pages/page-model.ts';
import type { RunEvent } from '../src/events/run-event.ts';
import { hasBrowser, openBrowser } from './rig/browser.ts';
import { buildFailed } from '../src/testing/build-failed.ts';

const broken = (message: string) =>
  buildFailed({
    diagnostics: [{ file: '/w/app/main.go', line: 3, column: 9, message, source: 'var x = <b>nothing</b>' }],
    stillRunning: false,
  });
const started: RunEvent = { type: 'started', cycle: 3, pid: 7, name: 'app', args: [] };
const ready: RunEvent = { type: 'ready', cycle: 3, pid: 7, durations: {} };

const describeInBrowser = hasBrowser() ? describe : describe.skip;

describeInBrowser('the error page, in the place of a program', () => {
  let browser: Browser;
  let page: Page;
  let server: Server;
  let model: PageModel;
  let url: string;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    model = createPageModel(Date.now(), (path) => path.slice(3));
    const pages = createPages({
      model,
      style: { project: 'app', show: (path) => path.slice(3), editor: 'vscode://file{file}:{line}:{column}' },
      readMemory: () => undefined,
      scheduler: asyncScheduler,
      readAsset: (name) => readFileSync(new URL(`../src/ui/browser/${name}`, import.meta.url)),
      ask: () => undefined,
    });
    server = createServer((request, response) => {
      if (pages.handle(request, response)) return;
      if (servingProcess(model.state)) response.end(`the program answers ${request.url}`);
      else pages.showError(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://localhost:${(server.address() as AddressInfo).port}/users?page=2`;
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('shows what is wrong, follows the next error, and goes once the program is ready', async () => {
    model.addEvent(broken('undefined: first'), Date.now());
    const response = await page.goto(url);
    expect(response?.status()).toBe(503);
    await page.getByText('undefined: first').waitFor();
    await page.getByText('var x = <b>nothing</b>').waitFor();
    model.addEvent(broken('undefined: second'), Date.now());
    await page.getByText('undefined: second').waitFor();
    model.addEvent(started, Date.now());
    model.addEvent(ready, Date.now());
    await page.getByText('the program answers /users?page=2').waitFor();
  });

  it('comes by itself from “is being built” to the error', async () => {
    model.addEvent({ type: 'building', cycle: 1 }, Date.now());
    await page.goto(url);
    await page.getByRole('heading', { name: 'app is being built' }).waitFor();
    model.addEvent(broken('undefined: x'), Date.now());
    await page.getByRole('heading', { name: 'app does not compile' }).waitFor();
  });

  it('asks again and again where there is no stream', async () => {
    model.addEvent(broken('undefined: x'), Date.now());
    await page.route('**/__go-run/events', (route) => route.fulfill({ status: 500 }));
    await page.goto(url);
    await page.getByText('undefined: x').waitFor();
    model.addEvent(started, Date.now());
    model.addEvent(ready, Date.now());
    await page.getByText('the program answers').waitFor();
  });

  it('is told wholly without scripts', async () => {
    model.addEvent(broken('undefined: x'), Date.now());
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(url);
    await plain.getByText('undefined: x').waitFor();
    await context.close();
  });

  it('leads the keyboard from place to place, and fits a phone, in the dark', async () => {
    model.addEvent(broken(`undefined: ${'x'.repeat(300)}`), Date.now());
    const phone = await browser.newContext({ viewport: { width: 360, height: 640 }, colorScheme: 'dark' });
    const small = await phone.newPage();
    await small.goto(url);
    await small.keyboard.press('Tab');
    expect(await small.evaluate('document.activeElement.href')).toBe('vscode://file/w/app/main.go:3:9');
    // Another place has the error by now: the link that it still has keeps the keyboard.
    model.addEvent(broken('undefined: other'), Date.now());
    await small.getByText('undefined: other').waitFor();
    expect(await small.evaluate('document.activeElement.href')).toBe('vscode://file/w/app/main.go:3:9');
    expect(await small.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await small.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(20, 23, 27)',
    );
    await phone.close();
  });
});
