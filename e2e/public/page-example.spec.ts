import { findFreePort } from '../rig/ports.ts';
import { copyRepository } from '../rig/repository-copy.ts';
import { openRig, type Rig } from '../rig/rig.ts';

/** ms; a machine on which nothing is cached downloads templ, and builds it. */
const FIRST_BUILD = 240_000;

describe('the example whose page templ makes', () => {
  const page = 'examples/page';
  let rig: Rig;
  afterEach(() => rig.end());

  it('is checked, served, edited, broken and mended', async () => {
    rig = await openRig({ make: copyRepository });
    const { workspace } = rig;
    const port = await findFreePort();
    workspace.edit(`${page}/project.json`, '8090', String(port));
    const before = workspace.read(`${page}/views/page_templ.go`);
    const check = rig.nx(['run', 'page:generate', '--check']);
    expect(await rig.until('the end of the check', () => check.exit, FIRST_BUILD)).toMatchObject({ code: 0 });
    expect(workspace.read(`${page}/views/page_templ.go`)).toBe(before);

    const ask = async (path: string) => (await fetch(`http://localhost:${port}${path}`)).text();
    rig.nx(['serve', 'page']);
    await rig.events.next('ready', undefined, FIRST_BUILD);
    expect(await ask('/')).toContain('You are the first one here.');
    workspace.edit(`${page}/views/page.templ`, 'Hello!', 'Welcome!');
    await rig.events.next('ready');
    expect(await ask('/')).toContain('<h1>Welcome!</h1>');
    workspace.edit(`${page}/static/page.css`, '4rem', '3rem');
    await rig.events.next('ready');
    expect(await ask('/static/page.css')).toContain('3rem');

    workspace.edit(`${page}/views/page.templ`, '</h1>', '</h2>');
    expect(await rig.events.next('generate-failed')).toMatchObject({
      stillRunning: true,
      diagnostics: [{ file: workspace.path(`${page}/views/page.templ`), line: 12 }],
    });
    expect(await ask('/')).toContain('<h1>Welcome!</h1>');
    workspace.edit(`${page}/views/page.templ`, '</h2>', '</h1>');
    await rig.events.next('unchanged');
    const count = (type: string) => rig.events.all.filter((event) => event.type === type).length;
    expect([count('generated'), count('building'), count('ready')]).toEqual([3, 4, 3]);
  });
});
