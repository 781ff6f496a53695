import { posix } from 'node:path';

/** The nearest folder, from this one upwards, for which `find` gives something; paths are from the workspace's root. */
export function nearest<T>(folder: string, find: (folder: string) => T | undefined): T | undefined {
  for (let at = folder; ; at = posix.dirname(at)) {
    const found = find(at);
    if (found !== undefined || at === '.') return found;
  }
}

/**
 * Tells whether go passes a file over, wherever it is looked for: tests' data, vendored code, hidden names. A folder
 * named vendor is one of go's only where it is no module or project itself. `files` are those of the workspace.
 */
export function passedOver(files: readonly string[]): (file: string) => boolean {
  const projects = files
    .filter((file) => /(^|\/)vendor\/(go\.mod|project\.json)$/.test(file))
    .map((file) => posix.dirname(file))
    .filter((folder) => !PASSED_OVER.test(folder.replace(/\/?vendor$/, '')))
    .sort((a, b) => b.length - a.length);
  return (file) => {
    const project = projects.find((folder) => file.startsWith(`${folder}/`));
    return PASSED_OVER.test(project === undefined ? file : file.slice(project.length + 1));
  };
}

const PASSED_OVER = /(^|\/)(vendor|testdata|node_modules|[._][^/]*)(\/|$)/;
