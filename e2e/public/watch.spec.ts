import { symlinkSync } from 'node:fs';
import { openRig, type Rig } from '../rig/rig.ts';
import type { Run } from '../rig/run.ts';
import { goPart, makeWorkspace, type Workspace } from '../rig/workspace.ts';

/** Reads what is embedded, dots and all, so that the program can say it. */
const EMBED_READER = `package main

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed static/*
var static embed.FS

func init() {
	var all []string
	fs.WalkDir(static, ".", func(path string, entry fs.DirEntry, err error) error {
		if !entry.IsDir() {
			text, _ := static.ReadFile(path)
			all = append(all, path+"="+strings.TrimSpace(string(text)))
		}
		return err
	})
	parts["static"] = strings.Join(all, " ")
}
`;

let rig: Rig;
let run: Run;

/** Does what makes a new program start, and gives that program once the old one is gone. */
const restartedBy = async (act: () => void): Promise<Run> => {
  const old = run;
  rig.events.skipAhead();
  act();
  run = await rig.nextRun();
  expect(old.isClosed).toBe(true);
  return run;
};

describe('a workspace whose folder has brackets, braces, blanks and parentheses in its name', () => {
  beforeAll(async () => {
    rig = await openRig({
      folder: '[shop] {a,b} (copy)',
      options: {
        include: [
          { glob: 'templates', action: 'restart' },
          { glob: 'locale/**', action: 'restart' },
          { glob: '.env', action: 'restart' },
          'misspelt/*.sql',
        ],
        ignore: ['**/*_mock.go'],
        buildFlags: ['-overlay=overlay.json'],
      },
    });
    const { write } = rig.workspace;
    write('apps/app/static/.well-known/security.txt', 'one');
    // Go refuses a folder of which nothing is embedded.
    write('apps/app/static/deep/kept', 'kept');
    write('apps/app/static.go', EMBED_READER);
    write('apps/app/templates/page.html', 'page');
    write('shared/locale/de.json', '{}');
    symlinkSync('../../shared/locale', rig.workspace.path('apps/app/locale'));
    write('apps/app/.env', 'WORD=first\n');
    write('apps/app/patched.go', goPart('patched', '"original"', ''));
    write('apps/app/overlay.json', '{"Replace":{"patched.go":"overlay/one.txt"}}');
    write('apps/app/overlay/one.txt', goPart('patched', '"one"', ''));
    write('apps/app/overlay/two.txt', goPart('patched', '"two"', ''));
    for (let at = 0; at < 100; at++) write(`apps/other/${at}/x`, '');
    rig.nx(['serve', 'app']);
    run = await rig.nextRun();
  });
  afterAll(() => rig.end());

  it('is watched where it holds parts of the program, and nowhere else', async () => {
    const { directories } = await rig.events.next('watching');
    expect(directories).toBeLessThan(20);
  });

  it('has a word for a glob of include that names no file', () => {
    const warnings = rig.events.all.flatMap((event) =>
      event.type === 'warning' ? [event.problem.message] : [],
    );
    expect(warnings).toEqual(['include: there is no file apps/app/misspelt/*.sql']);
  });

  it('rebuilds for an embedded file below a name with a dot, an edited and a new one', async () => {
    expect(run.hello.parts['static']).toContain('static/.well-known/security.txt=one');
    await restartedBy(() => rig.workspace.write('apps/app/static/.well-known/security.txt', 'two'));
    expect(run.hello.parts['static']).toContain('static/.well-known/security.txt=two');
    await restartedBy(() => rig.workspace.write('apps/app/static/_redirects', 'r'));
    expect(run.hello.parts['static']).toContain('static/_redirects=r');
  });

  it('rebuilds when an embedded folder becomes another module, and when it is none any more', async () => {
    await restartedBy(() => rig.workspace.write('apps/app/static/deep/nested/a', 'a'));
    expect(run.hello.parts['static']).toContain('nested');
    await restartedBy(() => rig.workspace.write('apps/app/static/deep/nested/go.mod', 'module x\n'));
    expect(run.hello.parts['static']).not.toContain('nested');
    await restartedBy(() => rig.workspace.remove('apps/app/static/deep/nested/go.mod'));
    expect(run.hello.parts['static']).toContain('nested/a=a');
  });

  it('restarts for files of an included folder, also for new ones in new folders and for those with a dot', async () => {
    await restartedBy(() => rig.workspace.write('apps/app/templates/.partials/new.html', 'new'));
    await restartedBy(() => rig.workspace.write('apps/app/templates/page.html', 'other'));
  });

  it('restarts for files of an included folder that is a symbolic link', async () => {
    await restartedBy(() => rig.workspace.write('shared/locale/de.json', '{"a":1}'));
  });

  it('restarts for a .env file that the program reads itself, with nothing of what Nx had read', async () => {
    expect(await run.env('WORD')).toBe('first');
    await restartedBy(() => rig.workspace.write('apps/app/.env', 'WORD=second\n'));
    expect(await run.env('WORD')).toBe('second');
  });

  it('rebuilds for what an overlay puts in the place of a source, and for the overlay', async () => {
    expect(run.hello.parts['patched']).toBe('one');
    await restartedBy(() => rig.workspace.edit('apps/app/overlay/one.txt', '"one"', '"edited"'));
    expect(run.hello.parts['patched']).toBe('edited');
    await restartedBy(() => rig.workspace.edit('apps/app/overlay.json', 'one.txt', 'two.txt'));
    expect(run.hello.parts['patched']).toBe('two');
  });

  it('does nothing for an ignored file', async () => {
    rig.events.skipAhead();
    rig.workspace.write('apps/app/x_mock.go', 'package main\n');
    rig.workspace.touch('apps/app/version.go');
    await restartedBy(() => rig.workspace.setVersion('2'));
    expect(
      rig.events.all.flatMap((event) => (event.type === 'change' ? event.changes : [])),
    ).not.toContainEqual(expect.objectContaining({ path: rig.workspace.path('apps/app/x_mock.go') }));
  });
});

/** A workspace whose app takes a module of go's vendor folder. */
function makeVendoringWorkspace(name: string): Workspace {
  const workspace = makeWorkspace(name);
  const { write } = workspace;
  write('third/dep/go.mod', 'module example.test/dep\n\ngo 1.22.0\n');
  write('third/dep/dep.go', 'package dep\n\nconst Word = "own"\n');
  workspace.edit(
    'apps/app/go.mod',
    'go 1.22.0\n',
    'go 1.22.0\n\nrequire example.test/dep v1.0.0\n\nreplace example.test/dep => ../../third/dep\n',
  );
  write('apps/app/dep.go', goPart('dep', 'dep.Word', 'import "example.test/dep"'));
  return workspace;
}

describe('a workspace in a folder named vendor, with a vendor folder of go', () => {
  beforeAll(async () => {
    rig = await openRig({ folder: 'vendor', make: makeVendoringWorkspace });
    expect((await rig.shell('go work vendor', '.').ended()).code).toBe(0);
    rig.execute({});
    run = await rig.nextRun();
    await rig.events.next('watching');
  });
  afterAll(() => rig.end());

  it('rebuilds for an edit of its own', async () => {
    await restartedBy(() => rig.workspace.edit('libs/words/words.go', 'hello', 'good day'));
    expect(run.hello.parts['words']).toBe('good day');
  });

  it('rebuilds for an edit of a vendored package', async () => {
    await restartedBy(() => rig.workspace.edit('vendor/example.test/dep/dep.go', 'own', 'vendored'));
    expect(run.hello.parts['dep']).toBe('vendored');
  });

  it('rebuilds when the vendor folder is removed', async () => {
    await restartedBy(() => rig.workspace.remove('vendor'));
    expect(run.hello.parts['dep']).toBe('own');
  });
});
