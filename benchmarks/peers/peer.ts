import type { Command } from '../processes/tool.ts';

/** Where one tool works on its own copy of a program. */
export interface Site {
  /** A folder for whatever the tool needs; a workspace for this executor. */
  readonly root: string;
  /** The copy of the program, below root. */
  readonly app: string;
  /** Where the tool's run events go, if it has such. */
  readonly events: string;
  /** For everything that is started: PORT and the like are in it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A way to keep a program current. */
export interface Peer {
  readonly name: string;
  /** How it is used, for the report. */
  readonly about: string;
  /** Installs it, where need be; gives its version. */
  install(): string;
  /** Writes its configuration into the site, and says how it is started. */
  set(site: Site): Command;
  /** How it tells that a save has changed nothing: not at all, by a line of output, or by its run events. */
  readonly tellsUnchanged?: 'line' | 'events';
  /** ms without work after which nothing more comes; default: 300. */
  readonly quiet?: number;
  /** True where it must be told of a save, by a line on its standard input. */
  readonly told?: boolean;
}
