// Made from schema.json by `npm run schema`; edits are lost.

/**
 * Runs a command of a Go team's day for a project, in each of its modules.
 */
export interface GoOptions {
  /**
   * `vet`: go vet. `lint`: golangci-lint, a tool of go.mod or on PATH. `tidy`: go mod tidy.
   * `tidy-check`: fails where that would change something.
   */
  command: 'vet' | 'lint' | 'tidy' | 'tidy-check';
  /**
   * More flags of that command. A string is split as a shell would split words.
   * @example "-printf=false"
   */
  flags?: string | number | (string | number)[];
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
