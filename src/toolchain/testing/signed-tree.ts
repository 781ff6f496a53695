import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A checksum database in memory, with a key of its own. */
export interface SignedTree {
  /** The value of GOSUMDB. */
  readonly vkey: string;
  readonly name: string;
  /** A file of it, such as `lookup/…`; undefined where there is none. */
  read(path: string): Buffer | undefined;
}

const NAME = 'sum.example.test';

function sha256(...parts: readonly (Buffer | string)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
}

/** A database of these records: `module version` → checksum. The last ones are in tiles that are not full. */
export function signTree(
  records: readonly (readonly [module: string, version: string, sum: string])[],
): SignedTree {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = Buffer.concat([
    Buffer.of(1),
    Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
  ]);
  const keyHash = sha256(`${NAME}\n`, key).subarray(0, 4);
  const texts = records.map(
    ([module, version, sum]) => `${module} ${version} ${sum}\n${module} ${version}/go.mod h1:x\n`,
  );
  // All hashes of whole subtrees, by height.
  const heights = [texts.map((text) => sha256(Buffer.of(0), text))];
  for (let below = heights[0] as Buffer[]; below.length > 1; below = heights.at(-1) as Buffer[]) {
    const pairs = Math.floor(below.length / 2);
    heights.push(
      Array.from({ length: pairs }, (_, at) =>
        sha256(Buffer.of(1), below[2 * at] as Buffer, below[2 * at + 1] as Buffer),
      ),
    );
  }
  const root = (from: number, to: number): Buffer => {
    if (to - from === 1) return heights[0]?.[from] as Buffer;
    let half = 1;
    while (half * 2 < to - from) half *= 2;
    return sha256(Buffer.of(1), root(from, from + half), root(from + half, to));
  };
  const text = `go.sum database tree\n${texts.length}\n${root(0, texts.length).toString('base64')}\n`;
  const signature = Buffer.concat([keyHash, sign(null, Buffer.from(text), privateKey)]).toString('base64');
  const note = `${text}\n\u2014 ${NAME} ${signature}\n`;

  const readTile = (path: string): Buffer | undefined => {
    const [, level, index = '', width] =
      /^tile\/8\/(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path) ?? [];
    const all = heights[Number(level) * 8];
    const at = Number(index.replaceAll(/[x/]/g, '')) * 256;
    const hashes = all?.slice(at, at + Number(width ?? 256));
    return hashes?.length === Number(width ?? 256) ? Buffer.concat(hashes) : undefined;
  };
  return {
    name: NAME,
    vkey: `${NAME}+${keyHash.toString('hex')}+${key.toString('base64')}`,
    read(path) {
      if (path === 'supported') return Buffer.alloc(0);
      const id = records.findIndex(([module, version]) => path === `lookup/${module}@${version}`);
      return id < 0 ? readTile(path) : Buffer.from(`${id}\n${texts[id]}\n${note}`);
    },
  };
}
