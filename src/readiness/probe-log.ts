import { stripVTControlCharacters } from 'node:util';
import { concat, filter, map, NEVER, startWith, take, type Observable } from 'rxjs';
import { met, unmet, type Standing } from './standing.ts';

/** Waits for a line that matches, whatever its colours; once is enough. */
export function probeLog(pattern: RegExp, lines$: Observable<string>): Observable<Standing> {
  // Not `test`: with the flag g it begins where the last match ended.
  const matches = (line: string) => stripVTControlCharacters(line).search(pattern) >= 0;
  return concat(lines$, NEVER).pipe(
    filter(matches),
    take(1),
    map(() => met),
    startWith(unmet(`a line that matches ${String(pattern)}`)),
  );
}
