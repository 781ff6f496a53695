import { createObjectReader, encodeAnswer, encodeRequest, readAnswer, readRequest } from './rpc-message.ts';

/** What a reader gives for chunks. */
function readAll(...chunks: string[]) {
  const texts: string[] = [];
  const nonsense: string[] = [];
  const read = createObjectReader(
    (text) => void texts.push(text),
    (what) => void nonsense.push(what),
  );
  for (const chunk of chunks) read(Buffer.from(chunk, 'latin1'));
  return { texts, nonsense };
}

describe('objects of JSON one after another', () => {
  it('come in whatever pieces, with line ends between them or none', () => {
    const objects = ['{"a":{"b":"}{"}}', '{}', '{"c":"\\"}"}', String.raw`{"d":"\\"}`];
    for (const between of ['', '\n', ' \r\n\t']) {
      const bytes = objects.join(between);
      expect(readAll(bytes).texts).toEqual(objects);
      expect(readAll(...bytes).texts).toEqual(objects);
    }
  });

  it('may have letters of more than one byte, cut in two', () => {
    const [first, ...rest] = Buffer.from('{"a":"é"}').toString('latin1');
    expect(readAll(first ?? '', ...rest).texts).toEqual(['{"a":"é"}']);
  });

  it.each(['GET / HTTP/1.1\r\n', '[1]', '{}x{}', '"a"'])('are not %j', (bytes) => {
    expect(readAll(bytes, '{}').nonsense).toEqual(['what is no object of JSON']);
  });

  it('may not grow without end', () => {
    const { nonsense } = readAll('{"a":"', 'x'.repeat(2 ** 26));
    expect(nonsense).toEqual([expect.stringMatching(/more than 67108864 bytes/)]);
  });
});

describe('a request', () => {
  it('is what was put into bytes', () => {
    const request = { id: 7, method: 'State', params: { NonBlocking: true } };
    expect(readRequest(encodeRequest(request))).toEqual(request);
  });

  it.each([
    '{"id":1}',
    '{"method":"State","params":[{}],"id":1}',
    '{"method":"RPCServer.State","params":{}}',
    '{"a":',
  ])('is not %s', (text) => {
    expect(readRequest(text)).toBeUndefined();
  });
});

describe('an answer', () => {
  it('goes on under another id with numbers that JavaScript can’t hold', () => {
    const answer = readAnswer('{"id":"go-run-1","result":{"addr":18446744073709551615},"error":null}');
    expect(answer).toMatchObject({ id: 'go-run-1', error: null });
    expect(encodeAnswer(7, answer)).toBe('{"id":7,"result":{"addr":18446744073709551615},"error":null}\n');
  });

  it('of our own looks as one of dlv', () => {
    expect(encodeAnswer(7, { result: {}, error: null })).toBe('{"id":7,"result":{},"error":null}\n');
    expect(encodeAnswer(7, { result: null, error: 'no' })).toBe('{"id":7,"result":null,"error":"no"}\n');
  });
});
