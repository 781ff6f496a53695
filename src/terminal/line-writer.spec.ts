import { createLineWriter } from './line-writer.ts';
import type { RunEvent } from '../events/run-event.ts';

const at = (done: number): RunEvent => ({
  type: 'installing',
  what: 'go1.26.8',
  into: '/c',
  progress: { kind: 'downloading', done },
});
const done: RunEvent = {
  type: 'installing',
  what: 'go1.26.8',
  into: '/c',
  progress: { kind: 'done', ms: 9 },
};

describe('the lines of something that goes on', () => {
  let now: number;
  let written: string;
  beforeEach(() => {
    now = 0;
    written = '';
  });
  const open = (inPlace: boolean) =>
    createLineWriter({ inPlace, now: () => now, write: (text) => (written += text) });

  it('are written over each other on a terminal, and then make place', () => {
    const write = open(true);
    write(at(1), ['1 MB']);
    write(at(2), ['2 MB']);
    write(done, ['there']);
    write({ type: 'building', cycle: 1 }, []);
    write({ type: 'warning', problem: { message: 'x' } }, ['a', 'b']);
    expect(written).toBe('\r\x1b[K1 MB\r\x1b[K2 MB\r\x1b[Kthere\na\nb\n');
  });

  it('are written every five seconds elsewhere', () => {
    const write = open(false);
    for (now = 0; now <= 11_000; now += 500) write(at(now), [`${now}`]);
    write(done, ['there']);
    expect(written).toBe('0\n5000\n10000\nthere\n');
  });
});
