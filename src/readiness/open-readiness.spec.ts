import { saysTls } from './open-readiness.ts';

describe(saysTls.name, () => {
  it.each<[string[], Record<string, string>, boolean]>([
    [['--tls-cert', 'a.pem'], {}, true],
    [['serve'], { HTTPS: '1' }, true],
    [['serve'], { KEY: 'conf/ssl.key' }, true],
    [['serve', '-p', '8080'], { PORT: '8080' }, false],
  ])('takes %j and %j for words of TLS: %s', (args, env, expected) => {
    expect(saysTls({ program: { args, env } })).toBe(expected);
  });
});
