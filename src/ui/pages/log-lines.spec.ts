import { createLogLines } from './page-model.ts';

describe(createLogLines.name, () => {
  it('keeps the newest lines, numbered through', () => {
    const log = createLogLines(3);
    for (let at = 1; at <= 10; at++) log.add(`line ${at}`, at);
    expect(log.lines).toEqual([8, 9, 10].map((at) => ({ id: at, at, text: `line ${at}` })));
  });

  it('cuts a line that has no end', () => {
    expect(createLogLines().add('x'.repeat(1_000_000), 1).text.length).toBeLessThan(5000);
  });
});
