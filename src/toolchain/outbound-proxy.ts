import { BlockList, isIP } from 'node:net';
import type { Environment } from '../process/child.ts';

/**
 * The HTTP proxy through which a URL is asked for, as Go chooses it (golang.org/x/net/http/httpproxy), since what
 * works for go has to work here: HTTPS_PROXY or HTTP_PROXY by the URL's scheme, NO_PROXY with domains, addresses
 * and networks, never for this machine itself. Undefined where it is asked for directly.
 */
export function chooseOutboundProxy(url: URL, env: Environment): string | undefined {
  const either = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const proxy = url.protocol === 'https:' ? either('HTTPS_PROXY') : either('HTTP_PROXY');
  if (proxy === '' || isExempt(url, either('NO_PROXY'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || isInside(host, '127.0.0.0/8') || isInside(host, '::1/128')) return true;
  return noProxy.split(',').some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  if (entry.includes('/')) return isInside(host, entry);
  const [, bracketed, plain, askedPort] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain ?? '';
  if (askedPort !== undefined && askedPort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  const domain = name.replace(/^\*\./, '.');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isInside(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const [family, own] = [isIP(address), isIP(host)];
  if (family === 0 || own === 0 || family !== own) return false;
  const name = family === 6 ? 'ipv6' : 'ipv4';
  if (!/^\d+$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), name);
  return list.check(host, name);
}
