'use strict';
// Calls the executor as Nx does, without Nx: its file, the options as JSON, and the project with its root. The
// workspace is the working directory. Plain JavaScript, so that nothing is compiled before it.
const { basename } = require('node:path');
const [file, options, folder = 'app'] = process.argv.slice(2);
const name = basename(folder);
const root = process.cwd();
// For who measures how long it takes from here to the first build.
process.stdout.write(`entered ${Date.now()}\n`);
const results = require(file)(JSON.parse(options), {
  root,
  cwd: root,
  isVerbose: false,
  projectName: name,
  targetName: 'serve',
  projectsConfigurations: { version: 2, projects: { [name]: { name, root: folder, targets: {} } } },
  nxJsonConfiguration: {},
  projectGraph: { nodes: {}, dependencies: {} },
});

async function follow() {
  let success = false;
  for await (const result of results) success = result.success;
  process.exit(success ? 0 : 1);
}

void follow();
