/** Packages that every program of the benchmark has already, by net/http, and a name of each. */
const IMPORTS = [
  ['strings', 'strings.ToUpper'],
  ['strconv', 'strconv.Itoa'],
  ['bytes', 'bytes.Equal'],
  ['bufio', 'bufio.NewReader'],
  ['errors', 'errors.New'],
  ['path', 'path.Join'],
  ['io', 'io.EOF'],
  ['time', 'time.Now'],
  ['unicode/utf8', 'utf8.RuneLen'],
  ['math/bits', 'bits.Len'],
  ['encoding/base64', 'base64.StdEncoding'],
  ['encoding/binary', 'binary.LittleEndian'],
  ['net/url', 'url.Parse'],
  ['net/textproto', 'textproto.TrimString'],
  ['mime', 'mime.TypeByExtension'],
  ['crypto/sha256', 'sha256.New'],
] as const;

/** An import and an expression that uses it; the list begins anew after its end. */
export function useOfImport(at: number): { readonly path: string; readonly use: string } {
  const [path, use] = IMPORTS[at % IMPORTS.length] ?? IMPORTS[0];
  return { path, use };
}
