import { describeHolder } from './describe-holder.ts';

describe('the holder of a port', () => {
  it('is described by all that is known of it', () => {
    expect(describeHolder({ pid: 12, command: 'node server.js', cwd: '/srv/api' })).toBe(
      'node server.js (pid 12, folder /srv/api)',
    );
    expect(describeHolder({ pid: 12, command: 'node' })).toBe('node (pid 12)');
    expect(describeHolder({})).toBe('another process');
  });

  it('has a long command line cut', () => {
    expect(describeHolder({ command: 'x'.repeat(500) })).toBe(`${'x'.repeat(79)}…`);
  });
});
