import { readCommandLine } from './command-line.ts';

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe(readCommandLine, () => {
  it('takes everything, ten edits each, and writes, where nothing is said', () => {
    const request = readCommandLine([]);
    expect(names(request.programs)).toEqual(['std', 'gin', 'fanout', 'pocketbase', 'caddy']);
    expect(request).toMatchObject({ edits: 10, write: true });
  });

  it('writes nothing after a limited run, unless it is told to', () => {
    const limits = ['--programs', 'std', '--peers', 'hand,air', '--edits', '5', '--only-edits', 'literal'];
    const request = readCommandLine(limits);
    expect(names(request.programs)).toEqual(['std']);
    expect(names(request.peers)).toEqual(['hand', 'air']);
    expect(request).toMatchObject({ edits: 5, kinds: ['literal'], write: false });
    expect(readCommandLine([...limits, '--write']).write).toBe(true);
    expect(readCommandLine(['--edits', '5']).write).toBe(false);
  });

  it('names what there is for a name that is unknown', () => {
    expect(() => readCommandLine(['--peers', 'hand,wind'])).toThrow(/no peer wind; there are hand, air/);
    expect(() => readCommandLine(['--edits', '0'])).toThrow('--edits takes a number from 1 on, not 0');
  });
});
