import { chooseOutboundProxy } from './outbound-proxy.ts';

const choose = (url: string, env: Record<string, string>) => chooseOutboundProxy(new URL(url), env);
const HTTPS_PROXY = 'http://ada:secret@proxy:3128';

describe('chooseOutboundProxy', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY }, HTTPS_PROXY],
    [{ https_proxy: 'proxy:3128' }, 'http://proxy:3128'],
    [{ HTTP_PROXY: 'http://other' }, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
  ])('%j', (env, proxy) => expect(choose('https://go.example.test/x', env)).toBe(proxy));

  it('takes HTTP_PROXY for http, and none for this machine', () => {
    const env = { HTTP_PROXY: 'http://other', HTTPS_PROXY };
    expect(choose('http://go.example.test', env)).toBe('http://other');
    for (const host of ['localhost:1', '127.0.0.1', '127.1.2.3', '[::1]:80'])
      expect(choose(`http://${host}/`, env)).toBeUndefined();
  });

  it.each([
    ['*', true],
    ['example.test', true],
    ['.example.test', true],
    ['*.example.test', true],
    ['go.example.test', true],
    [' other.test , EXAMPLE.test', true],
    ['go.example.test:443', true],
    ['go.example.test:8443', false],
    ['ample.test', false],
    ['.go.example.test', false],
    ['', false],
  ])('NO_PROXY=%s', (NO_PROXY, isExempt) => {
    const proxy = choose('https://go.example.test/x', { HTTPS_PROXY, NO_PROXY });
    expect(proxy).toBe(isExempt ? undefined : HTTPS_PROXY);
  });

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '11.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/99', false],
    ['[fd00::1]', 'fd00::/8', true],
    ['[fd00::1]', 'fd00::1', true],
    ['[fd00::1]', '[fd00::1]:443', true],
    ['[fd00::1]', '10.0.0.0/8', false],
  ])('https://%s with NO_PROXY=%s', (host, NO_PROXY, isExempt) => {
    expect(choose(`https://${host}/`, { HTTPS_PROXY, NO_PROXY })).toBe(isExempt ? undefined : HTTPS_PROXY);
  });
});
