import fc from 'fast-check';
import { createMessageReader, type DapMessage, encodeMessage } from './dap-message.ts';

function read(...chunks: readonly (Buffer | string)[]) {
  const messages: DapMessage[] = [];
  const nonsense: string[] = [];
  const take = createMessageReader(
    (message) => messages.push(message),
    (what) => nonsense.push(what),
  );
  for (const chunk of chunks) take(Buffer.from(chunk));
  return { messages, nonsense };
}

const request = (command: string): DapMessage => ({ type: 'request', seq: 1, command });

describe('createMessageReader', () => {
  it('gives each message once, however its bytes are cut', () => {
    const commands = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 });
    fc.assert(
      fc.property(commands, fc.array(fc.nat(200)), (names, cuts) => {
        const bytes = Buffer.concat(names.map((name) => encodeMessage(request(name))));
        const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        expect(read(...chunks)).toEqual({ messages: names.map(request), nonsense: [] });
      }),
    );
  });

  it('reads a header with other fields, in any case', () => {
    const body = JSON.stringify(request('threads'));
    const header = `Content-Type: application/json\r\ncontent-length:${body.length}\r\n\r\n`;
    expect(read(header + body).messages).toEqual([request('threads')]);
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a method that begins as a header does', 'CONNECT x:1 HTTP/1.1\r\n\r\n'],
    ['a length that is none', 'Content-Length: -1\r\n\r\n'],
    ['a length beyond all bounds', 'Content-Length: 99999999999\r\n\r\n'],
    ['no JSON', 'Content-Length: 3\r\n\r\n{a}'],
    ['JSON that is no object', 'Content-Length: 2\r\n\r\n[]'],
    ['an object that is no message', 'Content-Length: 2\r\n\r\n{}'],
    ['a request without a number', 'Content-Length: 32\r\n\r\n{"type":"request","command":"a"} '],
    [
      'arguments that are no object',
      `Content-Length: 56\r\n\r\n{"type":"request","command":"a","seq":1,"arguments":[1]}`,
    ],
    ['no header at all', `C${'x'.repeat(5000)}`],
    ['the first byte of something else', 'x'],
    ['JSON-RPC', '{"method":"RPCServer.SetApiVersion"'],
  ])('tells once of %s, and passes over the rest', (_, bytes) => {
    const { messages, nonsense } = read(bytes, encodeMessage(request('threads')));
    expect(messages).toEqual([]);
    expect(nonsense).toHaveLength(1);
  });
});
