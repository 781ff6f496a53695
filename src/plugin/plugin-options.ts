/** The options of `nx-go-run/plugin` in nx.json. */
export interface PluginOptions {
  /** The inferred target's name. A project's further programs get `<targetName>-<program>`. Default: serve. */
  readonly targetName?: string;
  /** The names of further inferred targets; `false` for one that is not wanted. Default: each its own name. */
  readonly targets?: { readonly generate?: string | false };
  /** Globs of folders, from the workspace's root, for which nothing is inferred: projects, or main packages. */
  readonly exclude?: readonly string[];
  /** Whether to give Nx the dependencies between projects. Default: unless `@nx-go/nx-go` is registered, too. */
  readonly dependencies?: boolean;
}

/** The part of nx.json that tells which plugins are registered. */
interface RegisteredPlugins {
  readonly plugins?: readonly (string | { readonly plugin: string })[];
}

/** Whether to give dependencies: as the option says, else unless nx.json registers @nx-go/nx-go, which does so. */
export function givesDependencies({ dependencies }: PluginOptions, { plugins }: RegisteredPlugins): boolean {
  const names = (plugins ?? []).map((one) => (typeof one === 'string' ? one : one.plugin));
  return dependencies ?? !names.some((name) => /^@nx-go\/nx-go(\/|$)/.test(name));
}
