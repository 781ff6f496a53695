import { getDefaultHighWaterMark } from 'node:stream';
import { bytesInMemory } from './serve-http.ts';

describe(bytesInMemory.name, () => {
  const most = getDefaultHighWaterMark(false);

  it.each([
    ['no body', {}, 0],
    ['a small one', { 'content-length': '5' }, 5],
    ['a large one, of which Node reads no more', { 'content-length': String(most + 1) }, most],
    ['one of unknown length', { 'transfer-encoding': 'chunked' }, most],
    ['one that comes only if it may', { 'content-length': '5', expect: '100-Continue' }, 0],
    ['one with another expectation', { 'content-length': '5', expect: 'much' }, 5],
  ])('counts %s', (_, headers, bytes) => {
    expect(bytesInMemory({ headers })).toBe(bytes);
  });
});
