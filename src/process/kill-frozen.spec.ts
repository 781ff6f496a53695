import { killFrozen } from './kill-frozen.ts';
import type { ProcessEntry, ProcessTable } from './process-table.ts';

describe(killFrozen.name, () => {
  /** What is below process 1 at each look, by pid and state; the last look is repeated. Gives what was sent. */
  const kill = (...looks: readonly Readonly<Record<number, string>>[]) => {
    const sent: string[] = [];
    let asked = 0;
    const entries = () =>
      Object.entries(looks[Math.min(asked, looks.length - 1)] ?? {}).map(([pid, state]): ProcessEntry => ({
        pid: Number(pid),
        parent: 1,
        startTime: '',
        state,
      }));
    const table = {
      descendants() {
        const found = entries();
        asked++;
        return found;
      },
      find: () => undefined,
    } as unknown as ProcessTable;
    const killed = killFrozen([1], { table, kill: (pid, signal) => sent.push(`${signal} ${pid}`) > 0 });
    return { sent, asked, killed: killed.map(({ pid }) => pid) };
  };

  it('stops what it finds, until a look finds nobody new, and then kills all', () => {
    expect(kill({ 2: 'T' }, { 2: 'T', 3: 'T' }, { 2: 'T', 3: 'T' })).toEqual({
      sent: ['SIGSTOP 1', 'SIGSTOP 2', 'SIGSTOP 3', 'SIGKILL 2', 'SIGKILL 3'],
      asked: 3,
      killed: [2, 3],
    });
  });

  it.each(['R', 'S', 'I'])(
    'looks again while one is in state %s, which the stop has not reached',
    (state) => {
      expect(kill({ 2: 'T', 3: state }, { 2: 'T', 3: state }, { 2: 'T', 3: 'T' }).asked).toBe(3);
    },
  );

  it.each(['T', 't', 'D', 'Z'])('does not wait for one in state %s', (state) => {
    expect(kill({ 2: state }).asked).toBe(2);
  });

  it('kills after fifty looks, whatever still runs', () => {
    expect(kill({ 2: 'R' })).toEqual({
      sent: ['SIGSTOP 1', 'SIGSTOP 2', 'SIGKILL 2'],
      asked: 50,
      killed: [2],
    });
  });
});
