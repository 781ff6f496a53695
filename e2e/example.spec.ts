import { findFreePort, isFree } from './rig/ports.ts';
import { copyRepository } from './rig/repository-copy.ts';
import { openRig, type Rig } from './rig/rig.ts';
import type { Task } from './rig/task.ts';

/** ms; a machine on which nothing is cached downloads and builds swag, and compiles net/http. */
const FIRST_BUILD = 240_000;

describe('the example workspace', () => {
  const api = 'examples/my-go-api';
  let rig: Rig;
  let nx: Task;
  let apiPort: number;
  let webPort: number;

  beforeAll(async () => {
    rig = await openRig({ make: copyRepository });
    [apiPort, webPort] = [await findFreePort(), await findFreePort()];
    rig.workspace.edit(`${api}/project.json`, '"port": 8080', `"port": ${apiPort}`);
    nx = rig.nx(['serve', 'web', `--port=${webPort}`]);
  });
  afterAll(() => rig.end());

  const ask = async (url: string) => (await fetch(url)).text();
  const greet = () => ask(`http://localhost:${webPort}/api/greeting?name=Ada`);
  const spec = () => ask(`http://localhost:${apiPort}/swagger/doc.json`);
  /** The types of the events that one edit causes, up to ready. */
  const cycleOf = async (edit: () => void) => {
    rig.events.skipAhead();
    edit();
    const { cycle } = await rig.events.next('change');
    await rig.events.next('ready', (event) => event.cycle === cycle);
    const from = rig.events.all.findIndex((event) => event.type === 'change' && event.cycle === cycle);
    const types = rig.events.all.slice(from).map(({ type }) => type);
    return types.filter((type) => type !== 'watching');
  };

  it('serves the frontend once the API is ready', async () => {
    await rig.events.next('ready', undefined, FIRST_BUILD);
    await nx.printed(`http://localhost:${webPort}/`);
    expect(await ask(`http://localhost:${webPort}/`)).toContain('<script type="module"');
    expect(await greet()).toContain('Hello, Ada!');
  });

  it('answers through the frontend with the new code after an edit in the library', async () => {
    const edit = () => rig.workspace.edit('examples/greeting/greeting.go', '"%s, %s!"', '"%s, dear %s!"');
    expect(await cycleOf(edit)).toEqual(['change', 'building', 'built', 'started', 'ready']);
    expect(await greet()).toContain('Hello, dear Ada!');
  });

  it('has a changed annotation in the program with one build and one start', async () => {
    expect(await spec()).toContain('"Greets somebody, or the world"');
    const annotation = () =>
      rig.workspace.edit(
        `${api}/internal/httpapi/greet.go`,
        'Greets somebody, or the world',
        'Greets at length',
      );
    expect(await cycleOf(annotation)).toEqual([
      'change',
      'generated',
      'building',
      'built',
      'started',
      'ready',
    ]);
    expect(await spec()).toContain('"Greets at length"');
    // The next cycle is the next edit's: writing swagger.json and the packed file began none.
    const last = rig.events.all.findLast((event) => event.type === 'ready');
    rig.workspace.write(`${api}/.env`, 'GREETING=Welcome\n');
    const { cycle, changes } = await rig.events.next('change');
    expect(changes.map(({ path }) => path)).toEqual([rig.workspace.path(`${api}/.env`)]);
    expect(cycle).toBe((last?.cycle ?? 0) + 1);
    await rig.events.next('ready');
    expect(await greet()).toContain('Welcome, dear Ada!');
  });

  it('goes on with the last good program and spec while an annotation is wrong', async () => {
    rig.workspace.edit(`${api}/internal/httpapi/greet.go`, '@Success', '@Success nonsense //');
    expect(await rig.events.next('generate-failed')).toMatchObject({ stillRunning: true });
    await nx.printed(/error +examples\/my-go-api\/internal\/httpapi\/greet\.go:\d+/);
    expect(await greet()).toContain('Welcome, dear Ada!');
    const mend = () =>
      rig.workspace.edit(`${api}/internal/httpapi/greet.go`, '@Success nonsense //', '@Success');
    rig.events.skipAhead();
    mend();
    await rig.events.next('change');
    await rig.until('the end of a cycle', () =>
      rig.events.pending().find((type) => type === 'unchanged' || type === 'ready'),
    );
    expect(await greet()).toContain('Welcome, dear Ada!');
  });

  it('rebuilds for its embedded template', async () => {
    await cycleOf(() =>
      rig.workspace.edit(`${api}/internal/httpapi/templates/home.html`, '<body>', '<body data-edited>'),
    );
    expect(await ask(`http://localhost:${apiPort}/`)).toContain('<body data-edited>');
  });

  it('ends whole with Ctrl-C', async () => {
    nx.interrupt();
    await nx.ended();
    await rig.allGone();
    expect([await isFree(apiPort), await isFree(webPort)]).toEqual([true, true]);
  });
});
