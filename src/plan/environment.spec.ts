import {
  chooseGoVariables,
  describeUnusedGoVariables,
  inheritEnvironment,
  listNxEnvFiles,
  readProgramEnvironment,
} from './environment.ts';
import type { ProgramPlan } from './plan.ts';

/** The environment of a start: files as they were when Nx started, and as they are now. */
function start(options: {
  files?: Record<string, string>;
  edited?: Record<string, string>;
  inherited?: Record<string, string>;
  env?: Record<string, string>;
}) {
  const { files = {}, edited = files, inherited = {}, env = {} } = options;
  const envFiles = [...new Set([...Object.keys(files), ...Object.keys(edited)])];
  const inheritedEnv = inheritEnvironment(inherited, [], envFiles, (path) => files[path], false);
  return readProgramEnvironment(
    { envFiles, nxEnvFiles: [], inheritedEnv, env } as unknown as ProgramPlan,
    (path) => edited[path],
  );
}

describe('the program’s environment', () => {
  it('takes the env option before what was inherited, and that before the files', () => {
    expect(
      start({
        files: { '.env': 'A=file\nB=file\nC=file' },
        inherited: { B: 'shell', C: 'shell' },
        env: { C: 'option' },
      }).env,
    ).toEqual({ A: 'file', B: 'shell', C: 'option' });
  });

  it('takes a later file before an earlier one', () => {
    const files = { '.env': 'A=1\nB=1', '.env.local': 'B=2\nC=2' };
    expect(start({ files }).env).toEqual({ A: '1', B: '2', C: '2' });
  });

  it('lets an edit of the file win over the value that Nx had loaded from it', () => {
    expect(
      start({ files: { '.env': 'A=old' }, edited: { '.env': 'A=new' }, inherited: { A: 'old' } }).env,
    ).toEqual({
      A: 'new',
    });
  });

  it('forgets what an edit takes out of the file', () => {
    expect(
      start({ files: { '.env': 'A=old' }, edited: { '.env': '' }, inherited: { A: 'old' } }).env,
    ).toEqual({});
  });

  it('lets an edit win where the loaded value was put together from others', () => {
    const files = { '.env': 'URL=http://$HOST:$PORT\nPORT=80' };
    const edited = { '.env': 'URL=https://$HOST:$PORT\nPORT=443' };
    const inherited = { HOST: 'shell', URL: 'http://shell:80', PORT: '80' };
    expect(start({ files, edited, inherited }).env).toEqual({
      HOST: 'shell',
      PORT: '443',
      URL: 'https://shell:443',
    });
  });

  it('lets an edit win where the shell had replaced a part of the loaded value', () => {
    const files = { '.env': 'HOST=file\nURL=http://$HOST' };
    const edited = { '.env': 'HOST=file\nURL=https://$HOST' };
    const inherited = { HOST: 'shell', URL: 'http://shell' };
    expect(start({ files, edited, inherited }).env).toEqual({ HOST: 'shell', URL: 'https://shell' });
  });

  it('keeps a shell’s own different value, whatever the file says later', () => {
    const edited = { '.env': 'A=new' };
    expect(start({ files: { '.env': 'A=old' }, edited, inherited: { A: 'shell' } }).env).toEqual({
      A: 'shell',
    });
  });

  it('puts what the program gets as NAME in the place of $NAME', () => {
    const files = { '.env': 'HOST=file\nURL=http://${HOST}/$PATHNAME\nDEFAULT=${NONE:-else}\nPRICE=\\$5' };
    expect(start({ files, inherited: { PATHNAME: 'x' }, env: { HOST: 'option' } }).env).toEqual({
      PATHNAME: 'x',
      HOST: 'option',
      URL: 'http://option/x',
      DEFAULT: 'else',
      PRICE: '$5',
    });
  });

  it('tells which files are missing, and reads the others', () => {
    const edited = { '.env': 'A=1' };
    expect(start({ files: { '.env': '', '.env.local': '' }, edited })).toEqual({
      env: { A: '1' },
      missing: ['.env.local'],
    });
  });

  it('reads quotes, comments, export and line ends of other systems', () => {
    const files = { '.env': '# a comment\r\nexport A="two words" # more\r\nB=\'$RAW\'\r\nC=\r\n' };
    expect(start({ files, inherited: { RAW: 'x' } }).env).toMatchObject({ A: 'two words', C: '' });
  });
});

describe('a program that reads .env itself', () => {
  const roots = { workspaceRoot: '/w', projectRoot: '/w/apps/api' };
  const task = { project: 'api', target: 'serve', configuration: 'dev' };
  const restart = (before: Record<string, string>, after: Record<string, string>, inherited: object) => {
    const nxEnvFiles = listNxEnvFiles(task, roots, {});
    const readFrom = (files: Record<string, string>) => (path: string) => files[path.replaceAll('\\', '/')];
    const envFiles = ['/w/apps/api/own.env'].filter((file) => file in before);
    const inheritedEnv = inheritEnvironment({ ...inherited }, nxEnvFiles, envFiles, readFrom(before), false);
    const program = { envFiles, nxEnvFiles, inheritedEnv, env: {} } as unknown as ProgramPlan;
    return readProgramEnvironment(program, readFrom(after));
  };

  it('gets the new values of what Nx had loaded, in the order of Nx', () => {
    const before = { '/w/.env': 'A=root\nB=root\nC=root\nGONE=x', '/w/apps/api/.env.serve.dev': 'A=old' };
    const after = { '/w/.env': 'A=root\nB=new\nC=new\nMORE=$B', '/w/apps/api/.env.serve.dev': 'A=new' };
    const inherited = { A: 'old', B: 'root', C: 'shell', GONE: 'x' };
    expect(restart(before, after, inherited)).toEqual({
      env: { A: 'new', B: 'new', C: 'shell', MORE: 'new' },
      missing: [],
    });
  });

  it('gets those of its envFile before them', () => {
    const files = { '/w/.env': 'A=root', '/w/apps/api/own.env': 'A=own' };
    expect(restart(files, files, { A: 'root' }).env).toEqual({ A: 'own' });
  });

  it('gets nothing of them where Nx is told to load none', () => {
    expect(listNxEnvFiles(task, roots, { NX_LOAD_DOT_ENV_FILES: 'false' })).toEqual([]);
  });
});

describe('inheritEnvironment', () => {
  const inherit = (env: NodeJS.ProcessEnv, colour = false) =>
    inheritEnvironment(env, [], [], () => undefined, colour);

  it('strips what names the executor’s own process, channels and output', () => {
    expect(
      inherit({
        NX_READY_SIGNAL_SOCKET: '/tmp/socket',
        NX_READY_SIGNAL_TASK: 'api:serve',
        NX_TASK_HASH: '1',
        NX_TERMINAL_OUTPUT_PATH: '/tmp/output',
        NX_TERMINAL_CAPTURE_STDERR: 'true',
        NX_STREAM_OUTPUT: 'true',
        NX_PREFIX_OUTPUT: 'true',
        NX_FORKED_TASK_EXECUTOR: 'true',
        NX_CLI_SET: 'true',
        NX_ORIGINAL_FORCE_COLOR: '0',
        NX_PSEUDO_IPC_PATH: '/tmp/socket',
        NX_PSEUDO_TERMINAL_EXEC_ARGV: '',
      }),
    ).toEqual({});
  });

  it('keeps what Nx means for the task, and what the person has set', () => {
    const env = {
      NX_READY_URL: 'http://localhost:1234/',
      NX_TASK_TARGET_PROJECT: 'api',
      NX_WORKSPACE_ROOT: '/w',
      NX_INVOCATION_ANCESTOR_PIDS: '1,2',
      NX_TUI: 'false',
      NX_SKIP_NX_CACHE: 'true',
      NX_GO_RUN_EVENTS: '/tmp/events',
      HOME: '/home/me',
    };
    expect(inherit({ ...env, GONE: undefined })).toEqual(env);
  });

  it.each<[string, boolean, NodeJS.ProcessEnv, NodeJS.ProcessEnv]>([
    ['takes FORCE_COLOR out where colour is off', false, { FORCE_COLOR: 'true' }, {}],
    ['keeps a FORCE_COLOR that says off', false, { FORCE_COLOR: '0' }, { FORCE_COLOR: '0' }],
    ['asks for colour where it is on', true, {}, { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }],
    [
      'keeps a person’s own values where it is on',
      true,
      { FORCE_COLOR: '3', CLICOLOR_FORCE: '0' },
      { FORCE_COLOR: '3', CLICOLOR_FORCE: '0' },
    ],
  ])('%s', (_, colour, env, expected) => {
    expect(inherit(env, colour)).toEqual(expected);
  });
});

describe('what go gets of the program’s variables', () => {
  it('is what it reads for a build, of the option env', () => {
    const forGo = {
      GOFLAGS: '-tags=a',
      GOOS: 'linux',
      CGO_ENABLED: 0,
      CGO_LDFLAGS: '-lx',
      GOAMD64: 'v3',
      CC: 'cc',
    };
    const forTheProgram = {
      PORT: 80,
      GOGC: 'off',
      GODEBUG: 'x',
      GOMAXPROCS: 2,
      PATH: '/bin',
      GOOGLE_API_KEY: 'x',
    };
    expect(chooseGoVariables({ ...forGo, ...forTheProgram })).toEqual({ ...forGo, CGO_ENABLED: '0' });
  });

  it('is nothing of env files, which is said where go has not got it from elsewhere', () => {
    const files: Record<string, string> = {
      '/w/.env': 'GOFLAGS=-tags=a\nPORT=1\n',
      '/w/dev.env': 'CGO_ENABLED=0\nGOOS=js\n',
      '/w/none.env': 'PORT=1\n',
    };
    const told = describeUnusedGoVariables(
      [...Object.keys(files), '/w/missing.env'],
      { GOFLAGS: '-tags=a' },
      (path) => files[path],
    );
    expect(told).toEqual([
      {
        message: 'envFile: CGO_ENABLED, GOOS of /w/dev.env changes nothing of the build: go does not get it',
        hint: 'Put what go is to get into the option env, or into the environment of nx.',
      },
    ]);
  });
});
