import { parsePs, createPidTable, createPsTable } from './ps-table.ts';

/*
 * Put together of what macOS prints: the first line is that of macOS 26 in the C locale (pranshuparmar/witr#218), with
 * the states of its ps(1). That other locales print it otherwise is measured there, and for macOS 15.5 in
 * autonomous-ai/autonomous-harness#54.
 */
const MACOS = `    1     0     1 Ss   Wed Jul 29 15:37:10 2026
  330     1   330 S    Wed Jul 29 15:37:41 2026
  687     1   687 S    Wed Jul 29 15:38:02 2026
 4711   330  4711 S+   Tue Sep  1 11:55:42 2026
 4712  4711  4711 R+   Tue Sep  1 11:55:43 2026
 4713  4712  4711 Z+   Tue Sep  1 11:55:43 2026
 4714  4712  4711 U    Tue Sep  1 11:55:44 2026
`;
/** The same line in the locales ko_KR, de_DE, en_AU and ru_RU. */
const OTHER_LOCALES = `    1     0     1 Ss   2026년  7월 29일 수요일 15시 37분 10초
    1     0     1 Ss   Mi. 29 Juli 15:37:10 2026
    1     0     1 Ss   Tue 15 Sep 23:54:57 2026
    1     0     1 Ss   вторник, 15 сентября 2026 г. 23:54:57
`;

describe(parsePs.name, () => {
  it('reads pids, groups, states and start times, without zombies', () => {
    expect(parsePs(MACOS).map(({ pid }) => pid)).toEqual([1, 330, 687, 4711, 4712, 4714]);
    const startTime = `${Date.UTC(2026, 8, 1, 11, 55, 42) / 1000}`;
    expect(parsePs(MACOS)[3]).toEqual({ pid: 4711, parent: 330, group: 4711, state: 'S', startTime });
  });

  it('passes over what is no process', () => {
    expect(parsePs('ps: illegal option\n\n 12 1 12 S+ \n')).toEqual([]);
    expect(parsePs(OTHER_LOCALES)).toEqual([]);
    const [line = ''] = MACOS.split('\n');
    expect([`x${line}`, `${line} more`].map(parsePs)).toEqual([[], []]);
  });
});

describe(createPsTable.name, () => {
  let listing: string | undefined;
  let asked: number;
  const words = new Set<string>();
  let time: number;
  const dead = new Set<number>();
  const table = () =>
    createPsTable({
      ps(args) {
        words.add(args.join(' '));
        const isDescription = args.includes('command=') && listing !== undefined;
        return isDescription ? '/Users/me/shop/bin/api --debug\n' : (asked++, listing);
      },
      isAlive: (pid) => !dead.has(pid),
      now: () => time,
    });
  beforeEach(() => {
    [listing, asked, time] = [MACOS, 0, 0];
    dead.clear();
    words.clear();
  });

  it('lists what is below a process, parents first', () => {
    expect(
      table()
        .descendants(330)
        .map(({ pid }) => pid),
    ).toEqual([4711, 4712, 4714]);
    expect(
      table()
        .descendants(330, 4711)
        .map(({ pid }) => pid),
    ).toEqual([4712, 4714]);
    expect(table().descendants(99)).toEqual([]);
  });

  it('asks for all processes, one option for each column', () => {
    table().descendants(330);
    expect([...words]).toEqual(['-A -o pid= -o ppid= -o pgid= -o state= -o lstart=']);
  });

  it('lists once a second while it is only asked whether a process lives, and never for one that is gone', () => {
    const processes = table();
    const program = processes.find(4711)!;
    for (; time < 2500; time += 10) expect(processes.lives(program)).toBe(true);
    expect(asked).toBe(3);
    dead.add(4711);
    time += 5000;
    expect(processes.lives(program)).toBe(false);
    expect(asked).toBe(3);
  });

  it('tells a process from a later one with its pid, and from a zombie', () => {
    const processes = table();
    const program = processes.find(4711)!;
    time = 1000;
    listing = MACOS.replace('11:55:42', '11:59:00');
    expect(processes.lives(program)).toBe(false);
    time = 2000;
    listing = MACOS.replace('4711 S+', '4711 Z+');
    expect(processes.find(4711)).toBeUndefined();
  });

  it('knows that a process lives, and no more, where there is no ps', () => {
    listing = undefined;
    const processes = table();
    const found = processes.find(4711)!;
    expect(found).toEqual({ pid: 4711, parent: 0, startTime: '' });
    expect(processes.lives(found)).toBe(true);
    expect(processes.descendants(4711)).toEqual([]);
    expect(processes.describe(4711)).toBeUndefined();
  });

  it('describes a process by its command line', () => {
    expect(table().describe(4711)).toEqual({ pid: 4711, command: '/Users/me/shop/bin/api --debug' });
  });
});

describe(createPidTable.name, () => {
  it('takes no process for one from before the last start of the machine, though the clock was set since', () => {
    let startedAt = Date.UTC(2026, 0, 1);
    const table = createPidTable(
      (pid) => pid === 10,
      () => startedAt,
    );
    const executor = table.find(10)!;
    startedAt += 3000;
    expect(table.lives(executor)).toBe(true);
    startedAt += 120_000;
    expect(table.lives(executor)).toBe(false);
    expect(table.find(11)).toBeUndefined();
    expect([table.descendants(10), table.withCookie('x'), table.describe(10)]).toEqual([[], [], undefined]);
  });
});
