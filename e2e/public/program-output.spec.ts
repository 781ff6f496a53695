import { openRig, type Rig } from '../rig/rig.ts';

/** A Go file of the program that prints this at the start, without a line end. */
const printing = (text: string) =>
  `package main\n\nimport "fmt"\n\nfunc init() { fmt.Print(${JSON.stringify(text)}) }\n`;

describe('a program that prints', () => {
  let rig: Rig;
  beforeEach(async () => void (rig = await openRig()));
  afterEach(() => rig.end());

  it.each([
    ['the word that is waited for on a line without an end', 'Server listening on port 80'],
    ['a progress bar before it, with carriage returns alone', `${'loading\r'.repeat(1000)}Server listening`],
    ['a line of a megabyte before it', `${'x'.repeat(1_000_000)}\nServer listening\n`],
  ])('%s is ready', async (_, text) => {
    rig.workspace.write('apps/app/greet.go', printing(text));
    const task = rig.execute({ readyLog: 'Server listening' });
    await rig.events.next('ready');
    task.signal('SIGTERM');
    await task.ended();
  });
});
