// The types of plugin.cjs, which gives what the module beside it gives.
import type * as plugin from './index.js' with { 'resolution-mode': 'import' };
export declare const createNodes: typeof plugin.createNodes;
export declare const createNodesV2: typeof plugin.createNodes;
export declare const createDependencies: typeof plugin.createDependencies;
export type PluginOptions = plugin.PluginOptions;
