'use strict';
// Plain CommonJS, as executor.cjs is: it must load where the rest can't, to say why. Node 20 can't import it from
// the archives of Yarn's Plug'n'Play.
const { existsSync } = require('fs');
const { join } = require('path');
const { pathToFileURL } = require('url');
const { complaint } = require('../executors/go-run/executor.cjs');

/** As create-nodes.ts has it; Nx wants to know it before anything is imported. */
const FILES =
  '**/{go.mod,go.work,project.json,package.json,*.go,.golangci.yml,.golangci.yaml,.golangci.toml,.golangci.json}';

function load() {
  // This repository runs its TypeScript as it is; the published package has JavaScript here.
  const compiled = join(__dirname, 'index.js');
  const entry = existsSync(compiled) ? compiled : join(__dirname, 'index.ts');
  return import(pathToFileURL(entry).href).catch((error) => {
    const message = complaint(process.versions.node);
    throw message === null ? error : new Error(message);
  });
}

const createNodes = [FILES, async (...given) => (await load()).createNodes[1](...given)];

module.exports = {
  createNodes,
  createNodesV2: createNodes,
  createDependencies: async (...given) => (await load()).createDependencies(...given),
};
