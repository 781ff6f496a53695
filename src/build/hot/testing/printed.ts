/** The tools as they lie in a Go distribution. */
export const TOOLS = '/go/pkg/tool/linux_amd64';

/** What `go build -n -a` (1.26) prints for a package of the module m in /w, compiled in folder `b`. */
export function printPackage(
  importPath: string,
  b: number,
  imports: Readonly<Record<string, number>> = {},
  { name = importPath, flags = '-lang=go1.24 -complete', files = './x.go', more = '' } = {},
): string {
  const lines = Object.entries(imports).map(([path, at]) => `packagefile ${path}=$WORK/b${at}/_pkg_.a\n`);
  return `mkdir -p $WORK/b${b}/

#
# ${importPath}
#

cat >$WORK/b${b}/importcfg << 'EOF' # internal
# import config
${lines.join('')}EOF
cd /w/${importPath}
${more}${TOOLS}/compile -o $WORK/b${b}/_pkg_.a -trimpath "$WORK/b${b}=>" -p ${name} ${flags} -buildid A/A -goversion go1.26.8 -c=2 -nolocalimports -importcfg $WORK/b${b}/importcfg -pack ${files}
go tool buildid -w $WORK/b${b}/_pkg_.a # internal
`;
}

/** The link that follows the main package of folder `b`. */
export function printLink(
  b: number,
  imports: Readonly<Record<string, number>>,
  { more = 'modinfo "path\\tm/cmd\\n"\n', flags = '-s -w', id = 'A/B/C/A' } = {},
): string {
  const lines = Object.entries(imports).map(([path, at]) => `packagefile ${path}=$WORK/b${at}/_pkg_.a\n`);
  return `cat >$WORK/b${b}/importcfg.link << 'EOF' # internal
${lines.join('')}${more}EOF
mkdir -p $WORK/b${b}/exe/
cd .
GOROOT='/go' ${TOOLS}/link -o $WORK/b${b}/exe/a.out -importcfg $WORK/b${b}/importcfg.link -buildmode=exe -buildid=${id} ${flags} -extld=gcc $WORK/b${b}/_pkg_.a
go tool buildid -w $WORK/b${b}/exe/a.out # internal
mv $WORK/b${b}/exe/a.out next
rm -rf $WORK/b${b}/
`;
}
