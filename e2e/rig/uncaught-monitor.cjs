'use strict';
// Loaded by `node --require` into every process of a test: notes an exception or rejection that nobody has caught,
// whatever becomes of the output. It does not change how the process ends.
const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');

process.on('uncaughtExceptionMonitor', (error, origin) => {
  const text = error instanceof Error ? error.stack : String(error);
  appendFileSync(process.env.RIG_UNCAUGHT, `${origin} in ${basename(process.argv[1] ?? 'node')}: ${text}\n`);
});
