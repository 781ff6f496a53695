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
const MODES =
  "It plays a machine with Linux, whose go is known by the mode of its file and whose PATH has colons; Windows' disk keeps no such mode.";
const ERRORS = 'Windows has other errors, modes and reserved paths there.';
const PRINTED = 'It reads what go prints on Linux, and compares folders by the separator of the machine.';
const INODES =
  'Where it polls, chokidar compares size and time alone on Windows, whose inodes it does not trust; so a file is overlooked that takes the place of one with the same ones.';
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
    spec: 'src/toolchain/install.spec.ts',
    because: MODES,
    tests: [
      'installToolchain unpacks what the proxy has, with the modes and names that go itself would give',
      'installToolchain asks for nothing where it is there already',
      'installToolchain fetches it once for two that begin at once',
      'installToolchain replaces one of which a part was deleted',
    ],
  },
  {
    spec: 'src/toolchain/toolchain.spec.ts',
    because: MODES,
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
    spec: 'src/build/hot/recipe.spec.ts',
    because: PRINTED,
    tests: ['readSteps knows the files that somebody may edit, and not those of fixed packages'],
  },
  {
    spec: 'src/watch/file-events.spec.ts',
    because: INODES,
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
