'use strict';
// Plain CommonJS with nothing newer than Node 14 in it: it must load where the rest can't, to say why.
const { existsSync } = require('fs');
const { enableCompileCache } = require('module');
const { join } = require('path');
const { pathToFileURL } = require('url');

const LOWEST = [22, 22];

/** Null, or the message for a Node on which chokidar 6 and execa 10 do not run. */
function complaint(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > LOWEST[0] || (major === LOWEST[0] && minor >= LOWEST[1])) return null;
  return (
    'go-run  error    nx-go-run needs Node ' +
    LOWEST.join('.') +
    ' or newer; this is Node ' +
    version +
    '.\n' +
    '                 Install one from nodejs.org (or with nvm, fnm, volta), or let the workspace bring its\n' +
    '                 own: npm install --save-dev node@24, with "allowScripts": { "node": true } in package.json.\n'
  );
}

/** Resolves with an executor's `run` module of this absolute folder; with null, once told, where Node is too old. */
function loadRun(folder) {
  const message = complaint(process.versions.node);
  if (message !== null) {
    process.stderr.write(message);
    return Promise.resolve(null);
  }
  // Halves the time to load what follows, from the second start on. Nx 24 has done so already.
  if (enableCompileCache) enableCompileCache();
  // This repository runs its TypeScript as it is; the published package has JavaScript here.
  const compiled = join(folder, 'run.js');
  const entry = existsSync(compiled) ? compiled : join(folder, 'run.ts');
  return import(pathToFileURL(entry).href);
}

/** Nx's protocol: returns synchronously an async iterator of the run's results. */
function goRun(options, context) {
  if (complaint(process.versions.node) !== null) return loadRun(__dirname).then(() => ({ success: false }));
  const iterator = loadRun(__dirname).then((module) => module.run(options, context));
  return {
    next: () => iterator.then((it) => it.next()),
    return: (value) => iterator.then((it) => it.return(value)),
    throw: (error) => iterator.then((it) => it.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

module.exports = goRun;
module.exports.default = goRun;
module.exports.complaint = complaint;
module.exports.loadRun = loadRun;
