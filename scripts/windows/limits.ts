/** Tests that fail on Windows or under Wine, and why that stays so. */
export interface Limit {
  /** The spec, from the repository. */
  readonly spec: string;
  /** What the tests' full names begin with; absent: each test of the spec. */
  readonly tests?: readonly string[];
  readonly because: string;
}

/** Why: what is in the test's way, not in the product's, unless it says so. */
const UNIX = 'It starts programs of Unix or a script with #!, or makes a named pipe of a file.';
const LINKS = 'Wine makes no symbolic links.';
const HARD = 'On Windows the last binary is not linked to the new name, which it expects.';
const ENDING = 'It makes a program whose name does not end in .exe, or looks for one.';
const ERRORS = 'Windows has other errors, modes and reserved paths there.';
const LINUX =
  'It plays Linux, with paths that begin with /; Windows joins, resolves or compares them in another way.';
const POLL =
  "Not judged yet: under Wine polling does not see a file that takes another's place with its size and time.";
const SOCKET = 'It looks at the file of a Unix socket; Windows has pipes, which have none.';

/** All of them, for the runner: it expects each of these tests to fail, and tells of one that passes. */
export const LIMITS: readonly Limit[] = [
  {
    spec: 'src/generate/command-step.spec.ts',
    because: UNIX,
    tests: [
      'a step that runs a command puts a person’s own file back that the command has overwritten, and says so',
      'a step that runs a command puts a person’s own file back that the command has removed, and says so',
      'a step that runs a command runs steps that have nothing to do with each other side by side, and others in their order',
      'a step that runs a command begins no step after one has failed, and keeps what the others did',
    ],
  },
  {
    spec: 'src/generate/swag-generator.spec.ts',
    because: UNIX,
    tests: [
      'the generator that runs swag writes the specification and packs it',
      'the generator that runs swag does not run swag for an edit inside a function',
      'the generator that runs swag runs swag again for an annotation',
      'the generator that runs swag runs swag again for a new file',
      'the generator that runs swag runs swag again for a file less',
      'the generator that runs swag runs swag again for go.mod',
      'the generator that runs swag runs swag again for a type override',
      'the generator that runs swag runs swag again for a specification edited by hand',
      'the generator that runs swag runs swag again for a pack file that is gone',
      'the generator that runs swag writes nothing where the bytes are the same',
      'the generator that runs swag remembers the last success from run to run',
      'the generator that runs swag does not take for seen what was written while swag ran',
      'the generator that runs swag tells its own output from an edit',
      'the generator that runs swag touches no output when swag fails, and tries again',
      'the generator that runs swag kills swag and leaves no folder behind when it is aborted',
      'the generator that runs swag warns of a specification without title, and of routes that are declared twice',
    ],
  },
  {
    spec: 'src/generators/application/application.spec.ts',
    because: UNIX,
    tests: [
      'application passes gofmt, go vet and its own tests (swagger: false)',
      'application passes gofmt, go vet and its own tests (swagger: true)',
    ],
  },
  { spec: 'src/plan/own-binary.spec.ts', because: UNIX, tests: ['findObstacle is not a file'] },
  {
    spec: 'src/events/event-log.spec.ts',
    because: UNIX,
    tests: ['openEventLog writes to a named pipe, and tells where nobody reads it'],
  },
  {
    spec: 'src/build/install.spec.ts',
    because: LINKS,
    tests: ['install touches nothing where a link has come to have the name of the binary'],
  },
  {
    spec: 'src/files/disk.spec.ts',
    because: LINKS,
    tests: ['the status of a file is newer once a link is set to another file, though both files are old'],
  },
  {
    spec: 'src/files/real-path.spec.ts',
    because: LINKS,
    tests: [
      'realPath is one on linux, whatever link leads there',
      'realPath is one on darwin, whatever link leads there',
      'realPath is one on win32, whatever link leads there',
      'spellBelow leaves links, names that are nowhere and paths outside as they are',
    ],
  },
  {
    spec: 'src/generate/write-outputs.spec.ts',
    because: LINKS,
    tests: [
      'writeOutputs keeps a link within the workspace',
      'writeOutputs follows no link out of the workspace: w/swagger/swagger.json',
      'writeOutputs follows no link out of the workspace: w/swagger',
    ],
  },
  {
    spec: 'src/plan/make-plan.spec.ts',
    because: LINKS,
    tests: ['makePlan spells every path in one way, also below a symbolic link'],
  },
  { spec: 'src/plan/own-binary.spec.ts', because: LINKS, tests: ['findObstacle is a symbolic link'] },
  {
    spec: 'src/plan/target.spec.ts',
    because: LINKS,
    tests: ['findTarget finds an absolute path that goes through a symbolic link'],
  },
  {
    spec: 'src/program/daemons.spec.ts',
    because: LINKS,
    tests: [
      'createFindDaemons finds one that runs /w/none/bin/app',
      'createFindDaemons finds one that runs /w/none/bin/app (deleted)',
      'createFindDaemons finds one that runs /w/none/bin/.app.5.replaced (deleted)',
      'createFindDaemons finds one whose parent has crashed without making a session',
      'createFindDaemons finds one that leads its own session',
      'createFindDaemons finds one to which systemd has become the parent',
      'createFindDaemons finds one whose parent is the first process of a container',
      'createFindDaemons finds one that was started with the run',
      'createFindDaemons takes a process for another one that has got the pid of an older one',
    ],
  },
  {
    spec: 'src/process/process-table.spec.ts',
    because: LINKS,
    tests: ['a process table describes a process by its command line and folder, or by its name alone'],
  },
  {
    spec: 'src/readiness/proc-ports.spec.ts',
    because: LINKS,
    tests: [
      'ports found through /proc are those that the process and all below it listen on',
      'ports found through /proc have the IPv6 address 00000000000000000000000001000000 written as ::1',
      'ports found through /proc have the IPv6 address 0000000000000000FFFF00000100007F written as 127.0.0.1',
      'ports found through /proc have the IPv6 address B80D0120000000000000000001000000 written as 2001:db8::1',
      'ports found through /proc are found among more rows than one read takes in',
      'ports found through /proc are looked up again at once when a new socket is there',
      'ports found through /proc are looked up later again for a socket that listens only some time after its creation',
      'ports found through /proc are not looked up at every look while nothing changes',
      'ports found through /proc are looked up once a minute for a program that only connects to others',
      'ports found through /proc are gone when they are closed',
      'ports found through /proc have a holder, of which as much is told as can be seen',
    ],
  },
  {
    spec: 'src/build/go-build-with-go.spec.ts',
    because: HARD,
    tests: [
      'goBuild, with the real go leaves the last binary alone while nothing changed, and replaces only the new name after an edit',
    ],
  },
  {
    spec: 'src/build/hot/check-build.spec.ts',
    because: HARD,
    tests: [
      'checkBuild lets go build at low priority, and keeps an equal program for go to link upon',
      'checkBuild reports another program, and keeps that of go for the swap',
      'checkBuild decides nothing where a source has changed since the hot path read it',
      'checkBuild decides nothing where a source is gone',
      'checkBuild decides nothing where it is aborted',
    ],
  },
  {
    spec: 'src/build/go-build-with-go.spec.ts',
    because: ENDING,
    tests: [
      'goBuild, with the real go kills go and all below it when it is aborted, and removes the temporary folder',
    ],
  },
  {
    spec: 'src/generate/install-go-tool.spec.ts',
    because: ENDING,
    tests: ['the plugin’s own swag is installed once, whole, with a clean environment'],
  },
  { spec: 'src/generate/real-swag.spec.ts', because: ENDING },
  { spec: 'src/plan/fast-flags-with-go.spec.ts', because: ENDING },
  {
    spec: 'src/plan/host.spec.ts',
    because: ENDING,
    tests: ['canRun tells the programs that go itself builds apart'],
  },
  {
    spec: 'src/toolchain/identity.spec.ts',
    because: ENDING,
    tests: [
      'identifySettings has cgo where the compiler is, and what it is set to only then',
      'identifySettings reads what go env -w has written',
    ],
  },
  {
    spec: 'src/toolchain/install.spec.ts',
    because: ENDING,
    tests: [
      'installToolchain unpacks what the proxy has, with the modes and names that go itself would give',
      'installToolchain asks for nothing where it is there already',
      'installToolchain fetches it once for two that begin at once',
      'installToolchain replaces one of which a part was deleted',
    ],
  },
  {
    spec: 'src/toolchain/toolchain.spec.ts',
    because: ENDING,
    tests: [
      'provideGo takes the go on PATH as it is, with its GOROOT',
      'provideGo takes the newest one of the usual places, first on PATH and without GOROOT',
      'provideGo fetches what go.mod asks for where there is none, and says so',
      'provideGo fetches where the one on PATH is from before Go changed versions by itself, unless the module is too',
      'provideGo fetches the newest patch that is listed for this host, once',
      'provideGo takes what the module cache has, if go has made it ready',
      'provideGo takes a version whatever is on PATH, and keeps go from changing it',
    ],
  },
  {
    spec: 'src/generate/check-outputs.spec.ts',
    because: ERRORS,
    tests: [
      'checkOutputs names what an edit has made outdated, through steps that read it, and puts all back',
    ],
  },
  {
    spec: 'src/plan/target.spec.ts',
    because: ERRORS,
    tests: ['findTarget refuses a directory that can’t be read'],
  },
  {
    spec: 'src/plan/wrong-options.spec.ts',
    because: ERRORS,
    tests: [
      'makePlan, given wrong options takes or refuses each value of generate[].cwd with a clear message, and runs nothing else',
      'makePlan, given wrong options takes or refuses each value of cwd with a clear message, and runs nothing else',
      'makePlan, given wrong options takes or refuses each value of outputPath with a clear message, and runs nothing else',
    ],
  },
  {
    spec: 'src/files/make-folder.spec.ts',
    because: ERRORS,
    tests: ['makeFolder fails where a file stands in the way'],
  },
  {
    spec: 'src/events/event-log.spec.ts',
    because: ERRORS,
    tests: [
      'openEventLog tells once of a path that is a folder, and goes on',
      'openEventLog tells once of a path below a file, and goes on',
      'openEventLog tells once of a path with a name that is too long, and goes on',
    ],
  },
  {
    spec: 'src/build/delta/tool.spec.ts',
    because: LINUX,
    tests: ['provideTool builds the linker of that Go by itself, with the least priority'],
  },
  {
    spec: 'src/build/diagnostics.spec.ts',
    because: LINUX,
    tests: [
      'parseDiagnostics reads a complaint about what a Go file was made from, with the package',
      'parseDiagnostics adds the line of source, where there is one',
    ],
  },
  {
    spec: 'src/build/hot/recipe.spec.ts',
    because: LINUX,
    tests: ['readSteps knows the files that somebody may edit, and not those of fixed packages'],
  },
  {
    spec: 'src/build/queue-builds.spec.ts',
    because: LINUX,
    tests: ['queueBuilds is more urgent for an edit of its own project, until that is built'],
  },
  {
    spec: 'src/debug/debug-builder.spec.ts',
    because: LINUX,
    tests: ['buildForDebugger builds fast until an editor is attached, and again when it has gone'],
  },
  {
    spec: 'src/debug/editor-paths.spec.ts',
    because: LINUX,
    tests: ['an editor that has opened the workspace through a link is given them within texts of JSON, too'],
  },
  {
    spec: 'src/debug/session.spec.ts',
    because: LINUX,
    tests: ['an editor has its breakpoints moved with their lines, and is told'],
  },
  {
    spec: 'src/files/file-pattern.spec.ts',
    because: LINUX,
    tests: [
      'embedPattern takes in nothing of another module, but its go.mod, by which it is one',
      'embedPattern reaches into the directories that can hold matches, and no other',
    ],
  },
  {
    spec: 'src/generate/mangled-output.spec.ts',
    because: LINUX,
    tests: [
      'readSwagFlags passes on each flag that it does not know as it is, and refuses the others by name, whatever the words',
    ],
  },
  {
    spec: 'src/generate/write-outputs.spec.ts',
    because: LINUX,
    tests: ['writeOutputs never replaces a Go file that a person has written, and then writes nothing'],
  },
  {
    spec: 'src/golang/local-modules.spec.ts',
    because: LINUX,
    tests: [
      'findLocalModules takes those that go has named, and those of go.work with the folders of each replace',
      'placeOfImport finds where example.com/app would lie: /w/app',
      'placeOfImport finds where example.com/app/store would lie: /w/app/store',
      'placeOfImport finds where example.com/app/tools would lie: /w/tools',
      'placeOfImport finds where example.com/app/tools/gen would lie: /w/tools/gen',
    ],
  },
  {
    spec: 'src/plan/generate.spec.ts',
    because: LINUX,
    tests: ['planGenerate resolves a step’s files, folder and variables'],
  },
  {
    spec: 'src/plan/go-plan.spec.ts',
    because: LINUX,
    tests: ['planGo looks a path of goBinary up from the workspace’s root, a name on PATH'],
  },
  {
    spec: 'src/plan/output.spec.ts',
    because: LINUX,
    tests: ['planOutput stays in its folder, whatever the names are'],
  },
  {
    spec: 'src/toolchain/go-settings.spec.ts',
    because: LINUX,
    tests: [
      'readGoSettings reads what go env -w has written to /home/ada/.config/go/env',
      'readGoSettings reads what go env -w has written to /conf/go/env',
      'readGoSettings reads what go env -w has written to /home/ada/Library/Application Support/go/env',
      'readGoSettings lets a variable win that is not empty, and GOENV=off hide the file',
      'readGoSettings takes the first folder of GOPATH, and none without a home',
      'toolchains of {} are fetched into /home/ada/.cache/nx-go-run/go',
      'toolchains of {"env":{"XDG_CACHE_HOME":"/cache"}} are fetched into /cache/nx-go-run/go',
      'toolchains of {"env":{"XDG_CACHE_HOME":"relative"}} are fetched into /home/ada/.cache/nx-go-run/go',
      'toolchains of {"platform":"darwin"} are fetched into /home/ada/Library/Caches/nx-go-run/go',
      'toolchains of {"platform":"win32","env":{"LocalAppData":"/local"}} are fetched into /local/nx-go-run/go',
    ],
  },
  {
    spec: 'src/toolchain/version.spec.ts',
    because: LINUX,
    tests: [
      'readWanted reads go 1.25.3',
      'readWanted reads a toolchain that is newer',
      'readWanted reads a toolchain that is older',
      'readWanted reads toolchain default',
      'readWanted reads a comment',
      'readWanted reads line ends of Windows',
      'readWanted reads a candidate',
      'readWanted reads a language version',
      'readWanted reads a language version with a toolchain',
      'readWanted reads a toolchain of a company',
      'readWanted lets go.work decide, wherever it lies above, unless GOWORK is off or names another',
      'readWanted lets GOTOOLCHAIN decide where it names a version, as a lower bound with +auto',
    ],
  },
  {
    spec: 'src/ui/stream/serve-stream.spec.ts',
    because: LINUX,
    tests: ['findStreamAddress is another one for each task, and stays as docs/events.md says'],
  },
  {
    spec: 'src/watch/places.spec.ts',
    because: LINUX,
    tests: [
      'the way to what is watched is each directory with those above it, below the root',
      'the way to what is watched is watched in the folders that hold its names, and no longer than it is asked for',
      'the way to what is watched tells once of a name that means another directory, and of no other',
      'the way to what is watched tells of a directory that goes and comes where nobody else does',
      'the way to what is watched leaves to a watched folder what comes and goes in it, and tells of what is replaced',
      'the way to what is watched is forgotten with all below, until it is asked for again',
      'the way to what is watched says what it can’t watch, then and later, and watches the rest',
    ],
  },
  {
    spec: 'src/watch/renewal.spec.ts',
    because: LINUX,
    tests: [
      'firstListing knows main’s own directory alone, and that go has said nothing yet',
      'renewListing keeps what vanishes behind a package with an error, as a dependency, and else what go says alone',
      'renewListing holds files of the workspace alone where go names no module',
      'renewListing takes a nested module for none of what is embedded',
    ],
  },
  {
    spec: 'src/watch/source-watch.spec.ts',
    because: LINUX,
    tests: [
      'watchSources asks go beside the first build, and watches what it says',
      'watchSources finds that an embedded file was edited without an event',
      'watchSources does not miss a package that only an overlay provides',
      'watchSources finds that a folder above a package was moved there after the build began, though its files are old',
      'watchSources waits for a missing package where it would appear',
      'watchSources finds a package that comes while the directory above it is only being watched',
      'watchSources tells of each package below a directory that is removed or moved away',
      'watchSources tells of a package directory that is removed, and of its files when it comes back',
      'watchSources finds a package that was removed after the build had read it and before go was asked, and tells it once',
      'watchSources takes a package that a generator wrote after go was asked for no removed one, and asks again',
      'watchSources goes over to polling where the system refuses to watch, says so once, and then drops nothing',
      'watchSources passes over a package’s folder that a step has emptied, or removed with another, and tells of one beside it',
      'watchSources tells of the old files of a directory that comes back, though it is new itself',
    ],
  },
  {
    spec: 'src/watch/watch-set.spec.ts',
    because: LINUX,
    tests: [
      'makeWatchSet holds these single files and patterns, and no others',
      'makeWatchSet looks for a go.work up to the root of the disk where go runs outside of the workspace',
      'makeWatchSet holds the go.work that is in force whatever its name, with its sums',
      'makeWatchSet holds what an overlay puts in the place of other files',
      'makeWatchSet holds the files that go says are embedded, whatever their names',
      'makeWatchSet waits for an import that is missing, where it would appear',
      'makeWatchSet holds go.mod and go.sum of every local module, and a go.work that could appear',
    ],
  },
  {
    spec: 'src/watch/watched-directories.spec.ts',
    because: LINUX,
    tests: [
      'directoriesToWatch takes those into which a pattern reaches, and where its base is none, the one that would hold it',
      'hasMatch tells whether static/** names a file: true',
      'hasMatch tells whether static/deep/*.css names a file: true',
      'hasMatch tells whether **/b.css names a file: true',
      'hasMatch tells whether app/main.go names a file: true',
    ],
  },
  {
    spec: 'src/watch/file-events.spec.ts',
    because: POLL,
    tests: [
      'file events, polling: true tells of a file that is put in the place of one with its time, and has been read since',
    ],
  },
  {
    spec: 'src/ui/stream/serve-stream.spec.ts',
    because: SOCKET,
    tests: [
      'serveStream is for this user alone',
      'serveStream replaces what a killed run has left',
      'serveStream does not remove the place of another server',
      'serveStream says once why it can’t be, and takes events all the same',
    ],
  },
];
