import { Resolver } from 'node:dns/promises';
import { get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** ms; a program that was told to be ready answers at once. */
const LIMIT = 10_000;

/** The body that is answered to GET, over a connection of its own. */
export function askHttp(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: LIMIT }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body)).on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${path} is not answered`))).on('error', reject);
  });
}

/** The line with which a server greets. */
export function askLine(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: LIMIT });
    createInterface({ input: socket }).once('line', (line) => {
      socket.destroy();
      resolve(line);
    });
    socket.on('timeout', () => socket.destroy(new Error('no line comes'))).on('error', reject);
  });
}

/** The first TXT record of a name, asked by UDP. */
export async function askTxt(port: number, name: string): Promise<string> {
  const resolver = new Resolver({ timeout: LIMIT, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const [record = []] = await resolver.resolveTxt(name);
  return record.join('');
}

/** The message that a unary gRPC method answers, as it comes. */
export async function askGrpc(port: number, path: string, message: Buffer): Promise<string> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const headers = {
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      };
      const stream = session.request(headers);
      let body = '';
      stream.setEncoding('latin1').on('data', (text: string) => (body += text));
      stream.on('end', () => resolve(body)).on('error', reject);
      stream.setTimeout(LIMIT, () => reject(new Error(`${path} is not answered`)));
      // Not compressed, then the length: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([head, message]));
    });
  } finally {
    session.destroy();
  }
}
