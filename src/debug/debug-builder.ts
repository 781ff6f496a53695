import { join } from 'node:path';
import type { Builder } from '../build/builder.ts';
import type { ReadText } from '../files/disk.ts';
import { findLocalModules } from '../golang/local-modules.ts';
import { addDebugFlags } from '../plan/debug.ts';
import type { Plan } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';

/**
 * Builds with debug information while an editor is attached, and fast while none is. Each change of that begins with a
 * builder that knows nothing: what was learnt of one kind of build is wrong for the other. `open` makes a builder.
 */
export function buildForDebugger(
  plan: Plan,
  open: (plan: Plan) => Builder,
  isAttached: () => boolean,
  readText: ReadText,
  warn: (problem: Problem) => void,
): Builder {
  let kind: 'fast' | 'debug' = 'fast';
  let builder = open(plan);
  let opened = 0;
  return {
    note: (path) => builder.note(path),
    build(signal, report) {
      const wanted = isAttached() ? 'debug' : 'fast';
      if (wanted !== kind) {
        kind = wanted;
        // Objects of both kinds bear the same names.
        const hot = join(plan.output.hot, `${wanted}-${++opened}`);
        const go =
          wanted === 'debug' ? { ...plan.go, buildFlags: debugFlags(plan, readText, warn) } : plan.go;
        builder = open({ ...plan, go, output: { ...plan.output, hot } });
      }
      return builder.build(signal, report);
    },
    install: () => builder.install(),
    // What was built for an editor that has gone is not worked on any more.
    idleWork: () => (isAttached() === (kind === 'debug') ? builder.idleWork() : undefined),
  };
}

function debugFlags(
  { go, debug }: Plan,
  readText: ReadText,
  warn: (problem: Problem) => void,
): readonly string[] {
  const modules = findLocalModules(go.cwd, go.workFile, [], readText);
  const own = modules.flatMap(({ path }) => (path.startsWith('?') ? [] : [`${path}/...`]));
  const patterns = debug?.dependencies ? ['all'] : own;
  const { flags, leftOut } = addDebugFlags(go.listFlags, go.goflags, patterns);
  if (leftOut.length > 0) {
    const message = `buildFlags: ${leftOut.join(', and ')} would hide the sources from the debugger`;
    warn({ message, hint: 'The program is built without while an editor is attached.' });
  }
  return flags;
}
