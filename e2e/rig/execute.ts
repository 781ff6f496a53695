import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { run } from '../../src/executors/go-run/run.ts';
import type { GoRunOptions } from '../../src/executors/go-run/schema.d.ts';

/** The folder of the package, where an installed one is tried, and not the sources. */
const packed = process.env['RIG_PACKAGE'];
const EXECUTOR =
  packed === undefined
    ? '../../src/executors/go-run/executor.cjs'
    : join(packed, 'dist/executors/go-run/executor.cjs');

/** Calls the executor as Nx does, without Nx: `node execute.ts <options as JSON>` in the workspace's root. */
async function execute(options: GoRunOptions): Promise<void> {
  const goRun = createRequire(import.meta.url)(EXECUTOR) as typeof run;
  const root = process.cwd();
  const projects = { app: { name: 'app', root: 'apps/app', targets: {} } };
  const results = goRun(options, {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'app',
    targetName: 'serve',
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  });
  let success = false;
  for (let next = await results.next(); !next.done; next = await results.next()) success = next.value.success;
  process.exit(success ? 0 : 1);
}

void execute(JSON.parse(process.argv[2] ?? '{}') as GoRunOptions);
