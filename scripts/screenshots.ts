import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openExampleStage } from '../e2e/rig/example-stage.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');
const GREETING = 'examples/greeting/greeting.go';

/** Takes the pictures of the docs, from the examples as they run. */
async function takeScreenshots(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const stage = await openExampleStage();
  const { workspace, browser, events, urls } = stage;
  const page = await browser.newPage({ viewport: { width: 960, height: 720 }, colorScheme: 'light' });
  const edit = async (from: string, to: string) => {
    workspace.edit(GREETING, from, to);
    await events.next('change');
    await events.next('ready');
  };
  try {
    await edit('"%s, %s!"', '"%s, dear %s!"');
    await edit('"%s, dear %s!"', '"%s, good %s!"');
    await page.goto(urls.pages);
    await page.getByRole('button', { name: 'Restart' }).click();
    await events.next('asked');
    await events.next('ready');
    await fetch(new URL('api/greeting?name=Ada', urls.web));
    const mended = workspace.read(GREETING);
    workspace.edit(GREETING, 'fmt.Sprintf(', 'fmt.Sprint1(');
    await events.next('build-failed');
    await page.locator('#state li').waitFor();
    await page.screenshot({ path: join(IMAGES, 'cycles.png') });
    await page.setViewportSize({ width: 960, height: 360 });
    await page.goto(`${urls.pages}error`);
    await page.locator('#state li').waitFor();
    await page.screenshot({ path: join(IMAGES, 'error.png') });
    await page.goto(urls.web);
    await page.locator('vite-error-overlay .frame').waitFor();
    await page.screenshot({ path: join(IMAGES, 'overlay.png') });
    workspace.write(GREETING, mended);
    await page.locator('vite-error-overlay').waitFor({ state: 'detached' });
  } finally {
    await stage.end();
  }
}

await takeScreenshots();
