import { sep } from 'node:path';
import type { Builder } from './builder.ts';
import type { Gate } from './gate.ts';

/**
 * The builder, with builds that wait for their turn at the gate: before others those for which a file of the
 * project itself has changed. Upkeep gives way by its priority, and needs no turn.
 */
export function queueBuilds(builder: Builder, gate: Gate, projectRoot: string): Builder {
  let isOwn = false;
  return {
    ...builder,
    note(path) {
      isOwn ||= path.startsWith(projectRoot + sep);
      builder.note(path);
    },
    async build(signal, report) {
      const onWait = (builds: string) => report({ type: 'waiting', what: `the build of ${builds}` });
      const leave = await gate.enter(isOwn ? 'own' : 'shared', signal, onWait);
      try {
        const outcome = await builder.build(signal, report);
        if (outcome.kind !== 'aborted') isOwn = false;
        return outcome;
      } finally {
        await leave();
      }
    },
  };
}
