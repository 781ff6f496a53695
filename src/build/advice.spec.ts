import { adviseOnBuildFailure } from './advice.ts';

// The outputs are go1.26.8's.
describe('adviseOnBuildFailure', () => {
  it.each([
    [
      'flag provided but not defined: -foo\nusage: go build [-o output] [build flags] [packages]\n',
      'Correct buildFlags: go build has no flag -foo.',
    ],
    [
      '# example.com/x\nflag provided but not defined: -foo\nusage: link [options] main.o\n',
      'Correct -ldflags: the linker has no flag -foo.',
    ],
    [
      '# example.com/x\r\nflag provided but not defined: -foo\r\nusage: compile [options] file.go...\r\n',
      'Correct -gcflags: the compiler has no flag -foo.',
    ],
    ['invalid value "x" for flag -p: parse error\nusage: go build', 'Correct the value of -p in buildFlags.'],
    ['go: parsing $GOFLAGS: unknown flag -foo', 'Correct GOFLAGS: in the environment, or with go env -w.'],
    [
      'go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)',
      'Install Go 1.99 or newer, lower the go line, or set GOTOOLCHAIN=auto.',
    ],
    [
      'go: downloading go1.99.0 (linux/amd64)\ngo: download go1.99.0 for linux/amd64: toolchain not available',
      'Install Go 1.99.0 or newer, or lower the go line of go.mod.',
    ],
    [
      'go: downloading go1.99.9 (linux/amd64)\ngo: download go1.99.9: golang.org/toolchain@v0.0.1-go1.99.9.linux-amd64: reading https://proxy.example.test/golang.org/toolchain/@v/v0.0.1-go1.99.9.linux-amd64.zip: 403 Forbidden',
      'go.work or go.mod asks for Go 1.99.9: install it from go.dev/dl, lower the go and toolchain lines, or name another proxy in GOPROXY.',
    ],
    [
      './other.go:3:6: main redeclared in this block\n\t./main.go:3:6: other declaration of main',
      'Several files of this package have a main: give each its own directory, or mark the ones apart with //go:build ignore and name one as file.',
    ],
    [
      'runtime.main_main·f: function main is undeclared in the main package',
      'The package main needs a func main().',
    ],
    [
      'main.go:4:2: no required module provides package example.com/y; to add it:\n\tgo get example.com/y',
      'Create the package if it is yours, or run the go get command above.',
    ],
    [
      'main.go:3:8: missing go.sum entry for module providing package example.com/y (imported by example.com/x); to add:\n\tgo get example.com/x',
      'Run go mod tidy in the module.',
    ],
    [
      "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
      'Run go mod init in the folder that is to be the module.',
    ],
    [
      `malformed import path "example.com/x/a b": invalid char ' '`,
      'Go takes only ASCII letters, digits and -._~ in the folders between go.mod and a package: rename the folder, or give it a go.mod of its own.',
    ],
    [
      'main.go:5:12: pattern templates/*.html: no matching files found',
      'Create the file, or correct the //go:embed line.',
    ],
    ['write /tmp/x: no space left on device', 'Free some disk space; the next change builds again.'],
    ['go: inconsistent vendoring in /w:', 'Run go mod vendor (or go work vendor in a go.work workspace).'],
  ])('on %j', (output, advice) => {
    expect(adviseOnBuildFailure(output)).toBe(advice);
  });

  it.each(['', './main.go:5:1: syntax error: unexpected }', 'package a: import cycle not allowed'])(
    'says nothing where go says it all: %j',
    (output) => {
      expect(adviseOnBuildFailure(output)).toBeUndefined();
    },
  );
});
