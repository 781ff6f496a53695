import { createLineWriter } from './line-writer.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Renewal } from './colour.ts';

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
  const open = (renewal: Renewal) =>
    createLineWriter({ renewal, columns: () => 20, now: () => now, write: (text) => (written += text) });

  it('are written over each other on a terminal, and then make place', () => {
    const write = open('within');
    write(at(1), ['1 MB']);
    write(at(2), ['2 MB']);
    write(done, ['there']);
    write({ type: 'building', cycle: 1 }, []);
    write({ type: 'warning', problem: { message: 'x' } }, ['a', 'b']);
    expect(written).toBe('\r\x1b[K1 MB\r\x1b[K2 MB\r\x1b[Kthere\na\nb\n');
  });

  it('are written over each other from below where Nx ends each, and make place with the next line', () => {
    const write = open('from-below');
    write(at(1), ['1 MB']);
    write(at(2), ['2 MB']);
    write({ type: 'building', cycle: 1 }, []);
    write(done, ['there', 'more']);
    write(at(1), ['1 MB']);
    expect(written).toBe('1 MB\n\x1b[F\x1b[K2 MB\n\x1b[F\x1b[Kthere\nmore\n1 MB\n');
  });

  it('are written every five seconds elsewhere', () => {
    const write = open('never');
    for (now = 0; now <= 11_000; now += 500) write(at(now), [`${now}`]);
    write(done, ['there']);
    expect(written).toBe('0\n5000\n10000\nthere\n');
  });

  it('are cut to the width of the terminal, whatever their colours, since a line that wraps can’t be taken back', () => {
    open('within')(at(1), ['\x1b[2mgo-run\x1b[22m  12345678901234567890']);
    expect(written).toBe('\r\x1b[K\x1b[2mgo-run\x1b[22m  1234567890…');
  });

  it('stay while a program runs, which writes to the same terminal', () => {
    const write = open('within');
    const slow: RunEvent = { type: 'progress', during: 'build', what: 'go build', ms: 2000 };
    write({ type: 'started', cycle: 1, pid: 7, name: 'app', args: [] }, ['run']);
    write(slow, ['slow']);
    write({ type: 'exited', pid: 7, exit: { kind: 'code', code: 1 } }, ['exit']);
    write(slow, ['slow']);
    expect(written).toBe('run\nslow\nexit\n\r\x1b[Kslow');
  });
});
