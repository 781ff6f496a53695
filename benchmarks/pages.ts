import type { Page } from 'playwright-core';
import { openExampleStage } from '../e2e/rig/example-stage.ts';

const ROUNDS = 6;
const GREETING = 'examples/greeting/greeting.go';

/** When a text is first on the page, in ms since 1970: looked for every 4 ms, also below shadow roots. */
function watchFor(page: Page, text: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const overlay = document.querySelector('vite-error-overlay')?.shadowRoot?.textContent ?? '';
      if ((document.body.textContent + overlay).includes(${JSON.stringify(text)})) resolve(Date.now());
      else setTimeout(look, 4);
    };
    look();
  })`);
}

/** Prints how long it takes from the compiler's message (the event `build-failed`) to its text in a browser. */
async function measure(): Promise<void> {
  const stage = await openExampleStage();
  const { workspace, browser, events, urls } = stage;
  try {
    const places = [`${urls.pages}error`, urls.pages, urls.web];
    const pages: Page[] = [];
    const times = new Map(places.map((place): [string, number[]] => [place, []]));
    for (const place of places) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(place);
      pages.push(page);
    }
    const good = workspace.read(GREETING);
    for (let round = 0; round < ROUNDS; round++) {
      const name = `nothing${round}x`;
      const seen = pages.map((page) => watchFor(page, name));
      workspace.write(GREETING, `${good}\nvar _ = ${name}\n`);
      const { time } = await events.next('build-failed');
      for (const [index, at] of (await Promise.all(seen)).entries())
        times.get(places[index] ?? '')?.push(at - time);
    }
    for (const [place, all] of times) {
      const sorted = all.toSorted((one, other) => one - other);
      console.log(
        `${new URL(place).pathname.padEnd(20)} median ${sorted[ROUNDS / 2]} ms, most ${sorted.at(-1)} ms`,
      );
    }
  } finally {
    await stage.end();
  }
}

await measure();
