// Made from schema.json by `npm run schema`; edits are lost.

/**
 * Builds the Go programs of a project into a folder, the same wherever and whenever that is done.
 */
export interface BuildOptions {
  /**
   * Packages, from the project's root, as go takes them. Default: each main package of the project.
   * @example "./cmd/api"
   */
  packages?: string | number | (string | number)[];
  /**
   * The folder that gets the binaries, from the workspace's root.
   * @example "dist/apps/my-go-api"
   */
  outputPath?: string;
  /**
   * Flags of `go build`, besides -trimpath and -buildvcs=false. A string is split as a shell would split
   * words. Not `-o`: that is outputPath.
   * @example "-tags a,b"
   * @example ["-ldflags","-X main.version=a b"]
   */
  buildFlags?: string | number | (string | number)[];
  /**
   * More environment variables for go and all that it starts.
   * @default {}
   * @example {"GOOS":"windows"}
   */
  env?: {
    [k: string]: string | number | boolean;
  };
  /**
   * Which Go works. `auto`: the go command on PATH, or where it is usually installed; where there is
   * none, the Go that go.work or go.mod asks for is fetched from GOPROXY, once for all workspaces.
   * `system`: the same without fetching. A version, such as `1.26.8` or `1.26`: that one, whatever is on
   * PATH.
   * @default "auto"
   * @example "system"
   * @example "1.26.8"
   */
  go?: string;
  /**
   * The go command: a name on PATH, or a path from the workspace's root.
   * @default "go"
   * @example "go1.26"
   */
  goBinary?: string;
}
