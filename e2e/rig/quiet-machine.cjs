'use strict';
// Loaded by `node --require`: a machine on which nothing else goes on, whatever other tests do.
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');

os.loadavg = () => [0, 0, 0];
syncBuiltinESMExports();
