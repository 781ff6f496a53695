import { linkModules, linkPlugin } from '../rig/link-modules.ts';
import { findFreePort } from '../rig/ports.ts';
import { isGone } from '../rig/processes.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { makeFolder } from '../rig/workspace.ts';

/** Answers with its version and pid on a port; how it behaves besides, its first argument says. */
const MAIN = `package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

const version = "1"

func main() {
	kind, port := os.Args[1], os.Args[2]
	received := make(chan os.Signal, 1)
	switch kind {
	case "prints":
		serve(listen(port))
		fmt.Print("Server listening on " + port)
	case "daemonizes":
		// Twice, and with a clean environment. The last word is by what the test finds it.
		start(nil, []string{"PATH=" + os.Getenv("PATH")}, "forks", port, os.Getenv("RIG_ID"))
		fmt.Println("daemon started")
	case "forks":
		start(nil, os.Environ(), "serves", port, os.Args[3])
		return
	case "serves":
		serve(listen(port))
	case "signals-group":
		serve(listen(port))
		signal.Notify(received, syscall.SIGTERM)
		<-received
		syscall.Kill(0, syscall.SIGTERM)
		os.Exit(0)
	case "upgrades":
		listener := listen(port)
		serve(listener)
		signal.Notify(received, syscall.SIGUSR2)
		<-received
		file, _ := listener.(*net.TCPListener).File()
		start(file, os.Environ(), "inherits", port)
		return
	case "inherits":
		listener, _ := net.FileListener(os.NewFile(3, "listener"))
		serve(listener)
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1)
	<-make(chan int)
}

func listen(port string) net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return listener
}

func serve(listener net.Listener) {
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connection.Read(make([]byte, 4096))
			fmt.Fprintf(connection, "HTTP/1.0 200 OK\\r\\n\\r\\n%s %d", version, os.Getpid())
			connection.Close()
		}
	}()
}

func start(file *os.File, env []string, args ...string) {
	command := exec.Command("/proc/self/exe", args...)
	command.Env = env
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: args[0] == "forks"}
	if file != nil {
		command.ExtraFiles = []*os.File{file}
	}
	if err := command.Start(); err != nil {
		panic(err)
	}
	if args[0] == "forks" {
		command.Wait()
	}
}
`;

const make = (name: string) => {
  const workspace = makeFolder(name);
  workspace.write('nx.json', JSON.stringify({ analytics: false, neverConnectToCloud: true }));
  workspace.write('package.json', JSON.stringify({ name: 'workspace', private: true }));
  workspace.write('apps/app/go.mod', 'module example.test/app\n\ngo 1.22.0\n');
  workspace.write('apps/app/main.go', MAIN);
  workspace.configure({});
  linkModules(workspace.root);
  linkPlugin(workspace.root);
  return workspace;
};

describe('a program', () => {
  let rig: Rig;
  let port: number;
  beforeEach(async () => {
    rig = await openRig({ make });
    port = await findFreePort();
  });
  afterEach(() => rig.end());
  const options = (kind: string) => ({ args: [kind, String(port)], killTimeout: 2000 });
  const ask = async () => (await (await fetch(`http://127.0.0.1:${port}`)).text()).split(' ');
  const save = (version: string) =>
    rig.workspace.edit(
      'apps/app/main.go',
      /const version = .*/.exec(rig.workspace.read('apps/app/main.go'))![0],
      `const version = "${version}"`,
    );

  it('that prints its line without a line end is ready by it', async () => {
    rig.execute({ ...options('prints'), readyLog: 'listening on \\d+' });
    expect(await rig.events.next('ready')).toMatchObject({ baseUrl: `http://localhost:${port}` });
  });

  it('that starts a daemon with a clean environment is replaced and ended with it', async () => {
    const task = rig.execute({ ...options('daemonizes'), readyLog: 'daemon started' });
    await rig.events.next('ready');
    const [, first] = await askUntil('1');
    save('2');
    expect(await rig.events.next('warning')).toMatchObject({
      problem: {
        message: expect.stringContaining(`(pid ${first}), which the program had left in the background`),
      },
    });
    await rig.events.next('ready');
    const [version, second] = await askUntil('2');
    expect([version, isGone(Number(first))]).toEqual(['2', true]);
    task.signal('SIGTERM');
    await task.ended();
    expect(isGone(Number(second))).toBe(true);
  });

  it('that hands its work to a new process of itself at SIGUSR2 is followed there', async () => {
    const task = rig.execute({ ...options('upgrades'), port });
    const { pid } = await rig.events.next('ready');
    process.kill(pid, 'SIGUSR2');
    expect(await rig.events.next('exited')).toMatchObject({ pid, exit: { code: 0 }, stillRunning: true });
    const heir = await rig.events.next('ready');
    expect([heir.pid === pid, await ask()]).toEqual([false, ['1', String(heir.pid)]]);
    expect(task.output).toContain(`app ended with code 0; that was pid ${pid}, the other one goes on`);
    save('2');
    await rig.events.next('ready');
    expect([(await ask())[0], isGone(heir.pid)]).toEqual(['2', true]);
    const last = rig.events.all.findLast(({ type }) => type === 'ready') as { pid: number };
    process.kill(last.pid, 'SIGKILL');
    expect(await rig.events.next('exited')).toMatchObject({ exit: { signal: 'SIGKILL' } });
  });

  it('that signals its whole process group as it is stopped is named, and replaced where Nx is not in that group', async () => {
    const task = rig.execute({ ...options('signals-group'), port });
    await rig.events.next('ready');
    save('2');
    expect(await rig.events.next('warning')).toMatchObject({
      problem: { message: expect.stringContaining('got SIGTERM while the program was being stopped') },
    });
    await rig.events.next('ready');
    expect((await ask())[0]).toBe('2');
    task.signal('SIGTERM');
    expect(await task.ended()).toEqual({ code: 0, signal: null });
  });

  it('that signals the group which Nx is in, too, ends with Nx, which leaves nothing', async () => {
    const nx = rig.nx(['serve', 'app', ...[`--args=signals-group ${port}`, `--port=${port}`]]);
    await rig.events.next('ready');
    save('2');
    await rig.events.next('warning');
    await nx.ended();
    await rig.allGone();
    expect(rig.events.all.map(({ type }) => type).slice(-2)).toEqual(['stopping', 'ended']);
  });

  it('has what go prints with -v shown, and the package of a template that does not compile', async () => {
    const task = rig.execute({ ...options('prints'), port, buildFlags: ['-v'] });
    await rig.events.next('ready');
    expect(task.output).toMatch(/^ +example\.test\/app$[^]*^go-run +build/m);
    rig.workspace.write('apps/app/page.templ', 'first\n{ undefinedName }\n');
    rig.workspace.write(
      'apps/app/page.go',
      'package main\n\nvar _ =\n//line page.templ:2:3\nundefinedName\n',
    );
    expect(await rig.events.next('build-failed')).toMatchObject({
      diagnostics: [
        { file: rig.workspace.path('apps/app/page.templ'), line: 2, package: 'example.test/app' },
      ],
    });
  });

  it('is not waited for where go has no home, and the run says what to set', async () => {
    const task = rig.execute(options('prints'), {
      HOME: '',
      XDG_CACHE_HOME: '',
      GOCACHE: '',
      GOMODCACHE: '',
      GOPATH: '',
    });
    expect((await task.ended()).code).toBe(1);
    expect(task.output).toMatch(/error .*GOCACHE is not defined[^]*Set HOME/);
  });

  /** The daemon listens a moment after the program has said that it was started. */
  async function askUntil(version: string): Promise<string[]> {
    for (;;) {
      const answer = await ask().catch(() => undefined);
      if (answer?.[0] === version) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
