import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync, type Zippable } from 'fflate';
import { MODULE } from '../ask-proxy.ts';
import { signTree } from './signed-tree.ts';

/** What a request is answered with instead: true where that has been done. */
export type Answering = (path: string, answer: ServerResponse, request: IncomingMessage) => boolean;

/** A module proxy on loopback that has one small toolchain, and passes on to a checksum database of its own. */
export interface FakeProxy {
  readonly url: string;
  readonly gosumdb: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** What is in the toolchain: path from its root → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly zip: Buffer;
  /** What the proxy would answer; undefined where it does not have it. */
  read(path: string): Buffer | undefined;
  answering: Answering;
  close(): Promise<void>;
}

/** Just what is looked for in a toolchain; some kB of it don't fit into one read. */
function toolchainFiles(version: string, host: string, go: string): Readonly<Record<string, string>> {
  const exe = host.startsWith('windows') ? '.exe' : '';
  return {
    VERSION: `go${version}\ntime 2026-10-01T00:00:00Z\n`,
    [`bin/go${exe}`]: go,
    [`pkg/tool/${host.replace('-', '_')}/compile${exe}`]: '#!/bin/sh\n',
    'lib/wasm/go_js_wasm_exec': '#!/bin/sh\n',
    'src/_go.mod': 'module std\n',
    'src/runtime/proc.go': 'package runtime\n',
    'src/large.txt': Array.from({ length: 60_000 }, (_, at) => `line ${at}\n`).join(''),
  };
}

/** Go's checksum of these files, as dirhash.Hash1 makes it. */
function hash1(files: Readonly<Record<string, string>>): string {
  const line = (name: string) =>
    `${createHash('sha256')
      .update(files[name] ?? '')
      .digest('hex')}  ${name}\n`;
  const summary = Object.keys(files).sort().map(line).join('');
  return `h1:${createHash('sha256').update(summary).digest('base64')}`;
}

/** Opens it. `listed` are more versions that its list names, `go` is the script that is the go command. */
export async function openFakeProxy({
  version = '1.26.8',
  host = 'linux-amd64',
  listed = [] as readonly string[],
  go = '#!/bin/sh\n',
} = {}): Promise<FakeProxy> {
  const name = `v0.0.1-go${version}.${host}`;
  const files = toolchainFiles(version, host, go);
  const named = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${MODULE}@${name}/${path}`, text]),
  );
  const zippable: Zippable = Object.fromEntries(
    Object.entries(named).map(([path, text]) => [path, Buffer.from(text)]),
  );
  const zip = Buffer.from(zipSync(zippable, { level: 1 }));
  const others = Array.from(
    { length: 300 },
    (_, at) => [`example.test/m${at}`, 'v1.0.0', `h1:${at}`] as const,
  );
  const tree = signTree([...others.slice(0, 270), [MODULE, name, hash1(named)], ...others.slice(270)]);
  const list = [name, ...listed].map((one) => `${one}\n`).join('');
  const read = (path: string) => {
    if (path === `${MODULE}/@v/${name}.zip`) return zip;
    if (path === `${MODULE}/@v/list`) return Buffer.from(list);
    const prefix = `sumdb/${tree.name}/`;
    return path.startsWith(prefix) ? tree.read(path.slice(prefix.length)) : undefined;
  };
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = (request.url ?? '').slice(1);
    asked.push(path);
    if (fake.answering(path, answer, request)) return;
    const body = read(path);
    if (body === undefined) answer.writeHead(404).end();
    else answer.writeHead(200, { 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gosumdb: tree.vkey,
    asked,
    files,
    zip,
    read,
    answering: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}
