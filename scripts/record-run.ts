import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { testEnvironment } from '../e2e/rig/environment.ts';
import { openEventStream } from '../e2e/rig/event-stream.ts';
import { findFreePort } from '../e2e/rig/ports.ts';
import { copyRepository } from '../e2e/rig/repository-copy.ts';
import { createWaiting } from '../e2e/rig/waiting.ts';
import { drawAnimation, type Answer, type Recording, type Seen } from './animation.ts';

const PICTURE = join(import.meta.dirname, '../docs/images/serve.svg');
const GREETING = 'examples/greeting/greeting.go';
/** The line as it is, and as it is saved one time after the other; the second save does not compile. */
const [ORIGINAL, ...SAVES] = [
  'return fmt.Sprintf("%s, %s!", word, name)',
  'return fmt.Sprintf("%s, dear %s!", word, name)',
  'return fmt.Sprintf("%s, dear %s!", word, nam)',
  'return fmt.Sprintf("%s, dearest %s!", word, name)',
] as const;
/** ms from one request to the next. */
const INTERVAL = 100;
/** ms that a reader has before a save, and after what comes of it. */
const PAUSE = 1600;
/** ms; a first build of everything may be in it. */
const FIRST_BUILD = 240_000;

/** Serves the example from a copy of this repository, edits it, and notes what its terminal and a client saw when. */
async function recordRun(): Promise<Recording> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  const lines: Seen[] = [];
  const waiting = createWaiting(() => lines.map(({ text }) => text).join('\n'));
  const events = await openEventStream(join(folder, 'events'), waiting);
  const workspace = copyRepository('shop');
  const project = 'examples/my-go-api/project.json';
  workspace.edit(project, '"port": 8080', `"port": ${port}`);
  // swag may have to be installed.
  workspace.edit(project, '"swagger": true', '"swagger": false');
  const nx = spawn(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'serve', 'my-go-api'], {
    cwd: workspace.root,
    env: testEnvironment({ NX_GO_RUN_EVENTS: events.path }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(nx, 'exit');
  const show = (text: string, at: number) =>
    void lines.push({ at, text: stripVTControlCharacters(text).replace(`:${port}`, ':8080') });
  let began = performance.now();
  const now = () => performance.now() - began;
  for (const input of [nx.stdout, nx.stderr])
    createInterface({ input }).on('line', (line) => line.trim() && show(line, now()));
  const client = new AbortController();
  try {
    await events.next('ready', undefined, FIRST_BUILD);
    await events.next('hot-path', undefined, FIRST_BUILD);
    const served = lines.findLast(({ text }) => text.startsWith('go-run  ready'))?.text ?? '';
    lines.length = 0;
    began = performance.now();
    show(served, 0);
    const asked = ask(`http://localhost:${port}/api/greeting?name=Ada`, now, client.signal);
    const edits: Seen[] = [{ at: 0, text: ORIGINAL }];
    for (const save of SAVES) {
      await pause(PAUSE);
      workspace.edit(GREETING, edits.at(-1)?.text ?? '', save);
      edits.push({ at: now(), text: save });
      await events.next(save.includes('nam)') ? 'build-failed' : 'ready');
      await pause(PAUSE);
    }
    client.abort();
    return { length: now(), file: GREETING, edits, lines: [...lines], requests: await asked };
  } finally {
    client.abort();
    nx.kill('SIGTERM');
    await ended;
    await events.close();
    workspace.delete();
    rmSync(folder, { recursive: true });
  }
}

/** Asks again and again until it is told to stop; gives each answer with the time at which it came. */
async function ask(url: string, now: () => number, signal: AbortSignal): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (!signal.aborted) {
    const answer = await fetch(url, { headers: { connection: 'close' } }).then(
      async (response) => ({ ok: response.ok, text: (await response.text()).trim() }),
      (error: unknown) => ({ ok: false, text: String(error) }),
    );
    answers.push({ ...answer, at: now() });
    await pause(INTERVAL);
  }
  return answers;
}

const svg = drawAnimation(await recordRun());
writeFileSync(PICTURE, svg);
console.log(`${PICTURE}: ${svg.length} bytes`);
