import { askWithinPass, createOwnOutputs } from './own-outputs.ts';

describe('what a generator has written', () => {
  it.each([
    ['the old content is read', 'old', true],
    ['the new content is read', 'new', true],
    ['a person has written', 'another', false],
  ])('is known where the next output is remembered while the file is read: %s', async (_, read, isOwn) => {
    const own = createOwnOutputs(async () => {
      own.remember({ '/w/out.go': 'new' });
      return read;
    });
    own.remember({ '/w/out.go': 'old' });
    expect(await own.isOwn('/w/out.go')).toBe(isOwn);
  });

  it('is asked for again where a pass has begun while the file was read, which wrote it', async () => {
    let pass = 1;
    const answers = [false, true];
    const ask = async () => {
      pass = 2;
      return answers.shift() ?? false;
    };
    expect(await askWithinPass(() => pass, ask)).toBe(true);
    expect(answers).toEqual([]);
  });

  it('is not asked for again within one pass', async () => {
    const answers = [false, true];
    expect(
      await askWithinPass(
        () => 1,
        async () => answers.shift() ?? false,
      ),
    ).toBe(false);
    expect(answers).toEqual([true]);
  });
});
