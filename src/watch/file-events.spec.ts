import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { createFileEvents, type FileEvent, type FileEvents } from './file-events.ts';

/** Real files and real events; each wait is for an event. */
describe.each([false, true])('file events, polling: %s', (polling) => {
  let root: string;
  let files: FileEvents;
  const seen: FileEvent[] = [];
  const next = (type: FileEvent['type'], path: string, kind?: string) => {
    const isIt = (event: FileEvent) =>
      event.type === type && event.path === path && (!kind || ('kind' in event && event.kind === kind));
    return firstValueFrom(files.events$.pipe(filter(isIt), timeout(20_000)));
  };
  const path = (...names: string[]) => join(root, ...names);

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'file-events é ')));
    mkdirSync(path('a/sub'), { recursive: true });
    writeFileSync(path('a/x.go'), 'one');
    writeFileSync(path('a/sub/y.go'), 'one');
    files = createFileEvents({ polling, root });
    seen.length = 0;
    files.events$.subscribe((event) => seen.push(event));
    expect(await files.watch(new Set([path('a')]))).toEqual([path('a')]);
  });
  afterEach(async () => {
    await files.close();
    rmSync(root, { recursive: true });
  });

  it('tells of a write in a watched directory, and not of one below it', async () => {
    writeFileSync(path('a/sub/y.go'), 'other');
    const written = next('file', path('a/x.go'));
    writeFileSync(path('a/x.go'), 'longer');
    expect(await written).toMatchObject({ kind: 'written' });
    expect(seen.filter((event) => event.path.includes('y.go'))).toEqual([]);
  });

  it('watches nothing that is asked for after it was closed', async () => {
    const closed = files.close();
    expect(await files.watch(new Set([path('a'), path('a/sub')]))).toEqual([]);
    await closed;
    expect(await files.watch(new Set([path('a')]))).toEqual([]);
  });

  it('tells of new and removed files and directories', async () => {
    const added = next('file', path('a/new.go'));
    writeFileSync(path('a/new.go'), 'new');
    expect(await added).toMatchObject({ kind: 'added' });
    const removed = next('file', path('a/new.go'));
    rmSync(path('a/new.go'));
    expect(await removed).toMatchObject({ kind: 'removed' });
    const directory = next('directory', path('a/more'));
    mkdirSync(path('a/more'));
    expect(await directory).toMatchObject({ kind: 'added' });
  });

  it('tells of a file that is put in the place of one with its time, and has been read since', async () => {
    const save = (text: string, name: string) => {
      writeFileSync(path(name), text);
      utimesSync(path(name), new Date(), new Date(1e12));
    };
    const first = next('file', path('a/x.go'));
    save('two', 'a/x.go');
    await first;
    const second = next('file', path('a/x.go'));
    save('six', 'a/sub/x.new');
    renameSync(path('a/sub/x.new'), path('a/x.go'));
    expect(await second).toMatchObject({ kind: 'written' });
  });

  it('tells of an atomic save as one write', async () => {
    const written = next('file', path('a/x.go'));
    writeFileSync(path('a/.x.go.tmp'), 'longer');
    renameSync(path('a/.x.go.tmp'), path('a/x.go'));
    expect(await written).toMatchObject({ kind: 'written' });
    const last = next('file', path('a/last.go'));
    writeFileSync(path('a/last.go'), 'last');
    await last;
    expect(seen.map((event) => event.path)).toEqual([path('a/x.go'), path('a/last.go')]);
  });

  it('watches a directory again that was removed and made anew, once it is set again', async () => {
    const removed = next('directory', path('a'));
    rmSync(path('a'), { recursive: true });
    await removed;
    mkdirSync(path('a'));
    expect(await files.watch(new Set([path('a')]))).toEqual([path('a')]);
    const added = next('file', path('a/z.go'));
    writeFileSync(path('a/z.go'), 'z');
    expect(await added).toMatchObject({ kind: 'added' });
  });

  it('names the files of a directory that is removed, whether they are gone before or with it', async () => {
    await files.watch(new Set([path('a'), path('a/sub')]));
    const removed = next('directory', path('a/sub'));
    rmSync(path('a/sub'), { recursive: true });
    const isNamed = (event: FileEvent) =>
      event.type === 'directory' ? event.files?.includes(path('a/sub/y.go')) : event.path.endsWith('y.go');
    await removed;
    expect(seen.filter(isNamed)).not.toEqual([]);
  });

  // By polling, one name that means another directory at the next look is no event; its times tell.
  const itByEvents = polling ? () => {} : it;
  itByEvents(
    'gives up what is below a directory that was moved away, so that what is in its place is watched anew',
    async () => {
      // Only the directory two levels above tells of the move.
      const wanted = new Set([root, path('a/sub')]);
      await files.watch(wanted);
      const removed = next('directory', path('a'), 'removed');
      renameSync(path('a'), path('elsewhere'));
      await removed;
      mkdirSync(path('a/sub'), { recursive: true });
      // As its user does, whenever a directory comes or goes.
      let edits = 0;
      const watchAnew = async () => {
        await files.watch(wanted);
        writeFileSync(path('a/sub/y.go'), `edit ${++edits}`);
      };
      files.events$.subscribe(({ type }) => void (type === 'directory' && watchAnew()));
      const noticed = Promise.race(
        ['added', 'written'].map((kind) => next('file', path('a/sub/y.go'), kind)),
      );
      await watchAnew();
      await noticed;
    },
  );

  const PLACES = {
    itself: 'a/b/c',
    'above it, in a folder that is not watched': 'a/b',
    'two levels above': 'a',
  };
  for (const [where, place] of Object.entries(PLACES)) {
    itByEvents(`tells of a directory that is put in the place of a watched one: ${where}`, async () => {
      const wanted = new Set([path('a/b/c')]);
      mkdirSync(path('a/b/c'), { recursive: true });
      writeFileSync(path('a/b/c/z.go'), 'one');
      cpSync(path(place), path('new'), { recursive: true });
      await files.watch(wanted);
      const come = next('directory', path(place), 'added');
      const gone = next('directory', path(place), 'removed');
      renameSync(path(place), path('old'));
      renameSync(path('new'), path(place));
      await come;
      expect(await gone).toMatchObject({ files: [path('a/b/c/z.go')] });
      expect(await files.watch(wanted)).toEqual([path('a/b/c')]);
      const written = next('file', path('a/b/c/z.go'), 'written');
      writeFileSync(path('a/b/c/z.go'), 'longer');
      await written;
      expect(seen.filter(({ type }) => type === 'directory')).toHaveLength(2);
    });
  }

  // macOS and Windows tell of many touches at once.
  (process.platform === 'linux' ? itByEvents : () => {})(
    'tells of a flood, in which events may have been dropped',
    async () => {
      const flood = next('flood', path('a'));
      writeFileSync(path('a/z.go'), '');
      for (let touch = 0; touch < 10_000; touch++)
        utimesSync(path(touch % 2 ? 'a/x.go' : 'a/z.go'), 1, touch);
      await flood;
      expect(seen.filter(({ type }) => type === 'flood')).toHaveLength(1);
    },
  );

  it('watches no more what is not set any more', async () => {
    mkdirSync(path('b'));
    await files.watch(new Set([path('b')]));
    writeFileSync(path('a/x.go'), 'longer');
    const added = next('file', path('b/z.go'));
    writeFileSync(path('b/z.go'), 'z');
    await added;
    expect(seen.map((event) => event.path)).toEqual([path('b/z.go')]);
  });

  it('goes on by polling when told to, and leaves nobody waiting', async () => {
    mkdirSync(path('b'));
    const opening = files.watch(new Set([path('a'), path('b')]));
    files.poll();
    await opening;
    expect(files.polling).toBe(true);
    await files.watch(new Set([path('a')]));
    const written = next('file', path('a/x.go'));
    writeFileSync(path('a/x.go'), 'longer');
    expect(await written).toMatchObject({ kind: 'written' });
  });
});
