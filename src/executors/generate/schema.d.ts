// Made from schema.json by `npm run schema`; edits are lost.

/**
 * Runs the steps of go-run's `generate` and `swagger` once, each only if what it reads has changed.
 */
export interface GenerateOptions {
  /**
   * Fail if an output is not what its step writes, and name it. What the steps write is put back.
   * @default false
   * @example true
   */
  check?: boolean;
  /**
   * The target of this project that runs go-run: its options hold where they are not set here. Default:
   * `serve`, or the only one that uses nx-go-run:go-run.
   * @example "serve"
   */
  serveTarget?: string;
  /**
   * What to run: a package directory or a .go file, looked up from the project's root, then from the
   * workspace's. A .go file stands for its whole package; a file that is excluded from its package
   * (`//go:build ignore`) is built alone.
   * @example "."
   * @example "cmd/api"
   * @example "main.go"
   */
  file?: string;
  /**
   * Parses swag annotations into swagger/swagger.json and packs that into packed/data-swagger.go before
   * the build. An object changes where, how and by which generator.
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
   * More environment variables for the program. They win over env files. Those that go reads for a build
   * (GOFLAGS, GOOS, CGO_ENABLED, GOEXPERIMENT, CC, …) are given to go, too.
   * @example {"PORT":"8080"}
   */
  env?: {
    [k: string]: string | number | boolean;
  };
  /**
   * Which Go builds. `auto`: the go command on PATH, or where it is usually installed; where there is
   * none, the Go that go.work or go.mod asks for is fetched from GOPROXY, once for all workspaces.
   * `system`: the same without fetching. A version, such as `1.26.8` or `1.26`: that one, whatever is on
   * PATH. All that is started finds it first on PATH.
   * @example "system"
   * @example "1.26.8"
   */
  go?: string;
  /**
   * The go command: a name on PATH, or a path from the workspace's root.
   * @example "go1.26"
   * @example "/usr/local/go/bin/go"
   */
  goBinary?: string;
}
