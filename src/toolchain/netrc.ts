/** User and password for a server. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * The login that a netrc file has for the host of a URL, as Go reads it (cmd/go/internal/auth): for https alone,
 * and never the default one. Undefined where there is none.
 */
export function findNetrcLogin(netrc: string, url: URL): Login | undefined {
  if (url.protocol !== 'https:') return undefined;
  // A macro goes on to the next empty line, and may hold anything.
  const words = netrc.replace(/^[ \t]*macdef[\s\S]*?(\n\r?\n|$)/gm, '\n').split(/\s+/);
  let machine: string | undefined;
  let user: string | undefined;
  let password: string | undefined;
  for (let at = 0; at < words.length - 1; at++) {
    const word = words[at];
    if (word === 'default') return undefined;
    const value = words[at + 1];
    if (word === 'machine') [machine, user, password] = [value, undefined, undefined];
    else if (word === 'login') user = value;
    else if (word === 'password') password = value;
    else continue;
    at++;
    if (machine === url.hostname && user !== undefined && password !== undefined) return { user, password };
  }
  return undefined;
}
