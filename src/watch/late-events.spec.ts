import { Subject } from 'rxjs';
import fc from 'fast-check';
import type { GoPackage } from '../golang/go-list.ts';
import type { Ended } from '../process/child.ts';
import { makeTestPlan } from '../testing/plan.ts';
import { createContentMemory } from './content.ts';
import type { FileEvent } from './file-events.ts';
import { watchSources } from './source-watch.ts';

/*
 * FSEvents of macOS tell late, put several events of one path together (so that what a file was meanwhile is gone), tell
 * one twice, and say of a file that was made a moment ago that it was made, whatever happened since
 * (https://developer.apple.com/documentation/coreservices/file_system_events). An event is a hint: content decides.
 */
const NAMES = ['main.go', 'store.go', 'new.go'] as const;
const FOLDER = '/w/app/cmd/api';
const PACKAGE: GoPackage = {
  ImportPath: 'example.com/app/cmd/api',
  Dir: FOLDER,
  Module: { Path: 'example.com/app', Main: true, Dir: '/w/app' },
};

type Step =
  | { readonly do: 'save'; readonly name: string; readonly text: string }
  | { readonly do: 'remove'; readonly name: string }
  | { readonly do: 'touch'; readonly name: string }
  /** What has waited longest comes, once or twice, as this kind, with all that happened to the path since. */
  | { readonly do: 'tell'; readonly kind: 'written' | 'added' | 'removed'; readonly isTwice: boolean }
  /** Begins a build where a change is known, or ends the one that runs. */
  | { readonly do: 'build'; readonly readsAt: 'start' | 'end' };

const name = fc.constantFrom(...NAMES);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('save' as const), name, text: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ do: fc.constant('remove' as const), name }),
  fc.record({ do: fc.constant('touch' as const), name }),
  fc.record({
    do: fc.constant('tell' as const),
    kind: fc.constantFrom('written', 'added', 'removed'),
    isTwice: fc.boolean(),
  }),
  fc.record({ do: fc.constant('build' as const), readsAt: fc.constantFrom('start', 'end') }),
);

/** A package on a disk whose events are held back, and the builds that changes bring about. */
function makeRig() {
  const files = new Map<string, { text: string; ctimeMs: number }>();
  const events$ = new Subject<FileEvent>();
  const questions: ((packages: readonly GoPackage[]) => void)[] = [];
  let time = 1000;
  let isDirty = false;
  let building: { readonly read: string | undefined } | undefined;
  let built = '';
  const held: string[] = [];
  const path = (one: string) => `${FOLDER}/${one}`;
  const snapshot = () => JSON.stringify([...files].map(([file, { text }]) => [file, text]).sort());
  let watched = new Set<string>();

  const watch = watchSources(makeTestPlan(), null, {
    startChild: () => {
      const { promise, resolve } = Promise.withResolvers<Ended>();
      questions.push((packages) => {
        const stdout = packages.map((one) => JSON.stringify(one, null, '\t')).join('\n');
        resolve({ exit: { kind: 'code', code: 0 }, stdout, stderr: '' });
      });
      return { pid: 1, ended: promise, kill: () => undefined };
    },
    fileEvents: {
      events$,
      watch(directories) {
        const added = [...directories].filter((one) => !watched.has(one));
        watched = new Set(directories);
        return Promise.resolve(added);
      },
      startOver: () => undefined,
      poll: () => undefined,
      polling: false,
      close: () => Promise.resolve(),
    },
    content: createContentMemory({
      status: (file) => {
        const found = files.get(file);
        return found && { size: found.text.length, ctimeMs: found.ctimeMs };
      },
      read: (file) => {
        const found = files.get(file);
        return found && Buffer.from(found.text);
      },
    }),
    directories: {
      isDirectory: (folder) => ['/', '/w', '/w/app', '/w/app/cmd', FOLDER].includes(folder),
      list: () => [],
      listFiles: (folder) =>
        [...files.keys()].filter(
          (file) => file.lastIndexOf('/') === folder.length && file.startsWith(folder),
        ),
    },
    readText: (file) => files.get(file)?.text,
    now: () => time,
    fileTime: () => time,
    steady: () => time,
  });
  watch.changes$.subscribe(() => (isDirty = true));

  const settle = async () => {
    for (let at = 0; at < 60; at++) await Promise.resolve();
    for (const answer of questions.splice(0)) answer([PACKAGE]);
    for (let at = 0; at < 60; at++) await Promise.resolve();
  };
  const write = (one: string, text: string) => {
    files.set(path(one), { text: `package main // ${text}\n`, ctimeMs: time });
    held.push(path(one));
  };
  const tell = ({ kind, isTwice }: { kind: 'written' | 'added' | 'removed'; isTwice: boolean }) => {
    const [first] = held;
    if (first === undefined) return;
    held.splice(0, held.length, ...held.filter((one) => one !== first));
    for (let times = isTwice ? 2 : 1; times > 0; times--) events$.next({ type: 'file', path: first, kind });
  };
  const build = (readsAt: 'start' | 'end') => {
    if (building) {
      built = building.read ?? snapshot();
      building = undefined;
      watch.buildEnded('good');
    } else if (isDirty) {
      isDirty = false;
      watch.buildStarts();
      building = { read: readsAt === 'start' ? snapshot() : undefined };
    }
  };
  return {
    async take(one: Step) {
      time += 100;
      if (one.do === 'save') write(one.name, one.text);
      else if (one.do === 'tell') tell(one);
      else if (one.do === 'build') build(one.readsAt);
      else if (files.has(path(one.name))) {
        const { text } = files.get(path(one.name))!;
        if (one.do === 'remove') files.delete(path(one.name));
        else files.set(path(one.name), { text, ctimeMs: time });
        held.push(path(one.name));
      }
      await settle();
    },
    async start() {
      for (const one of ['main.go', 'store.go']) files.set(path(one), { text: 'package main\n', ctimeMs: 0 });
      files.set('/w/app/go.mod', { text: 'module example.com/app\n', ctimeMs: 0 });
      await settle();
      [isDirty] = [true];
      time += 1000;
      build('start');
      build('start');
      await settle();
      isDirty = false;
    },
    /** All that was held back comes, and is built. */
    async finish() {
      while (held.length > 0) await this.take({ do: 'tell', kind: 'written', isTwice: false });
      for (let rounds = 0; building !== undefined || isDirty; rounds++) {
        if (rounds > 20) throw new Error('it builds for ever');
        await this.take({ do: 'build', readsAt: 'start' });
      }
      return { built, disk: snapshot() };
    },
  };
}

describe('events that come late, together, twice or as another kind', () => {
  it('lose no edit, whenever builds begin and end', async () => {
    const undone: Step[] = [
      { do: 'save', name: 'new.go', text: 'c' },
      { do: 'tell', kind: 'written', isTwice: false },
      { do: 'save', name: 'new.go', text: 'a' },
      { do: 'build', readsAt: 'start' },
      { do: 'build', readsAt: 'start' },
      { do: 'save', name: 'new.go', text: 'c' },
    ];
    const undoneMeanwhile: Step[] = [
      { do: 'save', name: 'new.go', text: 'c' },
      { do: 'tell', kind: 'written', isTwice: false },
      { do: 'save', name: 'new.go', text: 'a' },
      { do: 'build', readsAt: 'start' },
      { do: 'save', name: 'new.go', text: 'c' },
      { do: 'build', readsAt: 'start' },
    ];
    const madeAgain: Step[] = undoneMeanwhile.with(2, { do: 'remove', name: 'new.go' });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const rig = makeRig();
        await rig.start();
        for (const one of steps) await rig.take(one);
        const { built, disk } = await rig.finish();
        expect(built).toBe(disk);
      }),
      {
        numRuns: Number(process.env['LATE_EVENTS'] ?? 300),
        examples: [[undone], [undoneMeanwhile], [madeAgain]],
      },
    );
  });
});
