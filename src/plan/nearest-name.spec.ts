import fc from 'fast-check';
import { nearestName } from './nearest-name.ts';
import { OPTION_CHECKS } from './option-checks.ts';

const OPTIONS = Object.keys(OPTION_CHECKS);

describe('nearestName', () => {
  it.each([
    ['killtimeout', 'killTimeout'],
    ['kill-timeout', 'killTimeout'],
    ['ready_url', 'readyUrl'],
    ['buildFlag', 'buildFlags'],
    ['arg', 'args'],
    ['evn', 'env'],
    ['prot', 'port'],
    ['swager', 'swagger'],
    ['envFiles', 'envFile'],
    ['killSingal', 'killSignal'],
    ['outputDir', undefined],
    ['open', undefined],
    ['host', undefined],
    ['tags', undefined],
    ['p', undefined],
    ['o', undefined],
    ['to', undefined],
    ['Go', 'go'],
    ['', undefined],
    ['constructor', undefined],
  ])('of the options finds for %j %j', (name, nearest) => {
    expect(nearestName(name, OPTIONS)).toBe(nearest);
  });

  it('prefers the name with fewer wrong letters', () => {
    expect(nearestName('readyLogs', ['readyUrls', 'readyLog'])).toBe('readyLog');
  });

  it('finds each option of more than two letters that lacks one', () => {
    const long = OPTIONS.filter(({ length }) => length > 2);
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(20), (option, at) => {
        const index = at % option.length;
        expect(nearestName(option.slice(0, index) + option.slice(index + 1), OPTIONS)).toBe(option);
      }),
    );
  });

  it('is quick for a name of any length', () => {
    expect(nearestName('x'.repeat(1_000_000), OPTIONS)).toBeUndefined();
  });
});
