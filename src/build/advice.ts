/** What go says, and what to do about it; `$1` is what the first bracket matched. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/flag provided but not defined: (\S+)\nusage: go /, 'Correct buildFlags: go build has no flag $1.'],
  [/flag provided but not defined: (\S+)\nusage: link /, 'Correct -ldflags: the linker has no flag $1.'],
  [/flag provided but not defined: (\S+)\nusage: compile /, 'Correct -gcflags: the compiler has no flag $1.'],
  [/invalid value "(?:[^"\\\n]|\\.)*" for flag (-\S+?):/, 'Correct the value of $1 in buildFlags.'],
  [/parsing (?:\$|%)GOFLAGS/, 'Correct GOFLAGS: in the environment, or with go env -w.'],
  [
    /go\.(?:mod|work) requires go >= (\S+) \(running go/,
    'Install Go $1 or newer, lower the go line, or set GOTOOLCHAIN=auto.',
  ],
  [
    /download go(\S+) for \S+ toolchain not available/,
    'Install Go $1 or newer, or lower the go line of go.mod.',
  ],
  [
    // A proxy that refuses it, or that can't be reached.
    /download go(\S+): golang\.org\/toolchain@/,
    'go.work or go.mod asks for Go $1: install it from go.dev/dl, lower the go and toolchain lines, or name another proxy in GOPROXY.',
  ],
  [
    /main redeclared in this block/,
    'Several files of this package have a main: give each its own directory, or mark the ones apart with //go:build ignore and name one as file.',
  ],
  [/function main is undeclared in the main package/, 'The package main needs a func main().'],
  [
    /no required module provides package (\S+);? to add it:/,
    'Create the package if it is yours, or run the go get command above.',
  ],
  [/missing go\.sum entry|updates to go\.(?:mod|sum) needed/, 'Run go mod tidy in the module.'],
  [/go\.mod file not found in/, 'Run go mod init in the folder that is to be the module.'],
  [
    /malformed import path "[^"]*": invalid char/,
    'Go takes only ASCII letters, digits and -._~ in the folders between go.mod and a package: rename the folder, or give it a go.mod of its own.',
  ],
  [/pattern \S+: no matching files found/, 'Create the file, or correct the //go:embed line.'],
  [/no space left on device/, 'Free some disk space; the next change builds again.'],
  [
    /build cache is required|GOCACHE is not/,
    "Set HOME, or GOCACHE to a folder for go's build cache, and start again.",
  ],
  [/module cache not found/, 'Set HOME, or GOPATH, and start again.'],
  [/invalid GOTOOLCHAIN/, 'Correct GOTOOLCHAIN: in the environment, or with go env -w.'],
  [/inconsistent vendoring/, 'Run go mod vendor (or go work vendor in a go.work workspace).'],
];

/** What to do about errors of the go command whose own words don't say it. */
export function adviseOnBuildFailure(output: string): string | undefined {
  const text = output.replaceAll('\r\n', '\n');
  for (const [pattern, advice] of ADVICE) {
    const match = pattern.exec(text);
    if (match) return advice.replace('$1', () => (match[1] ?? '').replace(/[;:]$/, ''));
  }
  return undefined;
}
