import type { FileGlob } from '../files/file-glob.ts';
import type { IncludedFiles } from '../files/file-pattern.ts';
import type { Environment } from '../process/child.ts';
import type { Platform } from './host.ts';

/** What is built: a package directory, or one file that is excluded from its package. Absolute paths. */
export type BuildTarget =
  | { readonly kind: 'package'; readonly directory: string }
  | { readonly kind: 'file'; readonly directory: string; readonly file: string };

/** How the go command is called. */
export interface GoPlan {
  /** The go command: a name on PATH, or an absolute path. */
  readonly binary: string;
  /** `go1.26.8`, as `go env GOVERSION` prints it. */
  readonly version: string;
  /** On what the go command runs, and so the program. */
  readonly host: Platform;
  /** Absolute directory of every go command; `-C` of the user's flags is already in it. */
  readonly cwd: string;
  /** The package as go takes it, relative to `cwd`: `.`, `./cmd/api`, or a file. */
  readonly package: string;
  /** Flags of `go build`: the user's, with the fast ones merged in. */
  readonly buildFlags: readonly string[];
  /** The value of GOFLAGS. */
  readonly goflags: string;
  /** Flags for `go list`: the user's. */
  readonly listFlags: readonly string[];
  /** `go.work` in force, absolute, or undefined. */
  readonly workFile?: string;
  /** Files that the flags name, those of GOFLAGS included (`-overlay`, `-modfile`, `-pgo`). Absolute. */
  readonly flagFiles: readonly string[];
  /** The one of `-overlay`. */
  readonly overlay?: string;
  /** The whole environment of go commands; PWD is `cwd`. */
  readonly env: Environment;
  readonly modules: ModuleSources;
}

/** Where go takes modules from, as `go env` prints it. */
export interface ModuleSources {
  /** GOPROXY */
  readonly proxy: string;
  /** GONOPROXY */
  readonly noProxy: string;
  /** GOMODCACHE; undefined where there is none. */
  readonly cache: string | undefined;
}

/** How the program is started and stopped. */
export interface ProgramPlan {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Absolute paths; later ones win. Read again at each start. */
  readonly envFiles: readonly string[];
  /**
   * Files of `include` that Nx itself loads for the task, before the others: absolute; later ones win, `envFiles` over
   * all of them. They need not exist. Read again at each start, too.
   */
  readonly nxEnvFiles: readonly string[];
  /** The `env` option, which wins over everything. */
  readonly env: Environment;
  /** The executor's own environment, less what Nx had read from these files and Nx's private variables. */
  readonly inheritedEnv: Environment;
  readonly killSignal: NodeJS.Signals;
  /** ms */
  readonly killTimeout: number;
  readonly restart: 'on-change' | 'on-failure';
  /** Whether its output passes through the executor, line by line. */
  readonly readsOutput: boolean;
}

/** Where things are put. Absolute paths, all on one file system. */
export interface OutputPlan {
  /** The binary that runs: always the last good build. */
  readonly binary: string;
  /** The binary that is being built; renamed onto `binary` at the swap. */
  readonly next: string;
  /** What `binary` was before, until the next build. */
  readonly replaced: string;
  /** The last binary that go itself has linked, while `binary` is one that it has not. */
  readonly reference: string;
  /** Holds what is remembered from run to run. */
  readonly cache: string;
  /** GOTMPDIR and TMPDIR of builds; removed after each. */
  readonly temporary: string;
  /** Objects of the hot path; removed at the end of the run. */
  readonly hot: string;
}

/** What ready means. With nothing set, the port that the program opens is found out. */
export interface ReadyPlan {
  readonly port?: number;
  /** Absolute URL, or a path on the program's port. */
  readonly url?: string;
  /** Matched against each line that the program prints. */
  readonly log?: RegExp;
  /** ms */
  readonly timeout: number;
}

export interface WatchPlan {
  readonly enabled: boolean;
  /** ms */
  readonly debounce: number;
  readonly poll: 'auto' | 'always' | 'never';
  readonly include: readonly IncludedFiles[];
  readonly ignore: readonly FileGlob[];
}

/** Files that globs name, less those that other globs name. */
export interface FileSet {
  readonly named: readonly FileGlob[];
  readonly except: readonly FileGlob[];
}

/** What must be run before a build. */
export type StepPlan =
  /** What {@link Plan.swagger} says. */
  | { readonly kind: 'swagger' }
  | { readonly kind: 'preset'; readonly name: PresetName }
  | ({ readonly kind: 'command' } & CommandPlan);

/** Tools whose steps are made of their own configuration, each time anew. */
export const PRESETS = ['templ', 'sqlc', 'buf', 'gqlgen', 'ent', 'wire', 'go-generate', 'tailwind'] as const;

/** One of them. */
export type PresetName = (typeof PRESETS)[number];

/** A command that is run before a build if what it reads has changed. */
export interface CommandPlan {
  /** No two steps have the same. */
  readonly name: string;
  /** Its first word is looked up in node_modules/.bin and on PATH. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** More variables than those of go commands. */
  readonly env: Environment;
  readonly inputs: FileSet;
  /** What is named here and in `inputs` by the same glob is read and changed. */
  readonly outputs: FileSet;
  /** True where the inputs take in code in general: what a later step writes is none of them if that makes a circle. */
  readonly isBroad?: boolean;
  /** What of Go files is read; absent: all. */
  readonly reads?: 'declarations';
  /** How the tool is installed. */
  readonly install?: string;
}

/** How a swagger file is packed into Go. */
export type PackFormat = 'goframe' | 'go' | 'none';

export interface SwaggerPlan {
  /** Another generator's command, instead of swag. Its first word is looked up on PATH. */
  readonly command?: readonly string[];
  /** The Go file with the general API annotations, absolute. */
  readonly generalInfo: string;
  /** Directory that the generator parses, absolute. */
  readonly searchDirectory: string;
  /** Folder that gets `swagger.json`, absolute. */
  readonly output: string;
  /** The packed Go file, absolute. */
  readonly packFile: string;
  /** `auto` looks for GoFrame in go.mod. */
  readonly packFormat: PackFormat | 'auto';
  /** More flags for swag. */
  readonly flags: readonly string[];
}

/** The stable port before the program. */
export interface ProxyPlan {
  readonly port: number;
  /** `localhost` stands for 127.0.0.1 and ::1. */
  readonly host: string;
  readonly mode: 'http' | 'tcp';
  readonly overlap: boolean;
  /** ms */
  readonly holdTimeout: number;
  readonly holdRequests: number;
  readonly holdBytes: number;
}

/** The port to which an editor attaches its debugger. */
export interface DebugPlan {
  readonly port: number;
  /** False: where it is taken, the next one that is free. */
  readonly isFixed: boolean;
  /** The user's dlv, absolute. Absent: it is looked for. */
  readonly dlv?: string;
  /** Whether dependencies, too, are built without optimisation. */
  readonly dependencies: boolean;
}

/** Building by compiler and linker alone, where that gives what the go command would. */
export interface HotPlan {
  /** How long it has to be quiet before the go command checks a result, in ms. */
  readonly checkAfter: number;
}

/** Linking what has changed alone, behind a copy of a program that was linked in full. */
export type DeltaPlan =
  /** `tools` holds the linkers for it, for all runs of the workspace. Absolute. */
  | { readonly kind: 'on'; readonly tools: string }
  /** It was asked for, and is not done: on another system, or where a debugger needs a program with its tables. */
  | { readonly kind: 'off'; readonly because: string };

/** The pages that show a browser what happens. */
export interface PagesPlan {
  /** A port of their own, on loopback; 0 for any that is free, null for none: they are on the stable port. */
  readonly port: number | null;
  /** The URL that opens a file in the editor, with {file}, {line} and {column}. */
  readonly editor: string;
}

/** The resolved, frozen options of one run: absolute paths, argument arrays, environment. */
export interface Plan {
  readonly project: string;
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly target: BuildTarget;
  readonly go: GoPlan;
  readonly program: ProgramPlan;
  readonly output: OutputPlan;
  readonly ready: ReadyPlan;
  readonly watch: WatchPlan;
  readonly swagger: SwaggerPlan | null;
  /** As the person wrote them; what one writes and another reads decides before their order. */
  readonly generate: readonly StepPlan[];
  /** Null where only the go command builds. */
  readonly hot: HotPlan | null;
  /** Null where it is not asked for. */
  readonly delta: DeltaPlan | null;
  /** Whether the tests run that an edit can break. */
  readonly test: boolean;
  /** Null where the program listens on its own. */
  readonly proxy: ProxyPlan | null;
  readonly pages: PagesPlan | null;
  /** Null where no editor can attach. */
  readonly debug: DebugPlan | null;
}
