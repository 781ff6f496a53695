import { createFiles } from '../../files/testing/temporary-files.ts';
import { openMachine, stateOf } from './machine.ts';

const supply = (type: string, status = '', scope = '') => ({
  ...{ [`${type}0/type`]: `${type}\n`, [`${type}0/scope`]: `${scope}\n` },
  [`${type}0/status`]: `${status}\n`,
});

describe(stateOf, () => {
  it.each([
    ['a laptop on battery', { ...supply('Battery', 'Discharging'), ...supply('Mains') }, 'on battery'],
    ['a laptop on mains', { ...supply('Battery', 'Charging'), ...supply('Mains') }, 'quiet'],
    ['a laptop that is charged', supply('Battery', 'Not charging'), 'quiet'],
    ['a battery of a mouse', supply('Battery', 'Discharging', 'Device'), 'quiet'],
    ['an uninterruptible supply that is used', supply('UPS', 'Discharging'), 'quiet'],
    ['a machine without supplies', {}, 'quiet'],
  ])('tells %s', (_, files, state) => {
    using made = createFiles(files);
    expect(stateOf({ ...openMachine(made.root), load: () => 0 })).toBe(state);
  });

  it('takes more than two tasks for each processor for busy, and a folder that is not there for mains', () => {
    const machine = openMachine('/nowhere');
    expect(machine.load()).toBeGreaterThanOrEqual(0);
    const withLoad = (load: number) => stateOf({ ...machine, processors: 4, load: () => load });
    expect([withLoad(8), withLoad(8.1)]).toEqual(['quiet', 'busy']);
  });
});
