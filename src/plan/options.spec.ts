import { readFileSync } from 'node:fs';
import type { GoRunOptions } from '../executors/go-run/schema.d.ts';
import { completeOptions } from './options.ts';

const messageFor = (options: GoRunOptions) => {
  const result = completeOptions(options);
  return result.ok ? 'fine' : result.problem.message;
};

describe('completeOptions', () => {
  it('fills in the defaults that schema.json promises', () => {
    const result = completeOptions({ file: undefined, port: null } as unknown as GoRunOptions);
    const schema = JSON.parse(
      readFileSync(new URL('../executors/go-run/schema.json', import.meta.url), 'utf8'),
    ) as { properties: Record<string, { default?: unknown }> };
    const promised = Object.entries(schema.properties)
      .filter(([, { default: value }]) => value !== undefined)
      .map(([name, { default: value }]) => [name, value]);
    expect(result).toEqual({ ok: true, value: Object.fromEntries(promised) });
  });

  it('keeps what is given', () => {
    const options: GoRunOptions = {
      file: 'cmd/api',
      args: 8080,
      port: 80,
      poll: true,
      env: { A: 1 },
      watch: false,
    };
    expect(completeOptions(options)).toMatchObject({ ok: true, value: options });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ file: 1 }, 'file: must be a text'],
    [{ file: 'a\nb' }, 'file: holds a control character'],
    [{ args: true }, 'args: must be a text or a list of texts'],
    [{ args: [['a']] }, 'args: must be a text or a list of texts'],
    [{ buildFlags: [null] }, 'buildFlags: must be a text or a list of texts'],
    [{ swagger: 'yes' }, 'swagger: must be true, false or an object'],
    [{ swagger: [] }, 'swagger: must be true, false or an object'],
    [{ swagger: { dir: '' } }, 'swagger: dir is empty'],
    [{ swagger: { packFormat: 'gf' } }, 'swagger: packFormat must be one of auto, goframe, go, none'],
    [{ swagger: { flags: {} } }, 'swagger: flags must be a text or a list of texts'],
    [
      { swagger: { constructor: 1 } },
      'swagger: has no part "constructor"; it has generalInfo, dir, output, packFile, packFormat, flags, command',
    ],
    [{ swagger: { ouput: 'x' } }, 'swagger: has no part "ouput"; did you mean output?'],
    [{ cwd: 1 }, 'cwd: must be a text'],
    [{ env: [] }, 'env: must be an object'],
    [{ env: { A: null } }, 'env: A must be a text, a number or a boolean, without a NUL character'],
    [{ env: { A: 'a\0b' } }, 'env: A must be a text, a number or a boolean, without a NUL character'],
    [{ env: { 'A=B': '' } }, `env: "A=B" can't be a variable's name`],
    [{ env: { '': 'x' } }, `env: "" can't be a variable's name`],
    [{ envFile: '' }, 'envFile: is empty'],
    [{ envFile: ['.env', 1] }, 'envFile: must be a text'],
    [{ watch: 'false' }, 'watch: must be true or false'],
    [{ include: '*.sql' }, 'include: must be a list'],
    [{ include: [1] }, 'include: must hold globs, or objects with a glob and an action'],
    [{ include: [''] }, 'include: is empty'],
    [{ include: [{ glob: '' }] }, 'include: glob is empty'],
    [{ include: [{ glob: '*', action: 'reload' }] }, 'include: action must be one of rebuild, restart'],
    [{ include: [{ golb: '*' }] }, 'include: has no part "golb"; did you mean glob?'],
    [{ include: [{ glob: '*', when: 1 }] }, 'include: has no part "when"; it has glob, action'],
    [{ buildFlag: '-race' }, 'buildFlag: go-run has no such option'],
    [{ killTimeout: 1, killtimeout: 1 }, 'killtimeout: go-run has no such option'],
    [{ ignore: '*.go' }, 'ignore: must be a list'],
    [{ ignore: [1] }, 'ignore: must be a text'],
    [{ debounce: -1 }, 'debounce: must be a whole number from 0 to 10000 ms'],
    [{ debounce: 1e300 }, 'debounce: must be a whole number from 0 to 10000 ms'],
    [{ poll: 'never' }, 'poll: must be one of true, false, auto'],
    [{ port: '8080' }, 'port: must be a whole number from 1 to 65535'],
    [{ port: 80.5 }, 'port: must be a whole number from 1 to 65535'],
    [{ port: 65_536 }, 'port: must be a whole number from 1 to 65535'],
    [{ readyUrl: '' }, 'readyUrl: is empty'],
    [{ readyUrl: 'healthz' }, 'readyUrl: must be a path such as /healthz, or begin with http:// or https://'],
    [
      { readyUrl: 'localhost:8080/x' },
      'readyUrl: must be a path such as /healthz, or begin with http:// or https://',
    ],
    [{ readyLog: '(' }, 'readyLog: is not a valid regular expression: /(/u: Unterminated group'],
    [{ readyTimeout: 0 }, 'readyTimeout: must be a whole number from 1 to 2147483647 ms'],
    [{ readyTimeout: 2_147_483_648 }, 'readyTimeout: must be a whole number from 1 to 2147483647 ms'],
    [{ pages: { port: 0 } }, 'pages: port must be a whole number from 1 to 65535'],
    [{ pages: { editor: 'javascript:open("{file}")' } }, 'pages: editor must be a URL with {file} in it'],
    [{ pages: { prot: 1 } }, 'pages: has no part "prot"; did you mean port?'],
    [{ restart: 'always' }, 'restart: must be one of on-change, on-failure'],
    [
      { killSignal: 'TERM' },
      'killSignal: must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGKILL, SIGUSR1, SIGUSR2',
    ],
    [{ killTimeout: 5000 }, 'killTimeout: must be a whole number from 0 to 4000 ms'],
    [{ outputPath: '' }, 'outputPath: is empty'],
    [{ goBinary: ['go'] }, 'goBinary: must be a text'],
    [{ goBinary: '\x1b[31m' }, 'goBinary: holds a control character'],
  ])('refuses %j', (options, message) => {
    expect(messageFor(options)).toBe(message);
  });

  it.each<Record<string, unknown>>([
    { file: 'cmd/é api/main.go', cwd: '', args: ['', 'a\nb', 1], buildFlags: '', envFile: [] },
    { swagger: { command: ['gen', '--out', 'x'], flags: '--parseDependency' }, env: { A: 'a\nb', B: true } },
    { include: ['schema/*.sql', { glob: 'config/**', action: 'restart' }], ignore: [], poll: false },
    { readyUrl: '/healthz', readyLog: String.raw`listening on :\d+` },
    { readyUrl: 'https://localhost:8443/x', debounce: 0, killTimeout: 0, port: 65_535 },
    { constructor: 1, unknownToUs: {} },
  ])('takes %j', (options) => {
    expect(messageFor(options)).toBe('fine');
  });

  it('names the option that was probably meant', () => {
    const options = { buildFlag: '-race' } as GoRunOptions;
    expect(completeOptions(options)).toMatchObject({ problem: { hint: 'Did you mean buildFlags?' } });
  });

  it('shows what the value is, and of a huge one no more than its beginning', () => {
    expect(completeOptions({ port: '8080' } as unknown as GoRunOptions)).toMatchObject({
      problem: { hint: 'It is "8080".' },
    });
    const huge = completeOptions({ file: `${'x'.repeat(100_000)}\n` });
    expect(huge).toMatchObject({ ok: false });
    expect(JSON.stringify(huge).length).toBeLessThan(250);
  });
});
