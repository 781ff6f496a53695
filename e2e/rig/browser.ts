import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where this machine's own browser is; undefined where it has none. CHROMIUM names another. */
function findBrowser(): string | undefined {
  return [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => existsSync(path));
}

/** Whether there is one; where there is none, it is said that tests are skipped. */
export function hasBrowser(): boolean {
  if (findBrowser() !== undefined) return true;
  process.stderr.write('skipped: there is no chromium (apt-get install chromium)\n');
  return false;
}

/** Starts it without a window. Rejects where there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('there is no chromium: apt-get install chromium');
  // Root has no sandbox, and containers little shared memory.
  const launch = () => chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    return await launch();
  } catch (error) {
    // Debian's chromium 1 in some hundred times crashes at its own start, before it is asked for anything.
    if (!String(error).includes('signal=SIGSEGV')) throw error;
    return launch();
  }
}
