import { isDeepStrictEqual } from 'node:util';
import { type NxJsonConfiguration, readNxJson, type Tree, updateNxJson } from 'nx/src/devkit-exports.js';
import type { OwnPackage } from '../packages.ts';

const EXECUTOR = 'nx-go-run:go-run';

/** What init wrote up to version 0.1.0. */
const READY_WHEN = { signal: true, timeout: 2_147_483_647 };

/**
 * Registers the plugin that infers targets, where the package has it: all of them, or serve alone. True if nx.json was
 * changed.
 */
export function registerPlugin(tree: Tree, own: OwnPackage, allTargets: boolean): boolean {
  if (own.exports['./plugin'] === undefined) return false;
  const name = `${own.name}/plugin`;
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  if (plugins.some((one) => (typeof one === 'string' ? one : one.plugin) === name)) return false;
  // Last, so that its targets win over those of other Go plugins.
  const registered = allTargets ? name : { plugin: name, options: { targets: false } };
  updateNxJson(tree, { ...nxJson, plugins: [...plugins, registered] });
  return true;
}

/**
 * Takes out of targetDefaults what init wrote there before the plugin gave it to targets: the ready setting by the
 * executor's name hides all that targetDefaults has by a target's name. What somebody has added stays. True if nx.json
 * was changed.
 */
export function removeReadyDefault(tree: Tree): boolean {
  const nxJson = readNxJson(tree) ?? {};
  const { [EXECUTOR]: present, ...others } = (nxJson.targetDefaults ?? {}) as Defaults;
  if (!isDeepStrictEqual(present, { readyWhen: READY_WHEN })) return false;
  const rest = { ...nxJson };
  delete rest.targetDefaults;
  const isEmpty = Object.keys(others).length === 0;
  updateNxJson(
    tree,
    isEmpty ? rest : { ...rest, targetDefaults: others as NxJsonConfiguration['targetDefaults'] & {} },
  );
  return true;
}

/**
 * What is to be told of targetDefaults that never reach a target of go-run: of the entries by executor and by name Nx
 * takes the first alone.
 */
export function describeHiddenDefaults(tree: Tree, own: OwnPackage): string[] {
  const { targetDefaults, plugins = [] } = readNxJson(tree) ?? {};
  const defaults = (targetDefaults ?? {}) as Defaults;
  if (defaults[EXECUTOR] === undefined) return [];
  const named = plugins.flatMap((one) =>
    typeof one === 'object' && one.plugin === `${own.name}/plugin`
      ? ((one.options as { targetName?: string } | undefined)?.targetName ?? [])
      : [],
  );
  const written = new Set([defaults[EXECUTOR]].flat().flatMap((one) => Object.keys(one)));
  return [...new Set(['serve', ...named])].flatMap((name) => {
    const hidden = [defaults[name] ?? []].flat().flatMap((one) => Object.keys(one));
    const lost = hidden.filter((key) => !written.has(key));
    if (lost.length === 0) return [];
    const [both, by] = [`targetDefaults.${name}`, `targetDefaults["${EXECUTOR}"]`];
    return [
      `nx.json: ${by} hides ${both} (${lost.join(', ')}) from go-run's targets, since Nx takes one of the two. ` +
        `Write what is to hold for them into the former, too, or take that out: the plugin gives the ready setting.`,
    ];
  });
}

type Defaults = Record<string, object | object[] | undefined>;
