import { setImmediate } from 'node:timers/promises';
import { createFloodGauge } from './flood-gauge.ts';

describe(createFloodGauge.name, () => {
  it('tells once of so many events in one turn of the event loop that others may have been dropped', async () => {
    const told: string[] = [];
    const gauge = createFloodGauge((directory) => told.push(directory));
    const count = async (events: number) => {
      for (let event = 0; event < events; event++) gauge.count('/w');
      await setImmediate();
    };
    await count(8191);
    await count(1);
    expect(told).toEqual([]);
    await count(8192);
    expect(told).toEqual(['/w']);
    await count(20_000);
    expect(told).toEqual(['/w', '/w']);
  });
});
