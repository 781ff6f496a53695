import { jest } from '@jest/globals';
import { logger } from '@nx/devkit';

/** Keeps what a generator tells the person, instead of printing it, until the mocks are restored. */
export function collectInfo(): string[] {
  const said: string[] = [];
  jest.spyOn(logger, 'info').mockImplementation((line) => void said.push(String(line)));
  return said;
}
