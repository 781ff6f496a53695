import { jest } from '@jest/globals';
import { faults } from './all-faults.ts';
import { deriveSeed } from './random.ts';
import { describeFailure, tryFault } from './try-fault.ts';

// A try has a bound of its own, which says more.
jest.setTimeout(240_000);

/** The same tries each time, as those of `npm run faults -- --quick`. */
const SEED = 1;

describe('a run comes through', () => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (name, fault) => {
    const seed = deriveSeed(SEED, name, 0);
    const verdict = await tryFault(fault, seed, true);
    if (verdict.kind === 'failed') throw new Error(describeFailure(fault, seed, true, verdict));
    if (verdict.kind === 'skipped') process.stderr.write(`not tried: ${name}: ${verdict.reason}\n`);
  });
});
