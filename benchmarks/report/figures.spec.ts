import type { EditKind } from '../edits/edit-kinds.ts';
import type { EditOutcome, EditResult, Results } from '../run/result.ts';
import { figuresOf } from './figures.ts';

const answered = (ms: number, via: 'hot' | 'go' = 'hot', darkMs = 5): EditOutcome => ({
  kind: 'answered',
  ms,
  outage: { asked: 100, failed: 1, darkMs },
  steps: { ms: {}, via },
});
const edit = (peer: string, kind: EditKind, outcome: EditOutcome, cpu = 1): EditResult => ({
  program: 'std',
  peer,
  edit: kind,
  outcome,
  cpu,
});
const results = (...edits: EditResult[]): Results => ({ starts: [], edits, footprints: [] });
const find = (all: Results, words: string) => figuresOf(all).find(({ what }) => what.startsWith(words));

describe(figuresOf, () => {
  it('compares delta links by their time, and by their CPU time with all quiet work', () => {
    const all = results(
      edit('hand', 'body', answered(1000)),
      edit('go-run-delta', 'body', answered(260), 1.25),
    );
    expect(find(all, 'std-only, body edit, delta')).toMatchObject({ measured: '0.26 (hot)', reached: false });
    expect(find(all, 'CPU time')).toMatchObject({ measured: '1.25 (std)', reached: true });
    expect(find(results(), 'CPU time')).toMatchObject({ measured: '–', reached: undefined });
  });

  it('compares medians with the hand, and says what built', () => {
    const times = [500, 590, 900].map((ms) => edit('go-run', 'body', answered(ms)));
    const all = results(edit('hand', 'body', answered(1000)), ...times);
    expect(find(all, 'std-only')).toMatchObject({ measured: '0.59 (hot)', reached: true });
  });

  it('is missed above what is asked', () => {
    const all = results(edit('hand', 'body', answered(1000)), edit('go-run', 'body', answered(610)));
    expect(find(all, 'std-only')).toMatchObject({ reached: false });
  });

  it('leaves open what was not measured', () => {
    const all = results(edit('hand', 'body', answered(1000)));
    expect(find(all, 'std-only')).toMatchObject({ measured: '–', reached: undefined });
    expect(find(all, 'air')).toMatchObject({ reached: undefined });
  });

  it('compares CPU time where a save is passed over', () => {
    const all = results(
      edit('hand', 'touch', { kind: 'unchanged', ms: 300 }, 0.2),
      edit('go-run', 'touch', { kind: 'passed-over' }, 0.01),
    );
    expect(find(all, 'touch')).toMatchObject({ reached: true });
  });

  it('does not forgive a restart for nothing, however fast', () => {
    const all = results(
      edit('hand', 'taken-back', { kind: 'unchanged', ms: 300 }),
      edit('go-run', 'taken-back', { kind: 'unchanged', ms: 30 }),
      edit('go-run', 'taken-back', { kind: 'restarted' }),
    );
    expect(find(all, 'taken-back')).toMatchObject({ reached: false });
  });

  it('takes the worst edit of those that the go command built', () => {
    const all = results(
      ...(['body', 'import', 'literal'] as const).map((kind) => edit('hand', kind, answered(1000))),
      edit('go-run', 'literal', answered(950, 'hot')),
      edit('go-run', 'body', answered(700, 'go')),
      edit('go-run', 'import', answered(800, 'go')),
    );
    expect(find(all, 'any edit')).toMatchObject({ measured: '0.80 (std, import)', reached: true });
  });

  it('grants 5 ms more of refusal than the hand has', () => {
    const dark = (ms: number) =>
      results(edit('hand', 'body', answered(1, 'go', 8)), edit('go-run', 'body', answered(1, 'go', ms)));
    expect(find(dark(13), 'the port')).toMatchObject({ measured: 'the hand + 5.0 ms (std)', reached: true });
    expect(find(dark(14), 'the port')).toMatchObject({ reached: false });
  });
});
