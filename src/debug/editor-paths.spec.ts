import { followEditorPaths } from './editor-paths.ts';

/** /link and /w are the same folder; /w/linked is /elsewhere/app, and /w/lib is /elsewhere/lib. */
const LINKS = [
  ['/link/', '/w/'],
  ['/w/linked/', '/elsewhere/app/'],
  ['/w/lib/', '/elsewhere/lib/'],
] as const;
const realPath = (path: string) =>
  LINKS.reduce(
    (now, [from, to]) => (now.startsWith(from) ? to + now.slice(from.length) : now),
    `${path}/`,
  ).replace(/\/$/, '');
const source = (path: string) => ({ source: { name: 'a.go', path } });

describe('an editor that has opened the workspace through a link', () => {
  const makePaths = () => followEditorPaths(['/w', '/w/app'], realPath);

  it('names files as the program does, and is given them by its own names', () => {
    const paths = makePaths();
    const frames = [source('/w/app/a.go'), source('/w/b.go'), source('/usr/go/src/c.go'), { id: 1 }];
    expect(paths.toEditor({ stackFrames: frames })).toEqual({ stackFrames: frames });
    expect(paths.toProgram({ ...source('/link/app/a.go'), lines: [1] })).toEqual({
      ...source('/w/app/a.go'),
      lines: [1],
    });
    expect(paths.toEditor({ stackFrames: frames, totalFrames: 4 })).toEqual({
      stackFrames: [source('/link/app/a.go'), source('/link/b.go'), source('/usr/go/src/c.go'), { id: 1 }],
      totalFrames: 4,
    });
    const breakpoint = { id: 1, ...source('/w/b.go') };
    const shown = { id: 1, ...source('/link/b.go') };
    expect(paths.toEditor({ breakpoints: [breakpoint] })).toEqual({ breakpoints: [shown] });
    expect(paths.toEditor({ reason: 'changed', breakpoint })).toEqual({
      reason: 'changed',
      breakpoint: shown,
    });
    expect(paths.toEditor({ output: 'x', ...source('/w/b.go') })).toEqual({
      output: 'x',
      ...source('/link/b.go'),
    });
  });

  it('is given them within texts of JSON, too', () => {
    const paths = makePaths();
    const text = '{"file":"/w/app/\\"a.go","name":"/w/app/a.go","b":{"file":""}}';
    expect(paths.textToEditor(text)).toBe(text);
    expect(paths.pathToProgram('/link/app/a.go')).toEqual('/w/app/a.go');
    expect(paths.textToEditor(text)).toEqual(text.replace('"file":"/w/', '"file":"/link/'));
  });

  it('names also what is linked within the workspace', () => {
    const paths = makePaths();
    expect(paths.toProgram(source('/link/lib/a.go'))).toEqual(source('/w/lib/a.go'));
    expect(paths.toEditor(source('/w/lib/a.go'))).toEqual(source('/link/lib/a.go'));
  });
});

it('an editor sees a project behind a link within the workspace by that', () => {
  const paths = followEditorPaths(['/w', '/elsewhere/app'], realPath);
  expect(paths.toProgram(source('/w/linked/a.go'))).toEqual(source('/elsewhere/app/a.go'));
  expect(paths.toEditor(source('/elsewhere/app/a.go'))).toEqual(source('/w/linked/a.go'));
  expect(paths.toEditor(source('/elsewhere/other.go'))).toEqual(source('/elsewhere/other.go'));
});

it.each([
  ['of the workspace', '/w/app/a.go'],
  ['behind a link within the workspace', '/w/lib/a.go'],
  ['of elsewhere', '/usr/go/src/fmt/print.go'],
  ['of elsewhere behind a link', '/elsewhere/lib/a.go'],
  ['that is relative', 'a.go'],
])('a path %s stays as it is', (_, path) => {
  const paths = followEditorPaths(['/w', '/w/app'], realPath);
  expect(paths.toProgram(source(path))).toEqual(source(path));
  expect(paths.toEditor(source(path))).toEqual(source(path));
});

it('a request without a source stays as it is', () => {
  expect(followEditorPaths(['/w'], realPath).toProgram({ threadId: 1 })).toEqual({ threadId: 1 });
});
