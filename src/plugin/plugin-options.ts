/** The options of `nx-go-run/plugin` in nx.json. */
export interface PluginOptions {
  /** The inferred target's name. A project's further programs get `<targetName>-<program>`. Default: serve. */
  readonly targetName?: string;
  /** Globs of folders, from the workspace's root, for which nothing is inferred: projects, or main packages. */
  readonly exclude?: readonly string[];
  /** Whether to give Nx the dependencies between projects. Default: unless `@nx-go/nx-go` is registered, too. */
  readonly dependencies?: boolean;
  /**
   * Names of the further targets (build, test, generate, …), false for one that is not wanted; false for all. Default: each by its
   * own name, or none where another plugin for Go is registered, too.
   */
  readonly targets?: TargetNames | false;
}

/** What a Go project is given besides serve. */
const TARGETS = ['build', 'test', 'vet', 'lint', 'tidy', 'tidy-check', 'generate'] as const;
export type GoTarget = (typeof TARGETS)[number];
export type TargetNames = Readonly<Partial<Record<GoTarget, string | false>>>;

/** The part of nx.json that tells which plugins are registered. */
interface RegisteredPlugins {
  readonly plugins?: readonly (string | { readonly plugin: string })[];
}

/** Whether to give dependencies: as the option says, else unless nx.json registers @nx-go/nx-go, which does so. */
export function givesDependencies({ dependencies }: PluginOptions, { plugins }: RegisteredPlugins): boolean {
  return dependencies ?? !isRegistered(plugins, /^@nx-go\/nx-go(\/|$)/);
}

/**
 * What the targets are called; a target that is not wanted has no name. Throws, which is how a plugin tells Nx, where
 * the option names no target of ours, or two of one name.
 */
export function nameTargets(
  { targets, targetName = 'serve' }: PluginOptions,
  { plugins }: RegisteredPlugins,
): ReadonlyMap<GoTarget, string> {
  const isAlone = !isRegistered(plugins, /^(@nx-go\/nx-go|@naxodev\/gonx)(\/|$)/);
  if (targets === false || (targets === undefined && !isAlone)) return new Map();
  const refuse = (what: string) =>
    new Error(
      `nx.json: nx-go-run/plugin: targets: ${what}. It is like { "test": "unit-test", "lint": false }.`,
    );
  if (targets !== undefined && (targets === null || typeof targets !== 'object' || Array.isArray(targets)))
    throw refuse('it must be false, or name targets');
  const strange = Object.keys(targets ?? {}).find((one) => !TARGETS.some((name) => name === one));
  if (strange !== undefined) throw refuse(`${strange} is none of ${TARGETS.join(', ')}`);
  const named = new Map<GoTarget, string>();
  for (const target of TARGETS) {
    const name: unknown = targets?.[target] ?? target;
    if (name === false) continue;
    if (typeof name !== 'string' || !/^[^\s:]+$/.test(name))
      throw refuse(`${target} must be false, or a name without blanks and colons`);
    if (name === targetName || [...named.values()].includes(name))
      throw refuse(`${name} would name two targets`);
    named.set(target, name);
  }
  return named;
}

function isRegistered(plugins: RegisteredPlugins['plugins'], name: RegExp): boolean {
  return (plugins ?? []).some((one) => name.test(typeof one === 'string' ? one : one.plugin));
}
