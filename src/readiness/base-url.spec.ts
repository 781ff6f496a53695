import { baseUrlOf, probeBaseOf } from './listening-ports.ts';

describe('a base URL', () => {
  it.each([
    ['0.0.0.0', 'http://localhost:8080'],
    ['::', 'http://localhost:8080'],
    ['127.0.0.1', 'http://localhost:8080'],
    ['::1', 'http://localhost:8080'],
    ['127.0.0.2', 'http://127.0.0.2:8080'],
    ['192.168.1.7', 'http://192.168.1.7:8080'],
    ['fd00::7', 'http://[fd00::7]:8080'],
  ])('of a port on %s is %s', (address, url) => {
    expect(baseUrlOf({ port: 8080, address })).toBe(url);
  });

  it('says that a port speaks TLS', () => {
    expect(baseUrlOf({ port: 8443, address: '::', tls: true })).toBe('https://localhost:8443');
    expect(probeBaseOf({ port: 8443, address: '::1', tls: true })).toBe('https://[::1]:8443');
    expect(baseUrlOf({ port: 8443, address: 'fd00::7', tls: true })).toBe('https://[fd00::7]:8443');
  });

  it('differs from the one to ask where only ::1 is listened on, which not every localhost is', () => {
    expect(probeBaseOf({ port: 8080, address: '::1' })).toBe('http://[::1]:8080');
    expect(probeBaseOf({ port: 8080, address: '::' })).toBe('http://localhost:8080');
  });
});
