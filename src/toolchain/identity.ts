import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Machine, nameHost, readGoSettings, readGoVariables } from './go-settings.ts';
import { compareVersions, readWanted, satisfies, type Wanted } from './version.ts';

/** The lines of a go.mod or go.work that choose a Go; undefined where there is none. */
export interface VersionLines {
  readonly go?: string | undefined;
  readonly toolchain?: string | undefined;
}

/** What is asked of the machine besides its {@link Machine}. */
export interface IdentityDeps {
  readonly machine: Machine;
  /** The version of the go command that is there, such as `1.26.8`; undefined where there is none. */
  readonly installed: string | undefined;
  /** The newest release of a minor version, which would be fetched where there is no go command. */
  readonly findNewest: (minor: Wanted) => Promise<string | undefined>;
  readonly isExecutable: (path: string) => boolean;
}

/** What changes how go compiles, of `go help environment` (1.26); of them those that are set. */
const OF_A_RESULT = ['GOFLAGS', 'GOEXPERIMENT', 'GOFIPS140', 'GODEBUG', 'GO111MODULE', 'GOEXTLINK'];
/** The variable of each processor, with Go's default. */
const LEVELS: Readonly<Record<string, readonly [string, string]>> = {
  '386': ['GO386', 'sse2'],
  amd64: ['GOAMD64', 'v1'],
  arm: ['GOARM', '7'],
  arm64: ['GOARM64', 'v8.0'],
  mips: ['GOMIPS', 'hardfloat'],
  mipsle: ['GOMIPS', 'hardfloat'],
  mips64: ['GOMIPS64', 'hardfloat'],
  mips64le: ['GOMIPS64', 'hardfloat'],
  ppc64: ['GOPPC64', 'power8'],
  ppc64le: ['GOPPC64', 'power8'],
  riscv64: ['GORISCV64', 'rva20u64'],
  wasm: ['GOWASM', ''],
};
const OF_CGO = ['CC', 'CXX', 'CGO_CFLAGS', 'CGO_CPPFLAGS', 'CGO_CXXFLAGS', 'CGO_LDFLAGS'];

/**
 * The version of the Go that would work here for these lines, as go itself would choose it
 * (go.dev/doc/toolchain#select), or as it would be fetched where none is installed.
 */
export async function identifyVersion(lines: VersionLines, deps: IdentityDeps): Promise<string> {
  const { machine, installed } = deps;
  const { gotoolchain } = readGoSettings(machine);
  const text = [lines.go && `go ${lines.go}`, lines.toolchain && `toolchain ${lines.toolchain}`];
  const place = { directory: '/', gotoolchain, gowork: '' };
  const wanted = readWanted(place, (path) =>
    path === join('/', 'go.mod') ? text.filter(Boolean).join('\n') : undefined,
  );
  if (installed === undefined)
    return (wanted.kind === 'minor' ? await deps.findNewest(wanted) : undefined) ?? wanted.version;
  const isFixed = /^go1[^+]*$/.test(gotoolchain);
  if (isFixed) return satisfies(installed, wanted) ? installed : wanted.version;
  if (gotoolchain === 'local') return installed;
  const asked = lines.go ?? lines.toolchain;
  return asked !== undefined && compareVersions(wanted.version, installed) > 0 ? wanted.version : installed;
}

/** The settings of `go env` that change what go makes, a line each: defaults where they differ by machine, else only what is set. */
export function identifySettings({ machine, isExecutable }: IdentityDeps): readonly string[] {
  const [hostOs = '', hostArch = ''] = nameHost(machine).split('-');
  const names = Object.values(LEVELS).map(([name]) => name);
  const set = readGoVariables(machine, [
    'GOOS',
    'GOARCH',
    'CGO_ENABLED',
    ...OF_A_RESULT,
    ...names,
    ...OF_CGO,
  ]);
  const os = set.get('GOOS') ?? hostOs;
  const arch = set.get('GOARCH') ?? hostArch;
  const isNative = os === hostOs && arch === hostArch;
  const hasCompiler = () =>
    set.has('CC') || listPath(machine).some((folder) => isExecutable(join(folder, defaultCompiler(hostOs))));
  // cmd/go/internal/cfg: without a C compiler cgo is off, and so it is for another system.
  const cgo = set.get('CGO_ENABLED') ?? (isNative && hasCompiler() ? '1' : '0');
  const [level = '', usual = ''] = LEVELS[arch] ?? [];
  const shown = [...OF_A_RESULT, ...(cgo === '1' ? OF_CGO : [])];
  return [
    `GOOS=${os}`,
    `GOARCH=${arch}`,
    `CGO_ENABLED=${cgo}`,
    ...(level === '' ? [] : [`${level}=${set.get(level) ?? usual}`]),
    ...shown.filter((name) => set.has(name)).map((name) => `${name}=${set.get(name)}`),
    ...(machine.env['GOWORK'] === 'off' ? ['GOWORK=off'] : []),
  ];
}

/** The one that Go's releases are built for (cmd/dist, defaultcc). */
function defaultCompiler(os: string): string {
  if (os === 'windows') return 'gcc.exe';
  return ['darwin', 'freebsd', 'openbsd', 'ios'].includes(os) ? 'clang' : 'gcc';
}

function listPath({ env }: Machine): readonly string[] {
  const name = Object.keys(env).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
  return (env[name] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
}

/** Whether a file may be started. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
