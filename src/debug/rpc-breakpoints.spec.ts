import type { DapBody } from './dap-message.ts';
import { createRpcBreakpoints } from './rpc-breakpoints.ts';
import type { RpcBody } from './rpc-message.ts';
import type { RpcControl } from './target.ts';

/** A program that agrees to all that it is asked. */
function makeProgram(made: DapBody = {}) {
  const asked: [method: string, params: RpcBody][] = [];
  const control = {
    async ask(method: string, params: RpcBody) {
      asked.push([method, params]);
      const Breakpoint = { ...(params['Breakpoint'] as DapBody), addr: 9, addrs: [9], ...made };
      return { result: { Breakpoint }, error: null };
    },
  } as unknown as RpcControl;
  return { asked, control };
}

function makeRig() {
  const texts = new Map([['/w/a.go', 'a\nb\nc']]);
  return { texts, breakpoints: createRpcBreakpoints((path) => texts.get(path)) };
}

const create = (more: DapBody) => ({ Breakpoint: { id: 0, ...more } });

describe('a breakpoint of JSON-RPC', () => {
  it('has the same id in each program, at the line to which an edit has moved it', async () => {
    const { breakpoints, texts } = makeRig();
    const first = makeProgram();
    await breakpoints.change(first.control, 'CreateBreakpoint', create({ file: '/w/a.go', line: 2 }));
    await breakpoints.change(
      first.control,
      'CreateBreakpoint',
      create({ file: '/w/a.go', line: 3, Cond: 'x' }),
    );
    expect(first.asked.map(([, { Breakpoint }]) => (Breakpoint as DapBody)['id'])).toEqual([1, 2]);
    texts.set('/w/a.go', 'new\na\nb\nc');
    const { control, asked } = makeProgram();
    await breakpoints.replay(control);
    await breakpoints.replay(control);
    expect(asked).toMatchObject([
      ['CreateBreakpoint', { Suspended: true, Breakpoint: { id: 1, line: 3, addr: 0, addrs: null } }],
      ['CreateBreakpoint', { Suspended: true, Breakpoint: { id: 2, line: 4, Cond: 'x' } }],
    ]);
  });

  it('that dlv connect has asked for by addresses is found by the line of its answer', async () => {
    const { breakpoints, texts } = makeRig();
    const { control } = makeProgram({ file: '/w/a.go', line: 2 });
    const asked = { ...create({ addrs: [9] }), LocExpr: '/w/a.go:2' };
    await breakpoints.change(control, 'CreateBreakpoint', asked);
    texts.set('/w/a.go', 'new\na\nb\nc');
    const next = makeProgram();
    await breakpoints.replay(next.control);
    expect(next.asked).toMatchObject([['CreateBreakpoint', { Breakpoint: { file: '/w/a.go', line: 3 } }]]);
  });

  it('at a function follows that function', async () => {
    const { breakpoints } = makeRig();
    const { control } = makeProgram({ file: '/w/a.go', line: 2 });
    await breakpoints.change(control, 'CreateBreakpoint', {
      ...create({ addrs: [9] }),
      LocExpr: 'main.handle',
    });
    await breakpoints.change(control, 'CreateBreakpoint', create({ functionName: 'main.main' }));
    const next = makeProgram();
    await breakpoints.replay(next.control);
    expect(next.asked).toMatchObject([
      ['CreateBreakpoint', { LocExpr: 'main.handle' }],
      ['CreateBreakpoint', { Breakpoint: { functionName: 'main.main' } }],
    ]);
    for (const [, { Breakpoint }] of next.asked) expect(Breakpoint).not.toHaveProperty('file');
  });

  it('is disabled, changed and cleared in the next program, too', async () => {
    const { breakpoints } = makeRig();
    const { control } = makeProgram();
    for (const line of [1, 2, 3])
      await breakpoints.change(control, 'CreateBreakpoint', create({ file: '/w/a.go', line }));
    await breakpoints.change(control, 'AmendBreakpoint', create({ id: 1, Cond: 'y' }));
    await breakpoints.change(control, 'ToggleBreakpoint', { Id: 2, ...create({ id: 2, disabled: true }) });
    await breakpoints.change(control, 'ClearBreakpoint', { Id: 3, ...create({ id: 3 }) });
    const next = makeProgram();
    await breakpoints.replay(next.control);
    expect(next.asked).toMatchObject([
      ['CreateBreakpoint', { Breakpoint: { id: 1, Cond: 'y', file: '/w/a.go', line: 1 } }],
      ['CreateBreakpoint', { Breakpoint: { id: 2, line: 2 } }],
      ['AmendBreakpoint', { Breakpoint: { id: 2, disabled: true } }],
    ]);
  });

  it('is set anew where it was changed while the program was held', async () => {
    const { breakpoints } = makeRig();
    const old = makeProgram();
    await breakpoints.change(old.control, 'CreateBreakpoint', create({ file: '/w/a.go', line: 1 }));
    await breakpoints.change(old.control, 'CreateBreakpoint', create({ file: '/w/a.go', line: 2 }));
    const next = makeProgram();
    await breakpoints.replay(next.control);
    await breakpoints.change(old.control, 'AmendBreakpoint', create({ id: 1, Cond: 'y' }));
    await breakpoints.change(old.control, 'ClearBreakpoint', { Id: 2, ...create({ id: 2 }) });
    next.asked.length = 0;
    await breakpoints.replay(next.control);
    expect(next.asked).toMatchObject([
      ['ClearBreakpoint', { Id: 1 }],
      ['ClearBreakpoint', { Id: 2 }],
      ['CreateBreakpoint', { Breakpoint: { id: 1, Cond: 'y' } }],
    ]);
  });
});
