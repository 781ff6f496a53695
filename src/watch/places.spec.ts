import { createPlaces, wayTo } from './places.ts';

/** A workspace /w whose names mean what `inodes` has; nobody sees what comes and goes, but in the folders of `seen`. */
function makeRig() {
  const inodes = new Map<string, string>();
  const seen = new Set<string>();
  const watched = new Map<string, (name: string | null) => void>();
  const errors = new Map<string, (error: NodeJS.ErrnoException) => void>();
  const told: string[] = [];
  const refused: string[] = [];
  const broken = new Set<string>();
  const places = createPlaces(
    '/w',
    (folder) => seen.has(folder),
    (path, change) => told.push(`${path} ${change}`),
    (folder, error) => refused.push(`${folder} ${error.code}`),
    {
      watch(folder, onName, onError) {
        if (broken.has(folder)) throw Object.assign(new Error('no'), { code: 'EACCES' });
        watched.set(folder, onName);
        errors.set(folder, onError);
        return { close: () => void watched.delete(folder) };
      },
      identify: (path) => inodes.get(path),
    },
  );
  return {
    ...{ inodes, seen, watched, errors, told, refused, broken, places },
    guard: (...directories: string[]) => places.guard(new Set(directories)),
    /** A name means another directory, or none. */
    become(folder: string, name: string, inode?: string) {
      if (inode === undefined) inodes.delete(`${folder}/${name}`);
      else inodes.set(`${folder}/${name}`, inode);
      watched.get(folder)?.(name);
    },
  };
}

/** With /w/a/b and its way guarded. */
function makeGuarded() {
  const rig = makeRig();
  rig.inodes.set('/w/a', '1').set('/w/a/b', '2');
  rig.guard('/w/a/b');
  return rig;
}

describe('the way to what is watched', () => {
  it('is each directory with those above it, below the root', () => {
    expect([...wayTo(['/w/a/b', '/w/a/c', '/w', '/other/x', '/wide/x'], '/w')]).toEqual([
      '/w/a/b',
      '/w/a',
      '/w/a/c',
    ]);
  });

  it('is watched in the folders that hold its names, and no longer than it is asked for', () => {
    const rig = makeGuarded();
    expect([...rig.watched.keys()]).toEqual(['/w/a', '/w']);
    rig.guard('/w/a/b', '/w/c');
    expect([...rig.watched.keys()]).toEqual(['/w/a', '/w']);
    rig.guard('/w/c');
    expect([...rig.watched.keys()]).toEqual(['/w']);
    rig.become('/w', 'a', '9');
    expect(rig.told).toEqual([]);
    rig.guard();
    expect([...rig.watched.keys()]).toEqual([]);
  });

  it('tells once of a name that means another directory, and of no other', () => {
    const rig = makeGuarded();
    rig.become('/w', 'a', '9');
    rig.become('/w', 'a', '9');
    rig.become('/w', 'other', '8');
    rig.watched.get('/w')?.(null);
    expect(rig.told).toEqual(['/w/a replaced']);
    // Where it is asked for again, it is known by what it was found to be.
    rig.guard('/w/a/b');
    rig.become('/w', 'a', '1');
    expect(rig.told).toEqual(['/w/a replaced', '/w/a replaced']);
  });

  it('tells of a directory that goes and comes where nobody else does', () => {
    const rig = makeGuarded();
    rig.become('/w', 'a');
    rig.become('/w', 'a', '3');
    expect(rig.told).toEqual(['/w/a removed', '/w/a added']);
  });

  it('leaves to a watched folder what comes and goes in it, and tells of what is replaced', () => {
    const rig = makeGuarded();
    rig.seen.add('/w/a');
    rig.become('/w/a', 'b');
    rig.become('/w/a', 'b', '2');
    expect(rig.told).toEqual([]);
    rig.become('/w/a', 'b', '4');
    expect(rig.told).toEqual(['/w/a/b replaced']);
    rig.guard('/w/a/b', '/w/a/c');
    rig.become('/w/a', 'c', '5');
    expect(rig.told).toEqual(['/w/a/b replaced']);
    rig.become('/w/a', 'b');
    rig.become('/w/a', 'b', '6');
    expect(rig.told).toEqual(['/w/a/b replaced', '/w/a/b replaced']);
  });

  it('is forgotten with all below, until it is asked for again', () => {
    const rig = makeGuarded();
    rig.inodes.set('/w/ab', '7').set('/w/ab/c', '8');
    rig.guard('/w/a/b', '/w/ab/c');
    rig.places.forget('/w/a');
    expect([...rig.watched.keys()]).toEqual(['/w', '/w/ab']);
    rig.become('/w', 'a', '9');
    expect(rig.told).toEqual([]);
    rig.guard('/w/a/b', '/w/ab/c');
    rig.become('/w', 'a', '10');
    expect(rig.told).toEqual(['/w/a replaced']);
    rig.places.forget('/w/none/at/all');
  });

  it('says what it can’t watch, then and later, and watches the rest', () => {
    const rig = makeRig();
    rig.broken.add('/w/a');
    rig.inodes.set('/w/a', '1');
    rig.guard('/w/a/b');
    rig.errors.get('/w')?.(Object.assign(new Error('late'), { code: 'ENOSPC' }));
    expect(rig.refused).toEqual(['/w/a EACCES', '/w ENOSPC']);
    rig.become('/w', 'a', '2');
    expect(rig.told).toEqual(['/w/a replaced']);
  });

  it('does not look at a name whose folder is not watched any more', () => {
    const rig = makeGuarded();
    const late = rig.watched.get('/w');
    rig.guard();
    rig.inodes.set('/w/a', '9');
    late?.('a');
    expect(rig.told).toEqual([]);
  });
});
