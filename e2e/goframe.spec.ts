import { execFileSync } from 'node:child_process';
import { jest } from '@jest/globals';
import { packForGoFrame } from '../src/generate/pack.ts';
import { makeFolder, type Workspace } from './rig/workspace.ts';

// The first time GoFrame is downloaded and compiled.
jest.setTimeout(600_000);

const SPEC = '{"swagger":"2.0","info":{"title":"ä “quoted” `title`"}}';

const main = (module: string) => `package main

import (
	"fmt"

	_ "example.test/app/packed"
	"${module}/os/gres"
)

func main() {
	fmt.Print(gres.Get("swagger") != nil, " ", string(gres.GetContent("swagger/swagger.json")))
}
`;

/** The packed file in a program with the real GoFrame, of each major, from the Go module proxy. */
describe('a specification packed for GoFrame', () => {
  let folder: Workspace;
  beforeEach(() => (folder = makeFolder('goframe')));
  afterEach(() => folder.delete());
  const go = (...args: string[]) =>
    execFileSync('go', args, {
      cwd: folder.root,
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=mod', PWD: folder.root },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  it.each([
    ['github.com/gogf/gf', 'v1.16.9'],
    ['github.com/gogf/gf/v2', 'v2.10.2'],
  ])('is found by %s %s, as a file and as a folder', (module, version) => {
    folder.write('go.mod', `module example.test/app\n\ngo 1.23.0\n\nrequire ${module} ${version}\n`);
    folder.write('main.go', main(module));
    folder.write(
      'packed/data-swagger.go',
      packForGoFrame(Buffer.from(SPEC), 'swagger', 'packed', `${module}/os/gres`),
    );
    expect(go('run', '.')).toBe(`true ${SPEC}`);
  });
});
