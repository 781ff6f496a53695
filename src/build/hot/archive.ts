/** The entries of an archive that the compiler wrote, by name (cmd/internal/archive): `__.PKGDEF`, `_go_.o`. */
export function readArchive(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Buffer>();
  if (bytes.toString('latin1', 0, 8) !== '!<arch>\n') return entries;
  for (let at = 8; at + HEAD <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 16).trimEnd();
    const size = Number(bytes.toString('latin1', at + 48, at + 58));
    if (!Number.isInteger(size)) return entries;
    entries.set(name, bytes.subarray(at + HEAD, at + HEAD + size));
    at += HEAD + size + (size % 2);
  }
  return entries;
}

const HEAD = 60;

/**
 * True where both archives have the entry, and it says the same but for the build ID in its head, which go
 * stamps and the hot path does not.
 */
export function hasSameEntry(name: string, one: Buffer, other: Buffer): boolean {
  const [a, b] = [one, other].map((bytes) => readArchive(bytes).get(name));
  return a !== undefined && b !== undefined && withoutBuildId(a).equals(withoutBuildId(b));
}

function withoutBuildId(entry: Buffer): Buffer {
  const head = entry.toString('latin1', 0, 1024);
  const match = /\nbuild id "[^"\n]*"(?=\n)/.exec(head);
  if (!match) return entry;
  return Buffer.concat([entry.subarray(0, match.index), entry.subarray(match.index + match[0].length)]);
}
