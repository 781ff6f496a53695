import fc from 'fast-check';
import { failure, success } from '../problem.ts';
import { lookUpChecksum, parseGoSumDb, type Database } from './checksum-database.ts';
import { signTree, type SignedTree } from './testing/signed-tree.ts';
import type { ReadRemote } from './tree-root.ts';

const records = (size: number) =>
  Array.from({ length: size }, (_, at) => [`m${at}`, 'v1', `h1:sum${at}`] as const);

function open({ vkey }: SignedTree): Database {
  const database = parseGoSumDb(vkey);
  if (!database.ok) throw new Error(database.problem.message);
  return database.value;
}

/** Reads from the tree, after a change of what it says. */
const reader =
  (tree: SignedTree, change: (path: string, bytes: Buffer) => Buffer = (_, bytes) => bytes): ReadRemote =>
  async (path) => {
    const bytes = tree.read(path);
    return bytes ? success(change(path, Buffer.from(bytes))) : failure(`404 ${path}`);
  };

describe('lookUpChecksum', () => {
  it('proves each record of trees of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.nat(), async (size, any) => {
        const tree = signTree(records(size));
        const id = any % size;
        const found = await lookUpChecksum(`m${id}`, 'v1', open(tree), reader(tree));
        expect(found).toEqual(success(`h1:sum${id}`));
      }),
      { numRuns: 60 },
    );
  });

  it('proves one of 70,000, whose tiles are on three levels', async () => {
    const tree = signTree(records(70_000));
    expect(await lookUpChecksum('m65999', 'v1', open(tree), reader(tree))).toEqual(success('h1:sum65999'));
  });

  it('takes a whole tile where the part of it is gone', async () => {
    const [small, large] = [300, 512].map((size) => signTree(records(size))) as [SignedTree, SignedTree];
    const read: ReadRemote = async (path) => {
      const bytes = path.startsWith('tile/8/0/001') ? large.read('tile/8/0/001') : small.read(path);
      return path.startsWith('tile/8/0/001.p') || bytes === undefined ? failure('404') : success(bytes);
    };
    expect(await lookUpChecksum('m280', 'v1', open(small), read)).toEqual(success('h1:sum280'));
  });

  const swap = (from: string, to: string) => (path: string, bytes: Buffer) =>
    path.startsWith('lookup/') ? Buffer.from(bytes.toString().replace(from, () => to)) : bytes;
  it.each([
    ['another checksum', swap('h1:sum280', 'h1:sum281'), 'the record is not in the signed tree'],
    ['another number', swap('280\n', '279\n'), 'the record is not in the signed tree'],
    ['a number outside', swap('280\n', '900\n'), 'the record lies outside of the signed tree'],
    ['another size of the tree', swap('\n300\n', '\n299\n'), 'the signature of its tree is wrong'],
    ['no signature', swap('\u2014 sum.example.test', '\u2014 other'), 'the signature of its tree is wrong'],
    [
      'another title',
      swap('go.sum database tree', 'go.sum database trees'),
      'the signature of its tree is wrong',
    ],
    ['a page of a hotel', () => Buffer.from('<html>Log in</html>\n\n'), 'its answer is malformed'],
    [
      'a changed tile',
      (path: string, bytes: Buffer) => (path.startsWith('tile/') ? Buffer.alloc(bytes.length, 7) : bytes),
      'the record is not in the signed tree',
    ],
    [
      'a tile that is cut off',
      (path: string, bytes: Buffer) => (path.startsWith('tile/') ? bytes.subarray(1) : bytes),
      'is cut off',
    ],
  ])('refuses %s', async (_, change, reason) => {
    const tree = signTree(records(300));
    const found = await lookUpChecksum('m280', 'v1', open(tree), reader(tree, change));
    expect(found).toMatchObject({ problem: { message: expect.stringContaining(reason) } });
  });

  it('refuses a tree that another key has signed', async () => {
    const [tree, other] = [signTree(records(3)), signTree(records(3))];
    const found = await lookUpChecksum('m1', 'v1', open(other), reader(tree));
    expect(found).toMatchObject({ problem: { message: expect.stringContaining('signature') } });
  });

  it('refuses the proven record of something else', async () => {
    const tree = signTree(records(3));
    const read: ReadRemote = (path) => reader(tree)(path.replace('m1@', 'm2@'));
    const found = await lookUpChecksum('m1', 'v1', open(tree), read);
    expect(found).toMatchObject({ problem: { message: expect.stringContaining('something else') } });
  });

  it('gives the problem of a read', async () => {
    const tree = signTree(records(300));
    const read: ReadRemote = async (path) =>
      path.startsWith('tile/') ? failure('gone') : reader(tree)(path);
    expect(await lookUpChecksum('m1', 'v1', open(tree), read)).toEqual(failure('gone'));
  });
});

describe('GOSUMDB', () => {
  const { vkey } = signTree(records(1));
  it.each([
    ['sum.golang.org', { name: 'sum.golang.org' }],
    ['sum.golang.google.cn', { name: 'sum.golang.org', url: 'https://sum.golang.google.cn' }],
    [`${vkey} https://mirror.test/db/`, { name: 'sum.example.test', url: 'https://mirror.test/db' }],
  ])('%s', (text, database) => expect(parseGoSumDb(text)).toMatchObject({ value: database }));

  it.each([
    'off',
    '',
    'sum.other.test',
    `${vkey} https://a more`,
    `${vkey} nowhere`,
    vkey.replace('sum.', 'sums.'),
    `${vkey}x`.replace('+', '+0'),
    vkey.replace(/\+\w{8}\+/, '+00000000+'),
  ])('%s is refused', (text) => {
    expect(parseGoSumDb(text)).toMatchObject({ problem: { message: expect.stringContaining('GOSUMDB') } });
  });
});
