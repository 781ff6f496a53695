import { parseArgs } from 'node:util';
import { EDIT_KINDS, type EditKind } from './edits/edit-kinds.ts';
import { PEERS } from './peers/peers.ts';
import type { Peer } from './peers/peer.ts';
import { PROGRAMS, type Program } from './programs.ts';

/** What the command line asks for. */
export interface Request {
  readonly programs: readonly Program[];
  readonly peers: readonly Peer[];
  readonly kinds: readonly EditKind[];
  readonly edits: number;
  readonly starts: number;
  /** Whether the documents are written: always after a whole run, else where asked for. */
  readonly write: boolean;
  /** The section of the document that is written, instead of the page. */
  readonly section?: string;
  /** Whether the machine is made slow. */
  readonly throttled: boolean;
}

/** The fewest edits of a kind that documents may quote. */
const WHOLE = 10;

/**
 * Reads `--programs`, `--peers` and `--only-edits` (lists with commas), `--edits`, `--starts`, `--write`, `--section` (a
 * heading, which is written) and `--throttled`. Throws at names that there are not.
 */
export function readCommandLine(words: readonly string[]): Request {
  const { values } = parseArgs({
    args: [...words],
    options: {
      programs: { type: 'string' },
      peers: { type: 'string' },
      'only-edits': { type: 'string' },
      edits: { type: 'string' },
      starts: { type: 'string' },
      write: { type: 'boolean', default: false },
      section: { type: 'string' },
      throttled: { type: 'boolean', default: false },
    },
  });
  const limited = values.programs ?? values.peers ?? values['only-edits'];
  const edits = readCount('edits', values.edits ?? String(WHOLE));
  return {
    programs: choose('program', PROGRAMS, ({ name }) => name, values.programs),
    peers: choose('peer', PEERS, ({ name }) => name, values.peers),
    kinds: choose('edit', EDIT_KINDS, (kind) => kind, values['only-edits']),
    edits,
    starts: readCount('starts', values.starts ?? '5'),
    write: values.write || values.section !== undefined || (limited === undefined && edits >= WHOLE),
    ...(values.section === undefined ? {} : { section: values.section }),
    throttled: values.throttled,
  };
}

function choose<T>(
  what: string,
  all: readonly T[],
  nameOf: (one: T) => string,
  list: string | undefined,
): readonly T[] {
  if (list === undefined) return all;
  const names = list.split(',');
  const unknown = names.filter((name) => !all.some((one) => nameOf(one) === name));
  if (unknown.length > 0)
    throw new Error(`there is no ${what} ${unknown.join(', ')}; there are ${all.map(nameOf).join(', ')}`);
  return all.filter((one) => names.includes(nameOf(one)));
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--${name} takes a number from 1 on, not ${text}`);
  return count;
}
