export { createDependencies } from './create-dependencies.ts';
export { createNodes, createNodes as createNodesV2 } from './create-nodes.ts';
export type { PluginOptions } from './plugin-options.ts';
