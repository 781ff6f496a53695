import { std } from './small-programs.ts';
import { tryProgram } from './try-program.ts';

/** The others are tried by `npm run programs`. */
it('a program of the standard library is served, edited, broken, mended and stopped', async () => {
  const lines: string[] = [];
  const { wrong, hot, byGo } = await tryProgram(std, (line) => void lines.push(line));
  expect(wrong).toEqual([]);
  expect(lines).toHaveLength(std.steps.length + 4);
  expect({ hot: hot.length, byGo: byGo.length }).toEqual({ hot: 2, byGo: 1 });
});
