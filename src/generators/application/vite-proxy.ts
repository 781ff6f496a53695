/** The lines that make Vite pass the API's requests on, for whoever has to write them by hand. */
export function proxyEntry(port: number): string {
  return `'/api': process.env.NX_READY_URL ?? 'http://localhost:${port}'`;
}

/**
 * A Vite configuration whose server passes `/api` on to the API: Nx says where that is ready, and without Nx it
 * is on its port. Undefined for a text of another shape than one plain object without a proxy: rather none than
 * a wrong edit.
 */
export function addProxy(text: string, port: number): string | undefined {
  const code = blank(text);
  if (/\bproxy\b|\bmergeConfig\b|\.\.\./.test(code) || /['"](server|proxy)['"]\s*:/.test(text))
    return undefined;
  const objects = [
    ...code.matchAll(/(?:\bdefineConfig\(|\bexport\s+default)\s*(?:\([^()]*\)\s*=>\s*\(\s*)?\{/g),
  ];
  const [object] = objects;
  if (object === undefined || objects.length > 1) return undefined;
  const start = object.index + object[0].length;
  const servers = [...code.matchAll(/\bserver\b/g)];
  if (servers.length === 0) return insert(text, start, `\n  server: { proxy: { ${proxyEntry(port)} } },`);
  const server = /\bserver\s*:\s*\{/.exec(code);
  if (servers.length > 1 || server === null || depth(code.slice(start, server.index)) !== 0) return undefined;
  return insert(text, server.index + server[0].length, ` proxy: { ${proxyEntry(port)} },`);
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** The same text with comments and strings blanked, so that every place stays where it is. */
function blank(text: string): string {
  return text.replace(
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (found) => found.replace(/[^\n]/g, ' '),
  );
}

/** How many brackets are open at the end. */
function depth(code: string): number {
  return (code.match(/[[{(]/g) ?? []).length - (code.match(/[\]})]/g) ?? []).length;
}
