import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { failure, success, type Result } from '../problem.ts';
import { computeRoot, sha256, UNBELIEVABLE, type ReadRemote } from './tree-root.ts';

/** A checksum database by its key; go.dev/ref/mod#checksum-database. */
export interface Database {
  /** `sum.golang.org`: its host, with a path if it has one. */
  readonly name: string;
  /** Where GOSUMDB says that it is asked, instead of through a proxy. */
  readonly url?: string;
  readonly keyHash: number;
  readonly key: KeyObject;
}

/** Go's own databases (cmd/go/internal/modfetch/key.go). */
const KNOWN: Readonly<Record<string, string>> = {
  'sum.golang.org': 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
};
/** The same database, for where the other address can't be reached. */
const CHINA = 'sum.golang.google.cn';

const HINT =
  'Set GOSUMDB to sum.golang.org or to a key and a URL, or unset it; or install Go from go.dev/dl.';

/**
 * Reads GOSUMDB: a known name or a key, and a URL if it has another. `off` is refused, as go refuses it for
 * toolchains: nothing unverified is run.
 */
export function parseGoSumDb(text: string): Result<Database> {
  const [first = '', url, ...more] = (text === CHINA ? `sum.golang.org https://${CHINA}` : text)
    .split(/\s+/)
    .filter(Boolean);
  if (first === 'off')
    return failure('GOSUMDB=off: a toolchain is not taken without the checksum database', HINT);
  const [, name = '', hash = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/i.exec(KNOWN[first] ?? first) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  const keyHash = Number.parseInt(hash, 16);
  const isOwn = bytes.length > 0 && sha256(`${name}\n`, bytes).readUInt32BE() === keyHash;
  // 1 is Ed25519 (golang.org/x/mod/sumdb/note).
  if (!isOwn || bytes[0] !== 1 || bytes.length !== 33 || more.length > 0)
    return failure('GOSUMDB names no checksum database that is known, nor a valid key', HINT);
  if (!/^[\w.:-]+(\/[\w./-]*[\w.-])?$/.test(name) || (url !== undefined && !URL.canParse(url)))
    return failure('GOSUMDB does not name a host', HINT);
  const x = bytes.subarray(1).toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  return success({ name, keyHash, key, ...(url === undefined ? {} : { url: url.replace(/\/$/, '') }) });
}

/** A tree that a database has signed. */
interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/**
 * Looks up the checksum (`h1:…`) of a module's version, and proves it: the tree head is signed by the database's
 * key, and the record is in that tree. Anything that is not so is a problem.
 */
export async function lookUpChecksum(
  module: string,
  version: string,
  database: Database,
  read: ReadRemote,
): Promise<Result<string>> {
  const wrong = (what: string) =>
    failure(`${version}: the checksum database ${database.name} can't be believed: ${what}`, UNBELIEVABLE);
  const text = await read(`lookup/${module}@${version}`);
  if (!text.ok) return text;
  const [, id, record, note] = /^(\d{1,15})\n((?:[^\n]+\n)+)\n([^]*)$/.exec(text.value.toString()) ?? [];
  if (id === undefined || record === undefined || note === undefined) return wrong('its answer is malformed');
  const head = openNote(note, database);
  if (head === undefined) return wrong('the signature of its tree is wrong');
  if (Number(id) >= head.size) return wrong('the record lies outside of the signed tree');
  const root = await computeRoot(Buffer.from(record), Number(id), head.size, read);
  if (!root.ok) return root;
  if (!root.value.equals(head.root)) return wrong('the record is not in the signed tree');
  const line = record.split('\n').find((one) => one.startsWith(`${module} ${version} h1:`));
  return line === undefined
    ? wrong('the record is of something else')
    : success(line.split(' ')[2] as string);
}

/** A note: text, an empty line, and signatures. Undefined unless this database's own signature is right. */
function openNote(note: string, { name, key, keyHash }: Database): TreeHead | undefined {
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return undefined;
  const text = note.slice(0, split + 1);
  const isSigned = note
    .slice(split + 2)
    .split('\n')
    .some((line) => {
      const signature = Buffer.from(/^\u2014 (\S+) (\S+)$/.exec(line)?.[2] ?? '', 'base64');
      return (
        line.startsWith(`\u2014 ${name} `) &&
        signature.length === 68 &&
        signature.readUInt32BE() === keyHash &&
        verify(null, Buffer.from(text), key, signature.subarray(4))
      );
    });
  const [title, size = '', root = ''] = text.split('\n');
  const hash = Buffer.from(root, 'base64');
  if (!isSigned || title !== 'go.sum database tree' || !/^\d{1,15}$/.test(size) || hash.length !== 32)
    return undefined;
  return { size: Number(size), root: hash };
}
