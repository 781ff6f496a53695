import { readNxJson, updateNxJson, type NxJsonConfiguration, type Tree } from 'nx/src/devkit-exports.js';
import type { OwnPackage } from '../own-package.ts';

const EXECUTOR = 'nx-go-run:go-run';

/**
 * An API that is not ready yet may be waited for as long as it takes: at Nx's timeout the watcher itself would be
 * stopped, and the broken build with it that is just being mended. The greatest delay that a timer can have, in ms.
 */
const READY_WHEN = { signal: true, timeout: 2_147_483_647 };

/** Registers the plugin that infers targets, where the package has it. True if nx.json was changed. */
export function registerPlugin(tree: Tree, own: OwnPackage): boolean {
  if (own.exports['./plugin'] === undefined) return false;
  const name = `${own.name}/plugin`;
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  if (plugins.some((one) => (typeof one === 'string' ? one : one.plugin) === name)) return false;
  // Last, so that its targets win over those of other Go plugins.
  updateNxJson(tree, { ...nxJson, plugins: [...plugins, name] });
  return true;
}

/**
 * Tells Nx that go-run signals when a program is ready: schema.json can't, and without it `waitFor: "ready"` does
 * not wait. Nx before 24 ignores it. True if nx.json was changed.
 */
export function registerReadySignal(tree: Tree): boolean {
  const nxJson = readNxJson(tree) ?? {};
  const defaults = (nxJson.targetDefaults ?? {}) as Record<string, object | object[] | undefined>;
  const present = defaults[EXECUTOR];
  if ([present].flat().some((one) => one !== undefined && 'readyWhen' in one)) return false;
  const ours = Array.isArray(present)
    ? [...(present as object[]), { readyWhen: READY_WHEN }]
    : { ...present, readyWhen: READY_WHEN };
  const targetDefaults = { ...defaults, [EXECUTOR]: ours } as NonNullable<
    NxJsonConfiguration['targetDefaults']
  >;
  updateNxJson(tree, { ...nxJson, targetDefaults });
  return true;
}
