import { describeSystem } from '../process/system.ts';
import { describeStrangeOptions, findMeantOption } from './options.ts';

describe('findMeantOption', () => {
  it.each([
    ['killtimeout', 'killTimeout'],
    ['killTimeout', undefined],
    ['open', undefined],
    ['__proto__', undefined],
  ])('gives for %s %s', (name, meant) => {
    expect(findMeantOption(name)).toBe(meant);
  });
});

describe('describeStrangeOptions', () => {
  it('says on Windows that killSignal does nothing, and what does', () => {
    const describe = (options: object, platform: NodeJS.Platform) =>
      describeStrangeOptions(options, describeSystem(platform)).map(({ message }) => message);
    const message = 'killSignal: on Windows no signal asks a program to end';
    expect(describe({ killSignal: 'SIGINT' }, 'win32')).toEqual([message]);
    expect(describe({ killSignal: 'SIGKILL' }, 'win32')).toEqual([]);
    expect(describe({}, 'win32')).toEqual([]);
    // As Nx gives it where nobody has set it.
    expect(describe({ killSignal: 'SIGTERM' }, 'win32')).toEqual([]);
    expect(describe({ killSignal: 'SIGINT' }, 'darwin')).toEqual([]);
  });

  it('tells of each option that resembles none, and of words that Nx has taken', () => {
    expect(describeStrangeOptions({ port: 1, open: true, gone: undefined, _: ['server', 8080] })).toEqual([
      {
        message: 'open: go-run has no such option',
        hint: 'It does nothing here. For the program it belongs into args.',
      },
      {
        message: 'server 8080: the program does not get these words',
        hint: 'Nx has taken them. What the program is to get belongs into --args="…".',
      },
    ]);
  });

  it('leaves those that resemble one to the failure that names it', () => {
    expect(describeStrangeOptions({ killtimeout: 1 })).toEqual([]);
  });

  it('shows no control characters', () => {
    expect(describeStrangeOptions({ '\x1b[2J': 1 })[0]?.message).toBe(
      String.raw`\x1b[2J: go-run has no such option`,
    );
  });
});
