import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A system and a processor, by Go's names: `linux` and `amd64`. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** `linux/amd64`, as Go writes it. */
export function namePlatform({ os, arch }: Platform): string {
  return `${os}/${arch}`;
}

/** e_machine of the ELF header, by Go's name of the processor (elf(5), and the registry of the System V ABI). */
const MACHINES: Readonly<Record<string, number>> = {
  '386': 3,
  amd64: 62,
  arm: 40,
  arm64: 183,
  loong64: 258,
  mips: 8,
  mipsle: 8,
  mips64: 8,
  mips64le: 8,
  ppc64: 21,
  ppc64le: 21,
  riscv64: 243,
  s390x: 22,
};
const BIG_ENDIAN = new Set(['mips', 'mips64', 'ppc64', 's390x']);
const WITH_32_BITS = new Set(['386', 'arm', 'mips', 'mipsle']);

/** Linux runs programs of 32 bits beside those of 64 where it has been built to; then there is this setting. */
const SETTING_OF_32_BITS: Readonly<Record<string, { readonly arch: string; readonly setting: string }>> = {
  '386': { arch: 'amd64', setting: 'vsyscall32' },
  arm: { arch: 'arm64', setting: 'setend' },
};

const WASM = Buffer.from('\0asm\x01\0\0\0', 'latin1');

/**
 * The first bytes of a program that go builds for a platform, as far as a kernel chooses by them; empty for a
 * platform whose form is not known here.
 */
export function describeHeader({ os, arch }: Platform): Buffer {
  if (arch === 'wasm') return WASM;
  if (os === 'windows') return Buffer.from('MZ', 'latin1');
  const machine = MACHINES[arch];
  if (machine === undefined || ['darwin', 'ios', 'plan9', 'aix'].includes(os)) return Buffer.alloc(0);
  const isBig = BIG_ENDIAN.has(arch);
  const header = Buffer.alloc(20);
  header.write('\x7fELF', 'latin1');
  header.set([WITH_32_BITS.has(arch) ? 1 : 2, isBig ? 2 : 1, 1], 4);
  if (isBig) header.writeUInt16BE(2, 16);
  else header.writeUInt16LE(2, 16);
  if (isBig) header.writeUInt16BE(machine, 18);
  else header.writeUInt16LE(machine, 18);
  return header;
}

/** What is read of Linux's settings; `proc` is where /proc is mounted. */
export interface HostFiles {
  readonly proc: string;
}

const SYSTEM: HostFiles = { proc: '/proc' };

/**
 * Whether a program for that platform can be run on this one. On Linux an interpreter may be registered for its
 * first bytes (binfmt_misc: qemu-user, Wine, a runtime of WebAssembly); elsewhere the system is asked at the start.
 */
export function canRunPlatform(platform: Platform, host: Platform, files?: HostFiles): boolean {
  if (host.os !== 'linux') return platform.os === host.os;
  const header = describeHeader(platform);
  return platform.os === host.os ? canRun(header, host, files) : hasInterpreter(header, files);
}

/**
 * Whether Linux can run a program that begins with these bytes. Where it can't, execvp(3) hands the file to
 * /bin/sh, which takes its bytes for commands.
 */
export function canRun(header: Buffer, host: Platform, files: HostFiles = SYSTEM): boolean {
  const isFor = (arch: string) => hasMachine(header, describeHeader({ ...host, arch }));
  if (isFor(host.arch)) return true;
  const small = Object.entries(SETTING_OF_32_BITS).find(([arch]) => isFor(arch));
  if (small && small[1].arch === host.arch) {
    return existsSync(join(files.proc, 'sys/abi', small[1].setting));
  }
  return hasInterpreter(header, files);
}

function hasInterpreter(header: Buffer, files: HostFiles = SYSTEM): boolean {
  return readInterpreters(files).some((matches) => matches(header));
}

/** The same class, order of bytes and machine. */
function hasMachine(header: Buffer, wanted: Buffer): boolean {
  const parts = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 6), bytes.subarray(18, 20)]);
  return wanted.length > 0 && parts(header).equals(parts(wanted));
}

/** A test of a file's first bytes for each interpreter that is on (Documentation/admin-guide/binfmt-misc.rst). */
function readInterpreters({ proc }: HostFiles): readonly ((header: Buffer) => boolean)[] {
  const folder = join(proc, 'sys/fs/binfmt_misc');
  const texts = listFiles(folder).map((name) => readText(join(folder, name)));
  return texts.flatMap((text) => {
    const value = (name: string) => new RegExp(`^${name} (\\w+)$`, 'm').exec(text)?.[1];
    const magic = value('magic');
    if (!text.startsWith('enabled\n') || magic === undefined) return [];
    const wanted = Buffer.from(magic, 'hex');
    const mask = Buffer.from(value('mask') ?? 'ff'.repeat(wanted.length), 'hex');
    const offset = Number(value('offset') ?? 0);
    return [(header: Buffer) => wanted.every((byte, at) => isMasked(header[offset + at], byte, mask[at]))];
  });
}

function isMasked(byte: number | undefined, wanted: number, mask = 0xff): boolean {
  return byte !== undefined && ((byte ^ wanted) & mask) === 0;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !['register', 'status'].includes(name));
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
