/** The platforms that a package is for, in npm's words. An absent list means every one of them. */
export interface Platform {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const OS = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);

const CPU = new Set([
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]);

const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', glibc: 'glibc', musl: 'musl' };

/**
 * Reads the platform from the end of a package's name: `@swc/core-win32-arm64-msvc` is for win32 on arm64.
 * Only linux packages have a libc, and of the 32-bit arm ones (`gnueabihf`) none says so: thus do the
 * packages whose own description is to be had. Null if the name tells neither system nor processor.
 */
export function platformOf(name: string): Platform | null {
  if (name === 'fsevents') return { os: ['darwin'] };
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = words.find((word) => OS.has(word));
  const cpu = words.find((word) => CPU.has(word));
  if (os === undefined && cpu === undefined) return null;
  const libc = os === 'linux' ? LIBC[words.at(-1) ?? ''] : undefined;
  return {
    ...(os !== undefined && { os: [os] }),
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(libc !== undefined && { libc: [libc] }),
  };
}
