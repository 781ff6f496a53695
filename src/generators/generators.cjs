'use strict';
// Plain CommonJS, as executor.cjs is: it must load where the rest can't, to say why.
const { existsSync } = require('fs');
const { join } = require('path');
const { pathToFileURL } = require('url');
const { complaint } = require('../executors/go-run/executor.cjs');

/** Nx's protocol: takes the tree and the options, and gives a promise of what is to be done after writing. */
function lazily(name) {
  return async (tree, options) => {
    const message = complaint(process.versions.node);
    if (message !== null) throw new Error(message);
    // This repository runs its TypeScript as it is; the published package has JavaScript here.
    const compiled = join(__dirname, 'generators.js');
    const entry = existsSync(compiled) ? compiled : join(__dirname, 'generators.ts');
    const generators = await import(pathToFileURL(entry).href);
    return generators[name](tree, options);
  };
}

module.exports = {
  application: lazily('application'),
  configuration: lazily('configuration'),
  init: lazily('init'),
};
