'use strict';
// Calls the executor as Nx does, without Nx: its file, and the options as JSON. The workspace is the working
// directory, the project is `app`. Plain JavaScript, so that nothing is compiled before it.
const [file, options] = process.argv.slice(2);
const root = process.cwd();
const results = require(file)(JSON.parse(options), {
  root,
  cwd: root,
  isVerbose: false,
  projectName: 'app',
  targetName: 'serve',
  projectsConfigurations: { version: 2, projects: { app: { name: 'app', root: 'app', targets: {} } } },
  nxJsonConfiguration: {},
  projectGraph: { nodes: {}, dependencies: {} },
});

async function follow() {
  let success = false;
  for await (const result of results) success = result.success;
  process.exit(success ? 0 : 1);
}

void follow();
