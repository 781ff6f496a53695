import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { emitReadySignal } from './ready-signal.ts';

describe('emitReadySignal', () => {
  it('finds the signal of the installed devkit', async () => {
    const devkit: Record<string, unknown> = await import('@nx/devkit');
    expect(devkit['emitReadySignal']).toBeInstanceOf(Function);
  });

  it('does nothing where no Nx listens', async () => {
    await expect(emitReadySignal()).resolves.toBeUndefined();
  });

  it('does not fail, nor keep the process alive, where Nx’s socket is dead', async () => {
    const module = new URL('ready-signal.ts', import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then((m) => m.emitReadySignal()).then(() => console.log('signalled'))`;
    const env = {
      ...process.env,
      NX_READY_SIGNAL_SOCKET: '/no/such/socket',
      NX_READY_SIGNAL_TASK: 'api:serve',
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env, timeout: 20_000 });
    expect(stdout).toBe('signalled\n');
  }, 30_000);
});
