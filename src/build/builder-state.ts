import type { Link } from '../events/run-event.ts';
import type { Moment } from '../files/moment.ts';
import type { Baseline } from './hot/judge-edit.ts';

/*
 *              go builds           recipe made             hot build
 *   unbuilt ──────────────► built ─────────────► warm ◄──────────────────┐
 *                            ▲  │                │  └────────────────────┘
 *                            │  │ unfit          │
 *                            │  ▼                │ check: another program
 *                            │ off ◄─────────────┤
 *                            └───────────────────┘ go builds
 */
export type BuilderState =
  | { readonly kind: 'unbuilt' }
  /** By the go command, which began at `since`. */
  | { readonly kind: 'built'; readonly since: Moment; readonly isAsked: boolean }
  | { readonly kind: 'warm'; readonly baseline: Baseline; readonly check: Check }
  | { readonly kind: 'off'; readonly because?: string };

/** Whether go has confirmed the running binary. */
export type Check =
  | { readonly kind: 'passed' | 'undecided' }
  /** The binary was linked so. */
  | { readonly kind: 'due'; readonly link: Link['kind'] };
