import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';

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
