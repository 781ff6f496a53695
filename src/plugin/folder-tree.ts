import { posix } from 'node:path';

/** The nearest folder, from this one upwards, for which `find` gives something; paths are from the workspace's root. */
export function nearest<T>(folder: string, find: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = posix.dirname(at)) {
    const found = find(at);
    if (found !== undefined || at === '.') return found;
  }
}

/** Whether go passes a file over, wherever it is looked for: tests' data, vendored code, hidden names. */
export function isPassedOver(file: string): boolean {
  return /(^|\/)(vendor|testdata|node_modules|[._][^/]*)(\/|$)/.test(file);
}
