'use strict';
// Plain CommonJS, as go-run/executor.cjs is: it must load where the rest can't, to say why.
const { existsSync } = require('fs');
const { enableCompileCache } = require('module');
const { join } = require('path');
const { pathToFileURL } = require('url');
const { complaint } = require('./go-run/executor.cjs');

/** Makes an executor of what `tasks.ts` exports by this name, in Nx's protocol for those that end. */
module.exports = (name) => (options, context) => {
  const message = complaint(process.versions.node);
  if (message !== null) {
    process.stderr.write(message);
    return Promise.resolve({ success: false });
  }
  if (enableCompileCache) enableCompileCache();
  // This repository runs its TypeScript as it is; the published package has JavaScript here.
  const compiled = join(__dirname, 'tasks.js');
  const entry = existsSync(compiled) ? compiled : join(__dirname, 'tasks.ts');
  return import(pathToFileURL(entry).href).then((tasks) => tasks[name](options, context));
};
