import { createStateMachine } from './state-machine.ts';

type Door = { readonly kind: 'open' } | { readonly kind: 'closed' } | { readonly kind: 'gone' };

const makeDoor = () =>
  createStateMachine<Door>(
    { open: ['closed', 'open'], closed: ['open', 'gone'], gone: [] },
    { kind: 'open' },
  );

describe(createStateMachine.name, () => {
  it('throws where a state can’t follow, and keeps the one before', () => {
    const door = makeDoor();
    expect(() => door.become({ kind: 'gone' })).toThrow("open can't become gone");
    expect(door.state).toEqual({ kind: 'open' });
  });

  it('tells a state from a later one of its kind', () => {
    const door = makeDoor();
    const first = door.become({ kind: 'open' });
    expect(door.isStill(first)).toBe(true);
    door.become({ kind: 'open' });
    expect(door.isStill(first)).toBe(false);
  });
});
