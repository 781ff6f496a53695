/** File systems on which changes from the other side (a host, a server) give no events here. */
const WITHOUT_EVENTS =
  /^(9p|drvfs|nfs\d?|cifs|smb\d?|smbfs|virtiofs|vboxsf|prl_fs|fuse(\..+)?|fuseblk|fakeowner)$/;

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
