/**
 * Gives Nx's ready signal, without a URL, for a program that has opened no port: what is yielded for it has no
 * `baseUrl`, by which Nx would give the signal itself. Tasks that wait for this one then begin. Exists since
 * Nx 24; before, waiting for readiness does not exist either. Only a process's first signal counts. Never
 * rejects.
 */
export async function emitReadySignal(): Promise<void> {
  try {
    // What devkit exports, from where it has it: a workspace may be without devkit, and it takes 0.4 s to load. The
    // namespace, since a named import of what Nx 22 lacks would not load.
    const nx = (await import('nx/src/devkit-exports.js')) as unknown as {
      emitReadySignal?: () => unknown;
    };
    await nx.emitReadySignal?.();
  } catch {
    // Without an Nx there is none that could wait.
  }
}
