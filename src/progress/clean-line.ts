import { stripVTControlCharacters } from 'node:util';
import { escapeControls } from '../plan/shorten.ts';

/** How much of one line is shown, and how much is looked at for it. Characters. */
const MOST = 2000;
const MOST_READ = 4 * MOST;

/**
 * A line that something else has made, as it may stand on a terminal: without colours, with what else would
 * steer the terminal made visible, and not endless. Tabs stay.
 */
export function cleanLine(line: string): string {
  const plain = stripVTControlCharacters(line.slice(0, MOST_READ)).replace(/\r$/, '');
  const isCut = plain.length > MOST || line.length > MOST_READ;
  const shown = plain.slice(0, MOST).split('\t').map(escapeControls).join('\t');
  return isCut ? `${shown}…` : shown;
}
