import { openRig, type Rig } from '../rig/rig.ts';
import { goPart } from '../rig/workspace.ts';

const test = (name: string, expected: string) =>
  `package words\n\nimport "testing"\n\nfunc Test${name}(t *testing.T) {\n\tif Greeting != ${expected} {\n\t\tt.Errorf("Greeting is %q", Greeting)\n\t}\n}\n`;

describe('the option test', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
    rig.workspace.write('libs/words/words_test.go', test('Greeting', '"hello"'));
    rig.workspace.write('apps/app/other/other.go', 'package other\n\nconst Word = "other"\n');
    rig.workspace.write(
      'apps/app/other/other_test.go',
      'package other\n\nimport "testing"\n\nfunc TestOther(t *testing.T) { t.Fatal("this has nothing to do with it") }\n',
    );
    rig.workspace.write(
      'apps/app/other.go',
      goPart('other', 'other.Word', 'import "example.test/app/other"'),
    );
  });
  afterEach(() => rig.end());

  it('runs the tests that an edit can break after it is served, shows failures whole, and goes on serving', async () => {
    const task = rig.execute({ test: true });
    await rig.nextRun();
    await rig.events.next('ready');
    rig.workspace.edit('libs/words/words.go', '"hello"', '"bye"');
    const run = await rig.nextRun();
    expect(run.hello.parts['words']).toBe('bye');
    const tested = await rig.events.next('tested');
    expect(tested).toMatchObject({
      success: false,
      packages: ['example.test/words'],
      tests: { passed: 0, failed: 1, skipped: 0 },
    });
    await task.printed('Greeting is "bye"');
    expect(task.output).toMatch(/go-run {2}failed {3}1 of 1 test failed, in 1 package/);
    expect(rig.programs.at(-1)).toBe(run);

    rig.workspace.edit('libs/words/words.go', '"bye"', '"hello"');
    expect(await rig.events.next('tested')).toMatchObject({ success: true, output: '' });
    await task.printed(/go-run {2}test {5}1 test in 1 package/);
  });

  it('is ended by a newer edit, whose tests are those of both', async () => {
    rig.workspace.write(
      'libs/words/slow_test.go',
      'package words\n\nimport (\n\t"os"\n\t"testing"\n\t"time"\n)\n\nfunc TestSlow(t *testing.T) {\n\tif Greeting == "slow" {\n\t\tos.WriteFile("../../started", nil, 0o600)\n\t\ttime.Sleep(time.Hour)\n\t}\n}\n',
    );
    rig.workspace.remove('apps/app/other/other_test.go');
    rig.execute({ test: true });
    await rig.nextRun();
    await rig.events.next('ready');
    rig.workspace.edit('libs/words/words.go', '"hello"', '"slow"');
    await rig.untilSeen('the slow test', () => (rig.workspace.has('started') ? true : undefined), 120_000);
    rig.workspace.edit('apps/app/other/other.go', '"other"', '"another"');
    rig.workspace.edit('libs/words/words.go', '"slow"', '"hello"');
    const { packages, success } = await rig.events.next('tested');
    expect([packages, success]).toEqual([['example.test/words'], true]);
    expect(rig.events.all.filter(({ type }) => type === 'tested')).toHaveLength(1);
  });
});
