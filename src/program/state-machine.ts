/** For each kind of state, the kinds that may follow it. */
export type Transitions<S extends { readonly kind: string }> = {
  readonly [K in S['kind']]: readonly S['kind'][];
};

/** Holds the state of one thing. */
export interface StateMachine<S extends { readonly kind: string }> {
  readonly state: S;
  /** Goes over to a new state, and gives it. Throws where it may not follow, which is a bug. */
  become<N extends S>(next: N): N;
  /** Whether nothing has happened since `become` gave this: to be asked after each await and in each callback. */
  isStill(state: S): boolean;
}

/**
 * Makes a state machine of the arrows of its drawing. Each state is an object of its own, and thereby the token of
 * whoever brought it about: a newer command makes another one, and the work of the older one goes no further.
 */
export function createStateMachine<S extends { readonly kind: string }>(
  transitions: Transitions<S>,
  first: S,
): StateMachine<S> {
  let state = first;
  return {
    get state() {
      return state;
    },
    become(next) {
      const kind: S['kind'] = state.kind;
      if (!transitions[kind].includes(next.kind)) throw new Error(`${kind} can't become ${next.kind}`);
      state = next;
      return next;
    },
    isStill: (one) => one === state,
  };
}
