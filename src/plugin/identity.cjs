'use strict';
// Loaded by `node -r nx-go-run/identity -e 0 <words>`: a command of Nx's inputs, which is to be the same everywhere.
const { existsSync } = require('fs');
const { enableCompileCache } = require('module');
const { join } = require('path');
const { pathToFileURL } = require('url');

if (enableCompileCache) enableCompileCache();
// This repository runs its TypeScript as it is; the published package has JavaScript here.
const compiled = join(__dirname, 'print-identity.js');
const entry = existsSync(compiled) ? compiled : join(__dirname, 'print-identity.ts');
import(pathToFileURL(entry).href)
  .then(({ printIdentity }) => printIdentity(process.argv.slice(1), (text) => process.stdout.write(text)))
  // Whatever it is, the hash must be another than that of a machine where all is well.
  .catch((error) => process.stdout.write(`${error.message}\n`));
