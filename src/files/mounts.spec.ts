import fc from 'fast-check';
import { describeSystem } from '../process/system.ts';
import { findEventless, findEventlessFileSystem, findMount } from './mounts.ts';

/** Lines of real machines: WSL 2, Docker Desktop on macOS, a Vagrant box, an NFS client. */
const mounts = `/dev/sdc / ext4 rw,relatime,discard,errors=remount-ro,data=ordered 0 0
none /mnt/wsl tmpfs rw,relatime 0 0
C:\\134 /mnt/c 9p rw,noatime,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000,access=client,msize=65536,trans=fd 0 0
/run/host_mark/Users /workspace fakeowner rw,nosuid,nodev,relatime,fakeowner 0 0
grpcfuse /host fuse.grpcfuse rw,nosuid,nodev,relatime 0 0
server:/export/my\\040code /srv/my\\040code nfs4 rw,relatime,vers=4.2 0 0
vagrant /vagrant vboxsf rw,nodev,relatime 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
tmpfs /srv/my\\040code/tmp tmpfs rw 0 0
`;

describe(findMount.name, () => {
  it.each([
    ['/home/me/code', 'ext4'],
    ['/mnt/c/Users/me/code', '9p'],
    ['/mnt/c', '9p'],
    ['/mnt/cold', 'ext4'],
    ['/srv/my code/api', 'nfs4'],
    ['/srv/my code/tmp/x', 'tmpfs'],
  ])('finds that %s lies on %s', (path, type) => {
    expect(findMount(mounts, path)?.type).toBe(type);
  });

  it('takes the later of two mounts at one place', () => {
    expect(findMount('a /x ext4 rw 0 0\nb /x 9p rw 0 0\n', '/x/y')?.type).toBe('9p');
  });

  it('names the options', () => {
    expect(findMount(mounts, '/proc/1/exe')).toEqual({
      at: '/proc',
      type: 'proc',
      options: ['rw', 'nosuid', 'nodev', 'noexec', 'relatime'],
    });
  });

  it('never fails, whatever stands there', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (text, path) => void findMount(text, path)));
  });
});

describe(findEventlessFileSystem.name, () => {
  it.each(['/mnt/c/code', '/workspace/api', '/host/x', '/srv/my code/api', '/vagrant'])(
    'names the type for %s',
    (path) => {
      expect(findEventlessFileSystem(mounts, path)).toBe(findMount(mounts, path)?.type);
    },
  );

  it.each(['/home/me', '/proc/1', '/srv/my code/tmp'])('names none for %s', (path) => {
    expect(findEventlessFileSystem(mounts, path)).toBeUndefined();
  });
});

describe(`${findMount.name}, whatever the mounts`, () => {
  /** As the kernel writes it (mangle_path in fs/seq_file.c, with the characters of show_mountinfo). */
  const escape = (path: string) =>
    path.replace(/[ \t\n\\#]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`);
  const name = fc.string({ unit: fc.constantFrom(...'ab \t\n\\#é漢0147'), minLength: 1, maxLength: 6 });
  const folder = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`);

  it('finds the deepest mount above a path, with any characters in its name', () => {
    const types = fc.uniqueArray(folder, { maxLength: 5 });
    fc.assert(
      fc.property(types, folder, name, (folders, start, last) => {
        const path = folders.length > 0 && last.length > 2 ? `${folders[0]}/${last}` : `${start}/${last}`;
        const text = [
          'root / ext4 rw 0 0',
          ...folders.map((at, index) => `x ${escape(at)} t${index} rw 0 0`),
        ].join('\n');
        const above = folders.filter((at) => path === at || path.startsWith(`${at}/`));
        const deepest = above.sort((a, b) => b.length - a.length)[0];
        expect(findMount(text, path)?.type).toBe(
          deepest === undefined ? 'ext4' : `t${folders.indexOf(deepest)}`,
        );
      }),
    );
  });

  it('is not misled by lines that are cut off, or by others', () => {
    for (let end = 0; end < mounts.length; end++) {
      expect(findEventlessFileSystem(mounts.slice(0, end), '/home/me')).toBeUndefined();
    }
    expect(findMount(`\n\0\n/ / \n   \n${mounts}x\n/home\n`, '/home/me')?.type).toBe('ext4');
  });

  it.each(['\\', '\\040', ' ', '\n', 'a / b ', '/', 'x /x 9p rw 0 0\n'])(
    'comes to an end with a huge text of %j',
    (part) => {
      expect(findEventlessFileSystem(part.repeat(1_000_000 / part.length), '/home/me')).toBeUndefined();
    },
  );
});

describe(findEventless.name, () => {
  /*
   * As macOS prints them: Mojave (JamaicanMoose/mount_nullfs#1), macFUSE (libyal/libfsapfs#47). The shares are put
   * together by mount_smbfs(8) and mount_nfs(8).
   */
  const MACOS = `/dev/disk1s5s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk1s1 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
/Users/Shared/test on /Users/local/Desktop/test (nullfs, local, nosuid, read-only, nobrowse)
fsapfsmount@macfuse0 on /Volumes/Test (macfuse, synchronous)
//me@nas._smb._tcp.local/code on /Volumes/my code (smbfs, nodev, nosuid, mounted by me)
nas:/export/code on /private/nfs (nfs, nodev, nosuid, mounted by me)
`;
  const find = (path: string, platform: NodeJS.Platform) =>
    findEventless(path, describeSystem(platform), {
      readText: (file) => (file === '/proc/mounts' ? mounts : undefined),
      readOutput: (file) => (file === 'mount' ? MACOS : undefined),
    });

  it.each([
    ['darwin', '/Users/me/shop', undefined],
    ['darwin', '/Users/local/Desktop/test/shop', undefined],
    ['darwin', '/Volumes/my code/shop', 'smbfs'],
    ['darwin', '/Volumes/Test/shop', 'macfuse'],
    ['darwin', '/private/nfs/shop', 'nfs'],
    ['linux', '/mnt/c/shop', '9p'],
    ['win32', 'C:\\shop', undefined],
    ['win32', '\\\\wsl$\\Debian\\home\\me\\shop', '9p'],
    ['win32', '\\\\wsl.localhost\\Debian\\home\\me\\shop', '9p'],
    ['win32', '\\\\nas\\code\\shop', 'smb'],
    ['win32', '\\\\?\\C:\\shop', undefined],
  ] as const)('finds on %s that %s lies on %s', (platform, path, type) => {
    expect(find(path, platform)).toBe(type);
  });

  it('says nothing where mount can’t be asked', () => {
    const sources = { readText: () => undefined, readOutput: () => undefined };
    expect(findEventless('/Volumes/my code', describeSystem('darwin'), sources)).toBeUndefined();
  });
});
