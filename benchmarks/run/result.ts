import type { EditKind } from '../edits/edit-kinds.ts';
import type { Outage } from '../client/outcome.ts';
import type { Footprint } from '../processes/tree.ts';
import type { Steps } from './steps.ts';

/** What every measurement is of. */
export interface Subject {
  readonly program: string;
  readonly peer: string;
}

/** Start of the command → first answer. */
export interface StartResult extends Subject {
  readonly ms: number;
}

/** One edit. */
export interface EditResult extends Subject {
  readonly edit: EditKind;
  readonly outcome: EditOutcome;
  /** CPU seconds of the tool's whole tree, until it was at rest again. */
  readonly cpu: number;
}

/**
 * How an edit ended. For a save that changes nothing `unchanged` has the time until the tool said so;
 * `passed-over` is a save of which it did not say anything, since it did nothing; `restarted` should not be.
 */
export type EditOutcome =
  | { readonly kind: 'answered'; readonly ms: number; readonly outage: Outage; readonly steps?: Steps }
  | { readonly kind: 'unchanged'; readonly ms: number }
  | { readonly kind: 'passed-over' }
  | { readonly kind: 'restarted' }
  /** The new code did not answer in time; the tool was started anew. */
  | { readonly kind: 'missed'; readonly why: string };

/** What a tool held at the end. */
export interface FootprintResult extends Subject {
  readonly footprint: Footprint;
}

/** All of a run. */
export interface Results {
  readonly starts: readonly StartResult[];
  readonly edits: readonly EditResult[];
  readonly footprints: readonly FootprintResult[];
}
