'use strict';
// Plain CommonJS, as executor.cjs is: it must load where the rest can't, to say why.
const { existsSync } = require('fs');
const { join } = require('path');
const { pathToFileURL } = require('url');
const { complaint } = require('../executors/go-run/executor.cjs');

/** Nx's protocol: takes the tree and the options, and gives a promise of what is to be done after writing. */
function lazily(name, file) {
  return async (tree, options) => {
    const message = complaint(process.versions.node);
    if (message !== null) throw new Error(message);
    // This repository runs its TypeScript as it is; the published package has JavaScript here.
    const compiled = join(__dirname, `${file}.js`);
    const entry = existsSync(compiled) ? compiled : join(__dirname, `${file}.ts`);
    const generators = await import(pathToFileURL(entry).href).catch(explain);
    return generators[name](tree, options);
  };
}

function explain(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('@nx/devkit')) throw error;
  throw new Error('@nx/devkit is not installed here. Have it added by: npx nx g nx-go-run:init');
}

module.exports = {
  application: lazily('application', 'generators'),
  configuration: lazily('configuration', 'generators'),
  debug: lazily('debug', 'generators'),
  // Works without @nx/devkit, and adds it.
  init: lazily('init', 'init/init'),
};
