import { endToEnd, toPairs, valuesOf, without, writeHead } from './headers.ts';

const HEADERS = ['X-A', '1', 'connection', 'Close, X-Gone', 'te', 'x', 'x-gone', '2', 'Upgrade', 'x-a'];

describe(endToEnd.name, () => {
  it('drops what is of one connection by its kind, or because Connection names it, less what is kept', () => {
    expect(endToEnd(HEADERS)).toEqual(['X-A', '1']);
    expect(endToEnd(HEADERS, 'connection', 'upgrade')).toEqual([
      'X-A',
      '1',
      'connection',
      'Close, X-Gone',
      'Upgrade',
      'x-a',
    ]);
    expect(endToEnd(HEADERS, 'x-gone')).toEqual(['X-A', '1', 'x-gone', '2']);
  });

  it.each(['Keep-Alive', 'Proxy-Connection', 'TE', 'Transfer-Encoding', 'Upgrade', 'Connection'])(
    'drops %s though nothing names it',
    (name) => expect(endToEnd([name, 'x', 'X-A', name])).toEqual(['X-A', name]),
  );
});

describe('names and values in turn', () => {
  it('are found, left out and paired by their names, never by their values', () => {
    expect(valuesOf(HEADERS, 'x-a')).toEqual(['1']);
    expect(valuesOf(['A', '1', 'b', 'a', 'a', '2'], 'a')).toEqual(['1', '2']);
    expect(without(['A', '1', 'b', 'a', 'a', '2'], 'a')).toEqual(['b', 'a']);
    expect(toPairs(['a', '1', 'a', '2'])).toEqual([
      ['a', '1'],
      ['a', '2'],
    ]);
  });

  it('are written as the bytes that they were read from', () => {
    const head = writeHead(299, 'Fine', ['x-a', 'caf\xe9', 'b', '']);
    expect(head).toEqual(Buffer.from('HTTP/1.1 299 Fine\r\nx-a: caf\xe9\r\nb: \r\n\r\n', 'latin1'));
  });
});
