import { findFreePort } from './rig/ports.ts';
import { provideDlv } from './rig/provide-dlv.ts';
import type { Editor } from './rig/editor.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { makeNxWorkspace, type Workspace } from './rig/workspace.ts';

/** Line 12 is in an init, line 20 in a handler. */
const MAIN = `package main

import (
	"fmt"
	"net/http"
	"os"
)

var started = 0

func init() {
	started = 1
}

func greet(name string) string {
	return "hello, " + name
}

func handle(w http.ResponseWriter, r *http.Request) {
	text := greet(r.URL.Query().Get("name"))
	fmt.Fprint(w, text)
}

func exit(w http.ResponseWriter, r *http.Request) {
	os.Exit(3)
}

func main() {
	http.HandleFunc("/", handle)
	http.HandleFunc("/exit", exit)
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil); err != nil {
		panic(err)
	}
}
`;

function makeDebugWorkspace(name: string): Workspace {
  const workspace = makeNxWorkspace(name);
  workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22\n');
  workspace.write('apps/app/main.go', MAIN);
  workspace.configure({});
  return workspace;
}

const FILE = 'apps/app/main.go';

describe('an editor that attaches', () => {
  let rig: Rig;
  let editor: Editor;
  let port: number;
  let stable: number;
  const ask = async (path = '/?name=you') => (await fetch(`http://127.0.0.1:${stable}${path}`)).text();
  const edit = (from: string, to: string) => {
    rig.events.skipAhead();
    rig.workspace.edit(FILE, from, to);
  };
  beforeAll(async () => {
    rig = await openRig({ make: makeDebugWorkspace });
    [port, stable] = [await findFreePort(), await findFreePort()];
    rig.execute({ debug: { port, dlv: provideDlv() }, proxy: { port: stable } });
    await rig.events.next('ready');
  });
  afterAll(() => rig.end());

  it('is stopped in an init, and in a request, of a program that is built for it', async () => {
    editor = await rig.editor(port);
    await editor.attach({ [rig.workspace.path(FILE)]: [12, 20] });
    const early = await editor.stop();
    expect(early.place).toBe('main.go:12');
    await editor.resume(early.threadId);
    await rig.events.next('ready');
    const answer = ask();
    const { place, threadId, frameId } = await editor.stop();
    expect(place).toBe('main.go:20');
    expect(await rig.events.next('paused')).toMatchObject({ reason: 'breakpoint' });
    const { body } = await editor.ask('evaluate', { expression: 'r.URL.RawQuery', frameId, context: 'repl' });
    expect(body?.['result']).toBe('"name=you"');
    await editor.resume(threadId);
    expect(await answer).toBe('hello, you');
  });

  it('stays, and is stopped at the line to which an edit has moved', async () => {
    edit('var started = 0', '// one\n\n// two\n\nvar started = 0');
    const early = await editor.stop();
    expect(early.place).toBe('main.go:16');
    await editor.resume(early.threadId);
    await rig.events.next('ready');
    const answer = ask();
    const { place, threadId } = await editor.stop();
    expect(place).toBe('main.go:24');
    await editor.resume(threadId);
    expect(await answer).toBe('hello, you');
  });

  it('is told of an error in the code, while the program goes on', async () => {
    edit('"hello, " + name', '"hello, " + nam');
    await rig.events.next('build-failed');
    const { output, line } = await editor.next('output', ({ source }) => source !== undefined);
    expect(output).toMatch(/main\.go:20:\d+: undefined: nam/);
    expect(line).toBe(20);
    edit('"hello, " + nam', '"good day, " + name');
    const early = await editor.stop();
    await editor.resume(early.threadId);
    await rig.events.next('ready');
  });

  it('has a program replaced that stands at a breakpoint, whose request is answered', async () => {
    const answer = ask();
    await editor.stop();
    edit('"good day, "', '"hi, "');
    await editor.next('continued');
    expect(await answer).toBe('good day, you');
    const early = await editor.stop();
    await editor.resume(early.threadId);
    await rig.events.next('ready');
  });

  it('is told that the program has ended, and stays', async () => {
    await ask('/exit').catch(() => undefined);
    expect(await rig.events.next('exited')).toMatchObject({ exit: { kind: 'code', code: 3 } });
    await editor.next('output', ({ output }) => /ended with code 3/.test(String(output)));
    edit('"hi, "', '"salve, "');
    const early = await editor.stop();
    await editor.resume(early.threadId);
    await rig.events.next('ready');
  });

  it('leaves, and the next edit is built fast and runs without a debugger', async () => {
    await editor.disconnect();
    expect(await ask()).toBe('salve, you');
    edit('"salve, "', '"ave, "');
    const { command } = await rig.events.next('built');
    expect(command).toContain('-ldflags=-s -w');
    await rig.events.next('ready');
    expect(await ask()).toBe('ave, you');
    expect(rig.leftovers().filter(({ command: line }) => line.includes('dlv dap'))).toEqual([]);
  });
});
