import { areaPackage, corePackage } from './fanout.ts';

describe(areaPackage, () => {
  it('imports core, and is about as large', () => {
    expect(areaPackage(3)).toContain('"example.com/bench/fanout/internal/core"');
    const times = areaPackage(3).length / corePackage().length;
    expect(times).toBeGreaterThan(0.9);
    expect(times).toBeLessThan(1.5);
  });

  it('is the same each time, and another for each area', () => {
    expect(areaPackage(3)).toBe(areaPackage(3));
    expect(areaPackage(3)).not.toBe(areaPackage(4));
  });
});
