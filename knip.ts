import type { KnipConfig } from 'knip';

/** What nothing uses: files, exports, dependencies. Entries are what is started by name, not imported. */
export default {
  entry: [
    'src/index.ts',
    // Named by executors.json, and by that file in turn.
    'src/executors/{go-run,generate}/{executor.cjs,run.ts}',
    'src/executors/{build,test,go}/executor.cjs',
    'src/executors/{task.cjs,tasks.ts}',
    // Named by generators.json, and by that file in turn.
    'src/generators/{generators.cjs,generators.ts,init/init.ts}',
    // Named by nx.json and by the inputs of its targets, and by these files in turn.
    'src/plugin/{plugin.cjs,index.ts,identity.cjs,print-identity.ts}',
    // Named by package.json's exports, which say dist.
    'src/vite/index.ts',
    // Served to a browser as they are.
    'src/ui/browser/{cycles,error}.js',
    'scripts/*.ts',
    'scripts/windows/{report,run,same-paths}.ts',
    // Started by path, in a process of their own.
    'e2e/rig/{execute.ts,quiet-machine.cjs,uncaught-monitor.cjs}',
    'e2e/platforms/like-macos.cjs',
    'e2e/{faults,generators,hot,programs,targets}/run-*.ts',
    'benchmarks/{bench,debug,entry,generate,limits,pages,plugin,scale,second-start,swagger}.ts',
    'benchmarks/peers/{hand-driver.ts,go-run-driver.cjs}',
    'examples/web/{vite.config.ts,src/main.ts}',
  ],
  project: ['{src,scripts,e2e,benchmarks,examples/web}/**/*.{ts,cjs}', 'src/ui/browser/*.js'],
  // A type that a signature of the same file names is part of what that file gives.
  ignoreExportsUsedInFile: { interface: true, type: true },
  ignoreDependencies: [
    // The package links to itself, so that the examples name the executor as users do.
    'nx-go-run',
    // Comes with jest, in its version.
    '@jest/globals',
  ],
  // Of the machine, not of npm.
  ignoreBinaries: [
    'bindfs',
    'cc',
    'fusermount',
    'go',
    'gofmt',
    'golangci-lint',
    'mkfifo',
    'mount',
    'nsenter',
    'nvim',
    'prlimit',
    'umount',
    'unshare',
  ],
} satisfies KnipConfig;
