'use strict';
// Loaded by `node --require` into every process of a test: notes an exception or rejection that nobody has caught,
// whatever becomes of the output. It does not change how the process ends.
const { appendFileSync } = require('node:fs');

process.on('uncaughtExceptionMonitor', (error, origin) => {
  const text = error instanceof Error ? error.stack : String(error);
  appendFileSync(process.env.RIG_UNCAUGHT, `${origin} in process ${process.pid}: ${text}\n`);
});
