import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ListeningPort } from './listening-ports.ts';

/** ms */
const CONNECT_LIMIT = 1000;

/** Whether somebody accepts connections there. Never rejects; at most 1 s; aborting closes the socket. */
export function connects(port: number, host: string, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const socket = connect({ port, host });
    const finish = (connected: boolean) => {
      signal?.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(connected);
    };
    const giveUp = () => finish(false);
    signal?.addEventListener('abort', giveUp);
    socket.setTimeout(CONNECT_LIMIT, giveUp);
    socket.on('connect', () => finish(true));
    socket.on('error', giveUp);
  });
}

/** How long a port may take to answer a TLS hello, in ms. A server that waits for more says nothing. */
const HELLO_LIMIT = 500;

/**
 * Whether a port speaks TLS: a whole handshake, since a server of Go logs one that is broken off. Its hello has an empty
 * line among the protocols (ALPN, RFC 7301), at which a server of HTTP without TLS answers at once. Never rejects; at most
 * 500 ms; aborting ends it.
 */
export function speaksTls({ port, address }: ListeningPort, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const socket = connectTls({
      port,
      host: address === '0.0.0.0' || address === '::' ? 'localhost' : address,
      servername: 'localhost',
      ALPNProtocols: ['http/1.1', 'h2', '\n\n'],
      // Who it is does not matter; loading the certificates of all authorities takes longer than the handshake.
      rejectUnauthorized: false,
      ca: [],
    });
    const finish = (isTls: boolean) => {
      signal.removeEventListener('abort', giveUp);
      resolve(isTls);
      if (isTls) socket.end();
      else socket.destroy();
    };
    const giveUp = () => finish(false);
    signal.addEventListener('abort', giveUp);
    socket.setTimeout(HELLO_LIMIT, () => (socket.destroy(), giveUp()));
    socket.on('secureConnect', () => finish(true));
    // Only TLS refuses in its own words.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => finish(/^ERR_SSL_.*_ALERT_/.test(code)));
    socket.on('close', giveUp);
  });
}

/**
 * The status that a GET of the URL is answered with; undefined where there is no answer. Follows no redirect and
 * keeps no connection: a kept one would hold up a server that shuts down. Never rejects; aborting ends it.
 */
export function fetchStatus(url: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    // A server under development has a certificate of its own making, and only its status is of interest.
    const request = send(url, { agent: false, signal, rejectUnauthorized: false }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    request.on('error', () => resolve(undefined));
    request.end();
  });
}
