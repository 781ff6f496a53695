/** The ends of a connection, as its server sees them. */
export interface Ends {
  readonly localPort?: number | undefined;
  readonly remotePort?: number | undefined;
}

/**
 * The user who has the other end of a loopback connection, by the text of /proc/net/tcp (proc_net_tcp(5)): who reaches
 * a debugger can have the program do anything, and dlv, too, looks at that. Undefined where it can't be seen.
 */
export function findPeerUser(table: string, { localPort = 0, remotePort = 0 }: Ends): number | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  for (const line of table.split('\n')) {
    const [, from, to, , , , , user] = line.trim().split(/\s+/);
    if (from?.endsWith(`:${hex(remotePort)}`) && to?.endsWith(`:${hex(localPort)}`)) return Number(user);
  }
  return undefined;
}
