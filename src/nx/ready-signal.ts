/**
 * Gives Nx's ready signal, which lets tasks that wait for this one begin. Exists since Nx 24; before, waiting
 * for readiness does not exist either. Only the first call of a process counts. Never throws.
 */
export async function emitReadySignal(baseUrl: string | undefined): Promise<void> {
  try {
    // The namespace, since a named import of what devkit 22 lacks would not load.
    const devkit = (await import('@nx/devkit')) as unknown as {
      emitReadySignal?: (server?: string) => unknown;
    };
    await devkit.emitReadySignal?.(baseUrl);
  } catch {
    // Without a devkit there is no Nx that could wait.
  }
}
