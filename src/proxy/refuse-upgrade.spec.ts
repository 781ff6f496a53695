import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { refuseUpgrade } from './answer-unavailable.ts';

describe(refuseUpgrade.name, () => {
  it.each([
    ['build-failed', '503 Service Unavailable'],
    ['no-answer', '502 Bad Gateway'],
  ] as const)('answers %s by %s, and ends the connection', async (reason, status) => {
    const socket = new PassThrough();
    refuseUpgrade(socket, { reason, message: 'no “é”' });
    const lines = [
      `HTTP/1.1 ${status}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Length: 12',
      'Retry-After: 1',
      'Cache-Control: no-store',
      'Connection: close',
    ];
    expect(await text(socket)).toBe(`${lines.join('\r\n')}\r\n\r\nno “é”\n`);
  });
});
