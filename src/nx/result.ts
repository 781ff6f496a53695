import type { RunEvent } from '../events/run-event.ts';

/**
 * What the executor yields: a run event, with Nx's `success` on it. The last one decides the exit code; the
 * first with `success` and a `baseUrl` is Nx's ready signal, so only events of a ready program have one.
 */
export type GoRunResult = { readonly success: boolean; readonly phase: RunEvent['type'] } & {
  readonly [K in RunEvent['type']]: Omit<Extract<RunEvent, { type: K }>, 'type'> & { readonly phase: K };
}[RunEvent['type']];

/** A run event as a result. */
export function toResult(event: RunEvent): GoRunResult {
  const { type, ...rest } = event;
  return { ...rest, success: isSuccess(event), phase: type } as GoRunResult;
}

function isSuccess(event: RunEvent): boolean {
  switch (event.type) {
    case 'build-failed':
    case 'generate-failed':
    case 'start-failed':
    case 'defect':
    case 'not-ready':
    case 'failed':
      return false;
    case 'exited':
    case 'finished':
      return event.exit.kind === 'code' && event.exit.code === 0;
    case 'ended':
      return event.success;
    case 'watching':
    case 'change':
    case 'asked':
    case 'installing':
    case 'generated':
    case 'building':
    case 'progress':
    case 'built':
    case 'unchanged':
    case 'checked':
    case 'tested':
    case 'hot-path':
    case 'aborted':
    case 'started':
    case 'waiting':
    case 'ready':
    case 'address':
    case 'debugger':
    case 'paused':
    case 'resumed':
    case 'warning':
    case 'pages':
    case 'stopping':
      return true;
  }
}
