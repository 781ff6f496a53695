import { splitGlob } from './file-glob.ts';
import { createFiles } from './testing/temporary-files.ts';
import { embedPattern, includePattern } from './file-pattern.ts';
import { here } from './testing/linux-paths.ts';

describe(embedPattern.name, () => {
  const matches = (pattern: string, path: string, modules: readonly string[] = []) =>
    embedPattern(here('/w/[shop] (copy)'), pattern, [], (directory) => modules.includes(directory)).matches(
      here(`/w/[shop] (copy)/${path}`),
    );

  // What go itself embeds: `go list -f {{.EmbedFiles}}`, go1.26.
  it.each([
    ['page.html', 'page.html'],
    ['static', 'static/a.css'],
    ['static', 'static/deep/a.css'],
    ['static/*', 'static/.well-known/security.txt'],
    ['static/*', 'static/_redirects'],
    ['static/*', 'static/.env'],
    ['static/*', 'static/deep/er/a.css'],
    ['static/.well-known', 'static/.well-known/security.txt'],
    ['all:static', 'static/deep/.hidden/_x'],
    ['*', 'a.txt'],
    ['[a-c]?.txt', 'bé.txt'],
    ['[^a].txt', 'b.txt'],
    ['\\[id\\].html', '[id].html'],
    ['[[]id].html', '[id].html'],
    ['{a,b}.txt', '{a,b}.txt'],
    ['a+(b).txt', 'a+(b).txt'],
    ['x.*', 'x..y'],
  ])('%s takes in %s', (pattern, path) => expect(matches(pattern, path)).toBe(true));

  it.each([
    ['page.html', 'page.htm'],
    ['static', 'static/.hidden'],
    ['static', 'static/deep/_x/a'],
    ['static', 'static/_'],
    ['static/*', 'static/deep/.hidden'],
    ['static/*.css', 'static/deep/a.css'],
    ['all:static', 'static/.git/HEAD'],
    ['all:static', 'other/a'],
    ['{a,b}.txt', 'a.txt'],
    ['**/*.css', 'a/b/c.css'],
    ['[z-a].txt', 'b.txt'],
    ['[a', '[a'],
    ['x.*', 'xyz'],
  ])('%s does not take in %s', (pattern, path) => expect(matches(pattern, path)).toBe(false));

  it('takes in nothing of another module, but its go.mod, by which it is one', () => {
    const modules = [here('/w/[shop] (copy)/static/nested')];
    expect(matches('static', 'static/a.css', modules)).toBe(true);
    expect(matches('static', 'static/nested/a.css', modules)).toBe(false);
    expect(matches('static', 'static/nested/deep/a.css', modules)).toBe(false);
    expect(matches('static', 'static/nested/go.mod', modules)).toBe(true);
    expect(matches('static', 'elsewhere/go.mod', modules)).toBe(false);
  });

  it('reaches into the directories that can hold matches, and no other', () => {
    const pattern = embedPattern(
      here('/w/[shop]'),
      'static/*/img',
      [],
      (directory) => directory === here('/w/[shop]/static/m'),
    );
    expect(pattern.base).toBe(here('/w/[shop]/static'));
    const reached = ['static/a', 'static/.a', 'static/a/img/deep', 'static/m'];
    const passedOver = ['static/a/js', 'static/a/img/.x', 'static/m/img', 'other', '../static'];
    const reaches = (path: string) => pattern.reachesInto(here(`/w/[shop]/${path}`));
    expect([...reached, ...passedOver].filter(reaches)).toEqual(reached);
  });
});

describe(includePattern.name, () => {
  const contents = {
    'apps/[shop] (a)/.keep': '',
    'apps/[shop] (a)/[id]/x.sql': '',
    'apps/[shop] (a)/templates/a': '',
  };
  const named = (text: string, path: string) => {
    using files = createFiles(contents);
    const glob = splitGlob(files.path('apps/[shop] (a)'), text);
    return includePattern({ glob, action: 'rebuild' }).matches(files.path(`apps/[shop] (a)/${path}`));
  };

  it.each([
    ['templates/**', 'templates/.well-known/security.txt'],
    ['templates/**/*', 'templates/deep/.x'],
    ['templates', 'templates/deep/a.html'],
    ['templates/', 'templates/.a'],
    ['./templates/', 'templates/a'],
    ['templates//*', 'templates/a'],
    ['{templates,static}', 'static/deep/a.css'],
    ['**/templates', 'x/templates/deep/a'],
    ['**/templates/', 'x/templates/a'],
    ['*.{html,css}', 'a.css'],
    ['[id]/*.sql', '[id]/y.sql'],
    ['new [dir] (b)/**', 'new d (b)/a'],
    ['../**/*.yaml', 'config/a.yaml'],
    ['file{1..3}.sql', 'file2.sql'],
    ['.env*', '.env.local'],
    ['not-there-yet', 'not-there-yet/a'],
  ])('%s takes in %s', (text, path) => expect(named(text, path)).toBe(true));

  it.each([
    ['templates/*', 'templates/deep/a.html'],
    ['templates', 'templates.go'],
    ['*.sql', 'deep/a.sql'],
    ['[id]/*.sql', 'i/y.sql'],
    ['.env', 'xenv'],
    ['templates', 'templates/.page.html.swp'],
    ['templates/**', 'templates/.#page.html'],
    ['templates/**', 'templates/page.html~'],
    ['**', 'templates/.DS_Store'],
  ])('%s does not take in %s', (text, path) => expect(named(text, path)).toBe(false));

  it.each([
    ['schema/*.sql', ['schema'], ['schema/deep', 'other']],
    ['a/*/b/*.sql', ['a/x', 'a/x/b'], ['a/x/c', 'a/x/b/deep']],
    ['a/**/b', ['a/x/y'], ['a/node_modules', 'a/x/.git']],
    ['{a,b}/c', ['a', 'b', 'a/c', 'b/c/deep'], ['c']],
  ])('%s reaches into the directories that can hold matches, and no other', (text, reached, passedOver) => {
    const { reachesInto } = includePattern({ glob: splitGlob('/w', text), action: 'rebuild' });
    expect([...reached, ...passedOver].filter((path) => reachesInto(`/w/${path}`))).toEqual(reached);
  });
});
