import type { Browser, Page } from 'playwright-core';
import { hasBrowser, openBrowser } from './rig/browser.ts';
import { findFreePort } from './rig/ports.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Run } from './rig/run.ts';

const describeInBrowser = hasBrowser() ? describe : describe.skip;

describeInBrowser('the pages of a run', () => {
  let browser: Browser;
  let rig: Rig;
  let page: Page;
  let run: Run;
  let url: string;

  beforeAll(async () => {
    browser = await openBrowser();
    rig = await openRig();
    // With it, a mended file may be linked by another linker: a restart that is not this test's.
    rig.execute({ pages: { port: await findFreePort() }, hotBuild: false, test: true });
    url = (await rig.events.next('pages')).url;
    page = await browser.newPage();
    page.setDefaultTimeout(Number(process.env['RIG_WAIT'] ?? 60_000));
    run = await rig.nextRun();
    await run.listen();
    await rig.events.next('ready');
  });
  afterAll(async () => {
    await browser.close();
    await rig.end();
  });

  const post = (path: string, headers: Record<string, string>) =>
    fetch(new URL(path, url), { method: 'POST', headers });

  it('show what runs, with its log in colours', async () => {
    await page.goto(url);
    await page.getByText(`pid ${run.hello.pid}`).waitFor();
    await run.print('\x1b[31mred\x1b[0m and <b>plain</b>');
    await page.locator('#log').getByText('and <b>plain</b>').waitFor();
    const colour = await page.locator('#log').getByText('red', { exact: true }).getAttribute('style');
    expect(colour).toContain('--red');
  });

  it('find a line of the log', async () => {
    await run.print('needle');
    await page.locator('#log').getByText('needle').waitFor();
    await page.getByRole('searchbox').fill('NEED');
    await page.getByText(/^1 of \d+ lines$/).waitFor();
    expect(await page.locator('#log').getByText('plain').isVisible()).toBe(false);
    await page.getByRole('searchbox').fill('');
  });

  it('show a cycle while it happens, with why and its parts', async () => {
    rig.workspace.edit('libs/words/words.go', 'hello', 'good day');
    const cycle = page.locator('#cycles li').first();
    await cycle.getByText('libs/words/words.go').waitFor();
    run = await rig.nextRun();
    await run.listen();
    await cycle.getByText('ready').waitFor();
    expect(await cycle.locator('.bar i').count()).toBeGreaterThan(2);
    await page.getByText(`pid ${run.hello.pid}`).waitFor();
  });

  it('show how the tests went that an edit can break, failures whole', async () => {
    const test = `package words

import "testing"

func TestGreeting(t *testing.T) {
	if Greeting == "rude" {
		t.Error("what a <greeting>")
	}
}
`;
    rig.workspace.write('libs/words/words_test.go', test);
    const greet = async (from: string, to: string) => {
      rig.workspace.edit('libs/words/words.go', from, to);
      run = await rig.nextRun();
      await run.listen();
    };
    const cycle = page.locator('#cycles li').first();
    await greet('good day', 'rude');
    await cycle.getByText('✗ 1 of 1 test failed').waitFor();
    await cycle.getByText('what a <greeting>').waitFor();
    await greet('rude', 'good day');
    await cycle.getByText('✓ 1 test in 1 package').waitFor();
    expect(await cycle.getByText('what a <greeting>').count()).toBe(0);
  });

  it('show a compile error with its place, and take it away once it is mended', async () => {
    rig.workspace.write('apps/app/broken.go', 'package main\n\nvar _ = nothing\n');
    const error = page.locator('#state');
    await error.getByRole('heading', { name: 'app does not compile' }).waitFor();
    const link = error.getByRole('link', { name: 'apps/app/broken.go:3:9' });
    expect(await link.getAttribute('href')).toBe(
      `vscode://file${rig.workspace.path('apps/app/broken.go')}:3:9`,
    );
    await error.getByText('undefined: nothing').waitFor();
    await error.getByText(`(pid ${run.hello.pid})`).waitFor();
    rig.workspace.remove('apps/app/broken.go');
    await error.waitFor({ state: 'hidden' });
  });

  it('restart the program by a button', async () => {
    rig.events.skipAhead();
    await page.getByRole('button', { name: 'Restart' }).click();
    expect(await rig.events.next('asked')).toMatchObject({ actions: ['restart'] });
    const before = run;
    run = await rig.nextRun();
    await run.listen();
    await page.getByText(`pid ${run.hello.pid}`).waitFor();
    expect(before.isClosed).toBe(true);
    expect(rig.events.pending()).not.toContain('building');
  });

  it('build again by a button', async () => {
    rig.events.skipAhead();
    await page.getByRole('button', { name: 'Rebuild' }).click();
    await rig.events.next('building');
    await rig.events.next('unchanged');
    expect(run.isClosed).toBe(false);
    await page.locator('#cycles li').first().getByText('rebuild, asked for').waitFor();
  });

  it('tell a crash with the last lines, until the program is started again', async () => {
    await run.print('what it said last');
    await run.exit(3);
    const error = page.locator('#state');
    await error.getByRole('heading', { name: 'app ended with code 3' }).waitFor();
    await error.getByText('what it said last').waitFor();
    await page.getByRole('button', { name: 'Restart' }).click();
    run = await rig.nextRun();
    await run.listen();
    await error.waitFor({ state: 'hidden' });
  });

  it('do nothing for a foreign origin', async () => {
    const other = await browser.newPage();
    await other.goto('data:text/html,<title>foreign</title>');
    // The browser keeps the answer from it, which is not what protects the run.
    await other.evaluate(
      (target) => fetch(target, { method: 'POST', mode: 'no-cors' }).catch(() => undefined),
      `${url}restart`,
    );
    const { origin } = new URL(url);
    const statuses = await Promise.all([
      post('restart', { origin: 'http://evil.test' }),
      post('restart', {}),
      post('restart', { origin: origin.replace('http:', 'http://evil.test.') }).catch(() => ({
        status: 403,
      })),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403]);
    rig.events.skipAhead();
    expect((await post('rebuild', { origin })).status).toBe(202);
    // Had a restart been asked for, it would come first.
    expect(await rig.events.next('asked')).toMatchObject({ actions: ['rebuild'] });
    expect(run.isClosed).toBe(false);
  });

  it('are below 100 kB in all', async () => {
    const fresh = await browser.newPage();
    const sizes: Promise<number>[] = [];
    fresh.on('response', (response) => {
      if (!response.url().endsWith('/events')) sizes.push(response.body().then(({ length }) => length));
    });
    await fresh.goto(url);
    await fresh.getByText('pid').first().waitFor();
    const all = await Promise.all(sizes);
    expect(all.length).toBeGreaterThan(3);
    expect(all.reduce((sum, one) => sum + one)).toBeLessThan(100_000);
  });
});
