import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { createFiles } from '../files/testing/temporary-files.ts';
import { anyText } from '../testing/any-text.ts';
import { openEventLog } from '../events/event-log.ts';
import { createReporter } from './reporter.ts';
import type { RunEvent } from '../events/run-event.ts';

/** An event of each type, with this text at every place that takes one. */
const EVENTS: { readonly [T in RunEvent['type']]: (text: string) => Extract<RunEvent, { type: T }> } = {
  watching: () => ({ type: 'watching', directories: 1, polling: false }),
  change: (x) => ({
    type: 'change',
    cycle: 1,
    changes: [{ path: `/w/${x}`, kind: 'removed', action: 'rebuild', importedBy: [x, `${x}/${x}`] }],
  }),
  asked: () => ({ type: 'asked', cycle: 1, actions: ['restart'] }),
  debugger: (x) => ({ type: 'debugger', state: 'attached', editor: x }),
  paused: (x) => ({ type: 'paused', pid: 1, reason: x, file: `/w/${x}`, line: 3 }),
  resumed: () => ({ type: 'resumed', pid: 1 }),
  pages: (x) => ({ type: 'pages', url: x }),
  installing: (x) => ({ type: 'installing', what: x, into: `/w/${x}` }),
  progress: (x) => ({
    type: 'progress',
    during: 'build',
    what: x,
    ms: 2000,
    stage: { kind: 'downloading', modules: [x], bytes: 0, silent: { host: x, ms: 10_000 } },
  }),
  generated: (x) => ({
    type: 'generated',
    cycle: 1,
    name: 'swagger',
    written: [`/w/${x}`],
    command: [x],
    durations: {},
  }),
  'generate-failed': (x) => ({
    type: 'generate-failed',
    cycle: 1,
    problem: { message: x, hint: x },
    diagnostics: [],
    stillRunning: true,
    durations: {},
  }),
  building: () => ({ type: 'building', cycle: 1 }),
  built: (x) => ({ type: 'built', via: { kind: 'go' }, cycle: 1, command: [x], durations: { build: 1.2 } }),
  'build-failed': (x) => ({
    type: 'build-failed',
    cycle: 1,
    command: [x],
    diagnostics: [{ file: `/w/${x}`, line: 3, column: 7, message: x, source: x }],
    output: x,
    hint: x,
    stillRunning: false,
    durations: {},
  }),
  unchanged: () => ({ type: 'unchanged', cycle: 1, durations: {} }),
  aborted: () => ({ type: 'aborted', cycle: 1 }),
  'hot-path': (x) => ({ type: 'hot-path', cycle: 1, because: x }),
  tested: (x) => ({
    type: 'tested',
    cycle: 1,
    success: false,
    packages: [x],
    tests: { passed: 0, failed: 1, skipped: 0 },
    diagnostics: [],
    output: x,
    durations: {},
  }),
  checked: () => ({ type: 'checked', cycle: 1, durations: {} }),
  defect: (x) => ({ type: 'defect', cycle: 1, problem: { message: x, hint: x } }),
  started: (x) => ({ type: 'started', cycle: 1, pid: 1, name: x, args: [x, '', x] }),
  waiting: (x) => ({ type: 'waiting', what: x, hint: x }),
  ready: (x) => ({ type: 'ready', cycle: 1, pid: 1, baseUrl: x, durations: {} }),
  address: (x) => ({ type: 'address', pid: 1, baseUrl: x }),
  'not-ready': (x) => ({ type: 'not-ready', pid: 1, problem: { message: x, hint: x } }),
  exited: (x) => ({ type: 'exited', pid: 1, exit: { kind: 'not-started', reason: x }, hint: x, output: [x] }),
  'start-failed': (x) => ({ type: 'start-failed', problem: { message: x, hint: x } }),
  warning: (x) => ({ type: 'warning', problem: { message: x, hint: x } }),
  stopping: (x) => ({ type: 'stopping', reason: x }),
  finished: (x) => ({ type: 'finished', exit: { kind: 'signal', signal: x } }),
  failed: (x) => ({ type: 'failed', problem: { message: x, hint: x } }),
  ended: () => ({ type: 'ended', success: true }),
};

const hostile = fc
  .array(
    fc.oneof(
      anyText(20),
      fc.constantFrom('\n', '\r', '\r\n', '\x1b[2J', '\x1b]0;x\x07', '\x9b31m', '\u202e', '\ud800', '\t'),
    ),
  )
  .map((parts) => parts.join(''));

describe('a text from outside', () => {
  it.each(Object.entries(EVENTS))('steers no terminal by way of the event %s', (_, makeEvent) => {
    const style = { workspaceRoot: '/w', project: 'api', buildWords: ['.'] };
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, colour) => {
        for (const line of createReporter({ ...style, colour })(makeEvent(text))) {
          const plain = colour ? stripVTControlCharacters(line) : line;
          expect(plain).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(Object.entries(EVENTS))(
    'is shown in part only, by the event %s, where it is huge',
    (_, makeEvent) => {
      const print = createReporter({ colour: false, workspaceRoot: '/w', project: 'api', buildWords: [] });
      for (const text of ['x'.repeat(1_000_000), 'a\n'.repeat(500_000), '\x1b['.repeat(500_000)])
        expect(print(makeEvent(text)).join('\n').length).toBeLessThan(50_000);
    },
  );

  it('is shown in part only where it names very many places', () => {
    const print = createReporter({ colour: false, workspaceRoot: '/w', project: 'api', buildWords: [] });
    const one = { file: '/w/a.go', line: 1, column: 1, message: 'x' };
    const lines = print({ ...EVENTS['build-failed'](''), diagnostics: new Array(100_000).fill(one) });
    expect(lines).toHaveLength(50 + 3);
    expect(lines).toContain('                 … and 99950 more errors');
  });

  it('is read back from the event log, a line for each event', async () => {
    using files = createFiles();
    const task = { project: 'api', target: 'serve' };
    let count = 0;
    const property = fc.asyncProperty(hostile, async (text) => {
      const path = files.path(`events-${count++}`);
      const log = openEventLog(
        path,
        task,
        () => 1700,
        (message) => {
          throw new Error(message);
        },
      );
      const events = Object.values(EVENTS).map((makeEvent) => makeEvent(text));
      for (const event of events) log.write(event);
      await log.close();
      const lines = readFileSync(path, 'utf8').split('\n');
      expect(lines.pop()).toBe('');
      const read = lines.map((line) => JSON.parse(line) as unknown);
      expect(read).toEqual(
        events.map(
          (event) => expect.objectContaining({ version: 1, time: 1700, ...task, ...event }) as unknown,
        ),
      );
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
