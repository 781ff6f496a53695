import { describeSystem } from '../process/system.ts';
import { explainRefusal, isLimit } from './refusal.ts';

describe(explainRefusal.name, () => {
  const explain = (code: string, polls = true) =>
    explainRefusal({ path: '/w/app', code, message: 'out of luck' }, polls, describeSystem('linux'));

  it.each([
    ['ENOSPC', 'max_user_watches'],
    ['EMFILE', 'max_user_instances'],
    ['ENFILE', 'max_user_instances'],
  ])('says of the limit %s how to raise it, and what is until then', (code, setting) => {
    expect(isLimit(code)).toBe(true);
    const { message, hint } = explain(code);
    expect([message, hint]).toEqual([expect.stringContaining(setting), expect.stringContaining(setting)]);
    expect(hint).toContain('Until then files are looked at every 200 ms.');
    expect(explain(code, false).hint).toContain('With "poll": false edits are not seen.');
  });

  it.each([
    ['darwin', 'ulimit -n 8192'],
    ['win32', 'Close other programs'],
  ] as const)('advises nothing of inotify on %s', (platform, advice) => {
    for (const code of ['ENOSPC', 'EMFILE', 'ENFILE']) {
      const refused = { path: '/w/app', code, message: 'out of luck' };
      const { message, hint } = explainRefusal(refused, true, describeSystem(platform));
      expect(hint).toContain(advice);
      expect(`${message} ${hint}`).not.toMatch(/inotify|sysctl/);
    }
  });

  it.each([
    ['EACCES', 'no permission'],
    ['EPERM', 'no permission'],
    ['EIO', 'out of luck'],
  ])('says of %s which directory it concerns, and why', (code, why) => {
    expect(isLimit(code)).toBe(false);
    expect(explain(code)).toEqual({
      message: `/w/app can't be watched: ${why}`,
      hint: 'Edits in it are not seen.',
    });
  });
});
