import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hasBrowser } from './rig/browser.ts';
import { openExampleStage, type ExampleStage } from './rig/example-stage.ts';

const GREETING = 'examples/greeting/greeting.go';
/** ms between two requests of the loop. */
const PAUSE = 10;

// Each wait of the stage has a bound of its own, which says more.
jest.setTimeout(300_000);

const describeInBrowser = hasBrowser() ? describe : describe.skip;

/** Asks again and again until it is stopped; gives all that was no good answer. */
function askInLoop(url: string) {
  const failures: string[] = [];
  const stopped = new AbortController();
  let answered = 0;
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      try {
        const answer = await fetch(url);
        const text = await answer.text();
        if (answer.status === 200) answered++;
        else failures.push(`${answer.status} ${text}`);
      } catch (error) {
        failures.push(String((error as Error).cause ?? error));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await loop;
      return { answered, failures };
    },
  };
}

describeInBrowser('the API of the example beside its frontend', () => {
  let stage: ExampleStage;
  let page: Page;
  let loop: ReturnType<typeof askInLoop>;
  const overlay = () => page.locator('vite-error-overlay');
  beforeAll(async () => {
    stage = await openExampleStage();
    page = await stage.browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(stage.urls.web);
    await page.getByText('Hello, web!').waitFor();
    loop = askInLoop(new URL('api/greeting?name=Ada', stage.urls.web).href);
  });
  afterAll(() => stage.end());

  it('is edited, and the page shows the new answer', async () => {
    stage.workspace.edit(GREETING, '"%s, %s!"', '"%s, dear %s!"');
    await page.getByText('Hello, dear web!').waitFor();
  });

  it('is broken, and the page shows why, until it is mended', async () => {
    const mended = stage.workspace.read(GREETING);
    stage.workspace.edit(GREETING, 'fmt.Sprintf(', 'fmt.Sprint1(');
    await overlay().getByText('undefined: fmt.Sprint1').waitFor();
    stage.workspace.write(GREETING, mended);
    await overlay().waitFor({ state: 'detached' });
    stage.workspace.edit(GREETING, 'dear', 'good');
    await page.getByText('Hello, good web!').waitFor();
  });

  it('has answered every request of a loop meanwhile', async () => {
    const { answered, failures } = await loop.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(10);
  });
});
