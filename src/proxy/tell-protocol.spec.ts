import fc from 'fast-check';
import { METHODS } from 'node:http';
import { tellProtocol, type Protocol } from './tell-protocol.ts';

describe(tellProtocol.name, () => {
  const tell = (text: string) => tellProtocol(Buffer.from(text, 'utf8'));

  it.each<[string, Protocol | undefined]>([
    ['GET / HTTP/1.1\r\n', 'http'],
    ['POST /a?b=c HTTP/1.0\r\nHost: x\r\n\r\na\nb', 'http'],
    ['\r\nGET / HTTP/1.1\r\n', 'http'],
    ['GET http://localhost/ HTTP/1.1\r\n', 'http'],
    ['OPTIONS * HTTP/1.1\r\n', 'http'],
    ['GET /long', 'http'],
    ['FOO / HTTP/1.1\r\n', 'other-text'],
    ['get / HTTP/1.1\r\n', 'other-text'],
    ['CONNECT x:1 HTTP/1.1\r\n', 'other-text'],
    ['GET /grün HTTP/1.1\r\n', 'other-text'],
    ['GET /a b HTTP/1.1\r\n', 'other-text'],
    ['GET / HTTP/1.1\nHost: x\n\n', 'other-text'],
    ['GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n', 'other-text'],
    ['GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 'other-text'],
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n a', 'http'],
    ['GET / HTTP/1.1\r\nHost: x\r\n\n', 'other-text'],
    ['GET / HTTP/1.1\r\nHost: x\n\r\n', 'other-text'],
    ['GET / HTTP/1.1\rHost: x\r\n', 'other-text'],
    ['GET / HTTP/1.2\r\n', 'other-text'],
    ['GET /\r\n', 'other-text'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'other-text'],
    ['hello\r\n', 'other-text'],
    ['x'.repeat(100), 'other-text'],
    ['\x16\x03\x01', 'binary'],
    ['', undefined],
    ['GE', undefined],
    ['\r', undefined],
  ])('takes %j for %s', (text, protocol) => {
    expect(tell(text)).toBe(protocol);
  });

  it('takes each request that Node knows for one, wherever it is cut', () => {
    const methods = METHODS.filter((method) => method !== 'CONNECT');
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.nat(40), (method, at) => {
        expect(['http', undefined]).toContain(tell(`${method} /a HTTP/1.1\r\nHost: x\r\n\r\n`.slice(0, at)));
      }),
    );
  });
});
