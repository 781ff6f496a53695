import type { System } from '../process/system.ts';

/** File systems on which changes from the other side (a host, a server) give no events here. */
const WITHOUT_EVENTS =
  /^(9p|drvfs|nfs\d?|cifs|smb\d?|smbfs|afpfs|webdav|virtiofs|vboxsf|prl_fs|(mac|osx)?fuse(fs)?(\..+)?|fuseblk|fakeowner)$/;

/** A mounted file system: where it is, its type and its options, as mount(8) names them. */
export interface Mount {
  readonly at: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** The file system that a path lies on, from the text of /proc/mounts (fstab(5)); absolute path. */
export function findMount(mounts: string, path: string): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mounts.split('\n')) {
    const [, escaped, type, options = ''] = line.split(' ');
    if (escaped === undefined || type === undefined) continue;
    // Blanks and the like stand there as octal numbers.
    const at = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(parseInt(octal, 8)),
    );
    const covers = path === at || path.startsWith(at.endsWith('/') ? at : `${at}/`);
    // Of two mounts at one place the later hides the earlier.
    if (covers && at.length >= (found?.at.length ?? 0)) found = { at, type, options: options.split(',') };
  }
  return found;
}

/** The file system's type where it sends no events for changes made elsewhere, so that files must be polled. */
export function findEventlessFileSystem(mounts: string, path: string): string | undefined {
  const type = findMount(mounts, path)?.type;
  return type !== undefined && WITHOUT_EVENTS.test(type) ? type : undefined;
}

/** What is asked of a system about its mounts. */
export interface MountSources {
  readonly readText: (path: string) => string | undefined;
  /** What a command prints; undefined where it fails. */
  readonly readOutput: (file: string, args: readonly string[]) => string | undefined;
}

/** The same on any system, which says it in its own way. Absolute path, symbolic links resolved. */
export function findEventless(
  path: string,
  { mounts }: Pick<System, 'mounts'>,
  { readText, readOutput }: MountSources,
): string | undefined {
  switch (mounts) {
    case 'procfs':
      return findEventlessFileSystem(readText('/proc/mounts') ?? '', path);
    case 'mount':
      return findEventlessFileSystem(readMountCommand(readOutput('mount', []) ?? ''), path);
    case 'names':
      return nameShare(path);
  }
}

/** What mount(8) of the BSDs and macOS prints, as /proc/mounts would have it. */
function readMountCommand(printed: string): string {
  const lines = printed.split('\n').flatMap((line) => {
    // `//me@nas/code on /Volumes/my code (smbfs, nodev, nosuid, mounted by me)`
    const [, at = '', type, options = ''] = / on (\/.*) \(([^,()]+)(?:, (.*))?\)$/.exec(line) ?? [];
    const escaped = at.replace(/[\s\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`);
    return type === undefined ? [] : `- ${escaped} ${type} ${options.replaceAll(', ', ',')} 0 0`;
  });
  return lines.join('\n');
}

/** Files of Linux under WSL, and a share that no drive stands for. A drive that is mapped to one tells nothing. */
function nameShare(path: string): string | undefined {
  const [, server] = /^[\\/]{2}([^\\/?.][^\\/]*)[\\/]/.exec(path) ?? [];
  if (server === undefined) return undefined;
  return /^wsl(\$|\.localhost$)/i.test(server) ? '9p' : 'smb';
}
