import type { Fault } from './fault.ts';
import { createTally } from './tally.ts';
import { addTries, replaceDeltas } from './write-report.ts';

const PAGE = `# Reliability

**572 tries in 30 minutes, 0 failed.** Seed 1.

## The end

| Fault    | Tried | Survived |
| -------- | ----: | -------: |
| killed 9 |     5 |        5 |

## The machine

| Fault                               | Tried | Survived |
| ----------------------------------- | ----: | -------: |
| disk full                           |     5 |        5 |
| disk full (all of it)               |     6 |        6 |
| no mounts (not tried: no mount)     |     0 |        0 |

## Bounds

| What | 1 | 2 |
`;

const fault = (name: string, group: Fault['group'] = 'machine'): Fault => ({
  name,
  group,
  run: () => Promise.resolve(),
});

describe('tries that are added to the page', () => {
  const tally = createTally(7);
  const survived = { kind: 'survived', deltas: 3 } as const;
  tally.note(fault('disk full'), survived);
  tally.note(fault('disk full'), { kind: 'failed', complaints: [], report: '' });
  tally.note(fault('no mounts'), survived);
  tally.note(fault('another one'), survived);
  const page = addTries(PAGE, tally, 'a machine', tally.begun + 120_000);

  it('count beside those of the same fault', () => {
    expect(page).toContain('| disk full | 7 | 6 |');
    expect(page).toContain('| no mounts | 1 | 1 |');
  });

  it('stand at the end of their group where the page did not have the fault', () => {
    expect(page).toContain('| no mounts | 1 | 1 |\n| another one | 1 | 1 |\n\n## Bounds');
  });

  it('leave all other rows as they are', () => {
    const lost = PAGE.split('\n').filter((line) => !page.split('\n').includes(line));
    expect(lost.map((line) => line.split(/ {2,}/)[0])).toEqual([
      '| disk full',
      '| no mounts (not tried: no mount)',
    ]);
  });

  it('are told with their run, below the one of the page', () => {
    expect(page).toMatch(
      /0 failed\.\*\* Seed 1\.\n\nAdded: 4 tries in 2 minutes, 1 failed\. Seed 7, \d{4}-\d\d-\d\d, a machine\.\n\n## The end/,
    );
  });
});

describe('the sentence about deltas', () => {
  const told = 'With `hotBuild: "delta"`: 300 tries.';

  it('stands before the first table, and takes the place of an older one', () => {
    const page = replaceDeltas(PAGE, told);
    expect(page).toContain(`Seed 1.\n\n${told}\n\n## The end`);
    expect(replaceDeltas(page, `${told} More.`)).toBe(page.replace(told, `${told} More.`));
    expect(replaceDeltas(page, '')).toBe(PAGE);
  });
});
