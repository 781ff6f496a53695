import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { canRun, canRunPlatform, describeHeader } from './host.ts';
import { createFiles, goEnvironment } from '../files/testing/temporary-files.ts';

const LINUX = { os: 'linux', arch: 'amd64' };
/** As qemu-user's package registers it on Debian. */
const QEMU_ARM64 = `enabled
interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
flags: POCF
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
`;
const WASM_RUNTIME = `enabled
interpreter /usr/bin/wasmtime
flags: 
offset 0
magic 0061736d
`;

describe(canRunPlatform.name, () => {
  it.each([
    [LINUX, LINUX, true],
    [{ os: 'linux', arch: 'arm64' }, { os: 'linux', arch: 'arm64' }, true],
    [{ os: 'linux', arch: 's390x' }, { os: 'linux', arch: 's390x' }, true],
    [{ os: 'linux', arch: 'arm64' }, LINUX, false],
    [{ os: 'js', arch: 'wasm' }, LINUX, false],
    [{ os: 'wasip1', arch: 'wasm' }, LINUX, false],
    [{ os: 'windows', arch: 'amd64' }, LINUX, false],
    [{ os: 'darwin', arch: 'amd64' }, LINUX, false],
    [{ os: 'plan9', arch: 'amd64' }, LINUX, false],
    // Linux would load it, and it would crash.
    [{ os: 'freebsd', arch: 'amd64' }, LINUX, false],
    // Rosetta may be there; macOS tells at the start.
    [{ os: 'darwin', arch: 'amd64' }, { os: 'darwin', arch: 'arm64' }, true],
    [{ os: 'linux', arch: 'arm64' }, { os: 'darwin', arch: 'arm64' }, false],
  ])('of %j on %j is %s', (platform, host, expected) => {
    using files = createFiles();
    expect(canRunPlatform(platform, host, { proc: files.root })).toBe(expected);
  });

  it('goes by the interpreters that Linux has, while they are on', () => {
    using files = createFiles({ 'sys/fs/binfmt_misc/qemu-aarch64': QEMU_ARM64 });
    const here = { proc: files.root };
    expect(canRunPlatform({ os: 'linux', arch: 'arm64' }, LINUX, here)).toBe(true);
    expect(canRunPlatform({ os: 'linux', arch: 'riscv64' }, LINUX, here)).toBe(false);
    files.write('sys/fs/binfmt_misc/qemu-aarch64', QEMU_ARM64.replace('enabled', 'disabled'));
    expect(canRunPlatform({ os: 'linux', arch: 'arm64' }, LINUX, here)).toBe(false);
    files.write('sys/fs/binfmt_misc/wasm', WASM_RUNTIME);
    expect(canRunPlatform({ os: 'wasip1', arch: 'wasm' }, LINUX, here)).toBe(true);
  });

  it('takes programs of 32 bits where Linux has been built to run them', () => {
    using files = createFiles();
    const small = { os: 'linux', arch: '386' };
    expect(canRunPlatform(small, LINUX, { proc: files.root })).toBe(false);
    files.write('sys/abi/vsyscall32', '1\n');
    expect(canRunPlatform(small, LINUX, { proc: files.root })).toBe(true);
  });
});

describe(canRun.name, () => {
  it('tells the programs that go itself builds apart', () => {
    using made = createFiles({
      'go.mod': 'module m\n\ngo 1.24\n',
      'm.go': 'package main\n\nfunc main() {}\n',
    });
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    const host = { os: process.platform === 'win32' ? 'windows' : process.platform, arch };
    for (const [os, arch] of [
      ['linux', 'amd64'],
      ['linux', 'arm64'],
    ] as const) {
      const env = { ...goEnvironment(), GOOS: os, GOARCH: arch, CGO_ENABLED: '0' };
      execFileSync('go', ['build', '-ldflags=-s -w', '-o', `m-${arch}`, '.'], { cwd: made.root, env });
      const head = readFileSync(made.path(`m-${arch}`)).subarray(0, 64);
      expect(head.subarray(0, 7).equals(describeHeader({ os, arch }).subarray(0, 7))).toBe(true);
      expect(canRun(head, host, { proc: '/no' })).toBe(arch === host.arch && os === host.os);
    }
  });

  it.each([
    ['a script', '#!/bin/sh\necho hello\n'],
    ['nothing', ''],
    ['a text', 'rm -rf "$HOME"\n'],
  ])('refuses %s', (_, text) => {
    expect(canRun(Buffer.from(text), LINUX, { proc: '/no' })).toBe(false);
  });
});
