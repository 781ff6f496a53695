/**
 * Gives Nx's ready signal, without a URL, for a program that has opened no port: what is yielded for it has no
 * `baseUrl`, by which Nx would give the signal itself. Tasks that wait for this one then begin. Exists since
 * Nx 24; before, waiting for readiness does not exist either. Only a process's first signal counts. Never
 * rejects.
 */
export async function emitReadySignal(): Promise<void> {
  try {
    // The namespace, since a named import of what devkit 22 lacks would not load.
    const devkit = (await import('@nx/devkit')) as unknown as {
      emitReadySignal?: () => unknown;
    };
    await devkit.emitReadySignal?.();
  } catch {
    // Without a devkit there is no Nx that could wait.
  }
}
