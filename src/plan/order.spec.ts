import { resolve } from 'node:path';
import { splitGlob } from '../files/file-glob.ts';
import { orderSteps, type Ordered } from './order.ts';

const glob = (text: string) => splitGlob(resolve('/w/app'), text);
const files = (texts: readonly string[]) => ({
  named: texts.filter((text) => !text.startsWith('!')).map(glob),
  except: texts.filter((text) => text.startsWith('!')).map((text) => glob(text.slice(1))),
});
const step = (name: string, inputs: string[], outputs: string[], isBroad = false): Ordered => ({
  name,
  inputs: files(inputs),
  outputs: files(outputs),
  isBroad,
});
const names = (...steps: Ordered[]) => {
  const ordered = orderSteps(steps);
  return ordered.ok ? ordered.value.places.map((at) => steps[at]?.name) : ordered.problem;
};

describe('orderSteps', () => {
  const templ = step('templ', ['**/*.templ'], ['**/*_templ.go']);
  const tailwind = step('tailwind', ['web/**/*.{templ,css}'], ['static/app.css']);
  const pack = step('pack', ['static'], ['static.zip']);

  it('keeps the order of the list where steps have nothing to do with each other', () => {
    expect(names(tailwind, templ)).toEqual(['tailwind', 'templ']);
    const ordered = orderSteps([tailwind, templ]);
    expect(ordered.ok && ordered.value.after.map((one) => one.size)).toEqual([0, 0]);
  });

  it('puts a step behind those that write what it reads, wherever they stand', () => {
    expect(names(pack, tailwind)).toEqual(['tailwind', 'pack']);
    const wire = step('wire', ['**/*.go'], ['cmd/wire_gen.go']);
    expect(names(wire, pack, templ, tailwind)).toEqual(['templ', 'wire', 'tailwind', 'pack']);
  });

  it.each([
    ['a/*.go', 'a/x.go', true],
    ['a/**', 'a/b/c.go', true],
    ['**/*_templ.go', '**/*.go', true],
    ['{a,b}/x', 'b/*', true],
    ['a/[xy].go', 'a/x.go', true],
    ['gen', 'gen/a/b.txt', true],
    ['a/?.go', 'a/xy.go', false],
    ['a/*.go', 'a/b/x.go', false],
    ['**/*.sql', '**/*.go', false],
    ['db/*_gen.go', 'db/query*.sql', false],
  ])('sees whether %s and %s can name one file: %s', (output, input, meets) => {
    const ordered = orderSteps([step('reader', [input], ['r']), step('writer', ['w'], [output])]);
    expect(ordered.ok && ordered.value.after[0]?.size).toBe(meets ? 1 : 0);
  });

  it('minds what is taken out', () => {
    expect(names(step('lint', ['**/*.go', '!**/*_templ.go'], ['lint.txt']), templ)).toEqual([
      'lint',
      'templ',
    ]);
    const partly = step('lint', ['**/*.go', '!views/*_templ.go'], ['lint.txt']);
    expect(names(partly, templ)).toEqual(['templ', 'lint']);
  });

  it('refuses a circle, with its path and the files', () => {
    const a = step('a', ['x/**'], ['y/a.go']);
    const b = step('b', ['y/*.go'], ['z']);
    const c = step('c', ['z'], ['x/c.txt']);
    expect(names(a, b, c)).toMatchObject({
      message: 'generate: the steps wait for each other in a circle: a → b → c → a',
      hint: expect.stringContaining('`!`'),
    });
  });

  it('lets what reads code in general pass over what a later step writes, where that would be a circle', () => {
    const wire = step('wire', ['**/*.go'], ['wire_gen.go'], true);
    const mocks = step('mocks', ['**/*.go'], ['mocks/*.go'], true);
    const ordered = orderSteps([wire, mocks]);
    expect(ordered.ok && ordered.value.places).toEqual([0, 1]);
    expect(ordered.ok && [...(ordered.value.passedOver[0] ?? [])]).toEqual([1]);
    expect(ordered.ok && [...(ordered.value.after[1] ?? [])]).toEqual([0]);
  });
});
