import fc from 'fast-check';
import { concat, EMPTY, fromEvent, map, NEVER, Observable, of, Subject, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { runCycles, type CycleRules, type Pass } from './cycles.ts';

type Event = `start ${string}` | `done ${string}` | 'aborted';

const rules: CycleRules<string, Event> = {
  merge: (earlier, later) => earlier + later,
  isAborted: (event) => event === 'aborted',
  isIdleWork: (batch) => batch === 'u',
  atRest: () => EMPTY,
};
const virtual = (
  test: (scheduler: TestScheduler, helpers: Parameters<Parameters<TestScheduler['run']>[0]>[0]) => void,
) => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => test(scheduler, helpers));
};

/** A build that takes some frames and can be aborted (at once), and a swap that takes more and can't. */
const buildAndSwap =
  (build: number, swap: number): Pass<string, Event> =>
  (batch, _cycle, signal) =>
    concat(
      of<Event>(`start ${batch}`),
      new Observable<Event>((observer) => {
        let interruptible = true;
        const done = timer(build).subscribe(() => {
          interruptible = false;
          timer(swap).subscribe(() => {
            observer.next(`done ${batch}`);
            observer.complete();
          });
        });
        const aborted = fromEvent(signal, 'abort').subscribe(() => {
          if (!interruptible) return;
          done.unsubscribe();
          observer.next('aborted');
          observer.complete();
        });
        return () => aborted.unsubscribe();
      }),
    );
const events: Record<string, Event> = {
  a: 'start a',
  A: 'done a',
  b: 'start b',
  B: 'done b',
  c: 'start ab',
  C: 'done ab',
  x: 'aborted',
};

describe(runCycles.name, () => {
  it('runs one pass per batch while they come one after the other', () =>
    virtual((_, { hot, expectObservable }) => {
      const batches$ = hot('a-------b');
      const result$ = runCycles(batches$, buildAndSwap(2, 1), NEVER, rules);
      expectObservable(result$).toBe('a--A----b--B', events);
    }));

  it('aborts a build for a newer batch, and the next pass does the work of both', () =>
    virtual((_, { hot, expectObservable }) => {
      const batches$ = hot('ab');
      const result$ = runCycles(batches$, buildAndSwap(5, 1), NEVER, rules);
      expectObservable(result$).toBe('a(xc)--C', events);
    }));

  it('never interrupts a swap: what comes meanwhile waits', () =>
    virtual((_, { hot, expectObservable }) => {
      const batches$ = hot('a--b');
      const result$ = runCycles(batches$, buildAndSwap(2, 4), NEVER, rules);
      expectObservable(result$).toBe('a-----(Ab)--B', events);
    }));

  it('collapses all that comes during a swap into one next batch', () =>
    virtual((_, { hot, expectObservable }) => {
      const batches$ = hot('a--(bcd)');
      const result$ = runCycles(batches$, buildAndSwap(2, 4), NEVER, rules);
      expectObservable(result$.pipe(map(String))).toBe('a-----(AB)--C', {
        a: 'start a',
        A: 'done a',
        B: 'start bcd',
        C: 'done bcd',
      });
    }));

  it('lets the build finish after three aborts in a row', () => {
    const scheduler = new TestScheduler(() => undefined);
    const seen: string[] = [];
    scheduler.run(({ hot }) => {
      runCycles(hot<string>('a-b-c-d-e-f-g-h-i'), buildAndSwap(5, 1), NEVER, rules).subscribe((event) =>
        seen.push(event),
      );
    });
    expect(seen).toEqual([
      'start a',
      'aborted',
      'start ab',
      'aborted',
      'start abc',
      'aborted',
      // The build of abcd takes 5 frames and its swap one more, while e, f and g come.
      'start abcd',
      'done abcd',
      'start efg',
      'aborted',
      'start efgh',
      'aborted',
      'start efghi',
      'done efghi',
    ]);
  });

  it('aborts at the stop, and completes only when the pass has ended', () =>
    virtual((_, { hot, expectObservable }) => {
      const result$ = runCycles(hot<string>('a---b'), buildAndSwap(1, 6), hot('--s'), rules);
      expectObservable(result$).toBe('a------(A|)', events);
    }));

  it('begins nothing more for a batch that comes after the stop, nor for a second stop', () =>
    virtual((_, { hot, expectObservable }) => {
      const result$ = runCycles(hot<string>('a--b---c'), buildAndSwap(2, 4), hot('---s-s'), rules);
      expectObservable(result$).toBe('a-----(A|)', events);
    }));

  it('passes on the error of the batches once the pass has ended', () =>
    virtual((_, { hot, expectObservable }) => {
      const build$ = runCycles(hot<string>('a-#'), buildAndSwap(5, 1), NEVER, rules);
      expectObservable(build$).toBe('a-(x#)', events);
      const swap$ = runCycles(hot<string>('a-#'), buildAndSwap(1, 4), NEVER, rules);
      expectObservable(swap$).toBe('a----(A#)', events);
    }));

  it('passes on the error of what is done at rest', () =>
    virtual((_, { hot, expectObservable }) => {
      const failing = { ...rules, atRest: () => throwError(() => 'error') };
      const result$ = runCycles(hot<string>('a'), buildAndSwap(1, 1), NEVER, failing);
      expectObservable(result$).toBe('a-(A#)', events);
    }));

  it('begins nothing where the stop comes before the first batch', () => {
    const begun: string[] = [];
    const pass: Pass<string, Event> = (batch) => (begun.push(batch), EMPTY);
    runCycles(of('a'), pass, of('stop'), rules).subscribe();
    expect(begun).toEqual([]);
  });

  it('aborts the pass and lets go of all where nobody listens any more', () =>
    virtual((scheduler, { hot, expectObservable }) => {
      const batches$ = hot('a---b');
      const stop$ = hot<string>('-----');
      const aborted: boolean[] = [];
      const pass: Pass<string, Event> = (batch, cycle, signal) => {
        signal.addEventListener('abort', () => aborted.push(true));
        return buildAndSwap(9, 1)(batch, cycle, signal);
      };
      expectObservable(runCycles(batches$, pass, stop$, rules), '--!').toBe('a--', events);
      scheduler.flush();
      expect(aborted).toEqual([true]);
      for (const { subscriptions } of [batches$, stop$])
        expect(subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame)).toEqual([2]);
    }));

  it('leaves nothing at rest behind where nobody listens any more', () =>
    virtual((scheduler, { hot, expectObservable }) => {
      const rest$ = hot<string>('-------');
      const result$ = runCycles(hot<string>('a'), buildAndSwap(1, 1), NEVER, {
        ...rules,
        atRest: () => rest$,
      });
      expectObservable(result$, '---!').toBe('a-A', events);
      scheduler.flush();
      expect(rest$.subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame)).toEqual([3]);
    }));

  it('passes on the error of a pass', () => {
    const batches$ = new Subject<string>();
    const errors: unknown[] = [];
    const pass: Pass<string, Event> = () => new Observable((observer) => observer.error(new Error('bug')));
    runCycles(batches$, pass, NEVER, rules).subscribe({ error: (error) => errors.push(error) });
    batches$.next('a');
    expect(errors).toEqual([new Error('bug')]);
  });

  describe('at rest', () => {
    const idleWork = (after: number) => ({ ...rules, atRest: () => timer(after).pipe(map(() => 'u')) });
    const names: Record<string, Event> = { ...events, u: 'start u', U: 'done u', d: 'done b' };
    /** As buildAndSwap; idle work is work of the run's own, and there is some only once. */
    const once = (after: number) => {
      let isDone = false;
      const atRest = () => (isDone ? EMPTY : timer(after).pipe(map(() => ((isDone = true), 'u'))));
      return { ...rules, atRest };
    };

    it('begins idle work only when it has been quiet for long enough', () =>
      virtual((_, { hot, expectObservable }) => {
        const result$ = runCycles(hot<string>('a'), buildAndSwap(2, 1), NEVER, once(3));
        expectObservable(result$).toBe('a--A--u--U', names);
      }));

    it('does not begin it where a batch comes before', () =>
      virtual((_, { hot, expectObservable }) => {
        const result$ = runCycles(hot<string>('a----b'), buildAndSwap(2, 1), NEVER, once(3));
        expectObservable(result$).toBe('a--A-b--B--u--U', names);
      }));

    it('aborts it for a batch, which is then done by itself', () =>
      virtual((_, { hot, expectObservable }) => {
        const quiet: Pass<string, Event> = (batch, cycle, signal) =>
          batch === 'u'
            ? new Observable((observer) => {
                observer.next('start u');
                signal.addEventListener('abort', () => observer.complete());
              })
            : buildAndSwap(2, 1)(batch, cycle, signal);
        const result$ = runCycles(hot<string>('a------b'), quiet, NEVER, once(3));
        expectObservable(result$).toBe('a--A--ub--B', names);
      }));

    it('gives it no number', () => {
      const numbers: string[] = [];
      new TestScheduler(() => undefined).run(({ hot }) => {
        const pass: Pass<string, Event> = (batch, cycle) => {
          numbers.push(`${batch}${cycle}`);
          return of<Event>('aborted');
        };
        runCycles(hot<string>('a---b'), pass, NEVER, once(1)).subscribe();
      });
      expect(numbers).toEqual(['a1', 'u1', 'b2']);
    });

    it('waits for none of it at the stop, and aborts what runs', () =>
      virtual((_, { hot, expectObservable }) => {
        expectObservable(runCycles(hot<string>('a'), buildAndSwap(2, 1), hot('-----s'), idleWork(9))).toBe(
          'a--A-|',
          names,
        );
        expectObservable(runCycles(hot<string>('a'), buildAndSwap(2, 1), hot('-------s'), once(3))).toBe(
          'a--A--u(x|)',
          names,
        );
      }));
  });

  it('loses no batch and never runs two passes at once, whatever the interleaving', () => {
    const step = fc.record({ gap: fc.integer({ min: 0, max: 12 }) });
    const shape = fc.record({ build: fc.integer({ min: 1, max: 9 }), swap: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), shape, (steps, { build, swap }) => {
        const scheduler = new TestScheduler(() => undefined);
        let running = 0;
        let mostAtOnce = 0;
        let started: string | undefined;
        const done: number[] = [];
        let longestAborts = 0;
        let aborts = 0;
        scheduler.run(({ cold }) => {
          const letters = steps.map((_, at) => `${at},`);
          let marbles = '';
          const values: Record<string, string> = {};
          steps.forEach(({ gap }, at) => {
            marbles += ` ${gap + 1}ms (v)`.replace('(v)', String.fromCharCode(0x4e00 + at));
            values[String.fromCharCode(0x4e00 + at)] = letters[at] as string;
          });
          runCycles(cold(marbles, values), buildAndSwap(build, swap), NEVER, rules).subscribe((event) => {
            if (event.startsWith('start')) {
              running++;
              started = event;
            } else running--;
            mostAtOnce = Math.max(mostAtOnce, running);
            if (event === 'aborted') longestAborts = Math.max(longestAborts, ++aborts);
            if (event.startsWith('done')) {
              aborts = 0;
              done.push(...event.slice(5).split(',').filter(Boolean).map(Number));
            }
          });
        });
        expect(mostAtOnce).toBe(1);
        expect(longestAborts).toBeLessThanOrEqual(3);
        expect(running).toBe(0);
        expect(started).toBeDefined();
        // Each batch is in exactly one pass that went to its end, in order; the last one included.
        expect(done).toEqual(steps.map((_, at) => at));
      }),
    );
  });
});
