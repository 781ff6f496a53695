import { parseGoProxy, redact, tryProxies, type Attempt } from './go-proxies.ts';

const urls = (text: string) => {
  const parsed = parseGoProxy(text);
  return parsed.ok
    ? parsed.value.map(({ url, fallsBackOnError }) => `${url}${fallsBackOnError ? '|' : ''}`)
    : parsed;
};

describe('GOPROXY', () => {
  it.each([
    ['https://a,https://b/', ['https://a', 'https://b']],
    [' https://a | https://b ', ['https://a|', 'https://b']],
    ['goproxy.example.test,,', ['https://goproxy.example.test']],
    ['https://ada:p%40ss@a/go', ['https://ada:p%40ss@a/go']],
    ['file:///srv/go', ['file:///srv/go']],
    ['https://a,direct,https://b', ['https://a', 'https://go.dev/dl/mod']],
    ['off,https://b', ['']],
  ])('%s', (text, expected) => expect(urls(text)).toEqual(expected));

  it.each(['ftp://a', 'socks5://ada:secret@a', ':/x', '/srv/go'])('%s is refused', (text) => {
    expect(urls(text)).toMatchObject({
      problem: { message: expect.stringMatching(/^GOPROXY: .*is not a URL/) },
    });
    expect(JSON.stringify(urls(text))).not.toContain('secret');
  });

  it.each([',', ' ', '|'])('%j names none', (text) => expect(urls(text)).toMatchObject({ ok: false }));
});

describe('tryProxies', () => {
  const missing: Attempt<string> = { kind: 'missing', problem: { message: 'missing' } };
  const failed = (message: string): Attempt<string> => ({ kind: 'failed', problem: { message } });
  const got: Attempt<string> = { kind: 'got', value: 'it' };
  const ask = async (text: string, answers: Record<string, Attempt<string>>) => {
    const parsed = parseGoProxy(text);
    if (!parsed.ok) throw new Error(text);
    return tryProxies(parsed.value, async ({ url }) => answers[url] ?? missing);
  };
  const [a, b] = ['https://a', 'https://b'];

  it.each([
    ['passes on from one that does not have it', `${a},${b}`, { [a]: missing, [b]: got }, got],
    ['stops at a failure', `${a},${b}`, { [a]: failed('403'), [b]: got }, failed('403')],
    ['passes on from a failure where | says so', `${a}|${b}`, { [a]: failed('403'), [b]: got }, got],
    [
      'tells of the failure rather than of what is missing',
      `${a}|${b}`,
      { [a]: failed('403') },
      failed('403'),
    ],
    ['tells of the last failure', `${a}|${b}`, { [a]: failed('1'), [b]: failed('2') }, failed('2')],
    ['gives what is missing where nobody fails', `${a},${b}`, {}, missing],
  ])('%s', async (_, text, answers, expected) => expect(await ask(text, answers)).toEqual(expected));
});

it.each([
  ['https://ada:secret@a/x', 'https://a/x'],
  ['https://token@a', 'https://a'],
  ['ada:secret@a/x@y', 'a/x@y'],
  ['https://a/x@v1', 'https://a/x@v1'],
])('of %s is shown %s', (url, shown) => expect(redact(url)).toBe(shown));
