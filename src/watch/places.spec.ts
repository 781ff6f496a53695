import { join } from 'node:path';
import { createPlaces, wayTo } from './places.ts';
import { here } from '../files/testing/linux-paths.ts';

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
    here('/w'),
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
      if (inode === undefined) inodes.delete(join(folder, name));
      else inodes.set(join(folder, name), inode);
      watched.get(folder)?.(name);
    },
  };
}

/** With /w/a/b and its way guarded. */
function makeGuarded() {
  const rig = makeRig();
  rig.inodes.set(here('/w/a'), '1').set(here('/w/a/b'), '2');
  rig.guard(here('/w/a/b'));
  return rig;
}

describe('the way to what is watched', () => {
  it('is each directory with those above it, below the root', () => {
    expect([
      ...wayTo([here('/w/a/b'), here('/w/a/c'), here('/w'), here('/other/x'), here('/wide/x')], here('/w')),
    ]).toEqual([here('/w/a/b'), here('/w/a'), here('/w/a/c')]);
  });

  it('is watched in the folders that hold its names, and no longer than it is asked for', () => {
    const rig = makeGuarded();
    expect([...rig.watched.keys()]).toEqual([here('/w/a'), here('/w')]);
    rig.guard(here('/w/a/b'), here('/w/c'));
    expect([...rig.watched.keys()]).toEqual([here('/w/a'), here('/w')]);
    rig.guard(here('/w/c'));
    expect([...rig.watched.keys()]).toEqual([here('/w')]);
    rig.become(here('/w'), 'a', '9');
    expect(rig.told).toEqual([]);
    rig.guard();
    expect([...rig.watched.keys()]).toEqual([]);
  });

  it('tells once of a name that means another directory, and of no other', () => {
    const rig = makeGuarded();
    rig.become(here('/w'), 'a', '9');
    rig.become(here('/w'), 'a', '9');
    rig.become(here('/w'), 'other', '8');
    rig.watched.get(here('/w'))?.(null);
    expect(rig.told).toEqual(['/w/a replaced']);
    // Where it is asked for again, it is known by what it was found to be.
    rig.guard(here('/w/a/b'));
    rig.become(here('/w'), 'a', '1');
    expect(rig.told).toEqual(['/w/a replaced', '/w/a replaced']);
  });

  it('tells of a directory that goes and comes where nobody else does', () => {
    const rig = makeGuarded();
    rig.become(here('/w'), 'a');
    rig.become(here('/w'), 'a', '3');
    expect(rig.told).toEqual(['/w/a removed', '/w/a added']);
  });

  it('leaves to a watched folder what comes and goes in it, and tells of what is replaced', () => {
    const rig = makeGuarded();
    rig.seen.add(here('/w/a'));
    rig.become(here('/w/a'), 'b');
    rig.become(here('/w/a'), 'b', '2');
    expect(rig.told).toEqual([]);
    rig.become(here('/w/a'), 'b', '4');
    expect(rig.told).toEqual(['/w/a/b replaced']);
    rig.guard(here('/w/a/b'), here('/w/a/c'));
    rig.become(here('/w/a'), 'c', '5');
    expect(rig.told).toEqual(['/w/a/b replaced']);
    rig.become(here('/w/a'), 'b');
    rig.become(here('/w/a'), 'b', '6');
    expect(rig.told).toEqual(['/w/a/b replaced', '/w/a/b replaced']);
  });

  it('is forgotten with all below, until it is asked for again', () => {
    const rig = makeGuarded();
    rig.inodes.set(here('/w/ab'), '7').set(here('/w/ab/c'), '8');
    rig.guard(here('/w/a/b'), here('/w/ab/c'));
    rig.places.forget(here('/w/a'));
    expect([...rig.watched.keys()]).toEqual([here('/w'), here('/w/ab')]);
    rig.become(here('/w'), 'a', '9');
    expect(rig.told).toEqual([]);
    rig.guard(here('/w/a/b'), here('/w/ab/c'));
    rig.become(here('/w'), 'a', '10');
    expect(rig.told).toEqual(['/w/a replaced']);
    rig.places.forget(here('/w/none/at/all'));
  });

  it('says what it can’t watch, then and later, and watches the rest', () => {
    const rig = makeRig();
    rig.broken.add(here('/w/a'));
    rig.inodes.set(here('/w/a'), '1');
    rig.guard(here('/w/a/b'));
    rig.errors.get(here('/w'))?.(Object.assign(new Error('late'), { code: 'ENOSPC' }));
    expect(rig.refused).toEqual(['/w/a EACCES', '/w ENOSPC']);
    rig.become(here('/w'), 'a', '2');
    expect(rig.told).toEqual(['/w/a replaced']);
  });

  it('does not look at a name whose folder is not watched any more', () => {
    const rig = makeGuarded();
    const late = rig.watched.get(here('/w'));
    rig.guard();
    rig.inodes.set(here('/w/a'), '9');
    late?.('a');
    expect(rig.told).toEqual([]);
  });
});
