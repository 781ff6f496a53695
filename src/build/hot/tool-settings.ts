import { splitGoWords } from '../../plan/arguments.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Environment } from '../../process/child.ts';

/** Settings of go that compiler and linker read from the environment, by name (`go env`). */
export type ToolSettings = Readonly<Record<string, string>>;

/** go passes these on to its tools, also where they were set by `go env -w`. */
const FOR_TOOLS = [
  'GOROOT',
  'GOOS',
  'GOARCH',
  'GOEXPERIMENT',
  'GO386',
  'GOAMD64',
  'GOARM',
  'GOARM64',
  'GOFIPS140',
];
/** The names that `go env -json` is asked for. */
export const SETTINGS = [...FOR_TOOLS, 'GOFLAGS', 'GOENV', 'GOMODCACHE'];

/** Flags under which the hot path's result has been shown to equal go's. With `-x` go's commands are to be seen. */
const PROVEN = new Set(
  'tags ldflags gcflags asmflags trimpath mod modfile modcacherw p buildvcs buildmode v work a'.split(' '),
);

/** Reads what `go env -json` prints; undefined where it is no object of texts. */
export function readSettings(json: string): ToolSettings | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const entries = Object.entries(parsed);
    return entries.every(([, value]) => typeof value === 'string') ? Object.fromEntries(entries) : undefined;
  } catch {
    return undefined;
  }
}

/** Why a program that is built with these flags is left to the go command, or undefined. */
export function findObstacle({ go }: Plan, settings: ToolSettings): string | undefined {
  const inherited = splitGoWords(settings['GOFLAGS'] ?? '').map(({ text }) => text);
  for (const flag of [...inherited, ...go.listFlags]) {
    const name = flag.replace(/^--?/, '').replace(/=[\s\S]*$/, '');
    if (!PROVEN.has(name) && flag !== '-pgo=off') return `-${name}`;
  }
  return undefined;
}

/** The environment in which go would run compiler and linker. */
export function toolEnvironment({ go, output }: Plan, settings: ToolSettings): Environment {
  const set = FOR_TOOLS.flatMap((name) => (settings[name] ? [[name, settings[name]] as const] : []));
  const { hot } = output;
  return { ...go.env, ...Object.fromEntries(set), TMPDIR: hot, TMP: hot, TEMP: hot };
}
