'use strict';
// Loaded by `node --require` into the executor: makes it take this machine for macOS, where there is no /proc, and leaves
// it the real ps and lsof. What it starts is not changed.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

Object.defineProperty(process, 'platform', { value: 'darwin' });

const isHidden = (path) => typeof path === 'string' && /^\/proc(\/|$)/.test(path);
const refuse = (call, path) =>
  Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${path}'`), { code: 'ENOENT' });

for (const call of ['openSync', 'readFileSync', 'readdirSync', 'readlinkSync', 'lstatSync']) {
  const real = fs[call];
  fs[call] = (path, ...more) => {
    if (isHidden(path)) throw refuse(call, path);
    return real(path, ...more);
  };
}
const { existsSync, statSync } = fs;
fs.existsSync = (path) => !isHidden(path) && existsSync(path);
fs.statSync = (path, options) => {
  if (!isHidden(path)) return statSync(path, options);
  if (options?.throwIfNoEntry === false) return undefined;
  throw refuse('statSync', path);
};
syncBuiltinESMExports();
