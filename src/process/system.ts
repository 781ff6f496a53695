import { isAbsolute, join } from 'node:path';

/**
 * What is different from one operating system to another, as far as it matters here. This file alone compares their
 * names; a concern with several behaviours chooses one by what stands here.
 */
export interface System {
  /** What shows this machine's processes: procfs, ps(1), or nothing that is quick enough. */
  readonly processes: 'procfs' | 'ps' | 'none';
  /** What shows its sockets. */
  readonly sockets: 'procfs' | 'lsof' | 'netstat';
  /** What shows its mounted file systems; by name: only the names of folders tell. */
  readonly mounts: 'procfs' | 'mount' | 'names';
  /** Which programs may be built by compiler and linker alone: those for which that was compared with what go builds. */
  readonly buildsHot: 'all' | 'without C' | 'none';
  /** What a program's events are read from. */
  readonly stream: 'socket' | 'pipe';
  /** Whether a process can be asked to end. On Windows each signal that Node sends is TerminateProcess. */
  readonly asksPolitely: boolean;
  /** Whether a running program's file can be removed or replaced. Else it can only be renamed. */
  readonly replacesRunning: boolean;
  /** Whether one may listen on 127.0.0.1 while another listens on the same port of all addresses (SO_REUSEADDR). */
  readonly sharesPorts: boolean;
  /** Errors that a scanner or an indexer causes, which holds a new file for a moment. */
  readonly passingErrors: readonly string[];
  /** The signals by which this process is asked to end, and those of them that a terminal sends to the program as well. */
  readonly endSignals: readonly NodeJS.Signals[];
  readonly terminalSignals: readonly NodeJS.Signals[];
  /** What a port is that nobody has, and that may not be listened on all the same. */
  readonly reservedPorts: string;
  /** Whether names that differ in their case alone mean one file. */
  readonly ignoresCase: boolean;
  /** The letter of a drive, by which a path may begin that is written in two ways. */
  readonly drive: RegExp | undefined;
  /** What limits the number of watches, and what raises it; by the error's code. */
  readonly watchLimits: Readonly<
    Record<'ENOSPC' | 'EMFILE', { readonly what: string; readonly raise: string }>
  >;
  /** What the file name of a program ends in, and of whatever else a command's name may stand for. */
  readonly programEnding: '' | '.exe';
  readonly commandEndings: readonly string[];
  /** Whether a command that is missing can't be started; else a shell is, which says so (execa#447). */
  readonly tellsMissing: boolean;
  /** Between the folders of PATH. */
  readonly pathDelimiter: ':' | ';';
  readonly homeVariable: 'HOME' | 'USERPROFILE';
  readonly netrc: '.netrc' | '_netrc';
  /** The command that starts another one with a lower priority, where there is one. */
  readonly nice: 'nice' | undefined;
  /** Where installers put programs. */
  readonly folders: 'unix' | 'windows';
  /** The user's folders as Go's os.UserConfigDir and os.UserCacheDir have them. */
  readonly userFolders: (env: Readonly<Record<string, string>>, home: string | undefined) => UserFolders;
}

/** Absolute; undefined where there is no home. */
export interface UserFolders {
  readonly config: string | undefined;
  readonly cache: string | undefined;
}

const INOTIFY = {
  ENOSPC: {
    what: 'file watches (fs.inotify.max_user_watches)',
    raise: 'Raise it: sudo sysctl fs.inotify.max_user_watches=524288',
  },
  EMFILE: {
    what: 'open files or watchers (ulimit -n, fs.inotify.max_user_instances)',
    raise: 'Raise them: ulimit -n 8192; sudo sysctl fs.inotify.max_user_instances=512',
  },
} as const;

const OPEN_FILES = {
  what: 'open files (ulimit -n)',
  raise: 'Raise it: ulimit -n 8192 (256 is what a terminal of macOS has)',
} as const;

const LINUX: System = {
  processes: 'procfs',
  sockets: 'procfs',
  mounts: 'procfs',
  buildsHot: 'all',
  stream: 'socket',
  asksPolitely: true,
  replacesRunning: true,
  sharesPorts: false,
  passingErrors: [],
  endSignals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  terminalSignals: ['SIGINT'],
  reservedPorts: 'Ports below 1024 are those of root.',
  ignoresCase: false,
  drive: undefined,
  watchLimits: INOTIFY,
  programEnding: '',
  commandEndings: [''],
  tellsMissing: true,
  pathDelimiter: ':',
  homeVariable: 'HOME',
  netrc: '.netrc',
  nice: 'nice',
  folders: 'unix',
  userFolders: (env, home) => ({
    config: env['XDG_CONFIG_HOME'] || (home && join(home, '.config')),
    cache: isAbsolute(env['XDG_CACHE_HOME'] ?? '') ? env['XDG_CACHE_HOME'] : home && join(home, '.cache'),
  }),
};

/** Every other Unix is taken for one of the BSDs, from which macOS has its tools and its sockets. */
const BSD: System = {
  ...LINUX,
  processes: 'ps',
  sockets: 'lsof',
  mounts: 'mount',
  buildsHot: 'none',
  sharesPorts: true,
  watchLimits: { ENOSPC: OPEN_FILES, EMFILE: OPEN_FILES },
};

const MACOS: System = {
  ...BSD,
  buildsHot: 'without C',
  ignoresCase: true,
  userFolders: (_, home) => ({
    config: home && join(home, 'Library/Application Support'),
    cache: home && join(home, 'Library/Caches'),
  }),
};

const HANDLES = { what: 'handles', raise: 'Close other programs that watch this folder' } as const;

const WINDOWS: System = {
  processes: 'none',
  sockets: 'netstat',
  mounts: 'names',
  buildsHot: 'without C',
  stream: 'pipe',
  asksPolitely: false,
  replacesRunning: false,
  sharesPorts: true,
  passingErrors: ['EBUSY', 'EPERM', 'EACCES'],
  // Ctrl-Break, and the closing of the console, which Node calls SIGHUP; each process of the console is told of them.
  endSignals: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'],
  terminalSignals: ['SIGINT', 'SIGHUP', 'SIGBREAK'],
  reservedPorts:
    'Windows keeps ranges of ports for Hyper-V and WSL: netsh interface ipv4 show excludedportrange protocol=tcp lists them.',
  ignoresCase: true,
  drive: /^[a-z]:/,
  watchLimits: { ENOSPC: HANDLES, EMFILE: HANDLES },
  programEnding: '.exe',
  commandEndings: ['.exe', '.cmd', '.bat', ''],
  tellsMissing: false,
  pathDelimiter: ';',
  homeVariable: 'USERPROFILE',
  netrc: '_netrc',
  nice: undefined,
  folders: 'windows',
  userFolders: (env) => ({
    config: env['AppData'] || env['APPDATA'],
    cache: env['LocalAppData'] || env['LOCALAPPDATA'],
  }),
};

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, System>>> = {
  linux: LINUX,
  android: LINUX,
  darwin: MACOS,
  win32: WINDOWS,
};

/** What is known of a system, by Node's name of it. */
export function describeSystem(platform: NodeJS.Platform): System {
  return SYSTEMS[platform] ?? BSD;
}

/** Node's name of this machine's system. The one place where it is read. */
export const thisPlatform: NodeJS.Platform = process.platform;

/** The system of this machine. */
export const thisSystem: System = describeSystem(thisPlatform);
