export { goRun, type GoRunPluginOptions, type Swap } from './go-run.ts';
export type { ProxyPaths } from './moving-proxy.ts';
