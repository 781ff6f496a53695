'use strict';
// Plain CommonJS, as go-run's is: it must load where the rest can't, to say why.
const { loadRun } = require('../go-run/executor.cjs');

/** Nx's protocol: resolves with the result. */
async function generate(options, context) {
  const module = await loadRun(__dirname);
  return module === null ? { success: false } : module.run(options, context);
}

module.exports = generate;
module.exports.default = generate;
