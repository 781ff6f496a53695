/** An archive as the compiler writes it (cmd/internal/archive), of these entries. */
export function makeArchive(entries: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(entries).map(([name, text]) => {
    const size = Buffer.byteLength(text);
    const head = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}`;
    return `${head}${String(size).padEnd(10)}\`\n${text}${size % 2 === 1 ? '\0' : ''}`;
  });
  return Buffer.from(`!<arch>\n${parts.join('')}`);
}

/** A compiled package: what importers read, and its code. */
export function makeObject(exported: string, code: string): Buffer {
  return makeArchive({ '__.PKGDEF': exported, '_go_.o': code });
}
