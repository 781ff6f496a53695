import { includePattern } from '../../files/file-pattern.ts';
import type { Step } from '../generation.ts';
import { all, file, type PresetSteps } from './preset.ts';

/** In the place of a preset's steps while its configuration is not there, or broken: it fails, and waits for that. */
export function createFailedStep(name: string, failed: Extract<PresetSteps, { kind: 'failed' }>): Step {
  const { problem, diagnostics, files } = failed;
  return {
    name,
    inputs: all(...files.map(file)),
    outputs: all(),
    generate: () => Promise.resolve({ kind: 'failed', problem, diagnostics, durationMs: 0 }),
    isOwnOutput: () => Promise.resolve(false),
    concerns: () => false,
    directories: () => Promise.resolve([]),
    patterns: () =>
      files.map((path) => ({
        ...includePattern({ glob: file(path), action: 'generate' }),
        importedBy: [name],
      })),
  };
}
