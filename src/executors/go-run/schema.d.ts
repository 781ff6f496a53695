// Made from schema.json by `npm run schema`; edits are lost.

/**
 * Watches, rebuilds and runs a Go program, and keeps the last good build serving.
 */
export interface GoRunOptions {
  /**
   * What to run: a package directory or a .go file, looked up from the project's root, then from the
   * workspace's. A .go file stands for its whole package; a file that is excluded from its package
   * (`//go:build ignore`) is built alone.
   * @default "."
   * @example "."
   * @example "cmd/api"
   * @example "main.go"
   */
  file?: string;
  /**
   * The program's arguments. A string is split as a shell would split words, quotes included, but no
   * shell ever sees it.
   * @example "server -p 8080"
   * @example ["--name","two words"]
   */
  args?: string | number | (string | number)[];
  /**
   * Parses swag annotations into swagger/swagger.json and packs that into packed/data-swagger.go before
   * the build. An object changes where, how and by which generator.
   * @default false
   * @example true
   * @example {"dir":"internal/http","flags":["--parseDependency"]}
   */
  swagger?:
    | boolean
    | {
        /**
         * The Go file with the general API annotations (@title …), from the project's root. Default: the file
         * of the package that has them.
         * @example "internal/http/doc.go"
         */
        generalInfo?: string;
        /**
         * The directory that the generator parses, from the project's root. Default: the project's root.
         * @example "internal/http"
         */
        dir?: string;
        /**
         * The folder that gets swagger.json, from the project's root. Default: swagger.
         * @example "docs/swagger"
         */
        output?: string;
        /**
         * The Go file that the specification is packed into, from the project's root. Default:
         * packed/data-swagger.go.
         * @example "internal/packed/swagger.go"
         */
        packFile?: string;
        /**
         * goframe: gres.Add for GoFrame's resource manager. go: a constant. none: no packed file. auto:
         * goframe where go.mod requires GoFrame, else go.
         * @example "go"
         */
        packFormat?: 'auto' | 'goframe' | 'go' | 'none';
        /**
         * More flags for `swag init`.
         * @example "--parseDependencyLevel=1"
         * @example ["--exclude","internal/legacy"]
         */
        flags?: string | string[];
        /**
         * Another generator, run in the project's root instead of swag. It must write swagger.json into the
         * output folder, unless packFormat is none.
         * @example "sh tools/make-spec.sh"
         * @example ["node","tools/make spec.mjs"]
         */
        command?: string | string[];
      };
  /**
   * What is run before the build, each step only if what it reads has changed: a preset's name, or a
   * command with the files that it reads and writes. What one step writes and another reads decides
   * their order, then the list does; steps that have nothing to do with each other run side by side. See
   * docs/generate.md.
   * @default []
   * @example ["templ","sqlc"]
   * @example ["swagger",{"command":"go tool wire ./cmd/api","inputs":["cmd/api/**\/*.go"],"outputs":["cmd/api/wire_gen.go"]}]
   */
  generate?: (
    | ('swagger' | 'templ' | 'sqlc' | 'buf' | 'gqlgen' | 'ent' | 'wire' | 'go-generate' | 'tailwind')
    | {
        /**
         * What the step is called in the output. Default: the tool's name.
         */
        name?: string;
        /**
         * The command, without a shell. Its first word is looked up in node_modules/.bin and on PATH; a tool of go.mod (`go tool x`) is looked up once and run directly.
         */
        command: string | string[];
        /**
         * The files that it reads, as globs from the project's root; `!` before a glob takes files out. What the step writes is none of them, unless a glob is in both lists.
         */
        inputs: string[];
        /**
         * The files that it writes, as globs from the project's root. One that is deleted or edited is made again.
         */
        outputs: string[];
        /**
         * Where the command runs, from the project's root. Default: there.
         */
        cwd?: string;
        /**
         * More environment variables for it.
         */
        env?: {
          [k: string]: string | number | boolean;
        };
      }
  )[];
  /**
   * Flags of `go build`, given to every go command that they concern. A string is split as a shell would
   * split words. Not `-o`: that is outputPath.
   * @example "-race -tags a,b"
   * @example ["-ldflags","-X main.version=a b"]
   */
  buildFlags?: string | number | (string | number)[];
  /**
   * The program's working directory, from the workspace's root. Default: the project's root.
   * @example "apps/my-go-api/data"
   * @example "{workspaceRoot}"
   */
  cwd?: string;
  /**
   * More environment variables for the program. They win over env files. Those that go reads for a build
   * (GOFLAGS, GOOS, CGO_ENABLED, GOEXPERIMENT, CC, …) are given to go, too.
   * @default {}
   * @example {"PORT":"8080"}
   */
  env?: {
    [k: string]: string | number | boolean;
  };
  /**
   * `.env` files of the program, from the project's root; later ones win. A change of one restarts the
   * program without a build.
   * @example ".env"
   * @example [".env",".env.local"]
   */
  envFile?: string | string[];
  /**
   * Rebuild and restart on changes. false: build, run once, and end with the program.
   * @default true
   * @example false
   */
  watch?: boolean;
  /**
   * More files that matter, as globs from the project's root (`{workspaceRoot}/…` from the workspace's).
   * A folder stands for all below it, names that begin with a dot included. A plain string rebuilds;
   * `action` says restart instead.
   * @default []
   * @example ["schema/*.sql",{"glob":"config/**\/*.yaml","action":"restart"}]
   */
  include?: (
    | string
    | {
        /**
         * The files, as a glob from the project's root.
         */
        glob: string;
        /**
         * What a change asks for: a build and a new start, or only a new start. Default: rebuild.
         */
        action?: 'rebuild' | 'restart';
      }
  )[];
  /**
   * Files that never matter, as globs from the project's root; a folder stands for all below it. (Nx
   * keeps `--exclude` for itself.)
   * @default []
   * @example ["**\/*_mock.go"]
   */
  ignore?: string[];
  /**
   * Build small edits by compiler and linker alone, without the go command, where that is known to give
   * the same program; the go command checks it in a quiet moment. On macOS and Windows for programs
   * without C; with -race, -cover and the like the go command builds anyway. delta: also link only what
   * has changed, which takes the same short time for a large program as for a small one; for linux/amd64
   * and linux/arm64 with Go 1.26 and 1.27, and without C beside that of the standard library.
   * @default true
   * @example "delta"
   */
  hotBuild?: boolean | 'delta';
  /**
   * After an edit, once the new program runs, run the tests of the packages that the edit can break: in
   * a quiet moment, below all else on the machine, and ended by a newer edit. The result is a line, with
   * failures whole.
   * @default false
   * @example true
   */
  test?: boolean;
  /**
   * How long to wait for more changes after one, in ms; 15 ms less, down to 5, while only one file has
   * changed that is built.
   * @default 20
   * @example 100
   */
  debounce?: number;
  /**
   * Look at files at intervals instead of waiting for the system's events. auto: only where the system
   * refuses to watch.
   * @default "auto"
   * @example true
   */
  poll?: boolean | 'auto';
  /**
   * The port on which the program is ready once it listens there. Default: the first port that the
   * program opens.
   * @example 8080
   */
  port?: number;
  /**
   * A stable port before the program: held from the run's first moment to its last, also while the
   * program is built or replaced. The program itself listens on a private port, which it gets as PORT
   * and wherever `{port}` stands in `args` and the values of `env`; `port` fixes that. See
   * docs/proxy.md.
   * @example {"port":8080}
   * @example {"port":8080,"overlap":true}
   */
  proxy?: {
    /**
     * The stable port.
     * @example 8080
     */
    port: number;
    /**
     * The name or address on which the port is held. localhost: 127.0.0.1 and ::1, which only this machine
     * reaches. Default: localhost.
     * @example "0.0.0.0"
     */
    host?: string;
    /**
     * http: HTTP/1.1 and WebSocket, request by request. tcp: whole connections, for gRPC, HTTP/2 and TLS.
     * Default: http.
     * @example "tcp"
     */
    mode?: 'http' | 'tcp';
    /**
     * Start the new program and wait until it is ready before the old one is asked to stop, for programs
     * that can run twice. Default: false.
     * @example true
     */
    overlap?: boolean;
    /**
     * How long a request waits for a program that is built or started, in ms. Default: 30000.
     * @example 10000
     */
    holdTimeout?: number;
    /**
     * How many requests (in mode tcp: connections) wait at the same time. Default: 1000.
     * @example 100
     */
    holdRequests?: number;
    /**
     * How many bytes of bodies are in memory at most while their requests wait; what does not fit stays
     * with the client. Default: 67108864.
     * @example 1048576
     */
    holdBytes?: number;
  };
  /**
   * The program is ready once this answers with a status below 400. A path is asked on the program's
   * port.
   * @example "/healthz"
   * @example "http://localhost:8080/healthz"
   */
  readyUrl?: string;
  /**
   * The program is ready once it prints a line that matches this regular expression. Its output then
   * goes through a pipe.
   * @example "listening on"
   */
  readyLog?: string;
  /**
   * After how long a program that is not ready is reported, in ms. It is left running.
   * @default 60000
   * @example 120000
   */
  readyTimeout?: number;
  /**
   * When a program that ended by itself is started again: at the next change, or also by itself, with
   * growing pauses, when it failed.
   * @default "on-change"
   * @example "on-failure"
   */
  restart?: 'on-change' | 'on-failure';
  /**
   * The polite signal that asks the program to stop. Windows has none: there it is ended at once, unless
   * a Ctrl-C of the console has reached it.
   * @default "SIGTERM"
   * @example "SIGINT"
   */
  killSignal?: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGKILL' | 'SIGUSR1' | 'SIGUSR2';
  /**
   * How long the program may take to stop before it is killed with its whole tree, in ms. Nx itself
   * kills everything after 5000.
   * @default 3000
   * @example 1000
   */
  killTimeout?: number;
  /**
   * Shows in the browser what happens: the errors, and the page of cycles with the program's log. The
   * program's output then goes through a pipe. With `proxy` they are on its port, unasked.
   * @example {"port":4001}
   */
  pages?: {
    /**
     * The port on which the pages are served, on this machine only. Default: that of `proxy`, else any
     * that is free; it is printed.
     * @example 4001
     */
    port?: number;
    /**
     * The URL that opens a file in your editor; {file}, {line} and {column} are replaced. Default: VS
     * Code's.
     * @example "idea://open?file={file}&line={line}&column={column}"
     */
    editor?: string;
  };
  /**
   * A port to which an editor attaches its debugger, and stays attached while the program is rebuilt and
   * replaced: its breakpoints are set in each new program before its first instruction, at the lines to
   * which edits have moved them. true: port 2345, or the next free one. While nobody is attached, builds
   * are the fast ones and no debugger runs. See docs/debugging.md.
   * @default false
   * @example true
   * @example 2400
   * @example {"dependencies":true}
   */
  debug?:
    | boolean
    | number
    | {
        /**
         * The port, on 127.0.0.1. Default: 2345, or the next free one.
         * @example 2400
         */
        port?: number;
        /**
         * The dlv command: a path from the workspace's root, or a name on PATH. Default: the tool of go.mod,
         * else that on PATH, in GOBIN or GOPATH/bin, else one that is installed once.
         * @example "tools/dlv"
         */
        dlv?: string;
        /**
         * Build dependencies without optimisation, too, so that their variables can be seen; the first such
         * build compiles all of them. Default: false.
         * @example true
         */
        dependencies?: boolean;
      };
  /**
   * The folder that gets the binary, from the workspace's root. Default: a folder below
   * node_modules/.cache/nx-go-run.
   * @example "dist/apps/my-go-api"
   */
  outputPath?: string;
  /**
   * Which Go builds. `auto`: the go command on PATH, or where it is usually installed; where there is
   * none, the Go that go.work or go.mod asks for is fetched from GOPROXY, once for all workspaces.
   * `system`: the same without fetching. A version, such as `1.26.8` or `1.26`: that one, whatever is on
   * PATH. All that is started finds it first on PATH.
   * @default "auto"
   * @example "system"
   * @example "1.26.8"
   */
  go?: string;
  /**
   * The go command: a name on PATH, or a path from the workspace's root.
   * @default "go"
   * @example "go1.26"
   * @example "/usr/local/go/bin/go"
   */
  goBinary?: string;
}
